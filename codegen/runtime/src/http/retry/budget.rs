//! How many retries a client may still make, so that an outage isn't amplified.
//!
//! A bucket of tokens, as in the standard retry mode of AWS' SDKs: a retry takes some, a success brings them back, and
//! without tokens nothing is sent again.

use std::sync::atomic::{AtomicU32, Ordering};

/// What one retry takes.
const COST: u32 = 5;
/// What a success at the first attempt brings.
const EARNED: u32 = 1;

/// The tokens that clones of a client share.
#[derive(Debug)]
pub(crate) struct Budget {
    most: u32,
    tokens: AtomicU32,
}

impl Budget {
    /// A budget of this many retries.
    pub(crate) fn new(n_retries: u32) -> Self {
        let most = n_retries.saturating_mul(COST);
        Self { most, tokens: AtomicU32::new(most) }
    }

    /// Takes what a retry costs, or nothing where there is less.
    pub(crate) fn withdraw(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(COST);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Brings back what a success is worth, after this many retries: the last of them was not in vain.
    pub(crate) fn deposit(&self, n_retries: u32) {
        // The usual case writes nothing.
        if self.tokens.load(Ordering::Relaxed) >= self.most {
            return;
        }
        let more = if n_retries == 0 { EARNED } else { COST };
        let put = |tokens: u32| Some(tokens.saturating_add(more).min(self.most));
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_costs_five_successes_unless_it_succeeds_itself() {
        let budget = Budget::new(2);
        assert!(budget.withdraw() && budget.withdraw() && !budget.withdraw());
        for _ in 0..4 {
            budget.deposit(0);
        }
        assert!(!budget.withdraw());
        budget.deposit(0);
        assert!(budget.withdraw() && !budget.withdraw());
        budget.deposit(1);
        assert!(budget.withdraw() && !budget.withdraw());
        for _ in 0..100 {
            budget.deposit(1);
        }
        assert!(budget.withdraw() && budget.withdraw() && !budget.withdraw(), "it is full at two");
    }
}
