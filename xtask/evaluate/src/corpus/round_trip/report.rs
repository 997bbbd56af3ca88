//! What came of the values of each description, kept in two files from one run to the next.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::corpus::input::Input;
use clientwright_cli::{Error, files};

/// What came of the values of one description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The path below the corpus.
    pub(super) file: String,
    pub(super) dialect: String,
    pub(super) counts: Counts,
    /// Why nothing could be tried; empty where it could.
    pub(super) problem: String,
    /// A digest of what the row depends on.
    pub(super) key: String,
}

/// Numbers that add up over a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Component schemas.
    pub(super) components: usize,
    /// Those of them with a value.
    pub(super) tried: usize,
    /// Schemas of bodies, parameters and the like with a value, which are no component and have a type of their own.
    pub(super) inline: usize,
    /// Those of `tried` and `inline` with a value that failed.
    pub(super) failing: usize,
    /// Values.
    pub(super) values: usize,
    /// Those of them that are examples of the description.
    pub(super) examples: usize,
    /// Values that failed.
    pub(super) failed: usize,
    /// Values that passed without members that the description doesn't mention.
    pub(super) undeclared: usize,
    /// Values that passed without members that were `null`.
    pub(super) nulls: usize,
    /// Schemas that the description as received judged.
    pub(super) received: usize,
}

impl Counts {
    pub(super) const NAMES: [&str; 10] = [
        "components",
        "tried",
        "inline",
        "failing",
        "values",
        "examples",
        "failed",
        "undeclared",
        "nulls",
        "received",
    ];

    pub(super) fn all(self) -> [usize; 10] {
        let Self {
            components,
            tried,
            inline,
            failing,
            values,
            examples,
            failed,
            undeclared,
            nulls,
            received,
        } = self;
        [components, tried, inline, failing, values, examples, failed, undeclared, nulls, received]
    }

    pub(super) fn from_all(numbers: [usize; 10]) -> Self {
        let [
            components,
            tried,
            inline,
            failing,
            values,
            examples,
            failed,
            undeclared,
            nulls,
            received,
        ] = numbers;
        Self {
            components,
            tried,
            inline,
            failing,
            values,
            examples,
            failed,
            undeclared,
            nulls,
            received,
        }
    }
}

/// A value that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) file: String,
    /// The component, or the pointer of an inline schema in the canonical document.
    pub(super) component: String,
    /// Whether the value is an `example` or was `generated`.
    pub(super) source: String,
    /// `refused`, `stopped`, `lost`, `added`, `changed`, `invalid` or `unrecognized`.
    pub(super) kind: String,
    /// Where in the value.
    pub(super) at: String,
    pub(super) message: String,
    pub(super) value: String,
    pub(super) key: String,
}

impl Row {
    fn header() -> String {
        format!("file\tdialect\t{}\tproblem\tkey", Counts::NAMES.join("\t"))
    }

    fn to_line(&self) -> String {
        let counts = self.counts.all().map(|it| it.to_string()).join("\t");
        let (file, dialect, problem) = (cell(&self.file), cell(&self.dialect), cell(&self.problem));
        format!("{file}\t{dialect}\t{counts}\t{problem}\t{}", self.key)
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut text = || cells.next().map(str::to_owned);
        let (file, dialect) = (text()?, text()?);
        let mut numbers = [0; 10];
        for number in &mut numbers {
            *number = text()?.parse().ok()?;
        }
        let row = Self {
            file,
            dialect,
            counts: Counts::from_all(numbers),
            problem: text()?,
            key: text()?,
        };
        cells.next().is_none().then_some(row)
    }
}

impl Failure {
    const HEADER: &str = "file\tcomponent\tsource\tkind\tat\tmessage\tvalue\tkey";

    fn to_line(&self) -> String {
        let Self { file, component, source, kind, at, message, value, key } = self;
        let message = short(message, 240);
        let value = short(value, 400);
        [file, component, source, kind, at, &message, &value, key].map(|it| cell(it)).join("\t")
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut text = || cells.next();
        let failure = Self {
            file: text()?,
            component: text()?,
            source: text()?,
            kind: text()?,
            at: text()?,
            message: text()?,
            value: text()?,
            key: text()?,
        };
        cells.next().is_none().then_some(failure)
    }
}

/// A text as it may stand in a cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The rows that hold and the failures behind them, in memory and in the files.
///
/// They are appended as they come, so that a run that is stopped loses none; the last about a description count.
#[derive(Debug)]
pub(super) struct Report {
    path: PathBuf,
    failures_path: PathBuf,
    rows: BTreeMap<String, (Row, Vec<Failure>)>,
}

impl Report {
    /// Takes over the rows whose description, program and runtime haven't changed; none where `fresh`.
    pub(super) fn open(path: &Path, inputs: &[Input], fresh: bool) -> Result<Self, Error> {
        let failures_path = path.with_extension("failures.tsv");
        let mut rows = BTreeMap::new();
        if !fresh {
            let keys: BTreeMap<_, _> = inputs.iter().map(|it| (&it.file, &it.key)).collect();
            let holds = |file: &String, key: &String| keys.get(file).is_some_and(|it| **it == *key);
            let text = files::read_optional(path)?.unwrap_or_default();
            for row in body(&text, &Row::header()).filter_map(Row::from_line) {
                if holds(&row.file, &row.key) {
                    rows.insert(row.file.clone(), (row, Vec::new()));
                }
            }
            let text = files::read_optional(&failures_path)?.unwrap_or_default();
            for failure in body(&text, Failure::HEADER).filter_map(Failure::from_line) {
                if let Some((row, failures)) = rows.get_mut(&failure.file)
                    && row.key == failure.key
                    && failures.len() < row.counts.failed
                {
                    failures.push(failure);
                }
            }
            // What lacks some of its failures was stopped half way.
            rows.retain(|_, (row, failures)| row.counts.failed == failures.len());
        }
        let report = Self { path: path.to_path_buf(), failures_path, rows };
        report.write()?;
        Ok(report)
    }

    pub(super) fn row(&self, file: &str) -> Option<&Row> {
        self.rows.get(file).map(|(row, _)| row)
    }

    pub(super) fn failures(&self, file: &str) -> &[Failure] {
        self.rows.get(file).map(|(_, failures)| failures.as_slice()).unwrap_or_default()
    }

    /// Adds a row with its failures, or puts them in the place of the old ones.
    pub(super) fn add(&mut self, row: Row, failures: Vec<Failure>) -> Result<(), Error> {
        let lines: Vec<String> = failures.iter().map(|it| format!("{}\n", it.to_line())).collect();
        append(&self.failures_path, &lines.concat())?;
        append(&self.path, &format!("{}\n", row.to_line()))?;
        self.rows.insert(row.file.clone(), (row, failures));
        Ok(())
    }

    /// Writes the files with each row once, ordered.
    pub(super) fn write(&self) -> Result<(), Error> {
        let mut text = format!("{}\n", Row::header());
        let mut failures = format!("{}\n", Failure::HEADER);
        for (row, failed) in self.rows.values() {
            text.push_str(&row.to_line());
            text.push('\n');
            failures.extend(failed.iter().map(|it| format!("{}\n", it.to_line())));
        }
        let parent = self.path.parent().unwrap_or(Path::new("."));
        files::replace(&self.failures_path, &failures, parent)?;
        files::replace(&self.path, &text, parent)
    }
}

/// The lines after the header; none where the columns are others.
fn body<'a>(text: &'a str, header: &str) -> impl Iterator<Item = &'a str> {
    let mut lines = text.lines();
    let is_ours = lines.next() == Some(header);
    lines.filter(move |_| is_ours)
}

fn append(path: &Path, text: &str) -> Result<(), Error> {
    let done =
        File::options().append(true).open(path).and_then(|mut it| it.write_all(text.as_bytes()));
    done.map_err(|it| Error::io(path, "can't write", &it))
}
