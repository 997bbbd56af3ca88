//! The `Cargo.toml` of the workspace: a new one, or somebody's with what it lacks.

use toml_edit::{Array, DocumentMut, Item, RawString, Table, TableLike, Value};

use super::source::Source;
use crate::runtime::NAME;

/// What generated crates are for a workspace.
const MEMBERS: &str = "generated/*";

/// A manifest, and what was done to it.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) changes: Vec<String>,
}

/// The manifest of a workspace that has nothing yet.
pub(super) fn new(runtime: &Source) -> Edited {
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"{MEMBERS}\"]\n\n[workspace.dependencies]\n\
         # What generated crates link\n{NAME} = {}\n",
        runtime.dependency()
    );
    Edited { text, changes: vec![format!("a workspace whose members are {MEMBERS}")] }
}

/// Where a manifest says that the runtime comes from.
pub(super) fn runtime(text: &str) -> Option<Source> {
    let document = text.parse::<DocumentMut>().ok()?;
    let line = document.get("workspace")?.get("dependencies")?.get(NAME)?;
    let string = |key: &str| Some(line.get(key)?.as_str()?.to_owned());
    if let Some(path) = string("path") {
        return Some(Source::Path(path));
    }
    if let Some(url) = string("git") {
        let rev = ["rev", "tag", "branch"].into_iter().find_map(string);
        return Some(Source::Git { url, rev });
    }
    let version = line.as_str().map(str::to_owned).or_else(|| string("version"));
    Some(version.map_or_else(Source::default, Source::Version))
}

/// Adds what is missing, and keeps everything else as it is written.
///
/// # Errors
///
/// The manifest is none, or has something else where this must go.
pub(super) fn edit(text: &str, runtime: Option<&Source>) -> Result<Edited, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|it: toml_edit::TomlError| it.to_string().trim_end().to_owned())?;
    let mut changes = Vec::new();
    if !document.contains_key("workspace") {
        changes.push("adds `[workspace]`, which makes this package the root of one".to_owned());
    }
    let workspace = table(document.as_table_mut(), "workspace")?;
    let members = workspace.entry("members").or_insert(Item::Value(Array::new().into()));
    let members = members.as_array_mut().ok_or("`workspace.members` is not a list")?;
    if !members
        .iter()
        .any(|it| it.as_str().is_some_and(|it| it.trim_start_matches("./") == MEMBERS))
    {
        push(members, MEMBERS);
        changes.push(format!("`members` gets {MEMBERS}"));
    }
    if let Some(runtime) = runtime {
        let dependencies = table(workspace, "dependencies")?;
        let dependency = runtime.dependency();
        let old = dependencies.get(NAME).map(|it| it.to_string().trim().to_owned());
        let kept = dependencies.get_mut(NAME).is_some_and(|it| move_to(it, &dependency));
        let new = dependencies.get(NAME).map(|it| it.to_string().trim().to_owned());
        if kept && new == old {
            return Ok(Edited { text: document.to_string(), changes });
        }
        if old.as_deref() != Some(dependency.to_string().trim()) {
            if !kept {
                dependencies.insert(NAME, Item::Value(dependency));
            }
            let verb = if old.is_none() { "gets" } else { "changes" };
            changes.push(format!("`[workspace.dependencies]` {verb} {NAME}"));
        }
    }
    Ok(Edited { text: document.to_string(), changes })
}

/// The keys that say where a dependency comes from, and that members have features of their own.
const SOURCE: [&str; 7] = ["version", "path", "git", "rev", "tag", "branch", "default-features"];

/// Makes a table that says more, such as features, say where the runtime is; false where there is nothing to keep.
fn move_to(line: &mut Item, source: &Value) -> bool {
    let (Some(table), Some(source)) = (line.as_table_like_mut(), source.as_inline_table()) else {
        return false;
    };
    if table.iter().all(|(key, _)| SOURCE.contains(&key)) {
        return false;
    }
    for key in SOURCE {
        match source.get(key) {
            Some(value)
                if table.get(key).map(|it| it.to_string().trim().to_owned())
                    == Some(value.to_string().trim().to_owned()) => {}
            Some(value) => {
                let mut value = value.clone();
                value.decor_mut().clear();
                table.insert(key, Item::Value(value));
            }
            None => drop(table.remove(key)),
        }
    }
    true
}

/// A table in another, made where it isn't there.
fn table<'t>(parent: &'t mut dyn TableLike, key: &str) -> Result<&'t mut dyn TableLike, String> {
    let item = parent.entry(key).or_insert_with(|| Item::Table(Table::new()));
    item.as_table_like_mut().ok_or_else(|| format!("`{key}` is not a table"))
}

/// Adds an item the way those before it are written: on a line of its own, or on the same.
fn push(list: &mut Array, item: &str) {
    let mut value = Value::from(item);
    let trailing = list.trailing().as_str().unwrap_or_default().to_owned();
    if let Some(last) = list.len().checked_sub(1).and_then(|it| list.get_mut(it)) {
        let text =
            |it: Option<&RawString>| it.and_then(RawString::as_str).unwrap_or_default().to_owned();
        let (prefix, suffix) = (text(last.decor().prefix()), text(last.decor().suffix()));
        // A comment before the last item is about that item.
        let indent = prefix.rfind('\n').and_then(|at| prefix.get(at..)).unwrap_or(" ");
        // What stands behind it, a comment perhaps, stays there: the comma goes before it.
        let behind = suffix + &trailing;
        last.decor_mut().set_suffix("");
        value.decor_mut().set_prefix(match (behind.trim(), indent) {
            ("", indent) => indent.to_owned(),
            (comment, " ") => format!(" {comment}\n    "),
            (comment, indent) => format!(" {comment}{indent}"),
        });
        let end = if behind.contains('\n') { "\n" } else { "" };
        if list.trailing_comma() {
            list.set_trailing(end);
        } else {
            value.decor_mut().set_suffix(end);
        }
    }
    list.push_formatted(value);
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::{edit, new};

    const LINE: &str = "clientwright-runtime = { version = \"0.1.0\", default-features = false }\n";

    fn edited(text: &str) -> String {
        let runtime = Source::Version("0.1.0".to_owned());
        let once = edit(text, Some(&runtime)).unwrap().text;
        let again = edit(&once, Some(&runtime)).unwrap();
        assert_eq!((again.text.as_str(), again.changes.len()), (once.as_str(), 0), "twice");
        once
    }

    #[test]
    fn a_new_manifest_lacks_nothing() {
        let runtime = Source::Version("0.1.0".to_owned());
        let text = new(&runtime).text;
        assert_eq!(edited(&text), text);
        assert!(text.ends_with(LINE), "{text}");
    }

    #[test]
    fn members_are_added_as_they_are_written() {
        let end = format!("\n[workspace.dependencies]\n{LINE}");
        let table = [
            ("members = [\"a\"]\n", "members = [\"a\", \"generated/*\"]\n"),
            ("members = [\"a\", ]\n", "members = [\"a\", \"generated/*\",]\n"),
            ("members = []\n", "members = [\"generated/*\"]\n"),
            (
                "members = [\n    \"a\", # mine\n    \"b\",\n]\n",
                "members = [\n    \"a\", # mine\n    \"b\",\n    \"generated/*\",\n]\n",
            ),
            (
                "members = [\n    \"a\", # mine\n]\n",
                "members = [\n    \"a\", # mine\n    \"generated/*\",\n]\n",
            ),
            (
                "members = [\n  \"a\",\n  \"b\"\n]\n",
                "members = [\n  \"a\",\n  \"b\",\n  \"generated/*\"\n]\n",
            ),
            (
                "members = [\n  # ours\n  \"a\" # mine\n]\n",
                "members = [\n  # ours\n  \"a\", # mine\n  \"generated/*\"\n]\n",
            ),
            ("# none\nmembers = [\"./generated/*\"]\n", "# none\nmembers = [\"./generated/*\"]\n"),
        ];
        for (before, after) in table {
            let before = format!("[workspace]\n{before}");
            assert_eq!(edited(&before), format!("[workspace]\n{after}{end}"), "{before}");
        }
    }

    #[test]
    fn a_package_becomes_a_workspace() {
        let text = "[package] # mine\nname = \"a\"\n\n[dependencies]\nb = \"1\"\n";
        let added = format!(
            "\n[workspace]\nmembers = [\"generated/*\"]\n\n[workspace.dependencies]\n{LINE}"
        );
        assert_eq!(edited(text), format!("{text}{added}"));
    }

    #[test]
    fn a_table_of_the_runtime_keeps_its_features() {
        let text = "[workspace]\nmembers = [\"generated/*\"]\n\n\
                    [workspace.dependencies.clientwright-runtime]\npath = \"../old\"\nfeatures = [\"tracing\"] # ours\n";
        let after = text.replace("path = \"../old\"\n", "")
            + "version = \"0.1.0\"\ndefault-features = false\n";
        assert_eq!(edited(text), after);
    }

    #[test]
    fn what_is_no_list_stays() {
        let wrong = edit("[workspace]\nmembers = 1\n", None).map(|it| it.text);
        assert_eq!(wrong, Err("`workspace.members` is not a list".to_owned()));
        assert!(edit("[workspace\n", None).is_err());
    }
}
