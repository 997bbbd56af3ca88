//! The names that earlier runs gave: `names.lock`.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

pub(crate) fn unreadable_ledger(why: &str) -> Finding {
    let message = format!("the names that were given so far can't be read: {why}");
    let help = "take the file as version control has it; after a merge, that of either side";
    Finding::new(Code::InvalidLedger, message).help(help)
}

/// A name that something asks for and that is, or was, the name of what stands at `had`.
pub(crate) fn withheld(asked: &str, had: &str, name: &str) -> Finding {
    let message = format!("`{asked}` was what stood at `{had}`; this is called `{name}`");
    let help = format!(
        "if it is the same, call it `{asked}` in names.lock and take that line out of `gone`"
    );
    Finding::new(Code::NameWithheld, message).help(help)
}

/// An operation whose tag is another than that of the group that users have it in.
pub(crate) fn moved_tag(before: Option<&str>, now: Option<&str>) -> Finding {
    let in_words = |tag: Option<&str>| tag.map_or("none".to_owned(), |it| format!("`{it}`"));
    let (before, now) = (in_words(before), in_words(now));
    let message =
        format!("the tag is {now} now, and was {before}, where a deprecated method stays");
    let help = "with a major version take its line out of `was` in names.lock";
    Finding::new(Code::TagMoved, message).help(help)
}

/// A former name of something that is now the name of something else.
pub(crate) fn lost_alias(old: &str, now: &str) -> Finding {
    let message = format!("`{old}` was what is called `{now}` now, and is something else");
    let help = "code that says the old name gets the other one: release a major version";
    Finding::new(Code::AliasLost, message).help(help)
}
