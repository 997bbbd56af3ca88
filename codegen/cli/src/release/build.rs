//! What cargo says of packages: whether each builds from what would be uploaded, and its documentation.

use std::path::Path;
use std::process::Command;

use super::Candidate;
use crate::{Error, Project, files};

/// Packages and documents the crates; what goes wrong is a problem of each.
pub(super) fn verify(crates: &mut [Candidate], project: &Project) -> Result<(), Error> {
    // Cargo has packages that need each other find each other in a registry below the target folder, and takes what that
    // has for unchangeable: so the folder is another one each time.
    let folder = project.root.join("target").join(format!("release-{}", std::process::id()));
    let mut package = vec!["package", "--quiet", "--allow-dirty"];
    let target = folder.to_string_lossy().into_owned();
    package.extend(["--target-dir", &target]);
    let names: Vec<&str> = crates.iter().map(|it| it.vendor.package.as_str()).collect();
    for name in project.own_runtime().into_iter().chain(names.iter().copied()) {
        package.extend(["--package", name]);
    }
    let mut doc = vec!["doc", "--quiet", "--no-deps", "--all-features"];
    for name in &names {
        doc.extend(["--package", name]);
    }
    let said = [cargo(&project.root, &package), cargo(&project.root, &doc)];
    files::remove_folder(&folder)?;
    for said in said {
        let Some(said) = said? else { continue };
        for it in crates.iter_mut() {
            it.problems.push(said.clone());
        }
    }
    Ok(())
}

/// Runs cargo; what it complains about, if it does.
fn cargo(root: &Path, args: &[&str]) -> Result<Option<String>, Error> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(args)
        .current_dir(root)
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .map_err(|it| Error::new(format!("can't run cargo: {it}")))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let is_fine = output.status.success() && !said.contains("warning:");
    let command = args.first().copied().unwrap_or_default();
    Ok((!is_fine).then(|| format!("`cargo {command}` complains:\n{said}")))
}
