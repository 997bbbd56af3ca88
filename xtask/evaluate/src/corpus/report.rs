//! The rows of a corpus, kept in a file from one run to the next.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::input::Input;
use super::row::Row;
use clientwright_cli::{Error, files};

/// The rows that hold, in memory and in the file.
///
/// Rows are appended as they come, so that a run that is stopped loses none; the last one about a description counts.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    rows: BTreeMap<String, Row>,
    file: File,
}

impl Report {
    /// Takes over the rows whose description, generator and runtime haven't changed; none where `fresh`.
    pub(crate) fn open(path: &Path, inputs: &[Input], fresh: bool) -> Result<Self, Error> {
        let old = if fresh { None } else { files::read_optional(path)? };
        let mut rows = old.as_deref().map(read).unwrap_or_default();
        let keys: BTreeMap<_, _> = inputs.iter().map(|it| (&it.file, &it.key)).collect();
        rows.retain(|file, row| keys.get(file).is_some_and(|key| **key == row.key));
        save(path, &rows)?;
        let file = File::options().append(true).open(path);
        let file = file.map_err(|it| Error::io(path, "can't write", &it))?;
        Ok(Self { path: path.to_path_buf(), rows, file })
    }

    /// The row about a file.
    pub(crate) fn row(&self, file: &str) -> Option<&Row> {
        self.rows.get(file)
    }

    /// All rows, ordered by file; those that this run wasn't asked for too.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// Adds a row, or puts it in the place of the old one.
    pub(crate) fn add(&mut self, row: Row) -> Result<(), Error> {
        let done = writeln!(self.file, "{}", row.to_line());
        done.map_err(|it| Error::io(&self.path, "can't write", &it))?;
        self.rows.insert(row.file.clone(), row);
        Ok(())
    }

    /// Writes the file with each row once, ordered.
    pub(crate) fn write(&self) -> Result<(), Error> {
        save(&self.path, &self.rows)
    }
}

/// The rows of a file; none where its columns are others. Half a line at its end is no row.
fn read(text: &str) -> BTreeMap<String, Row> {
    let mut lines = text.lines();
    if lines.next() != Some(Row::HEADER) {
        return BTreeMap::new();
    }
    lines.filter_map(Row::from_line).map(|it| (it.file.clone(), it)).collect()
}

fn save(path: &Path, rows: &BTreeMap<String, Row>) -> Result<(), Error> {
    let mut text = format!("{}\n", Row::HEADER);
    for row in rows.values() {
        text.push_str(&row.to_line());
        text.push('\n');
    }
    files::replace(path, &text, path.parent().unwrap_or(Path::new(".")))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::corpus::row::Row;

    #[test]
    fn the_last_row_about_a_file_counts() {
        let row = |lines| Row { file: "a".to_owned(), lines, ..Row::default() };
        let text = format!("{}\n{}\n{}\nb\twrit", Row::HEADER, row(1).to_line(), row(2).to_line());
        let rows = read(&text);
        assert_eq!(rows.into_values().collect::<Vec<_>>(), [row(2)]);
        assert!(read(&text.replace("file", "name")).is_empty());
    }
}
