//! What generating and checking take, over the rows of a report.

use super::row::{Check, Cost, Row};

/// What rows took together. Times are the processor's, so that they hold whatever else the machine does.
#[derive(Clone, Debug, Default)]
pub(super) struct Speed {
    bytes: usize,
    lines: usize,
    seconds: f64,
    peak: usize,
    checks: Checks,
}

/// The crates that passed `cargo check` while somebody measured it.
#[derive(Clone, Debug, Default)]
struct Checks {
    crates: usize,
    operations: usize,
    seconds: f64,
    /// What as many crates take that only re-export the runtime.
    floor: f64,
    /// The most that the compiler held for one crate, in 10^6 bytes.
    megabytes: usize,
}

impl Speed {
    /// The names of the figures, in the order of [`Speed::cells`].
    pub(super) const NAMES: [&str; 8] = [
        "MB",
        "lines",
        "generate s",
        "generate s/MB",
        "check s",
        "check ms/operation",
        "ditto over floor",
        "check MB",
    ];

    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut speed = Self::default();
        for row in rows {
            speed.add(row);
        }
        speed
    }

    pub(super) fn add(&mut self, row: &Row) {
        self.bytes += row.bytes;
        self.lines += row.lines;
        self.seconds += row.seconds;
        self.peak = self.peak.max(row.peak);
        // A compiler that finds an error ends early.
        if let (Check::Passed, Some(Cost { seconds, floor, megabytes })) = (row.check, row.cost) {
            self.checks.crates += 1;
            self.checks.operations += row.counts.operations;
            self.checks.seconds += seconds;
            self.checks.floor += floor;
            self.checks.megabytes = self.checks.megabytes.max(megabytes);
        }
    }

    /// The processor's time for all of it.
    pub(super) fn seconds(&self) -> f64 {
        self.seconds + self.checks.seconds
    }

    /// The figures; those of checks are empty where none was measured.
    pub(super) fn cells(&self) -> [String; 8] {
        let Self { bytes, lines, seconds, peak: _, checks } = self;
        let megabytes = float(*bytes) / 1e6;
        let [check, each, above, memory] = match checks {
            Checks { crates: 0, .. } => Default::default(),
            Checks { operations, seconds, floor, megabytes, .. } => [
                format!("{seconds:.2}"),
                per(seconds * 1e3, float(*operations)),
                per((seconds - floor) * 1e3, float(*operations)),
                megabytes.to_string(),
            ],
        };
        let per_megabyte =
            if megabytes > 0.0 { format!("{:.2}", seconds / megabytes) } else { "-".to_owned() };
        [
            format!("{megabytes:.2}"),
            lines.to_string(),
            format!("{seconds:.1}"),
            per_megabyte,
            check,
            each,
            above,
            memory,
        ]
    }

    /// What has no column, a sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let Checks { crates, floor, .. } = self.checks;
        let peak = (self.peak > 0).then(|| {
            format!(
                "Generating never held more than {} MB of memory, several descriptions at a time.",
                self.peak
            )
        });
        let floor = (crates > 0).then(|| {
            let each = floor / float(crates);
            format!("A crate that only re-exports the runtime, checked beside these, takes {each:.3} s: the floor.")
        });
        peak.into_iter().chain(floor).collect()
    }
}

fn per(number: f64, of: f64) -> String {
    if of > 0.0 { format!("{:.1}", number / of) } else { "-".to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "a corpus is smaller than 2^52 bytes")]
fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::Speed;
    use crate::corpus::row::{Check, Cost, Counts, Row};

    #[test]
    fn times_are_by_size_and_by_operation() {
        let row = |check, cost| Row {
            bytes: 2_000_000,
            lines: 100,
            seconds: 0.5,
            peak: 300,
            counts: Counts { operations: 10, ..Counts::default() },
            check,
            cost,
            ..Row::default()
        };
        let cost = Some(Cost { seconds: 0.3, floor: 0.1, megabytes: 200 });
        let rows = [
            row(Check::Passed, cost),
            row(Check::Failed { errors: 1, warnings: 0 }, cost),
            row(Check::NotRun, None),
        ];
        let speed = Speed::of(&rows);
        assert_eq!(speed.cells(), ["6.00", "300", "1.5", "0.25", "0.30", "30.0", "20.0", "200"]);
        assert!(speed.notes()[0].contains(" 300 MB ") && speed.notes()[1].contains(" 0.100 s"));
        assert_eq!(Speed::of(&rows[1..]).cells()[4..], [""; 4]);
        assert!(Speed::default().notes().is_empty());
    }
}
