//! Programs that others publish for Node, installed below the target folder where they aren't there yet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};

/// Installs `name` in that version with npm, once, and returns the folder that has `node_modules`; `Err` says why not.
pub(super) fn install(target: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    run(Command::new("node").arg("--version")).map_err(|it| format!("no Node here: {it}"))?;
    let last = name.rsplit('/').next().unwrap_or(name);
    let installed = target.join(format!("{last}-{version}"));
    if installed.is_dir() {
        return Ok(installed);
    }
    // What is half installed must not look installed to the next run.
    let fresh = target.join(format!("{last}-{version}.{}", process::id()));
    fs::create_dir_all(&fresh).map_err(|it| format!("can't write {}: {it}", fresh.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"])
        .args(["--fetch-retries=1", "--fetch-timeout=20000"])
        .arg("--prefix")
        .arg(&fresh)
        .arg("--cache")
        .arg(fresh.join("cache"))
        .arg(format!("{name}@{version}"))
        .current_dir(&fresh);
    let done = run(&mut npm).map_err(|it| format!("{name} can't be installed: {it}"));
    let _ = fs::remove_dir_all(fresh.join("cache"));
    let done = done.and_then(|()| match fs::rename(&fresh, &installed) {
        // Another run was faster.
        Err(_) if installed.is_dir() => Ok(()),
        other => other.map_err(|it| format!("can't write {}: {it}", installed.display())),
    });
    let _ = fs::remove_dir_all(&fresh);
    done.map(|()| installed)
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(said(&output)),
        Err(error) => Err(error.to_string()),
    }
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().chars().take(2000).collect()
}
