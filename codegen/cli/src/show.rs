//! `show`: one node of a description in each form that it has on its way to Rust.

mod nodes;
mod rust;

use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::{Sink, most_similar};
use clientwright::internal::release::MANIFEST;
use clientwright::internal::source::{Lines, locate};
use clientwright::{Pointer, Sources, internal};

use crate::args::Show;
use crate::{Error, Outcome, Shell, findings, lint};
use nodes::{Node, Nodes};

/// How many lines of the description are shown.
const MOST_LINES: usize = 60;

pub(crate) fn run(args: &Show, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let targets = std::slice::from_ref(&args.target);
    let Some(request) = lint::requests(targets, &mut sources, shell)?.into_iter().next() else {
        return Ok(Outcome::Done);
    };
    let mut sink = Sink::default();
    let canonical = internal::read(&sources, &request, &mut sink);
    let output = (shell.generate)(&sources, &request);
    let (Some((canonical, _)), Some(files)) = (canonical, &output.files) else {
        findings::report(&output.findings, &sources, false, shell)?;
        return Ok(Outcome::Findings);
    };
    let nodes = Nodes::read(files.get(MANIFEST).map_or("", String::as_str))?;
    let Some(wanted) = &args.node else {
        shell.print(nodes.index())?;
        return Ok(Outcome::Done);
    };
    let node =
        nodes.find(wanted, &canonical).ok_or_else(|| unknown(wanted, &nodes, &args.target))?;
    print(&node, &canonical, &sources, shell)?;
    let place = canonical.origins.place(&node.pointer);
    let of_it = output.findings.iter().filter(|it| {
        it.place.file == place.file && it.place.pointer.strip_prefix(&place.pointer).is_some()
    });
    let of_it: Vec<_> = of_it.cloned().collect();
    if let Some(names) = &node.rust {
        for (path, code) in rust::items(files, names) {
            shell.print_raw(&format!("\n── Rust: {path}\n{code}"))?;
        }
    }
    findings::report(&of_it, &sources, true, shell)?;
    Ok(Outcome::Done)
}

/// Prints the description's lines, the canonical document's and what the API is as a whole.
fn print(
    node: &Node,
    canonical: &Canonical,
    sources: &Sources,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    let (at, lines) = described(&node.pointer, canonical, sources);
    shell.print(format_args!("── description: {at}\n{lines}"))?;
    let yaml = canonical.node_to_yaml(&node.pointer).unwrap_or_default();
    shell.print(format_args!("\n── canonical: #{}\n{}", node.pointer, yaml.trim_end()))?;
    if let Some((name, text)) = &node.api {
        shell.print(format_args!("\n── api.json: {name}\n{text}"))?;
    }
    Ok(())
}

/// Where the node stands as it was received, and its lines.
fn described(at: &Pointer, canonical: &Canonical, sources: &Sources) -> (String, String) {
    let place = canonical.origins.place(at);
    let Some(file) = sources.file(place.file) else { return (String::new(), String::new()) };
    let span = locate(file, &[&place.pointer]).into_iter().next().unwrap_or_default();
    let start = span.key.as_ref().map_or(span.value.start, |it| it.start);
    let lines = Lines::new(&file.text);
    let position = lines.position(start);
    let from = lines.line(start).start;
    let text = file.text.get(from..span.value.end).unwrap_or_default();
    let n_lines = text.lines().count();
    let mut shown: Vec<_> = text.lines().take(MOST_LINES).map(str::to_owned).collect();
    if n_lines > MOST_LINES {
        shown.push(format!("… {} more", findings::number(n_lines - MOST_LINES, "line")));
    }
    (format!("{}:{}:{}", file.name, position.line, position.column), shown.join("\n"))
}

fn unknown(wanted: &str, nodes: &Nodes, target: &str) -> Error {
    let help = match most_similar(wanted, nodes.names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`show {target}` lists what there is"),
    };
    Error::new(format!("there is no operation, type or pointer `{wanted}`")).help(help)
}
