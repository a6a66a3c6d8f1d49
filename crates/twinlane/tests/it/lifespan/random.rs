//! Random graphs of lifespan dependencies that fail at random places, in both lanes: as much is undone as was made.
//!
//! A graph is one of types. So each node asks for two links, which point nowhere until an override points them at another node.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use twinlane::dependency::{AtShutdown, DependencyRef};
use twinlane::prelude::*;
use twinlane::{Error, Provided};

const NODES: usize = 8;

/// The plan of one application, and what becomes of it.
#[derive(Clone, Default)]
struct World(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// For each node: what it does.
    fates: Vec<Fate>,
    running: AtomicUsize,
    made: Mutex<Vec<usize>>,
    undone: Mutex<Vec<usize>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Fate {
    made: End,
    undone: End,
    /// The number of times that it waits.
    waits: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum End {
    #[default]
    Well,
    Error,
    Panic,
}

impl World {
    /// Notes that a function runs, until the result is dropped.
    fn run(&self) -> Run {
        self.0.running.fetch_add(1, Ordering::SeqCst);
        Run(self.clone())
    }

    fn fate(&self, node: usize) -> Fate {
        self.0.fates[node]
    }

    fn make(&self, node: usize) -> Result<Ticket> {
        self.fate(node).made.meet()?;
        self.0.made.lock().unwrap().push(node);
        Ok(Ticket(node))
    }

    fn undo(&self, ticket: &Ticket) -> Result<()> {
        self.0.undone.lock().unwrap().push(ticket.0);
        self.fate(ticket.0).undone.meet()
    }
}

struct Run(World);

impl Drop for Run {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

impl End {
    fn meet(self) -> Result<()> {
        match self {
            Self::Well => Ok(()),
            Self::Error => Err(Error::msg("an error")),
            Self::Panic => panic!("a panic"),
        }
    }
}

struct Ticket(usize);

/// A link from a node to another. It points nowhere unless it is overridden.
#[dependency(lifespan)]
async fn link<const OF: usize, const SECOND: bool>() {}

#[dependency(lifespan)]
async fn to_async<const NODE: usize>(_node: Depends<on_loop<NODE>>) {}

#[dependency(lifespan)]
fn to_plain<const NODE: usize>(_node: Depends<in_thread<NODE>>) {}

#[dependency(lifespan)]
async fn on_loop<const NODE: usize>(
    world: State<World>,
    _first: Depends<link<NODE, false>>,
    _second: Depends<link<NODE, true>>,
) -> Result<Provided<Ticket, AtShutdown>> {
    let _run = world.run();
    for _ in 0..world.fate(NODE).waits {
        tokio::task::yield_now().await;
    }
    let ticket = world.make(NODE)?;
    Ok(
        Provided::new(ticket).at_shutdown(async move |ticket: Arc<Ticket>| {
            for _ in 0..world.fate(NODE).waits {
                tokio::task::yield_now().await;
            }
            world.undo(&ticket)
        }),
    )
}

#[dependency(lifespan)]
fn in_thread<const NODE: usize>(
    world: State<World>,
    _first: Depends<link<NODE, false>>,
    _second: Depends<link<NODE, true>>,
) -> Result<Provided<Ticket, AtShutdown>> {
    let _run = world.run();
    for _ in 0..world.fate(NODE).waits {
        std::thread::yield_now();
    }
    let ticket = world.make(NODE)?;
    Ok(Provided::new(ticket).at_shutdown(move |ticket: Arc<Ticket>| world.undo(&ticket)))
}

/// Points a link at a node.
fn point<const OF: usize, const SECOND: bool>(app: App, to: usize, is_plain: bool) -> App {
    macro_rules! at {
        ($($node:literal)*) => {
            match (to, is_plain) {
                $(
                    ($node, false) => app.override_dependency_with::<link<OF, SECOND>, to_async<$node>>(),
                    ($node, true) => app.override_dependency_with::<link<OF, SECOND>, to_plain<$node>>(),
                )*
                _ => app,
            }
        };
    }
    at!(0 1 2 3 4 5 6 7)
}

/// Points the links of a node.
fn link_node(app: App, of: usize, to: [(usize, bool); 2]) -> App {
    let [(first, first_is_plain), (second, second_is_plain)] = to;
    macro_rules! of {
        ($($node:literal)*) => {
            match of {
                $($node => {
                    let app = point::<$node, false>(app, first, first_is_plain);
                    point::<$node, true>(app, second, second_is_plain)
                })*
                _ => app,
            }
        };
    }
    of!(0 1 2 3 4 5 6 7)
}

fn reference(node: usize, is_plain: bool) -> Vec<DependencyRef> {
    macro_rules! to {
        ($($node:literal)*) => {
            match (node, is_plain) {
                $(
                    ($node, false) => dependencies![on_loop<$node>],
                    ($node, true) => dependencies![in_thread<$node>],
                )*
                _ => Vec::new(),
            }
        };
    }
    to!(0 1 2 3 4 5 6 7)
}

struct Random(u32);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }

    fn end(&mut self, one_in: usize) -> End {
        match self.below(one_in * 2) {
            0 => End::Error,
            1 => End::Panic,
            _ => End::Well,
        }
    }
}

/// An application of some nodes, each of which needs some before it.
fn application(random: &mut Random) -> (App, World) {
    let fates = (0..NODES).map(|_| Fate {
        made: random.end(8),
        undone: random.end(6),
        waits: u32::try_from(random.below(3)).unwrap(),
    });
    let world = World(Arc::new(Inner {
        fates: fates.collect(),
        ..Inner::default()
    }));
    let plain: Vec<bool> = (0..NODES).map(|_| random.below(2) == 0).collect();
    let mut app = App::new().state(world.clone());
    for of in 1..NODES {
        // One in four points nowhere.
        let to = [(); 2].map(|()| {
            let to = random.below(of * 4 / 3 + 1);
            if to < of {
                (to, plain[to])
            } else {
                (NODES, false)
            }
        });
        app = link_node(app, of, to);
    }
    for _ in 0..=random.below(4) {
        let node = random.below(NODES);
        app = app.lifespan(reference(node, plain[node]));
    }
    (app, world)
}

/// Until as much is undone as was made, and no function runs that may make more.
async fn settle(world: &World) {
    loop {
        let is_quiet = world.0.running.load(Ordering::SeqCst) == 0;
        if is_quiet && world.0.made.lock().unwrap().len() == world.0.undone.lock().unwrap().len() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn as_much_is_undone_as_was_made_wherever_a_start_fails() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let mut random = Random(3);
    let (mut all, mut failed, mut half, mut stuck) = (0, 0, 0, 0);
    for _ in 0..1_000 {
        let (app, world) = application(&mut random);
        let checked = app.check().unwrap();
        let started = checked.start().await;
        let failed_at_stop = match started {
            Err(_) => {
                failed += 1;
                half += usize::from(!world.0.made.lock().unwrap().is_empty());
                None
            }
            Ok(running) => {
                assert!(world.0.undone.lock().unwrap().is_empty());
                Some(running.stop().await.is_err())
            }
        };
        let made = world.0.made.lock().unwrap().clone();
        let mut undone = world.0.undone.lock().unwrap().clone();
        undone.reverse();
        // Each once, in the reverse order.
        assert_eq!(made, undone);
        assert_eq!(world.0.running.load(Ordering::SeqCst), 0);
        let is_stuck = made
            .iter()
            .any(|node| world.fate(*node).undone != End::Well);
        assert!(failed_at_stop.is_none_or(|failed| failed == is_stuck));
        stuck += usize::from(is_stuck);
        all += made.len();
    }
    std::panic::set_hook(hook);
    // Every kind has come to pass.
    assert!(all > 1_500, "{all}");
    assert!((200..800).contains(&failed), "{failed}");
    assert!(half > 100, "{half}");
    assert!(stuck > 200, "{stuck}");
}

/// The start is given up at any of its polls, or the running application is dropped.
#[tokio::test]
async fn as_much_is_undone_as_was_made_where_a_start_is_given_up() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let mut random = Random(5);
    let (mut all, mut given_up) = (0, 0);
    for _ in 0..1_000 {
        let (app, world) = application(&mut random);
        let mut starting = Box::pin(app.check().unwrap().start());
        let mut polls = random.below(12);
        let started = std::future::poll_fn(|cx| {
            if polls == 0 {
                return std::task::Poll::Ready(None);
            }
            polls -= 1;
            starting.as_mut().poll(cx).map(Some)
        })
        .await;
        given_up += usize::from(started.is_none());
        drop(starting);
        drop(started);
        // A bound for a test that would hang.
        let settled = tokio::time::timeout(Duration::from_mins(1), settle(&world)).await;
        assert!(settled.is_ok(), "{:?}", world.0.made);
        let mut made = world.0.made.lock().unwrap().clone();
        let mut undone = world.0.undone.lock().unwrap().clone();
        made.sort_unstable();
        undone.sort_unstable();
        assert_eq!(made, undone);
        all += made.len();
    }
    std::panic::set_hook(hook);
    assert!(all > 1_000, "{all}");
    assert!(given_up > 300, "{given_up}");
}
