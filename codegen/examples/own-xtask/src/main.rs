//! An `xtask` that generates a crate: `cargo run -p example-own-xtask -- FOLDER [--check]`.
//!
//! In a project of yours the folder is a member of the workspace and committed, and `--check` runs in CI.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clientwright::{Format, Manifest, Output, Request, Sources, build, generate, render};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("name the folder of the crate")?);
    let check = args.next().is_some_and(|it| it == "--check");

    let output = generated(&folder.join("names.lock"))?;
    let mut files = output.files.ok_or("the description has errors")?;
    files.insert("names.lock".to_owned(), output.names);
    if check {
        let differs = files.iter().find(|(path, text)| {
            fs::read_to_string(folder.join(path)).ok().as_ref() != Some(*text)
        });
        return match differs {
            Some((path, _)) => Err(format!("{path} is not up to date").into()),
            None => Ok(()),
        };
    }
    for path in build::write(&folder, &files)? {
        writeln!(io::stdout(), "{}", path.display())?;
    }
    Ok(())
}

/// Generates the crate with the names that it has already, and prints what there is to say about the description.
fn generated(names: &Path) -> Result<Output, Box<dyn Error>> {
    let description = Path::new(env!("CARGO_MANIFEST_DIR")).join("api/parcels.yaml");
    let mut sources = Sources::default();
    let request = Request::new(build::read(&mut sources, description)?)
        .names(build::read_optional(&mut sources, names)?)
        .package("parcels")
        .manifest(Manifest::default().in_workspace(true).command("cargo xtask generate"));
    let output = generate(&sources, &request);
    write!(io::stderr(), "{}", render(&output.findings, &sources, Format::Human))?;
    Ok(output)
}
