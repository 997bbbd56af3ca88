//! What a command has of its process: streams, folders, and the generator.

use std::fmt;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use clientwright::internal::diagnostic::visible;
use clientwright::{Output, Request, Sources};

use crate::Error;

/// What turns a description into a crate: [`clientwright::generate`], or a stand-in in tests.
pub type Generator<'a> = &'a (dyn Fn(&Sources, &Request) -> Output + Sync);

/// Everything that a command knows of the world around it.
pub struct Shell<'a> {
    /// The folder that paths on the command line start from, and the search for a project.
    pub cwd: PathBuf,
    /// The manifest of the project, where the command line names it.
    pub manifest_path: Option<PathBuf>,
    /// What is typed or piped in.
    pub input: &'a mut dyn BufRead,
    /// Whether somebody can answer questions.
    pub asks: bool,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where findings and errors go.
    pub err: &'a mut dyn Write,
    /// What the streams can show.
    pub style: OutputStyle,
    /// Whether this is continuous integration, where no golden is written.
    pub ci: bool,
    /// Whether an environment variable has a value.
    pub is_set: &'a dyn Fn(&str) -> bool,
    /// How the program is called: `clientwright`, `cargo xtask`.
    pub command: &'static str,
    /// The file of this program, for those commands that start it again.
    pub program: Option<PathBuf>,
    /// What turns a description into a crate.
    pub generate: Generator<'a>,
    /// What tells this generator from others, so that what it made before isn't made again; nothing where that can't be
    /// told.
    pub generator: &'a str,
}

/// What the streams can show besides text.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// Whether somebody watches, so that progress is worth drawing.
    pub progress: bool,
    /// Whether the output shows colours.
    pub colour_out: bool,
    /// Whether the errors show colours.
    pub colour_err: bool,
}

impl fmt::Debug for Shell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shell")
            .field("cwd", &self.cwd)
            .field("manifest_path", &self.manifest_path)
            .finish_non_exhaustive()
    }
}

impl Shell<'_> {
    /// Prints a line, or several, of a result.
    ///
    /// # Errors
    ///
    /// The output can't be written to.
    pub fn print(&mut self, text: impl fmt::Display) -> Result<(), Error> {
        self.print_raw(&visible(&text.to_string()))
    }

    /// Prints a result that has been written for whoever reads it: with colours, or a document.
    ///
    /// # Errors
    ///
    /// The output can't be written to.
    pub fn print_raw(&mut self, text: &str) -> Result<(), Error> {
        writeln!(self.out, "{text}").map_err(|it| Error::output(&it))
    }

    /// Prints a line, or several, about the run.
    ///
    /// # Errors
    ///
    /// The output of errors can't be written to.
    pub fn eprint(&mut self, text: impl fmt::Display) -> Result<(), Error> {
        self.eprint_raw(&visible(&text.to_string()))
    }

    /// Asks a question; an empty answer is `default`.
    ///
    /// # Errors
    ///
    /// The question can't be printed, or nobody answers.
    pub fn ask(&mut self, question: &str, default: &str) -> Result<String, Error> {
        let asked = write!(self.err, "{question} [{default}] ").and_then(|()| self.err.flush());
        asked.map_err(|it| Error::output(&it))?;
        let mut answer = String::new();
        match self.input.read_line(&mut answer) {
            Ok(0) => Err(Error::new("nobody answers").help("`--yes` asks nothing")),
            Ok(_) if answer.trim().is_empty() => Ok(default.to_owned()),
            Ok(_) => Ok(answer.trim().to_owned()),
            Err(error) => Err(Error::new(format!("can't read the answer: {error}"))),
        }
    }

    /// Asks whether something is to be done, which is the default.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub fn agrees(&mut self, question: &str) -> Result<bool, Error> {
        loop {
            match self.ask(question, "Y/n")?.to_lowercase().as_str() {
                "y/n" | "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.eprint("please answer `y` or `n`")?,
            }
        }
    }

    /// Prints findings, with their colours.
    ///
    /// # Errors
    ///
    /// The output of errors can't be written to.
    pub fn eprint_raw(&mut self, text: &str) -> Result<(), Error> {
        writeln!(self.err, "{text}").map_err(|it| Error::output(&it))
    }
}
