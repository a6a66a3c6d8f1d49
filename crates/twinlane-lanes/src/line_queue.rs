//! Lines for an output that may be slow or stuck: a thread of its own writes them.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// A queue of lines for one output. A caller that adds a line never waits for the output.
///
/// Until [`start`](Self::start), lines are written by the caller, so that a program that ends early loses none. After it, a
/// thread writes them. Lines that do not fit into the queue (1 MiB) are dropped. Their number is reported when there is room
/// again.
///
/// ```
/// use std::io::Write;
/// use std::time::Duration;
///
/// let queue = twinlane_lanes::LineQueue::new("log", std::io::sink(), |dropped| eprintln!("{dropped} lines are lost"));
/// queue.start();
/// writeln!(&queue, "a line")?;
/// assert!(twinlane_lanes::flush_lines(Duration::from_secs(1)));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct LineQueue {
    shared: Arc<Shared>,
    name: &'static str,
    told: fn(u64),
}

struct Shared {
    state: Mutex<State>,
    /// The thread is to look.
    added: Condvar,
    /// A flush is to look.
    written: Condvar,
}

struct State {
    /// Lines that the thread has not taken yet.
    lines: Vec<u8>,
    dropped: u64,
    /// `None`: the thread has it.
    output: Option<Box<dyn Write + Send>>,
    thread: ThreadState,
    /// Somebody waits for all to be written.
    is_hurried: bool,
    /// Nobody can add a line any more.
    is_closed: bool,
    /// An urgent line has been waited for in vain, and nothing has been written since.
    is_stuck: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ThreadState {
    /// Not started.
    None,
    /// The thread sleeps until it is told of a line.
    Waiting,
    /// The thread looks for lines by itself, soon.
    Awake,
    /// The thread has lines that are not written yet.
    Writing,
}

impl LineQueue {
    /// Makes a queue for this output. `told` is called with the number of dropped lines; it may add a line.
    pub fn new(name: &'static str, output: impl Write + Send + 'static, told: fn(u64)) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                lines: Vec::new(),
                dropped: 0,
                output: Some(Box::new(output)),
                thread: ThreadState::None,
                is_hurried: false,
                is_closed: false,
                is_stuck: false,
            }),
            added: Condvar::new(),
            written: Condvar::new(),
        });
        let mut all = lock(&ALL);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&shared));
        Self { shared, name, told }
    }

    /// Starts the thread, once. If the system cannot create a thread, callers write their lines as before.
    pub fn start(&self) {
        let mut state = self.shared.lock();
        if state.thread != ThreadState::None {
            return;
        }
        let Some(output) = state.output.take() else {
            return;
        };
        state.thread = ThreadState::Awake;
        drop(state);
        let output = Arc::new(Mutex::new(Some(output)));
        let (shared, told) = (Arc::clone(&self.shared), self.told);
        let of_thread = Arc::clone(&output);
        let started = thread::Builder::new()
            .name(format!("twinlane-{}", self.name))
            .spawn(move || {
                if let Some(output) = lock(&of_thread).take() {
                    shared.write_all(output, told);
                }
            });
        if started.is_err() {
            let mut state = self.shared.lock();
            state.output = lock(&output).take();
            state.thread = ThreadState::None;
        }
    }

    /// Adds a line that is more important than others, such as that of a panic, and waits until it is written.
    ///
    /// The queue has extra room for urgent lines. If the output is stuck, the wait ends after a tenth of a second, and later
    /// urgent lines do not wait until the output works again.
    pub fn add_urgent(&self, line: &[u8]) {
        self.add(line, MOST_BYTES * 2);
        if !self.shared.lock().is_stuck {
            let is_written = self.shared.flush(Instant::now() + URGENT_WAIT);
            self.shared.lock().is_stuck = !is_written;
        }
    }

    fn add(&self, line: &[u8], most: usize) {
        let mut state = self.shared.lock();
        if let Some(output) = &mut state.output {
            // Nobody is left to be told that it failed.
            let _ = output.write_all(line).and_then(|()| output.flush());
            return;
        }
        if state.lines.len() + line.len() > most {
            // Told also if no other line comes.
            state.dropped += 1;
        } else {
            state.lines.extend_from_slice(line);
        }
        if state.thread == ThreadState::Waiting {
            state.thread = ThreadState::Awake;
            self.shared.added.notify_one();
        }
    }
}

impl fmt::Debug for LineQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        f.debug_struct("LineQueue")
            .field("name", &name)
            .finish_non_exhaustive()
    }
}

/// Each call adds what it is given as a whole.
impl Write for &LineQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.add(line, MOST_BYTES);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LineQueue {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.added.notify_one();
    }
}

/// Waits until all lines of all queues are written, for at most `limit`. `false` if some are not, because their output is stuck.
///
/// Call it at the end of a program: lines that are still in a queue would be lost.
pub fn flush_lines(limit: Duration) -> bool {
    let end = Instant::now() + limit;
    let all: Vec<_> = lock(&ALL).iter().filter_map(Weak::upgrade).collect();
    let mut is_done = true;
    for queue in all {
        is_done &= queue.flush(end);
    }
    is_done
}

/// All queues of the process.
static ALL: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The work of the thread.
    fn write_all(&self, mut output: Box<dyn Write + Send>, told: fn(u64)) {
        let mut lines = Vec::new();
        while let Some(dropped) = self.take(&mut lines) {
            write_lines(&mut output, &lines);
            lines.clear();
            // Before a flush is told that all is done.
            if dropped > 0 {
                told(dropped);
            }
            // One flood of lines is no reason to keep its memory.
            lines.shrink_to(KEPT_BYTES);
            let mut state = self.lock();
            state.thread = ThreadState::Awake;
            state.is_stuck = false;
            self.written.notify_all();
        }
    }

    /// Waits for lines, and takes them, so that there is room again: the number of those for which there was none. `None`: there will be
    /// no more.
    fn take(&self, lines: &mut Vec<u8>) -> Option<u64> {
        let mut state = self.lock();
        // Lines come in groups: those of a short while are written at once, and who adds them need not wake the thread.
        if !state.is_hurried && !state.is_closed {
            let quiet = |state: &mut State| !state.is_hurried && !state.is_closed;
            let slept = self.added.wait_timeout_while(state, BETWEEN_WRITES, quiet);
            state = slept.unwrap_or_else(PoisonError::into_inner).0;
        }
        while state.lines.is_empty() && state.dropped == 0 {
            if state.is_closed {
                return None;
            }
            state.is_hurried = false;
            state.thread = ThreadState::Waiting;
            state = wait(&self.added, state);
        }
        std::mem::swap(lines, &mut state.lines);
        state.thread = ThreadState::Writing;
        Some(std::mem::take(&mut state.dropped))
    }

    fn flush(&self, end: Instant) -> bool {
        let mut state = self.lock();
        while state.output.is_none() && !state.is_written() {
            let Some(left) = end.checked_duration_since(Instant::now()) else {
                return false;
            };
            state.is_hurried = true;
            self.added.notify_one();
            let waited = self.written.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl State {
    fn is_written(&self) -> bool {
        self.lines.is_empty() && self.dropped == 0 && self.thread != ThreadState::Writing
    }
}

/// A line that cannot be written is lost: nobody is left to be told.
fn write_lines(output: &mut dyn Write, mut lines: &[u8]) {
    while !lines.is_empty() {
        match output.write(lines) {
            Ok(0) => return,
            Ok(bytes) => lines = lines.get(bytes..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Another program shares the output, and does not wait for it.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(BETWEEN_WRITES),
            Err(_) => return,
        }
    }
    let _ = output.flush();
}

fn wait<'s>(of: &Condvar, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    of.wait(state).unwrap_or_else(PoisonError::into_inner)
}

/// Nothing panics that holds it but for want of memory.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Some ten thousand lines.
const MOST_BYTES: usize = 1 << 20;
const KEPT_BYTES: usize = 1 << 16;
const URGENT_WAIT: Duration = Duration::from_millis(100);
const BETWEEN_WRITES: Duration = Duration::from_millis(5);

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// An output that writes what it is given when it is let.
    struct Stuck {
        may_go_on: Receiver<()>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Let for good when the test is over.
            let _ = self.may_go_on.recv();
            let _ = self.written.send(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn stuck(told: fn(u64)) -> (LineQueue, Sender<()>, Receiver<Vec<u8>>) {
        let ((go_on, may_go_on), (written, lines)) = (channel(), channel());
        let output = Stuck { may_go_on, written };
        (LineQueue::new("test", output, told), go_on, lines)
    }

    fn at_once(queue: &LineQueue) -> bool {
        queue.shared.flush(Instant::now())
    }

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn lines_are_written_in_their_order_and_flushed() {
        let (queue, go_on, lines) = stuck(|_| ());
        drop(go_on);
        writeln!(&queue, "1").unwrap();
        assert_eq!(
            lines.try_recv().unwrap(),
            b"1\n",
            "before the start, at once"
        );
        queue.start();
        for line in 2..1000 {
            writeln!(&queue, "{line}").unwrap();
        }
        assert!(flush_lines(LONG));
        let all: Vec<u8> = lines.try_iter().flatten().collect();
        let text = String::from_utf8(all).unwrap();
        assert!(
            text.lines().eq((2..1000).map(|line: u32| line.to_string())),
            "{text}"
        );
    }

    #[test]
    fn a_stuck_output_holds_nobody_up_and_what_is_lost_is_told() {
        static TOLD: Mutex<u64> = Mutex::new(0);
        let (queue, go_on, lines) = stuck(|dropped| *lock(&TOLD) += dropped);
        queue.start();
        let line = [b'x'; 1023].into_iter().chain([b'\n']).collect::<Vec<_>>();
        let added = 5 * MOST_BYTES / line.len();
        for _ in 0..added {
            (&queue).write_all(&line).unwrap();
        }
        assert!(!at_once(&queue));
        queue.add_urgent(b"panic\n");
        drop(go_on);
        assert!(queue.shared.flush(Instant::now() + LONG));
        let all: Vec<u8> = lines.try_iter().flatten().collect();
        assert!(all.len() <= 2 * MOST_BYTES + 6, "{}", all.len());
        assert!(all.windows(6).any(|part| part == b"panic\n"));
        // Told by the thread, after its writes.
        let kept = (all.len() - 6) / line.len();
        while *lock(&TOLD) < (added - kept) as u64 {
            thread::yield_now();
        }
        assert_eq!(*lock(&TOLD), (added - kept) as u64);
    }

    #[test]
    fn a_line_for_which_there_is_never_room_is_told_though_no_other_comes() {
        static TOLD: Mutex<u64> = Mutex::new(0);
        let (queue, go_on, lines) = stuck(|dropped| *lock(&TOLD) += dropped);
        drop(go_on);
        queue.start();
        for _ in 0..2 {
            (&queue).write_all(&vec![b'x'; MOST_BYTES + 1]).unwrap();
            assert!(queue.shared.flush(Instant::now() + LONG));
        }
        assert_eq!(*lock(&TOLD), 2);
        assert_eq!(lines.try_iter().flatten().count(), 0);
    }

    #[test]
    fn an_urgent_line_is_written_when_it_has_been_added() {
        let (queue, go_on, lines) = stuck(|_| ());
        drop(go_on);
        queue.start();
        for _ in 0..100 {
            queue.add_urgent(b"panic\n");
            let state = queue.shared.lock();
            assert!(state.is_written() || state.is_stuck);
        }
        assert!(queue.shared.flush(Instant::now() + LONG));
        assert_eq!(lines.try_iter().flatten().count(), 600);
    }

    #[test]
    fn urgent_lines_wait_for_a_stuck_output_once() {
        let (queue, go_on, _lines) = stuck(|_| ());
        queue.start();
        assert!(!queue.shared.lock().is_stuck);
        queue.add_urgent(b"panic\n");
        assert!(queue.shared.lock().is_stuck);
        drop(go_on);
        assert!(queue.shared.flush(Instant::now() + LONG));
        assert!(!queue.shared.lock().is_stuck);
    }

    #[test]
    fn the_thread_ends_with_the_queue_and_writes_what_is_left() {
        let (queue, go_on, lines) = stuck(|_| ());
        queue.start();
        writeln!(&queue, "last").unwrap();
        drop((queue, go_on));
        // The channel ends with the thread.
        let all: Vec<u8> = lines.iter().flatten().collect();
        assert_eq!(all, b"last\n");
    }

    #[test]
    fn an_output_that_is_not_ready_is_tried_again() {
        struct NotReady(u8, Sender<Vec<u8>>);
        impl Write for NotReady {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 += 1;
                match self.0 {
                    1 => Err(ErrorKind::WouldBlock.into()),
                    2 => Err(ErrorKind::Interrupted.into()),
                    _ => {
                        self.1.send(bytes[..1].to_vec()).unwrap();
                        Ok(1)
                    }
                }
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (written, lines) = channel();
        let queue = LineQueue::new("test", NotReady(0, written), |_| ());
        queue.start();
        writeln!(&queue, "all").unwrap();
        assert!(queue.shared.flush(Instant::now() + LONG));
        assert_eq!(lines.try_iter().flatten().collect::<Vec<_>>(), b"all\n");
    }
}
