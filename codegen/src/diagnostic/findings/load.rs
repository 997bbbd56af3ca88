//! Texts that are neither JSON nor YAML, and odd ones that have a reading.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::beginning;
use crate::diagnostic::{Code, Place};

/// What a parser says of a text.
pub(crate) fn syntax(why: &str) -> Finding {
    Finding::new(Code::Syntax, why)
}

pub(crate) fn empty_file() -> Finding {
    syntax("the file is empty")
}

pub(crate) fn no_content() -> Finding {
    syntax("the file has no content")
}

pub(crate) fn single_value() -> Finding {
    syntax("the text is a single value, not an object")
}

pub(crate) fn markup() -> Finding {
    syntax("this is HTML or XML, not an API description").help(
        "download the description itself: the page that shows it often links to a JSON or YAML file",
    )
}

pub(crate) fn too_deep(most: usize) -> Finding {
    syntax(&format!("the nesting is deeper than {most} levels"))
}

pub(crate) fn too_many_brackets() -> Finding {
    syntax("the nesting of brackets is deeper than 255 levels")
}

pub(crate) fn endless_alias() -> Finding {
    syntax("this alias stands inside of the node that it means")
}

pub(crate) fn too_many_aliases() -> Finding {
    syntax("the aliases of this file expand to more than can be sensible")
}

/// A key of a JSON object that is there twice.
pub(crate) fn repeated_json_key(key: &str, first: Option<Place>) -> Finding {
    let message = format!("the key `{key}` stands twice in this object; the last one counts");
    let finding = Finding::new(Code::DuplicateKey, message);
    match first {
        Some(first) => finding.label(first, "the first of them"),
        None => finding,
    }
}

/// A key of a YAML mapping that is on both lines.
pub(crate) fn repeated_yaml_key(key: &str, lines: [usize; 2], earlier: Place) -> Finding {
    let [line, again] = lines;
    let message = format!(
        "the key `{key}` stands twice in this mapping, on line {line} and on line {again}; the last one counts"
    );
    Finding::new(Code::DuplicateKey, message).label(earlier, "the one before it")
}

/// A file called `.json` that is YAML, because of what a JSON parser says.
pub(crate) fn not_quite_json(why: &str) -> Finding {
    let message = format!("the text is not quite JSON ({why}) and was read as YAML");
    Finding::new(Code::NotQuiteJson, message)
}

pub(crate) fn huge_number(written: &str) -> Finding {
    let written = beginning(written);
    let message = format!("`{written}` is beyond a 64-bit float and was read as the largest one");
    Finding::new(Code::NumberRange, message)
}

pub(crate) fn no_number(written: &str) -> Finding {
    let message = format!("`{written}` is not a number in JSON; it was read as a string");
    Finding::new(Code::NumberRange, message)
}

pub(crate) fn lone_surrogate(written: &str) -> Finding {
    let message = format!("`{written}` is half of a surrogate pair and was read as U+FFFD");
    Finding::new(Code::LoneSurrogate, message)
}

pub(crate) fn tab_line() -> Finding {
    let message = "an otherwise empty line contains a tab, which was read as spaces";
    Finding::new(Code::TabLine, message)
}

pub(crate) fn outdented() -> Finding {
    let message = "this line stands further left than the block that its brackets or quotes are in";
    Finding::new(Code::Outdented, message)
}

pub(crate) fn several_documents() -> Finding {
    let message = "the file has several YAML documents; only the first one is read";
    Finding::new(Code::SeveralDocuments, message)
}

pub(crate) fn unknown_tag(tag: &str) -> Finding {
    let message = format!("the tag `{tag}` means nothing here and was ignored");
    Finding::new(Code::UnknownTag, message)
}

pub(crate) fn collection_as_key() -> Finding {
    let message = "a key is a collection, which JSON has not; its text was taken";
    Finding::new(Code::InvalidKey, message)
}

pub(crate) fn merge_of_no_mapping() -> Finding {
    let message = "`<<` merges nothing but mappings; it was read as an ordinary key";
    Finding::new(Code::InvalidMerge, message)
}
