//! Prism, a mock that validates what it is asked.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::install;
use clientwright_cli::Error;

/// The version whose faults are listed.
const VERSION: &str = "5.14.2";

/// What it says before its address.
const LISTENS: &str = "Prism is listening on ";

/// Where mocks come from.
#[derive(Debug)]
pub(super) enum Source {
    /// The folder that Prism is installed in.
    Prism(PathBuf),
    /// Somebody else's, at this URL.
    Running(String),
}

/// A mock that listens; one that was started ends with this.
#[derive(Debug)]
pub(super) struct Mock {
    child: Option<Child>,
    /// Where it listens, without a slash at the end.
    pub(super) url: String,
}

impl Source {
    /// Prism, or why there is none.
    pub(super) fn prism(target: &Path) -> Result<Self, String> {
        install::npm(target, "@stoplight/prism-cli", VERSION).map(Self::Prism)
    }

    /// A mock of a document; the inner error says what it has against it.
    pub(super) fn mock(
        &self,
        document: &Path,
        limit: Duration,
    ) -> Result<Result<Mock, String>, Error> {
        match self {
            Self::Running(url) => Ok(Ok(Mock { child: None, url: url.clone() })),
            Self::Prism(dir) => Mock::start(dir, document, limit),
        }
    }
}

impl Mock {
    /// Starts Prism.
    fn start(dir: &Path, document: &Path, limit: Duration) -> Result<Result<Self, String>, Error> {
        let log = document.with_file_name("prism.log");
        let file = File::create(&log).map_err(|it| Error::io(&log, "can't write", &it))?;
        let errors = file.try_clone().map_err(|it| Error::io(&log, "can't write", &it))?;
        let child = Command::new("node")
            .arg(dir.join("node_modules/@stoplight/prism-cli/dist/index.js"))
            .args(["mock", "--errors", "--multiprocess", "false"])
            .args(["--host", "127.0.0.1", "--port", "0"])
            .arg(document)
            .env("FORCE_COLOR", "0")
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn();
        let child = child.map_err(|it| Error::new(format!("can't run node: {it}")))?;
        let mut mock = Self { child: Some(child), url: String::new() };
        let start = Instant::now();
        loop {
            let ended = mock.child.as_mut().map(Child::try_wait).transpose();
            let ended = ended.map_err(|it| Error::new(format!("can't wait for node: {it}")))?;
            let said = fs::read(&log).map_err(|it| Error::io(&log, "can't read", &it))?;
            let said = String::from_utf8_lossy(&said);
            let line = said.split_once(LISTENS).and_then(|(_, it)| it.split_once('\n'));
            if let Some((url, _)) = line {
                url.trim().trim_end_matches('/').clone_into(&mut mock.url);
                return Ok(Ok(mock));
            }
            if ended.flatten().is_some() {
                return Ok(Err(said.trim().to_owned()));
            }
            if start.elapsed() > limit {
                return Ok(Err(format!("it doesn't listen after {} seconds", limit.as_secs())));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
