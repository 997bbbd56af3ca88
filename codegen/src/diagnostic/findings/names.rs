//! The names that earlier runs gave: `names.lock`.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

pub(crate) fn unreadable_ledger(why: &str) -> Finding {
    let message = format!("the names that were given so far can't be read: {why}");
    let help = "take the file as version control has it; after a merge, that of either side";
    Finding::new(Code::InvalidLedger, message).help(help)
}

/// A name that something asks for and that was the name of what stood at `gone`.
pub(crate) fn withheld(asked: &str, gone: &str, name: &str) -> Finding {
    let message = format!("`{asked}` was what stood at `{gone}`; this is called `{name}`");
    let help = format!(
        "if it is the same, call it `{asked}` in names.lock and take that line out of `gone`"
    );
    Finding::new(Code::NameWithheld, message).help(help)
}

/// An operation whose tag is another than that of the group that users find it in.
pub(crate) fn moved_tag(kept: Option<&str>, described: Option<&str>) -> Finding {
    let in_words = |tag: Option<&str>| tag.map_or("none".to_owned(), |it| format!("`{it}`"));
    let (kept, described) = (in_words(kept), in_words(described));
    let message = format!("the tag is {described} now, and was {kept}; users have it there still");
    let help = "to move it with a major version, take its line out of `operations` in names.lock";
    Finding::new(Code::TagMoved, message).help(help)
}
