//! What keeps a command from going on: a file, or a wrong command line. Findings are no errors.

use std::fmt;
use std::io;
use std::path::Path;

/// An error with the path it is about and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<String>,
    kind: io::ErrorKind,
}

impl Error {
    /// Something that is wrong, in lower case and without a full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, kind: io::ErrorKind::Other }
    }

    /// Something that is wrong with `path`.
    pub fn at(path: &Path, message: impl fmt::Display) -> Self {
        Self::new(format!("{}: {message}", path.display()))
    }

    /// Something that is wrong at a byte of the text of `path`: shown with its line.
    pub(crate) fn at_offset(
        path: &Path,
        text: &str,
        offset: usize,
        message: impl fmt::Display,
    ) -> Self {
        let line = text.bytes().take(offset).filter(|it| *it == b'\n').count() + 1;
        Self::new(format!("{}:{line}: {message}", path.display()))
    }

    /// There is no file at `path`.
    pub(crate) fn no_file(path: &Path) -> Self {
        Self { kind: io::ErrorKind::NotFound, ..Self::at(path, "there is no such file") }
    }

    /// `path` can't be worked with: `can't read`, `can't write`.
    pub fn io(path: &Path, what: &str, source: &io::Error) -> Self {
        Self { kind: source.kind(), ..Self::at(path, format_args!("{what}: {source}")) }
    }

    /// The output can't be written to.
    pub(crate) fn output(source: &io::Error) -> Self {
        Self { kind: source.kind(), ..Self::new(format!("can't write the output: {source}")) }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.kind == io::ErrorKind::BrokenPipe
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
