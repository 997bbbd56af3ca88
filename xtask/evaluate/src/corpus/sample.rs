//! A few files of a corpus, others each day.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate};

use super::input::Input;

/// A day (UTC) that says which files a sample has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(NaiveDate);

impl Day {
    /// The day that it is.
    pub(super) fn today() -> Self {
        let seconds = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |it| it.as_secs());
        let time = i64::try_from(seconds).ok().and_then(|it| DateTime::from_timestamp(it, 0));
        Self(time.unwrap_or_default().date_naive())
    }

    /// How many days there were before it; the next day has one more.
    fn number(self) -> usize {
        usize::try_from(self.0.num_days_from_ce()).unwrap_or_default()
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| "a day, such as `2026-11-22`".to_owned())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// `n` of the inputs, or all where there are fewer, in the order that they have.
///
/// By size they make `n` classes, each of which gives one and begins again once all had their turn: a sample has small
/// ones and large ones, and over the days it has all.
pub(super) fn take(inputs: Vec<&Input>, n: usize, day: Day) -> Vec<&Input> {
    let mut by_size = inputs.clone();
    by_size.sort_by_key(|it| it.bytes);
    let total = by_size.len();
    let chosen = |class: usize| {
        let class = by_size.get(class * total / n..(class + 1) * total / n)?;
        class.get(day.number().checked_rem(class.len())?)
    };
    let chosen: Vec<_> = (0..n).filter_map(chosen).map(|it| &it.file).collect();
    inputs.into_iter().filter(|it| chosen.contains(&&it.file)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::{Day, take};
    use crate::corpus::input::Input;

    #[test]
    fn samples_mix_sizes_and_have_all_files_in_the_end() {
        let input = |n: usize| Input {
            file: format!("{:02}.json", n * 7 % 10),
            path: PathBuf::new(),
            package: String::new(),
            bytes: n,
            key: String::new(),
            is_part: false,
        };
        let mut inputs: Vec<Input> = (0..10).map(input).collect();
        inputs.sort_by(|a, b| a.file.cmp(&b.file));
        let all: Vec<&Input> = inputs.iter().collect();
        let of = |day: &str, n| take(all.clone(), n, day.parse().unwrap());

        let mut seen = BTreeSet::new();
        for day in 22..26 {
            let sample = of(&format!("2026-11-{day}"), 3);
            let sizes: BTreeSet<_> = sample.iter().map(|it| (it.bytes / 3).min(2)).collect();
            assert_eq!(sizes.len(), 3, "one of each class of size");
            assert!(sample.is_sorted_by_key(|it| &it.file));
            seen.extend(sample.into_iter().map(|it| it.file.clone()));
        }
        assert_eq!(seen.len(), 10, "the largest class has four files");
        assert_eq!(of("2026-11-22", 20).len(), 10);
        assert!(take(Vec::new(), 3, Day::today()).is_empty());
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        assert_eq!("2026-11-22".parse::<Day>().unwrap().to_string(), "2026-11-22");
        assert!("22.11.2026".parse::<Day>().is_err());
        assert!(Day::today().number() > 739_000);
    }
}
