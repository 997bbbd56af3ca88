//! Where a download goes: into a file, or whatever takes bytes.

use std::{
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::Download;
use crate::http::{body::blocking, transport::TransportError};

/// How much is gathered before it is written to a file.
const CHUNK: usize = 256 << 10;

impl Download {
    /// Writes all of it into a file, in place of one that is there, and gives how many bytes there are.
    ///
    /// It is written under another name in the same folder, and gets its own when all has come and is on the disk:
    /// a download that breaks off, or is dropped, leaves nothing behind and an older file as it was. The server's
    /// [`file_name`](Self::file_name) has no part in it. As [`Body::from_path`](crate::Body::from_path) reads, this
    /// writes on a thread that may block.
    ///
    /// # Errors
    ///
    /// Returns a [`DownloadError`]: as [`chunk`](Self::chunk), or what the file system says.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, DownloadError> {
        let path = path.as_ref().to_owned();
        let mut file = blocking(move || Unfinished::beside(path)).await?;
        let mut gathered = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            gathered.extend_from_slice(&chunk);
            if gathered.len() >= CHUNK {
                (file, gathered) = blocking(move || file.write(gathered)).await?;
            }
        }
        blocking(move || file.write(gathered)?.0.finish()).await?;
        Ok(self.received)
    }

    /// Writes all of it into `writer`, flushes that, and gives how many bytes there are.
    ///
    /// Each chunk is written at once and on this thread: to memory, a hash, or something else that doesn't keep it
    /// long.
    ///
    /// # Errors
    ///
    /// Returns a [`DownloadError`]: as [`chunk`](Self::chunk), or what the writer says.
    pub async fn write_to(mut self, mut writer: impl Write) -> Result<u64, DownloadError> {
        while let Some(chunk) = self.chunk().await? {
            writer.write_all(&chunk)?;
        }
        writer.flush()?;
        Ok(self.received)
    }
}

/// A file under another name than the one it is to have; gone when it is dropped.
struct Unfinished {
    path: PathBuf,
    temporary: PathBuf,
    /// `None` once it is closed, before it is renamed or removed: Windows does neither to an open file.
    file: Option<fs::File>,
}

impl Unfinished {
    fn beside(path: PathBuf) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut number = 0_u64;
        loop {
            let name = format!(".clientwright-{}-{number}.part", std::process::id());
            let temporary = path.with_file_name(name);
            match fs::OpenOptions::new().write(true).create_new(true).open(&temporary) {
                Ok(file) => return Ok(Self { path, temporary, file: Some(file) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Gives the emptied buffer back.
    fn write(mut self, mut bytes: Vec<u8>) -> io::Result<(Self, Vec<u8>)> {
        if let Some(file) = &mut self.file {
            file.write_all(&bytes)?;
        }
        bytes.clear();
        Ok((self, bytes))
    }

    fn finish(mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            // A name must not outlive a loss of power that its content doesn't.
            file.sync_all()?;
        }
        fs::rename(&self.temporary, &self.path)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.file = None;
        // After it was renamed there is nothing to remove, and nobody to tell of a failure.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Why a download isn't where it was to go.
#[derive(Debug)]
#[non_exhaustive]
pub enum DownloadError {
    /// Not all of it came.
    Transport(TransportError),
    /// It couldn't be written.
    Write(io::Error),
}

impl DownloadError {
    /// Returns whether the server took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(it) if it.is_timeout())
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Write(error) => write!(f, "the download can't be written: {error}"),
        }
    }
}

impl std::error::Error for DownloadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Write(error) => Some(error),
        }
    }
}

impl From<TransportError> for DownloadError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<io::Error> for DownloadError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}
