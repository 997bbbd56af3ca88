//! Numbers that nobody can foresee: for how long to wait, and for idempotency keys.
//!
//! A hash of a counter whose key is the operating system's randomness, as `HashMap` gets it, needs no dependency and is
//! 128 bits of secret: two processes don't come to the same idempotency key.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

use super::clock;

/// A generator that clones of a client share.
pub(crate) struct Random {
    counter: AtomicU64,
    /// `None` for numbers that a seed gives, so that a test knows them.
    keys: Option<RandomState>,
}

impl Random {
    /// Numbers that differ from process to process.
    pub(crate) fn new() -> Self {
        Self { counter: AtomicU64::new(begin()), keys: Some(RandomState::new()) }
    }

    /// The numbers of this seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { counter: AtomicU64::new(seed), keys: None }
    }

    fn next(&self) -> u64 {
        match &self.keys {
            // The time sets a process apart from one that was forked from it.
            Some(keys) => keys.hash_one((self.step(1), clock::now())),
            None => mix(self.step(GOLDEN)),
        }
    }

    fn step(&self, by: u64) -> u64 {
        self.counter.fetch_add(by, Ordering::Relaxed).wrapping_add(by)
    }

    /// A time from nothing to `most`, each as likely as any other.
    pub(crate) fn up_to(&self, most: Duration) -> Duration {
        let nanos = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
        // The upper half of a product is evenly spread over what is below the factor.
        let product = u128::from(self.next()) * (u128::from(nanos) + 1);
        Duration::from_nanos(u64::try_from(product >> 64).unwrap_or(nanos))
    }

    /// A UUID of version 4 (RFC 9562, section 5.4).
    pub(crate) fn uuid(&self) -> Uuid {
        let (high, low) = (u128::from(self.next()), u128::from(self.next()));
        let bits = (high << 64) | low;
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }
}

/// Creates a random UUID of version 4, such as many calls want for an id that nobody else has.
///
/// Don't take it for a secret. For more kinds of UUIDs, depend on the crate `uuid` with its features.
///
/// ```
/// let id = clientwright_runtime::random_uuid();
/// assert_ne!(id, clientwright_runtime::random_uuid());
/// ```
pub fn random_uuid() -> Uuid {
    static RANDOM: LazyLock<Random> = LazyLock::new(Random::new);
    RANDOM.uuid()
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Random").finish_non_exhaustive()
    }
}

/// Where the counter begins: anywhere, as its hash is secret.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn begin() -> u64 {
    0
}

/// Where the counter begins: at a number of the browser's, or at the time, because hashes have no secret keys here.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn begin() -> u64 {
    let time = clock::since_1970();
    #[cfg(feature = "http")]
    let chance = js_sys::Math::random().to_bits();
    #[cfg(not(feature = "http"))]
    let chance = 0;
    mix(u64::from(time.subsec_nanos()) ^ (time.as_secs() << 30)) ^ mix(chance)
}

/// The step and the finish of `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_and_no_seed_others() {
        let waits = |random: &Random| [1, 2, 3].map(|it| random.up_to(Duration::from_secs(it)));
        assert_eq!(waits(&Random::seeded(7)), waits(&Random::seeded(7)));
        assert_ne!(waits(&Random::seeded(7)), waits(&Random::seeded(8)));
        assert_ne!(Random::new().uuid(), Random::new().uuid());
    }

    #[test]
    fn waits_are_spread_over_the_whole_time() {
        for random in [Random::new(), Random::seeded(1)] {
            let most = Duration::from_secs(8);
            let waits: Vec<Duration> = (0..1000).map(|_| random.up_to(most)).collect();
            let below = |part: u32| waits.iter().filter(|it| **it < most * part / 4).count();
            assert!(waits.iter().all(|it| *it <= most));
            for part in 1..4 {
                let expected = usize::try_from(part * 250).unwrap();
                assert!(below(part).abs_diff(expected) < 80, "{part}: {}", below(part));
            }
            assert_eq!(random.up_to(Duration::ZERO), Duration::ZERO);
        }
    }

    #[test]
    fn keys_are_uuids_of_version_4() {
        let random = Random::new();
        let keys: std::collections::BTreeSet<Uuid> = (0..100).map(|_| random.uuid()).collect();
        assert_eq!(keys.len(), 100);
        let key = keys.first().unwrap();
        assert_eq!((key.get_version_num(), key.get_variant()), (4, uuid::Variant::RFC4122));
    }
}
