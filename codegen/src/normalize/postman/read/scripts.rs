//! The variables that scripts set.

use super::spot::Spot;

/// The calls that set a variable, up to the parenthesis before its name.
const SETTERS: [&str; 6] = [
    "pm.environment.set",
    "pm.collectionVariables.set",
    "pm.globals.set",
    "pm.variables.set",
    "postman.setEnvironmentVariable",
    "postman.setGlobalVariable",
];

/// The names of the variables that the scripts of an item, folder or collection set, each once, in their order.
///
/// Only names that stand in the call count: scripts aren't run.
pub(super) fn sets(spot: &Spot<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for script in scripts(spot) {
        for line in script.lines().filter(|it| !it.trim_start().starts_with("//")) {
            collect(line, &mut names);
        }
    }
    names
}

/// The texts of the scripts: of `event` (1.0: `events`, `preRequestScript`, `tests`).
fn scripts(spot: &Spot<'_>) -> Vec<String> {
    let mut scripts = Vec::new();
    for event in spot.any(&["event", "events"]).iter().flat_map(Spot::items) {
        if event.is_off() {
            continue;
        }
        let Some(script) = event.get("script") else { continue };
        scripts.extend(lines(&script.get("exec").unwrap_or(script)));
    }
    for key in ["preRequestScript", "tests"] {
        scripts.extend(spot.get(key).and_then(|it| lines(&it)));
    }
    scripts
}

/// The text of a script that is a string or a list of lines.
fn lines(spot: &Spot<'_>) -> Option<String> {
    spot.text().or_else(|| {
        let lines: Vec<_> = spot.items().iter().filter_map(Spot::text).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    })
}

fn collect(line: &str, names: &mut Vec<String>) {
    let mut rest = line;
    while let Some((_, after)) = next_call(rest) {
        if let Some(name) = argument(after)
            && !names.iter().any(|it| it == name)
        {
            names.push(name.to_owned());
        }
        rest = after;
    }
}

/// The first call of a setter: where it is, and what follows its name.
fn next_call(text: &str) -> Option<(usize, &str)> {
    let call = |setter: &&str| {
        let index = text.find(setter)?;
        Some((index, text.get(index + setter.len()..)?))
    };
    SETTERS.iter().filter_map(call).min_by_key(|(index, _)| *index)
}

/// The first argument, where it is a text without anything put into it: `("name"`.
fn argument(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('(')?.trim_start();
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\'' | '`'))?;
    let (name, _) = text.strip_prefix(quote)?.split_once(quote)?;
    let name = name.trim();
    (!name.is_empty() && !name.contains("${") && !name.contains('\\')).then_some(name)
}
