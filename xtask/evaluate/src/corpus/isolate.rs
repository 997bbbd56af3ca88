//! Work that may panic or never end, on a thread of its own.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// Why work gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It panicked, with this message.
    Panic(String),
    /// It took longer than it may. It goes on, as nothing can end a thread, until the program ends.
    TimeOut,
}

/// The name of the threads whose panics are reported and not printed.
const THREAD: &str = "isolated";

/// Descriptions nest deep; a thread's usual two megabytes are less than the main thread has.
const STACK: usize = 64 << 20;

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does `work` and waits for it no longer than `limit`.
pub(crate) fn run<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stop> {
    keep_panics();
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
    let started = thread.spawn(move || {
        // What `work` leaves half done is its own, and goes with it.
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        let message = || LAST_PANIC.take().unwrap_or_else(|| "unknown".to_owned());
        // Nobody waits any more where it took too long.
        let _ = sender.send(done.map_err(|_| Stop::Panic(message())));
    });
    if let Err(error) = started {
        return Err(Stop::Panic(format!("can't start a thread: {error}")));
    }
    receiver.recv_timeout(limit).unwrap_or(Err(Stop::TimeOut))
}

/// Has panics of isolated threads kept instead of printed; the others are left to whoever had them before.
fn keep_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() == Some(THREAD) {
                LAST_PANIC.set(Some(info.to_string()));
            } else {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::{Stop, run};

    #[test]
    fn work_gives_its_result() {
        assert_eq!(run(Duration::from_secs(60), || 1 + 1), Ok(2));
    }

    #[test]
    fn a_panic_is_a_result_with_its_place() {
        let stop = run(Duration::from_secs(60), || -> u8 { panic!("of {}", "all") });
        let Err(Stop::Panic(message)) = stop else { panic!("{stop:?}") };
        assert!(message.contains("isolate.rs") && message.contains("of all"), "{message}");
    }

    #[test]
    fn work_without_end_is_left_alone() {
        let stop = run(Duration::from_millis(1), || thread::sleep(Duration::from_secs(60)));
        assert_eq!(stop, Err(Stop::TimeOut));
    }
}
