//! The programs that generate crates: ours, and those of others that are on `PATH`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clientwright_cli::paths::quote;
use clientwright_cli::{Error, files};

/// One crate to be made.
#[derive(Debug)]
pub(super) struct Job<'a> {
    /// The description.
    pub(super) file: &'a Path,
    /// The folder of the crate.
    pub(super) out: PathBuf,
    pub(super) package: String,
}

/// A program, and how it is called.
#[derive(Debug)]
pub(super) struct Program {
    kind: Kind,
    path: PathBuf,
}

#[derive(Debug)]
enum Kind {
    /// This one.
    Ours {
        /// The folder of the runtime that crates link.
        runtime: PathBuf,
    },
    /// Writes whole crates.
    Ploidy,
    /// Writes modules and what these depend on, as its configuration says.
    OpenapiToRust,
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Ours { .. } => "clientwright",
            Self::Ploidy => "ploidy",
            Self::OpenapiToRust => "openapi-to-rust",
        }
    }
}

impl Program {
    /// Ours, which lies at `own`, and then the others that are found.
    pub(super) fn all(own: &Path, root: &Path) -> Vec<Self> {
        let runtime = root.join("codegen").join("runtime");
        let ours = Self { kind: Kind::Ours { runtime }, path: own.to_path_buf() };
        let others = [Kind::Ploidy, Kind::OpenapiToRust].into_iter();
        let others = others.filter_map(|kind| Some(Self { path: on_path(kind.name())?, kind }));
        [ours].into_iter().chain(others).collect()
    }

    pub(super) fn name(&self) -> &'static str {
        self.kind.name()
    }

    pub(super) fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Ours { .. })
    }

    /// Writes what the program reads besides the description.
    pub(super) fn prepare(&self, job: &Job<'_>) -> Result<(), Error> {
        match &self.kind {
            Kind::Ours { .. } | Kind::Ploidy => Ok(()),
            Kind::OpenapiToRust => {
                let text = format!(
                    "[generator]\nspec_path = {}\noutput_dir = {}\nmodule_name = \"api\"\n\n\
                     [features]\nenable_async_client = true\n",
                    quote(job.file),
                    quote(&job.out.join(MODULES))
                );
                files::write(&job.out.join(CONFIGURATION), &text)
            }
        }
    }

    /// Makes a crate of what the program has written.
    pub(super) fn complete(&self, job: &Job<'_>) -> Result<(), Error> {
        match &self.kind {
            Kind::Ours { .. } | Kind::Ploidy => Ok(()),
            Kind::OpenapiToRust => {
                let dependencies = files::read(&job.out.join(MODULES).join("REQUIRED_DEPS.toml"))?;
                let manifest = format!(
                    "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}",
                    job.package
                );
                files::write(&job.out.join("Cargo.toml"), &manifest)?;
                files::write(&job.out.join("src/lib.rs"), "pub mod api;\n")
            }
        }
    }

    /// The command line.
    pub(super) fn command(&self, job: &Job<'_>) -> Vec<OsString> {
        let mut line: Vec<OsString> = vec![self.path.clone().into()];
        match &self.kind {
            Kind::Ours { runtime } => {
                line.extend(["generate".into(), job.file.into(), "--out".into()]);
                line.extend([job.out.clone().into(), "--name".into(), job.package.clone().into()]);
                line.extend(["--runtime-path".into(), runtime.into()]);
            }
            Kind::Ploidy => {
                line.extend(["generate".into(), "rust".into(), job.file.into()]);
                line.extend(["-o".into(), job.out.clone().into()]);
            }
            Kind::OpenapiToRust => {
                line.extend(["generate".into(), "--config".into()]);
                line.push(job.out.join(CONFIGURATION).into());
            }
        }
        line
    }
}

const CONFIGURATION: &str = "openapi-to-rust.toml";

/// Where modules are written, within a crate.
const MODULES: &str = "src/api";

/// Where a program of this name is.
fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|it| it.join(&file)).find(|it| it.is_file())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Job, Kind, Program};

    #[test]
    fn each_program_is_called_in_its_way() {
        let job = Job {
            file: Path::new("specs/pets.json"),
            out: PathBuf::from("crates/bench-pets"),
            package: "bench-pets".to_owned(),
        };
        let line = |kind, path: &str| {
            let program = Program { kind, path: PathBuf::from(path) };
            let line = program.command(&job).into_iter().map(|it| it.into_string().unwrap());
            line.collect::<Vec<_>>().join(" ")
        };
        let runtime = PathBuf::from("codegen/runtime");
        assert_eq!(
            line(Kind::Ours { runtime }, "xtask"),
            "xtask generate specs/pets.json --out crates/bench-pets --name bench-pets --runtime-path codegen/runtime"
        );
        assert_eq!(
            line(Kind::Ploidy, "ploidy"),
            "ploidy generate rust specs/pets.json -o crates/bench-pets"
        );
        assert_eq!(
            line(Kind::OpenapiToRust, "openapi-to-rust"),
            "openapi-to-rust generate --config crates/bench-pets/openapi-to-rust.toml"
        );
    }

    #[test]
    fn what_is_written_as_modules_becomes_a_crate() {
        let folder = tempfile::tempdir().unwrap();
        let (file, out) = (Path::new("pets.json"), folder.path().to_path_buf());
        let job = Job { file, out: out.clone(), package: "bench-pets".to_owned() };
        let program = Program { kind: Kind::OpenapiToRust, path: PathBuf::new() };
        assert!(program.complete(&job).is_err(), "nothing was written");
        std::fs::create_dir_all(out.join("src/api")).unwrap();
        std::fs::write(out.join("src/api/REQUIRED_DEPS.toml"), "[dependencies]\nserde = \"1\"\n")
            .unwrap();
        program.complete(&job).unwrap();
        let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("name = \"bench-pets\""), "{manifest}");
        assert!(manifest.ends_with("[dependencies]\nserde = \"1\"\n"), "{manifest}");
        assert!(out.join("src/lib.rs").is_file());
    }
}
