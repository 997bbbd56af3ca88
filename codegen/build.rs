//! Tells one generator from another: `GENERATOR` is a hash of its source, and of the versions that it is built with.

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    let mut files = vec![PathBuf::from("Cargo.toml")];
    // Other versions of what formats and reads may give other bytes. A package has none beside it: it has its own version.
    let locked = PathBuf::from("../Cargo.lock");
    files.extend(locked.exists().then_some(locked));
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    find(Path::new("src"), &mut files)?;
    files.sort();
    let mut hash = Fnv::default();
    for file in files {
        hash.add(file.to_string_lossy().replace('\\', "/").as_bytes());
        hash.add(&fs::read(&file)?);
    }
    println!("cargo::rustc-env=GENERATOR={:016x}", hash.0);
    Ok(())
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// FNV-1a of 64 bits: nobody gains by making two generators look the same.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        // Git may have changed line ends.
        for byte in bytes.iter().filter(|it| **it != b'\r').chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
