//! A folder of `specs/`: its `vendor.toml`, and which of its files is the description.

mod source;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clientwright::internal::diagnostic::most_similar;
use clientwright::internal::lower::{check_package_name, package_name};
use toml::de::{DeTable, DeValue};

use crate::{Error, files};
pub(crate) use source::Source;

/// The name that an overlay has.
pub(crate) const OVERLAY: &str = "overlay.yaml";

/// A vendor whose crate is generated.
#[derive(Clone, Debug)]
pub(crate) struct Vendor {
    /// The folder's name in `specs/`.
    pub(crate) name: String,
    /// The name of the package, and of its folder in `generated/`.
    pub(crate) package: String,
    /// The name by which people know the API.
    pub(crate) title: String,
    /// The folder, which references in the description can't leave.
    pub(crate) folder: PathBuf,
    /// The description.
    pub(crate) description: PathBuf,
    /// The overlay, if there is one.
    pub(crate) overlay: Option<PathBuf>,
    /// Its `vendor.toml`, which also says how the client behaves.
    pub(crate) settings: PathBuf,
    /// Where the names are kept.
    pub(crate) names: PathBuf,
    /// Where the last release is kept.
    pub(crate) released: PathBuf,
}

impl Vendor {
    /// Reads the folder `name` of `specs`.
    fn read(specs: &Path, name: &str) -> Result<Self, Error> {
        let dir = specs.join(name);
        let settings = dir.join("vendor.toml");
        let config = Config::read(&settings)?;
        let description = match config.input {
            Some(input) => named_description(&dir, &input)?,
            None => only_description(&dir)?,
        };
        Ok(Self {
            name: name.to_owned(),
            package: config.package,
            title: config.title,
            description,
            overlay: Some(dir.join(OVERLAY)).filter(|it| it.symlink_metadata().is_ok()),
            settings,
            names: dir.join("names.lock"),
            released: dir.join("released"),
            folder: dir,
        })
    }
}

/// A vendor whose files are fetched.
#[cfg(feature = "program")]
#[derive(Clone, Debug)]
pub(crate) struct Sourced {
    /// The folder's name in `specs/`.
    pub(crate) name: String,
    /// The folder.
    pub(crate) folder: PathBuf,
    /// What is fetched; at least one.
    pub(crate) sources: Vec<Source>,
    /// The path of the description in the folder, if there is one yet.
    pub(crate) description: Option<String>,
}

/// The name of a vendor whose files are fetched, and what its `vendor.toml` says, or what is wrong with it.
#[cfg(feature = "program")]
pub(crate) type Read = (String, Result<Sourced, Error>);

/// The vendors of those named, or of all, that say where their files come from, or what is wrong with what they say;
/// ordered by name.
#[cfg(feature = "program")]
pub(crate) fn sourced(root: &Path, names: &[String]) -> Result<Vec<Read>, Error> {
    let specs = root.join("specs");
    let known = list(&specs)?;
    if let Some(unknown) = names.iter().find(|it| !known.contains(it)) {
        return Err(unknown_vendor(&specs, unknown, &select(root, &[]).unwrap_or_default()));
    }
    let mut found = Vec::new();
    for name in known.into_iter().filter(|it| names.is_empty() || names.contains(it)) {
        match Sourced::read(&specs, &name) {
            Ok(None) if names.is_empty() => {}
            Ok(None) => {
                let help = "`source = \"https://…\"` says where the description comes from";
                let settings = specs.join(&name).join("vendor.toml");
                return Err(Error::at(&settings, "has no `source`").help(help));
            }
            Ok(Some(vendor)) => found.push((name, Ok(vendor))),
            Err(error) => found.push((name, Err(error))),
        }
    }
    Ok(found)
}

#[cfg(feature = "program")]
impl Sourced {
    fn read(specs: &Path, name: &str) -> Result<Option<Self>, Error> {
        let folder = specs.join(name);
        let settings = folder.join("vendor.toml");
        let Config { input, sources, .. } = Config::read(&settings)?;
        if sources.is_empty() {
            return Ok(None);
        }
        let description = match (input, sources.as_slice()) {
            (Some(input), _) => {
                let input = input.trim_start_matches("./").to_owned();
                source::is_file(&input).map_err(|why| {
                    Error::at(&settings, format_args!("`input`: `{input}` {why}"))
                })?;
                Some(input)
            }
            (None, [Source { path: Some(path), .. }]) => Some(path.clone()),
            _ if descriptions(&folder)?.is_empty() => None,
            _ => only_description(&folder)?.file_name().and_then(OsStr::to_str).map(str::to_owned),
        };
        Ok(Some(Self { name: name.to_owned(), folder, sources, description }))
    }
}

/// What to say where there are none.
pub(crate) const NONE_YET: &str =
    "no vendors in specs/ yet: `clientwright add FILE` brings a description in";

/// The vendors named, by their folders or by their crates, or all, ordered by name.
pub(crate) fn select(root: &Path, names: &[String]) -> Result<Vec<Vendor>, Error> {
    let specs = root.join("specs");
    let known = list(&specs)?;
    // All are read, even where some are named, so that none takes another's crate.
    let vendors = known.iter().map(|it| Vendor::read(&specs, it)).collect::<Result<Vec<_>, _>>()?;
    let mut owners = BTreeMap::new();
    for vendor in &vendors {
        // Some file systems hold two names that differ in case for one.
        if let Some(other) = owners.insert(vendor.package.to_lowercase(), &vendor.name) {
            let path = specs.join(&vendor.name).join("vendor.toml");
            return Err(Error::at(
                &path,
                format_args!("the crate `{}` is that of `{other}`", vendor.package),
            )
            .help("give each vendor a crate of its own"));
        }
    }
    // A folder's name comes before a crate's.
    let is_meant = |vendor: &Vendor, name: &String| {
        vendor.name == *name || (vendor.package == *name && !known.contains(name))
    };
    if let Some(unknown) = names.iter().find(|name| !vendors.iter().any(|it| is_meant(it, name))) {
        return Err(unknown_vendor(&specs, unknown, &vendors));
    }
    let is_wanted =
        |vendor: &Vendor| names.is_empty() || names.iter().any(|it| is_meant(vendor, it));
    Ok(vendors.into_iter().filter(is_wanted).collect())
}

/// Refuses a name that `what` can't have.
pub(crate) fn check_name(name: &str, what: &str) -> Result<(), Error> {
    check_package_name(name).map_err(|why| {
        Error::new(format!("`{name}` can't be the name of {what}: it {why}"))
            .help(format!("name it otherwise, such as `--name {}`", package_name(name)))
    })
}

/// The folders of `specs` that have a `vendor.toml`, ordered by name.
pub(crate) fn list(specs: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let entries = fs::read_dir(specs).map_err(|it| Error::io(specs, "can't read", &it))?;
    for entry in entries {
        let entry = entry.map_err(|it| Error::io(specs, "can't read", &it))?;
        if entry.path().join("vendor.toml").symlink_metadata().is_ok() {
            let name = entry.file_name().into_string();
            names.push(name.map_err(|_| Error::at(&entry.path(), "the name is not UTF-8"))?);
        }
    }
    names.sort();
    Ok(names)
}

/// Complains about `name`, which is none of the vendors.
pub(crate) fn unknown_vendor(specs: &Path, name: &str, vendors: &[Vendor]) -> Error {
    let folder = specs.join(name);
    if folder.is_dir() {
        return Error::at(&folder, "has no vendor.toml").help(
            "write one with two lines, `crate = \"…\"` and `title = \"…\"`, or move the folder away and run \
             `clientwright add FILE`",
        );
    }
    if vendors.is_empty() {
        return Error::new(format!("specs/ has no vendor `{name}`"))
            .help("`clientwright add FILE` brings a description in");
    }
    let names: Vec<&str> = vendors.iter().map(|it| it.name.as_str()).collect();
    let all = format!("there is: {}", names.join(", "));
    let packages = vendors.iter().map(|it| it.package.as_str());
    let help = match most_similar(name, names.iter().copied().chain(packages)) {
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all,
    };
    Error::new(format!("specs/ has no vendor `{name}`")).help(help)
}

/// What a `vendor.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Config {
    package: String,
    title: String,
    input: Option<String>,
    sources: Vec<Source>,
}

impl Config {
    fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read(path)?;
        Self::parse(&text).map_err(|(offset, message)| {
            Error::at_offset(path, &text, offset, message)
                .help("the keys are `crate`, `title`, `source` where it is fetched and, where a folder holds several, `input`")
        })
    }

    /// Parses `text`; an error is a byte offset and a message.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let table = DeTable::parse(text)
            .map_err(|it| (it.span().map_or(0, |span| span.start), it.message().to_owned()))?;
        let (mut package, mut title, mut input) = (None, None, None);
        let mut sources = Vec::new();
        for (key, value) in table.get_ref() {
            let slot = match key.get_ref().as_ref() {
                "crate" => &mut package,
                "title" => &mut title,
                "input" => &mut input,
                "source" => {
                    sources = source::read(value)?;
                    continue;
                }
                // Tables are about the client: the generator reads them.
                _ if value.get_ref().is_table() => continue,
                other => return Err((key.span().start, format!("unknown key `{other}`"))),
            };
            let start = value.span().start;
            match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    *slot = Some((start, text.to_string()));
                }
                _ => {
                    return Err((
                        start,
                        format!("`{}` must be a string that isn't empty", key.get_ref()),
                    ));
                }
            }
        }
        let (start, package) = package.ok_or((0, "`crate` is missing".to_owned()))?;
        check_package_name(&package).map_err(|why| {
            (start, format!("`{package}` can't be the name of a crate: it {why}"))
        })?;
        let (_, title) = title.ok_or((0, "`title` is missing".to_owned()))?;
        Ok(Self { package, title, input: input.map(|(_, it)| it), sources })
    }
}

/// The description that `vendor.toml` names.
fn named_description(dir: &Path, input: &str) -> Result<PathBuf, Error> {
    let inside = Path::new(input)
        .components()
        .all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
    let path = dir.join(input);
    if inside && path.is_file() {
        return Ok(path);
    }
    Err(Error::at(&path, "is not a file of this folder").help("correct `input` in vendor.toml"))
}

/// The files of `dir` that can be descriptions, ordered by name.
pub(crate) fn descriptions(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|it| Error::io(dir, "can't read", &it))? {
        let path = entry.map_err(|it| Error::io(dir, "can't read", &it))?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let readable =
            matches!(path.extension().and_then(OsStr::to_str), Some("json" | "yaml" | "yml"));
        if readable && name != OVERLAY && !name.starts_with('.') && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The one file of `dir` that can be a description.
fn only_description(dir: &Path) -> Result<PathBuf, Error> {
    let found = descriptions(dir)?;
    match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Error::at(dir, "no description here: no *.json, *.yaml or *.yml")
            .help("put the vendor's description in this folder")),
        [first, ..] => {
            let first = first.file_name().unwrap_or_default().to_string_lossy();
            let names: Vec<_> =
                found.iter().filter_map(|it| it.file_name()).map(OsStr::to_string_lossy).collect();
            Err(Error::at(
                dir,
                format_args!("several files can be the description: {}", names.join(", ")),
            )
            .help(format!("say which in vendor.toml, such as `input = \"{first}\"`")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn a_config_is_three_strings() {
        let config = Config::parse("crate = \"a-b\"\ntitle = \"A & B\"\ninput = \"x.json\"\n");
        let expected = Config {
            package: "a-b".to_owned(),
            title: "A & B".to_owned(),
            input: Some("x.json".to_owned()),
            sources: Vec::new(),
        };
        assert_eq!(config, Ok(expected));
    }

    #[test]
    fn what_is_wrong_has_an_offset() {
        let table = [
            ("crate = \"a\"\ntitel = \"A\"\n", 12, "unknown key `titel`"),
            (
                "crate = \"../a\"\ntitle = \"A\"\n",
                8,
                "`../a` can't be the name of a crate: it doesn't begin with a letter from a to z",
            ),
            (
                "crate = \"std\"\ntitle = \"A\"\n",
                8,
                "`std` can't be the name of a crate: it is a crate of Rust's standard library",
            ),
            ("crate = 1\n", 8, "`crate` must be a string that isn't empty"),
            ("crate = \"a\"\n", 0, "`title` is missing"),
        ];
        for (text, offset, message) in table {
            assert_eq!(Config::parse(text), Err((offset, message.to_owned())), "{text}");
        }
    }
}
