//! What processes have used of the machine.

use std::fmt;

/// Processor time and memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Usage {
    /// The time of processors, that of the system for it included.
    pub(crate) seconds: f64,
    /// The highest resident set, in 10^6 bytes; of several processes that of the largest.
    pub(crate) megabytes: usize,
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seconds, self.megabytes)
    }
}

impl Usage {
    /// Reads what its `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (seconds, megabytes) = text.trim().split_once(' ')?;
        Some(Self { seconds: seconds.parse().ok()?, megabytes: megabytes.parse().ok()? })
    }
}

/// What this program has used until now; `None` where the system doesn't tell.
pub(crate) fn of_this_program() -> Option<Usage> {
    system::of_this_program()
}

/// What those children have used that have ended and been waited for.
pub(crate) fn of_children() -> Option<Usage> {
    system::of_children()
}

#[cfg(unix)]
mod system {
    use nix::sys::resource::{self, UsageWho};
    use nix::sys::time::TimeValLike;

    use super::Usage;

    /// What one unit of memory is in the answers of this system.
    const UNIT: usize = if cfg!(target_vendor = "apple") { 1 } else { 1024 };

    pub(super) fn of_this_program() -> Option<Usage> {
        usage(UsageWho::RUSAGE_SELF)
    }

    pub(super) fn of_children() -> Option<Usage> {
        usage(UsageWho::RUSAGE_CHILDREN)
    }

    #[expect(clippy::cast_precision_loss, reason = "a process ends before 2^52 microseconds")]
    fn usage(who: UsageWho) -> Option<Usage> {
        let usage = resource::getrusage(who).ok()?;
        let time = usage.user_time() + usage.system_time();
        let bytes = usize::try_from(usage.max_rss()).ok()?.saturating_mul(UNIT);
        Some(Usage {
            seconds: time.num_microseconds() as f64 / 1e6,
            megabytes: bytes.div_ceil(1_000_000),
        })
    }
}

#[cfg(not(unix))]
mod system {
    use super::Usage;

    pub(super) fn of_this_program() -> Option<Usage> {
        None
    }

    pub(super) fn of_children() -> Option<Usage> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Usage;

    #[test]
    fn what_is_written_is_read_again() {
        let used = Usage { seconds: 1.25, megabytes: 300 };
        assert_eq!(Usage::parse(&format!("{used}\n")), Some(used));
        assert_eq!(Usage::parse("no figures"), None);
    }
}
