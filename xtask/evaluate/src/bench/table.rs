//! What was measured, as a table.

use std::collections::BTreeMap;

use crate::corpus::usage::Usage;

/// The costs of each description by its name.
#[derive(Debug, Default)]
pub(super) struct Costs(BTreeMap<String, Row>);

/// What was measured of one description, by the name of the program.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The size of the description, in 10^6 bytes.
    megabytes: f64,
    generated: BTreeMap<&'static str, Vec<Usage>>,
    checked: BTreeMap<&'static str, Vec<Usage>>,
}

impl Costs {
    /// The row of a description, which is made where there is none.
    #[expect(clippy::cast_precision_loss, reason = "no description has 2^52 bytes")]
    pub(super) fn row(&mut self, name: &str, bytes: u64) -> &mut Row {
        let row = self.0.entry(name.to_owned()).or_default();
        row.megabytes = bytes as f64 / 1e6;
        row
    }

    /// The table: of the first of `programs` what it takes, and of the others how many times as much.
    pub(super) fn table(&self, programs: &[&str]) -> String {
        let [ours, others @ ..] = programs else { return String::new() };
        let mut head = ["Description", "MB", "Generating, s", "s/MB", "MB held", "times its size"]
            .map(str::to_owned)
            .to_vec();
        head.extend(others.iter().map(|it| format!("{it}, times")));
        head.extend(["Checking, s", "MB held"].map(str::to_owned));
        head.extend(others.iter().map(|it| format!("{it}, times")));
        let mut lines = vec![line(&head), line(&vec!["---".to_owned(); head.len()])];
        lines.extend(self.0.iter().map(|(name, it)| line(&it.cells(name, ours, others))));
        lines.join("\n")
    }
}

impl Row {
    /// How often any program was measured.
    pub(super) fn runs(&self) -> usize {
        self.generated.values().map(Vec::len).sum()
    }

    pub(super) fn generated(&mut self, program: &'static str, used: Usage) {
        self.generated.entry(program).or_default().push(used);
    }

    pub(super) fn checked(&mut self, program: &'static str, used: Usage) {
        self.checked.entry(program).or_default().push(used);
    }

    fn cells(&self, name: &str, ours: &str, others: &[&str]) -> Vec<String> {
        let number = |it: Option<f64>| it.map_or_else(|| "-".to_owned(), |it| format!("{it:.2}"));
        let whole = |it: Option<f64>| it.map_or_else(|| "-".to_owned(), |it| format!("{it:.0}"));
        let seconds = |of: &BTreeMap<_, _>, program: &str| median(of, program, |it| it.seconds);
        let held = |of: &BTreeMap<_, _>| median(of, ours, |it| megabytes(it.megabytes));
        let times = |of: &BTreeMap<_, _>| {
            let own = seconds(of, ours);
            let ratio = |it: &&str| number(seconds(of, it).zip(own).map(|(it, own)| it / own));
            others.iter().map(ratio).collect::<Vec<_>>()
        };
        let (generating, memory) = (seconds(&self.generated, ours), held(&self.generated));
        let mut cells = vec![
            name.to_owned(),
            number(Some(self.megabytes)),
            number(generating),
            number(generating.map(|it| it / self.megabytes)),
            whole(memory),
            whole(memory.map(|it| it / self.megabytes)),
        ];
        cells.extend(times(&self.generated));
        cells.extend([number(seconds(&self.checked, ours)), whole(held(&self.checked))]);
        cells.extend(times(&self.checked));
        cells
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// The median of what a program used, of an even number the lower one.
fn median(
    of: &BTreeMap<&'static str, Vec<Usage>>,
    program: &str,
    what: fn(&Usage) -> f64,
) -> Option<f64> {
    let mut values: Vec<f64> = of.get(program)?.iter().map(what).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[expect(clippy::cast_precision_loss, reason = "no machine has 2^52 megabytes")]
fn megabytes(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::Costs;
    use crate::corpus::usage::Usage;

    #[test]
    fn medians_are_shown_and_others_as_ratios() {
        let mut costs = Costs::default();
        for (ours, theirs) in [(2.0, 3.0), (9.0, 5.0), (1.0, 4.0)] {
            let row = costs.row("pets", 500_000);
            row.generated("ours", Usage { seconds: ours, megabytes: 5 });
            row.generated("theirs", Usage { seconds: theirs, megabytes: 50 });
            row.checked("ours", Usage { seconds: 1.0, megabytes: 100 });
        }
        let table = costs.table(&["ours", "theirs"]);
        let rows: Vec<&str> = table.lines().collect();
        assert_eq!(rows.len(), 3, "{table}");
        assert!(rows[0].contains("| theirs, times |"), "{table}");
        assert_eq!(rows[2], "| pets | 0.50 | 2.00 | 4.00 | 5 | 10 | 2.00 | 1.00 | 100 | - |");
    }
}
