//! Rooms by themselves.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use proptest::prelude::*;

use super::*;

/// The messages that have come, without waiting.
fn next<T: ?Sized>(news: &mut Subscription<T>) -> Option<Result<Arc<T>, Lagged>> {
    let mut receive = std::pin::pin!(news.receive());
    match receive
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(news) => Some(news),
        Poll::Pending => None,
    }
}

fn text(news: &mut Subscription<str>) -> Option<String> {
    next(news).map(|line| line.expect("nothing was lost").to_string())
}

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn all_who_are_in_a_room_receive_the_same_message() {
    let rooms = Rooms::new();
    let (mut one, mut two) = (rooms.subscribe("a"), rooms.subscribe("a"));
    let mut other = rooms.subscribe("b");
    rooms.publish("a", "hello");
    let (first, second) = (
        next(&mut one).unwrap().unwrap(),
        next(&mut two).unwrap().unwrap(),
    );
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(text(&mut other), None);
    assert_eq!(text(&mut one), None);
    let mut late = rooms.subscribe("a");
    assert_eq!(text(&mut late), None);
}

#[test]
fn a_room_ends_with_its_last_subscriber_and_a_message_with_its_last_receiver() {
    let rooms: Rooms<Vec<u8>> = Rooms::default();
    rooms.publish("a", vec![1]);
    assert_eq!(rooms.count(), 0);
    let mut reads = rooms.subscribe("a");
    let leaves = rooms.subscribe("a");
    let message = Arc::new(vec![2]);
    rooms.publish("a", Arc::clone(&message));
    drop(next(&mut reads));
    assert_eq!(Arc::strong_count(&message), 2);
    drop(leaves);
    assert_eq!(Arc::strong_count(&message), 1);
    assert_eq!(rooms.count(), 1);
    drop(reads);
    assert_eq!(rooms.count(), 0);
}

#[test]
fn the_last_receiver_has_the_message_alone() {
    let rooms: Rooms<String> = Rooms::default();
    let (mut one, mut two) = (rooms.subscribe("a"), rooms.subscribe("a"));
    rooms.publish("a", "x".to_owned());
    drop(next(&mut one));
    let last = next(&mut two).unwrap().unwrap();
    assert_eq!(Arc::try_unwrap(last), Ok("x".to_owned()));
}

#[test]
fn who_does_not_keep_up_is_told_how_many_were_lost_and_goes_on() {
    let rooms = Rooms::new().capacity(2);
    let mut news = rooms.subscribe("a");
    let mut quick = rooms.subscribe("a");
    for line in ["1", "2", "3", "4", "5"] {
        rooms.publish("a", line);
        assert_eq!(text(&mut quick).unwrap(), line);
    }
    assert_eq!(next(&mut news), Some(Err(Lagged(3))));
    assert_eq!(text(&mut news).unwrap(), "4");
    assert_eq!(text(&mut news).unwrap(), "5");
    assert_eq!(text(&mut news), None);
}

#[test]
fn only_those_who_wait_are_woken_and_each_once() {
    let rooms = Rooms::new();
    let mut news = rooms.subscribe("a");
    let count = Arc::new(Count::default());
    let waker = Waker::from(Arc::clone(&count));
    for _ in 0..3 {
        let mut receive = std::pin::pin!(news.receive());
        assert!(
            receive
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
    }
    rooms.publish("a", "1");
    rooms.publish("a", "2");
    assert_eq!(count.0.load(Ordering::Relaxed), 1);
    // A dropped wait has taken no message.
    assert_eq!(text(&mut news).unwrap(), "1");
    assert_eq!(text(&mut news).unwrap(), "2");
    // A subscriber that leaves while it waits leaves nothing behind.
    let _stays = rooms.subscribe("a");
    assert!(news.poll_receive(&Context::from_waker(&waker)).is_pending());
    drop(news);
    drop(waker);
    assert_eq!(Arc::strong_count(&count), 1);
}

/// A message that publishes when it is dropped, as any destructor may.
struct Last(Rooms<Last>);

impl Drop for Last {
    fn drop(&mut self) {
        drop(self.0.subscribe("a"));
    }
}

#[test]
fn messages_are_dropped_outside_of_every_lock() {
    let rooms: Rooms<Last> = Rooms::default().capacity(1);
    let news = rooms.subscribe("a");
    rooms.publish("a", Last(rooms.clone()));
    rooms.publish("a", Last(rooms.clone()));
    drop(news);
    rooms.publish("a", Last(rooms.clone()));
    assert_eq!(rooms.count(), 0);
}

#[test]
fn a_member_is_there_until_its_last_membership_ends() {
    let rooms = Rooms::new();
    let mut changes = rooms.watch_members("a");
    let first = rooms.join("a", "Ada");
    let second = rooms.join("a", "Ada");
    let bob = rooms.join("a", "Bob");
    let zoe = rooms.join("a", "Zoe");
    let elsewhere = rooms.join("b", "Eve");
    assert_eq!(rooms.members("a"), ["Ada", "Bob", "Zoe"]);
    drop(first);
    assert_eq!(rooms.members("a"), ["Ada", "Bob", "Zoe"]);
    drop(second);
    assert_eq!(rooms.members("a"), ["Bob", "Zoe"]);
    drop((bob, zoe, elsewhere));
    assert!(rooms.members("a").is_empty() && rooms.members("b").is_empty());
    let mut told = Vec::new();
    while let Some(change) = next(&mut changes) {
        told.push((*change.unwrap()).clone());
    }
    let [joined, left] = [MemberChange::Joined, MemberChange::Left];
    let names = ["Ada", "Bob", "Zoe"].map(str::to_owned);
    let expected = names.clone().map(joined).into_iter().chain(names.map(left));
    assert_eq!(told, expected.collect::<Vec<_>>());
}

#[derive(Debug, Clone)]
enum Step {
    Subscribe,
    Publish,
    Receive(usize),
    Leave(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Subscribe),
        6 => Just(Step::Publish),
        6 => any::<usize>().prop_map(Step::Receive),
        1 => any::<usize>().prop_map(Step::Leave),
    ]
}

proptest! {
    /// Compares rooms with one queue for each subscriber: each receives all messages in order, except the oldest beyond the capacity. Their
    /// number is reported.
    #[test]
    fn nothing_is_lost_unless_it_is_told(
        capacity in 1_usize..5,
        steps in proptest::collection::vec(step(), 0..200),
    ) {
        let rooms: Rooms<usize> = Rooms::default().capacity(capacity);
        let mut subscribers: Vec<(Subscription<usize>, VecDeque<usize>, u64)> = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            let count = subscribers.len();
            match step {
                Step::Subscribe => subscribers.push((rooms.subscribe("a"), VecDeque::new(), 0)),
                Step::Publish => {
                    rooms.publish("a", number);
                    for (_, expected, lost) in &mut subscribers {
                        expected.push_back(number);
                        if expected.len() > capacity {
                            expected.pop_front();
                            *lost += 1;
                        }
                    }
                }
                Step::Receive(who) if count > 0 => {
                    let (news, expected, lost) = &mut subscribers[who % count];
                    let expected = match std::mem::take(lost) {
                        0 => expected.pop_front().map(|number| Ok(Arc::new(number))),
                        lost => Some(Err(Lagged(lost))),
                    };
                    prop_assert_eq!(next(news), expected);
                }
                Step::Leave(who) if count > 0 => drop(subscribers.swap_remove(who % count)),
                Step::Receive(_) | Step::Leave(_) => {}
            }
            prop_assert_eq!(rooms.count(), usize::from(!subscribers.is_empty()));
        }
    }
}

/// Publishers and subscribers come and go at the same time. Each subscriber receives each publisher's messages in order.
#[test]
fn threads_publish_subscribe_and_leave_at_once() {
    const EACH: usize = 2_000;
    let rooms: Rooms<(usize, usize)> = Rooms::default().capacity(usize::MAX);
    std::thread::scope(|scope| {
        let readers = [(); 3].map(|()| rooms.subscribe("a"));
        for publisher in 0..2 {
            let rooms = rooms.clone();
            scope.spawn(move || (0..EACH).for_each(|n| rooms.publish("a", (publisher, n))));
        }
        let guest = rooms.clone();
        scope.spawn(move || (0..EACH).for_each(|_| drop(guest.subscribe("a"))));
        for mut news in readers {
            scope.spawn(move || {
                let mut expected = [0; 2];
                while expected != [EACH; 2] {
                    let Some(message) = next(&mut news) else {
                        std::thread::yield_now();
                        continue;
                    };
                    let (publisher, number) = *message.unwrap();
                    assert_eq!(number, expected[publisher]);
                    expected[publisher] += 1;
                }
            });
        }
    });
    assert_eq!(rooms.count(), 0);
}

/// A room that is being removed is entered by nobody: each hears at least itself.
#[test]
fn who_enters_as_another_leaves_is_in_the_room() {
    let rooms: Rooms<usize> = Rooms::default().capacity(usize::MAX);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let rooms = rooms.clone();
            scope.spawn(move || {
                for number in (0..50_000).map(|n| n * 4 + thread) {
                    let mut news = rooms.subscribe("a");
                    rooms.publish("a", number);
                    while *next(&mut news).expect("its own message").unwrap() != number {}
                }
            });
        }
    });
    assert_eq!(rooms.count(), 0);
}
