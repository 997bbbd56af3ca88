//! Where a recording goes: a file that is whole after each entry.
//!
//! An entry is a line. It is written in one step over the end of the list, which it brings along, so that a process that is
//! killed meanwhile breaks the last line at most.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

const HEAD: &str = concat!(
    r#"{"log":{"version":"1.2","creator":{"name":"clientwright-runtime","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""},"entries":["#
);

const TAIL: &str = "\n]}}\n";

pub(super) enum Sink {
    /// A file, and where its list ends.
    File { file: File, end: u64 },
    /// The entries of one in memory.
    Memory(String),
}

/// Creates or empties a file that only its owner may read, where the platform has such a thing: it tells what passed.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // The mode is that of a new file. A device keeps its own.
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    file.set_len(0)?;
    Ok(file)
}

impl Sink {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = private(path)?;
        file.write_all(format!("{HEAD}{TAIL}").as_bytes())?;
        Ok(Self::File { file, end: HEAD.len() as u64 })
    }

    pub(super) fn memory() -> Self {
        Self::Memory(String::new())
    }

    /// Adds an entry, which has no line break.
    pub(super) fn append(&mut self, entry: &str) -> io::Result<()> {
        match self {
            Self::File { file, end } => {
                let comma = if *end > HEAD.len() as u64 { "," } else { "" };
                let line = format!("{comma}\n{entry}");
                file.seek(SeekFrom::Start(*end))?;
                if let Err(error) = file.write_all(format!("{line}{TAIL}").as_bytes()) {
                    // What was whole is whole again, where that can be done.
                    let _ = file
                        .set_len(*end + TAIL.len() as u64)
                        .and_then(|()| file.seek(SeekFrom::Start(*end)))
                        .and_then(|_| file.write_all(TAIL.as_bytes()));
                    return Err(error);
                }
                *end += line.len() as u64;
            }
            Self::Memory(entries) => {
                let comma = if entries.is_empty() { "" } else { "," };
                entries.push_str(comma);
                entries.push('\n');
                entries.push_str(entry);
            }
        }
        Ok(())
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::File { .. } => String::new(),
            Self::Memory(entries) => format!("{HEAD}{entries}{TAIL}"),
        }
    }
}
