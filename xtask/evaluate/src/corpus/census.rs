//! The census of a corpus: what is amiss with each description, and what the crates of each dialect cost to check, in a
//! file that may only shrink.
//!
//! In: the rows of a run. Out: what grew and what shrank against the file, and the file again where that is asked for.
//! What the file doesn't name counts as zero, and what a run left out stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::input::Input;
use super::report::Report;
use super::row::{Row, Status};
use clientwright_cli::findings::number;
use clientwright_cli::{Error, Shell, files};

/// How the file begins.
const HEAD: &str = "\
# What is amiss with the descriptions of a corpus, as `cargo xtask corpus` counts it. No number may grow.\n\
file\tdegraded\tskipped\tmissing\tuntyped\tgaps\n";

/// What stands between its two tables.
const BUDGET: &str = "\
# How much code of all crates of a dialect rustc has to check, in thousands of lines. No number may grow.\n\
dialect\tcode\n";

/// What its numbers are called where they change.
const CHECKED: &str = "thousands of lines of code";

/// The columns before that of the gaps, but for the file.
const COLUMNS: [&str; 4] = ["degraded", "skipped", "missing", "untyped"];

/// How the code of a gap begins; the column of the gaps does without.
const GAP: &str = "gap::";

/// A column of gaps without any.
const NONE: &str = "-";

/// How the last line begins, which adds up the others.
const TOTAL: &str = "all";

/// What is amiss with a description: numbers by the name of their column, or the code of their gap. None is zero.
type Numbers = BTreeMap<String, usize>;

/// What the crates of each dialect have for the compiler to check.
type Budget = BTreeMap<String, usize>;

/// What is to be done about the file.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) path: PathBuf,
    /// Its path as it is shown.
    pub(super) shown: String,
    /// Whether the file is written again.
    pub(super) update: bool,
    /// Whether numbers may have grown.
    pub(super) accept_growth: bool,
}

impl Task {
    /// Holds the rows of `chosen` against the file, and says whether all is well.
    ///
    /// Where a run takes `all` of the corpus, a description that only the file has is gone.
    pub(super) fn run(
        &self,
        chosen: &[&Input],
        all: bool,
        report: &Report,
        shell: &mut Shell<'_>,
    ) -> Result<bool, Error> {
        let text = match files::read_optional(&self.path)? {
            None if !self.update => {
                return Err(Error::at(&self.path, "is not there")
                    .help("`--update --accept-growth` makes it, with all that is amiss now"));
            }
            text => text.unwrap_or_default(),
        };
        let old = read(&text).map_err(|problem| {
            Error::at(&self.path, problem)
                .help("after a merge, take either side and run with `--update` again")
        })?;
        let new = Survey::new(chosen, all, report, &old);
        let grown = new.changes.iter().filter(|it| it.after > it.before).count();
        let is_behind = new.held.text() != text;
        let path = self.shown.clone();
        let lines = new.lines();
        if !lines.is_empty() {
            shell.print(format_args!("\nagainst {path}:\n{}", lines.join("\n")))?;
        }
        if grown > 0 && !self.accept_growth {
            let n = number(grown, "number");
            shell.eprint(format_args!(
                "error: {n} of {path} grew\n\
                 help: repair what causes it; where it is meant, run with `--update --accept-growth` and say why in the commit"
            ))?;
        } else if is_behind && self.update {
            files::write(&self.path, &new.held.text())?;
            shell
                .eprint(format_args!("{path} is written; commit it with the change that did it"))?;
        } else if is_behind {
            shell.eprint(format_args!(
                "error: {path} is behind\n\
                 help: run with `--update` and commit it with the change that did it, so that nothing grows back"
            ))?;
        } else if new.lost.is_empty() {
            shell.eprint(format_args!("{path} holds"))?;
        }
        let is_held = !is_behind || self.update;
        Ok(is_held && (grown == 0 || self.accept_growth) && new.lost.is_empty())
    }
}

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Held {
    numbers: BTreeMap<String, Numbers>,
    budget: Budget,
}

/// A number that is another now.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    file: String,
    name: String,
    before: usize,
    after: usize,
}

/// What a run says against what the file said.
#[derive(Debug, Default)]
struct Survey {
    /// What the file should hold.
    held: Held,
    changes: Vec<Change>,
    /// Descriptions of the file that the corpus doesn't have.
    gone: Vec<String>,
    /// Descriptions of the file that there is no crate of, so that nothing is counted.
    lost: Vec<String>,
}

impl Survey {
    fn new(chosen: &[&Input], all: bool, report: &Report, old: &Held) -> Self {
        let mut new = Self { held: old.clone(), ..Self::default() };
        for input in chosen {
            let file = &input.file;
            let row = report.row(file).filter(|it| it.status == Status::Written);
            let before = old.numbers.get(file);
            let Some(row) = row else {
                new.lost.extend(before.map(|_| file.clone()));
                continue;
            };
            let after = numbers(row);
            new.compare(file, before.unwrap_or(&Numbers::new()), &after);
            new.held.numbers.insert(file.clone(), after);
        }
        if all {
            let there: BTreeSet<&str> = chosen.iter().map(|it| it.file.as_str()).collect();
            let is_gone = |it: &&String| !there.contains(it.as_str());
            new.gone = old.numbers.keys().filter(is_gone).cloned().collect();
            new.held.numbers.retain(|file, _| there.contains(file.as_str()));
            let rows: Vec<&Row> = chosen.iter().filter_map(|it| report.row(&it.file)).collect();
            // What gives no crate today may cost as before tomorrow.
            if rows.iter().all(|it| it.status == Status::Written) {
                new.spend(&budget(rows));
            }
        }
        new.held.numbers.retain(|_, numbers| !numbers.is_empty());
        new
    }

    /// Holds what all crates have against the budget, and makes it the next one.
    fn spend(&mut self, spent: &Budget) {
        let before = std::mem::replace(&mut self.held.budget, spent.clone());
        let dialects: BTreeSet<&String> = before.keys().chain(spent.keys()).collect();
        for dialect in dialects {
            let of = |it: &Budget| it.get(dialect).copied().unwrap_or(0);
            self.change(dialect, CHECKED, of(&before), of(spent));
        }
    }

    fn compare(&mut self, file: &str, before: &Numbers, after: &Numbers) {
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let of = |numbers: &Numbers| numbers.get(name).copied().unwrap_or(0);
            self.change(file, name, of(before), of(after));
        }
    }

    fn change(&mut self, file: &str, name: &str, before: usize, after: usize) {
        if before != after {
            let (file, name) = (file.to_owned(), name.to_owned());
            self.changes.push(Change { file, name, before, after });
        }
    }

    /// What there is to say: each growth, and what shrank by its name.
    fn lines(&self) -> Vec<String> {
        let grown = self.changes.iter().filter(|it| it.after > it.before);
        let grown = grown.map(|Change { file, name, before, after }| {
            format!("  grew    {file}  {name}  {before} -> {after}")
        });
        let mut shrunk: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for change in self.changes.iter().filter(|it| it.after < it.before) {
            let (by, files) = shrunk.entry(&change.name).or_default();
            *by += change.before - change.after;
            *files += 1;
        }
        let shrunk = shrunk.into_iter().map(|(name, (by, files))| {
            format!("  shrank  {name}  by {by} in {}", number(files, "description"))
        });
        let gone =
            self.gone.iter().map(|it| format!("  gone    {it}  is in no folder of the corpus"));
        let lost = self.lost.iter().map(|it| format!("  lost    {it}  gives no crate to count in"));
        grown.chain(shrunk).chain(gone).chain(lost).collect()
    }
}

impl Held {
    /// The file: each table ordered, the first with totals at its end.
    fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        let mut total = Numbers::new();
        for (file, numbers) in &self.numbers {
            push_line(&mut text, file, numbers);
            for (name, n) in numbers {
                *total.entry(name.clone()).or_insert(0) += n;
            }
        }
        push_line(&mut text, TOTAL, &total);
        text.push_str(BUDGET);
        for (dialect, thousands) in &self.budget {
            let _ = writeln!(text, "{dialect}\t{thousands}");
        }
        text
    }
}

/// What is amiss by a row.
fn numbers(row: &Row) -> Numbers {
    let counts = row.counts;
    let of_columns = [counts.degraded, counts.skipped, counts.missing, counts.untyped];
    let columns = COLUMNS.into_iter().zip(of_columns);
    let all = columns.chain(row.findings.gaps());
    all.filter(|(_, n)| *n > 0).map(|(name, n)| (name.to_owned(), n)).collect()
}

/// What the crates of rows have for the compiler to check, by dialect: so coarse that only what counts is a change.
fn budget<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Budget {
    let mut lines = Budget::new();
    for row in rows {
        *lines.entry(row.dialect.clone()).or_insert(0) += row.code;
    }
    lines.into_iter().map(|(dialect, n)| (dialect, n.div_ceil(1000))).collect()
}

fn push_line(text: &mut String, file: &str, numbers: &Numbers) {
    text.push_str(file);
    for column in COLUMNS {
        let _ = write!(text, "\t{}", numbers.get(column).copied().unwrap_or(0));
    }
    let gaps = numbers.iter().filter_map(|(name, n)| Some((name.strip_prefix(GAP)?, n)));
    let gaps: Vec<_> = gaps.map(|(name, n)| format!("{name}={n}")).collect();
    // A line that ended in a tab would be one that editors repair.
    let gaps = if gaps.is_empty() { NONE.to_owned() } else { gaps.join(" ") };
    let _ = writeln!(text, "\t{gaps}");
}

/// What a file says, or what is wrong with it; nothing where there is no file.
fn read(text: &str) -> Result<Held, String> {
    if text.is_empty() {
        return Ok(Held::default());
    }
    let tables = text.strip_prefix(HEAD).and_then(|it| it.split_once(BUDGET));
    let (lines, dialects) =
        tables.ok_or("does not begin like a census, or ends without a budget")?;
    let first = HEAD.lines().count() + 1;
    let wrong = |n: usize| format!("line {n} is none of a census");
    let numbers = lines.lines().enumerate();
    let numbers = numbers.map(|(n, line)| read_line(line).ok_or_else(|| wrong(n + first)));
    let mut numbers = numbers.collect::<Result<BTreeMap<_, _>, _>>()?;
    // It adds up the others, and is made of them again.
    numbers.remove(TOTAL);
    let first = first + lines.lines().count() + BUDGET.lines().count();
    let budget = dialects.lines().enumerate().map(|(n, line)| {
        let cells =
            line.split_once('\t').and_then(|(name, n)| Some((name.to_owned(), n.parse().ok()?)));
        cells.ok_or_else(|| wrong(n + first))
    });
    Ok(Held { numbers, budget: budget.collect::<Result<_, _>>()? })
}

fn read_line(line: &str) -> Option<(String, Numbers)> {
    let mut cells = line.split('\t');
    let file = cells.next()?.to_owned();
    let mut numbers = Numbers::new();
    for column in COLUMNS {
        numbers.insert(column.to_owned(), cells.next()?.parse().ok()?);
    }
    for gap in cells.next()?.split(' ').filter(|it| *it != NONE) {
        let (name, n) = gap.split_once('=')?;
        numbers.insert(format!("{GAP}{name}"), n.parse().ok()?);
    }
    numbers.retain(|_, n| *n > 0);
    cells.next().is_none().then_some((file, numbers))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{BUDGET, Budget, HEAD, Row, Survey, budget, read};

    fn is_in_form(text: &str) -> bool {
        read(text).is_ok_and(|it| it.text() == text)
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let text = format!(
            "{HEAD}a b.json\t1\t0\t3\t2\ttuple=2 xml-body=1\nc.json\t0\t0\t0\t2\t-\nall\t1\t0\t3\t4\ttuple=2 xml-body=1\n\
             {BUDGET}OpenAPI 3.0\t12\nPostman\t1\n"
        );
        assert!(is_in_form(&text));
        let held = read(&text).unwrap();
        assert_eq!(held.numbers["a b.json"]["gap::tuple"], 2);
        assert_eq!(held.numbers["c.json"].len(), 1);
        assert_eq!(held.budget["OpenAPI 3.0"], 12);
        assert!(!is_in_form(&text.replace("all\t1", "all\t2")), "totals add up");
        assert_eq!(read("").unwrap().numbers.len(), 0);
        for (wrong, problem) in [
            (text.replace("all\t1", "<<<<<<< ours"), "line 5 is none"),
            (text.replace("tuple=2", "tuple"), "line 3 is none"),
            (text.replace("\t12\n", "\tmany\n"), "line 8 is none"),
            (text.replace("untyped", "typed"), "does not begin"),
            (text.replace("dialect\t", "kind\t"), "without a budget"),
        ] {
            assert!(read(&wrong).unwrap_err().contains(problem), "{wrong}");
        }
    }

    #[test]
    fn the_committed_file_is_one_that_the_command_writes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/census.tsv");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(is_in_form(&text));
        assert!(!read(&text).unwrap().budget.is_empty());
    }

    #[test]
    fn what_the_compiler_has_to_check_is_a_number_for_each_dialect() {
        let row = |dialect: &str, code| Row { dialect: dialect.to_owned(), code, ..Row::default() };
        let of = |n| budget(&[row("OpenAPI 3.0", 600), row("OpenAPI 3.0", n), row("Postman", 7)]);
        let spent = |before: &Budget, after: Budget| {
            let mut survey = Survey::default();
            survey.held.budget = before.clone();
            survey.spend(&after);
            assert_eq!(survey.held.budget, after);
            survey.lines()
        };
        let before = of(500);
        assert_eq!(before.iter().map(|it| *it.1).collect::<Vec<_>>(), [2, 1]);
        assert!(spent(&before, of(1400)).is_empty(), "less than a thousand is no change");
        let name = "thousands of lines of code";
        assert_eq!(spent(&before, of(1401)), [format!("  grew    OpenAPI 3.0  {name}  2 -> 3")]);
        assert_eq!(spent(&before, of(0)), [format!("  shrank  {name}  by 1 in 1 description")]);
    }
}
