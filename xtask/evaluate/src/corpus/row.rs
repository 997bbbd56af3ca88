//! What came of one description.

use std::fmt;

use super::by_code::ByCode;
use clientwright_cli::findings::number;

/// What came of one description: a line of the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// The path below the corpus.
    pub(crate) file: String,
    /// Whether there is a crate.
    pub(crate) status: Status,
    /// The dialect; empty where it is unknown.
    pub(crate) dialect: String,
    /// The size of the description.
    pub(crate) bytes: usize,
    /// What was counted.
    pub(crate) counts: Counts,
    /// How many findings of each code.
    pub(crate) findings: ByCode,
    /// The processor's time for generating.
    pub(crate) seconds: f64,
    /// The highest resident set of this program until then, in 10^6 bytes, whatever it did before and beside it.
    pub(crate) peak: usize,
    /// The lines of Rust that were emitted, tests included.
    pub(crate) lines: usize,
    /// How much code the compiler has to check, in lines.
    pub(crate) code: usize,
    /// What `cargo check` says.
    pub(crate) check: Check,
    /// What that cost, where it was measured.
    pub(crate) cost: Option<Cost>,
    /// The first error, on one line; empty where there is none.
    pub(crate) problem: String,
    /// A digest of what the row depends on.
    pub(crate) key: String,
}

/// What the compiler used to check a crate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cost {
    /// The processor's time.
    pub(crate) seconds: f64,
    /// The time for a crate that only re-exports the runtime, in the same run of cargo.
    pub(crate) floor: f64,
    /// The highest resident set, in 10^6 bytes.
    pub(crate) megabytes: usize,
}

/// Numbers that add up over a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Operations that became methods.
    pub(crate) operations: usize,
    /// Those of them with a gap of their own.
    pub(crate) degraded: usize,
    /// Operations that did not become methods.
    pub(crate) skipped: usize,
    /// The requests that a Postman collection saves.
    pub(crate) requests: usize,
    /// Those of them that an operation stands for.
    pub(crate) emitted: usize,
    /// Named types.
    pub(crate) types: usize,
    /// Those of them that were inferred.
    pub(crate) inferred: usize,
    /// Places that hold any JSON value.
    pub(crate) untyped: usize,
    /// Things that the description describes and that are in neither the crate nor a finding.
    pub(crate) missing: usize,
    /// Findings that are gaps.
    pub(crate) gaps: usize,
}

impl Counts {
    /// The names of the numbers, in the order of [`Counts::all`].
    pub(crate) const NAMES: [&str; 10] = [
        "operations",
        "degraded",
        "skipped",
        "requests",
        "emitted",
        "types",
        "inferred",
        "untyped",
        "missing",
        "gaps",
    ];

    /// The numbers.
    pub(crate) fn all(self) -> [usize; 10] {
        let Self {
            operations,
            degraded,
            skipped,
            requests,
            emitted,
            types,
            inferred,
            untyped,
            missing,
            gaps,
        } = self;
        [operations, degraded, skipped, requests, emitted, types, inferred, untyped, missing, gaps]
    }

    /// The counts of which [`Counts::all`] gives these numbers.
    pub(crate) fn from_all(numbers: [usize; 10]) -> Self {
        let [
            operations,
            degraded,
            skipped,
            requests,
            emitted,
            types,
            inferred,
            untyped,
            missing,
            gaps,
        ] = numbers;
        Self {
            operations,
            degraded,
            skipped,
            requests,
            emitted,
            types,
            inferred,
            untyped,
            missing,
            gaps,
        }
    }
}

/// Whether a crate came of a description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// It did.
    #[default]
    Written,
    /// A finding is an error.
    Error,
    /// The generator panicked.
    Panic,
    /// The generator took too long.
    TimeOut,
}

/// What `cargo check` says about a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Check {
    /// It wasn't asked.
    #[default]
    NotRun,
    /// Nothing.
    Passed,
    /// So much.
    Failed {
        /// Errors.
        errors: usize,
        /// Warnings.
        warnings: usize,
    },
}

impl Row {
    /// The names of the columns.
    pub(crate) const HEADER: &str = "file\tstatus\tdialect\tbytes\toperations\tdegraded\tskipped\trequests\temitted\t\
        types\tinferred\tuntyped\tmissing\tgaps\tfindings\tseconds\tpeak_mb\tlines\tcode\tcheck\tcheck_seconds\tfloor_seconds\t\
        check_mb\tproblem\tkey";

    /// Whether this description is one that the project has to repair.
    pub(crate) fn is_failed(&self) -> bool {
        self.status != Status::Written || matches!(self.check, Check::Failed { .. })
    }

    /// Whether the row has to be made again, though nothing that it depends on has changed.
    pub(crate) fn is_due(&self, check: bool) -> bool {
        // How long something takes also depends on the machine and on the limit.
        self.status == Status::TimeOut
            || check && self.status == Status::Written && self.check == Check::NotRun
    }

    /// The row as a line, without its end.
    pub(crate) fn to_line(&self) -> String {
        let mut cells = vec![
            cell(&self.file),
            self.status.to_string(),
            cell(&self.dialect),
            self.bytes.to_string(),
        ];
        cells.extend(self.counts.all().iter().map(ToString::to_string));
        cells.extend([
            self.findings.to_string(),
            format!("{:.3}", self.seconds),
            self.peak.to_string(),
            self.lines.to_string(),
            self.code.to_string(),
            self.check.to_string(),
        ]);
        cells.extend(match &self.cost {
            Some(Cost { seconds, floor, megabytes }) => {
                [format!("{seconds:.3}"), format!("{floor:.3}"), megabytes.to_string()]
            }
            None => ["-"; 3].map(str::to_owned),
        });
        cells.extend([cell(&self.problem), cell(&self.key)]);
        cells.join("\t")
    }

    /// Reads what [`Row::to_line`] writes; `None` for anything else.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut text = || cells.next().map(str::to_owned);
        let (file, status, dialect) = (text()?, Status::from_cell(&text()?)?, text()?);
        let mut count = || text()?.parse().ok();
        let bytes = count()?;
        let mut numbers = [0; 10];
        for number in &mut numbers {
            *number = count()?;
        }
        let counts = Counts::from_all(numbers);
        let (findings, seconds) = (ByCode::from_cell(&text()?)?, text()?.parse().ok()?);
        let mut count = || text()?.parse().ok();
        let (peak, lines, code) = (count()?, count()?, count()?);
        let check = Check::from_cell(&text()?)?;
        let cost = Cost::from_cells(&[text()?, text()?, text()?]);
        let (problem, key) = (text()?, text()?);
        let row = Self {
            file,
            status,
            dialect,
            bytes,
            counts,
            findings,
            seconds,
            peak,
            lines,
            code,
            check,
            cost,
            problem,
            key,
        };
        cells.next().is_none().then_some(row)
    }
}

/// A text as it may stand in a cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Cost {
    fn from_cells([seconds, floor, megabytes]: &[String; 3]) -> Option<Self> {
        Some(Self {
            seconds: seconds.parse().ok()?,
            floor: floor.parse().ok()?,
            megabytes: megabytes.parse().ok()?,
        })
    }
}

impl Status {
    const ALL: [Self; 4] = [Self::Written, Self::Error, Self::Panic, Self::TimeOut];

    fn from_cell(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.to_string() == text)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Written => "written",
            Self::Error => "error",
            Self::Panic => "panic",
            Self::TimeOut => "timeout",
        })
    }
}

impl Check {
    /// The verdict on so many errors and warnings.
    pub(crate) fn of(errors: usize, warnings: usize) -> Self {
        match (errors, warnings) {
            (0, 0) => Self::Passed,
            (errors, warnings) => Self::Failed { errors, warnings },
        }
    }

    fn from_cell(text: &str) -> Option<Self> {
        match text {
            "-" => Some(Self::NotRun),
            "pass" => Some(Self::Passed),
            _ => {
                let (errors, warnings) = text.split_once(", ")?;
                let first = |it: &str| it.split(' ').next()?.parse().ok();
                Some(Self::Failed { errors: first(errors)?, warnings: first(warnings)? })
            }
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun => f.write_str("-"),
            Self::Passed => f.write_str("pass"),
            Self::Failed { errors, warnings } => {
                write!(f, "{}, {}", number(*errors, "error"), number(*warnings, "warning"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ByCode, Check, Cost, Counts, Row, Status};

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let cost = Some(Cost { seconds: 1.25, floor: 0.125, megabytes: 300 });
        for (status, check, cost) in [
            (Status::Written, Check::NotRun, None),
            (Status::Written, Check::Passed, cost),
            (Status::Written, Check::Failed { errors: 1, warnings: 20 }, None),
            (Status::Panic, Check::NotRun, None),
        ] {
            let row = Row {
                file: "a b.json".to_owned(),
                status,
                dialect: "OpenAPI 3.0".to_owned(),
                bytes: 7,
                counts: Counts { operations: 1, gaps: 8, ..Counts::default() },
                findings: ByCode::from_cell("a=1,b=2").unwrap(),
                seconds: 0.125,
                peak: 40,
                lines: 99,
                code: 12,
                check,
                cost,
                problem: "on one line".to_owned(),
                key: "00ff".to_owned(),
            };
            let line = row.to_line();
            assert_eq!(line.split('\t').count(), Row::HEADER.split('\t').count());
            assert_eq!(Row::from_line(&line), Some(row));
        }
        assert_eq!(Row::from_line(Row::HEADER), None);
    }

    #[test]
    fn a_text_of_several_lines_is_one_cell() {
        let row = Row { problem: "a\n\tb".to_owned(), ..Row::default() };
        assert!(row.to_line().contains("\ta b\t"), "{}", row.to_line());
    }
}
