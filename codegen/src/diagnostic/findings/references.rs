//! References, and the components that they lead to.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::listed;
use crate::diagnostic::suggestion::Repair;

/// Why a reference isn't followed; what comes of that depends on where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfollowed {
    code: Code,
    /// The beginning of a message.
    pub(crate) why: String,
    help: Option<&'static str>,
    repair: Repair,
}

/// What stands in for what a reference should have led to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Instead {
    AnyValue,
    AnyResponse,
    EmptyResponse,
    MediaTypeWithoutSchema,
    Nothing,
}

/// How a reference leaves the description's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    FileUrl,
    Drive,
    Network,
    AbsolutePath,
    OtherFolder,
    Separator,
    Link,
}

impl Unfollowed {
    fn nowhere(why: String, help: Option<&'static str>) -> Self {
        Self { code: Code::UnresolvedRef, why, help, repair: Repair::refer_to_schema() }
    }

    fn circle(why: String, help: Option<&'static str>) -> Self {
        Self { code: Code::CircularRef, why, help, repair: Repair::refer_to_schema() }
    }

    fn elsewhere(code: Code, why: String, help: &'static str) -> Self {
        Self { code, why, help: Some(help), repair: Repair::Update("{$ref: '…'}") }
    }

    /// A reference within the document, to nothing.
    pub(crate) fn leads_nowhere(reference: &str) -> Self {
        Self::nowhere(format!("`{reference}` leads nowhere"), None)
    }

    pub(crate) fn never_ends(reference: &str) -> Self {
        Self::nowhere(format!("`{reference}` never ends"), None)
    }

    pub(crate) fn nothing_there(reference: &str) -> Self {
        Self::nowhere(format!("nothing stands at `{reference}`"), None)
    }

    pub(crate) fn leads_back(reference: &str) -> Self {
        Self::circle(format!("`{reference}` leads back to itself"), None)
    }

    /// A reference to a place that a file doesn't have.
    pub(crate) fn no_such_place(reference: &str, path: &str) -> Self {
        let why = format!("`{reference}` leads nowhere: `{path}` has no such place");
        Self::nowhere(why, Some("correct the reference with an overlay"))
    }

    /// A reference to what can't stand where the reference does.
    pub(crate) fn leads_to_no_object(reference: &str) -> Self {
        let why = format!("`{reference}` leads to no object");
        Self::nowhere(why, Some("replace the reference with an overlay"))
    }

    /// A reference to the node of another file that it is in.
    pub(crate) fn leads_back_in_file(reference: &str) -> Self {
        let why = format!("`{reference}` leads back to itself");
        Self::circle(why, Some("replace the reference with an overlay"))
    }

    pub(crate) fn no_such_file(reference: &str, path: &str) -> Self {
        Self::elsewhere(
            Code::UnreadableRef,
            format!("`{reference}` can't be followed: there is no file `{path}`"),
            "put the file there, or replace the reference with an overlay",
        )
    }

    /// A reference to a file that can't be read; `why` follows its path.
    pub(crate) fn unreadable_file(reference: &str, path: &str, why: &str) -> Self {
        Self::elsewhere(
            Code::UnreadableRef,
            format!("`{reference}` can't be followed: `{path}`{why}"),
            "repair the file, or replace the reference with an overlay",
        )
    }

    pub(crate) fn outside(reference: &str, how: Outside) -> Self {
        let how = match how {
            Outside::FileUrl => "is a `file:` URL",
            Outside::Drive => "is a path with a drive",
            Outside::Network => "is a path of the network",
            Outside::AbsolutePath => "is an absolute path",
            Outside::OtherFolder => "leads to another folder",
            Outside::Separator => "has a separator in the name of a file",
            Outside::Link => "is a link to another folder",
        };
        Self::elsewhere(
            Code::OutsideRef,
            format!("`{reference}` {how}, and only what is in the description's folder is read"),
            "put the file into the folder and refer to it there with an overlay",
        )
    }

    pub(crate) fn on_server(reference: &str) -> Self {
        Self::elsewhere(
            Code::RemoteRef,
            format!("`{reference}` is on a server, and nothing is downloaded"),
            "put what is there into the description's folder, and refer to the file with an overlay",
        )
    }

    /// Whether the description's component of the same name may be meant.
    pub(crate) fn may_be_name(&self) -> bool {
        matches!(self.code, Code::UnreadableRef | Code::UnresolvedRef)
    }

    /// The finding about the reference.
    pub(crate) fn finding(&self, instead: Instead) -> Finding {
        let instead = match instead {
            Instead::AnyValue => "any value is taken instead",
            Instead::AnyResponse => "read as a response of any JSON",
            Instead::EmptyResponse => "read as a response without a body",
            Instead::MediaTypeWithoutSchema => "read as a media type without a schema",
            Instead::Nothing => "it is ignored",
        };
        let finding = Finding::new(self.code, format!("{}; {instead}", self.why));
        let finding = finding.repair(self.repair.clone());
        match self.help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    /// The finding about a reference to a component, of which one called `near` may be meant.
    pub(crate) fn component(&self, instead: Instead, section: &str, near: Option<&str>) -> Finding {
        let to = near.map_or_else(|| format!("{section}/…"), str::to_owned);
        self.finding(instead).did_you_mean(near).repair(Repair::Refer(to))
    }

    /// The finding about a discriminator that maps `value` to it.
    pub(crate) fn mapping(&self, value: &str) -> Finding {
        let message = format!("{}; the mapping of `{value}` is ignored", self.why);
        Finding::new(Code::UnresolvedMapping, message)
    }
}

fn repaired(message: String) -> Finding {
    Finding::new(Code::RepairedRef, message)
}

pub(crate) fn misspelled(reference: &str, read_as: &str) -> Finding {
    repaired(format!("`{reference}` names nothing; read as `{read_as}`"))
}

pub(crate) fn parameter_as_header(reference: &str) -> Finding {
    repaired(format!("`{reference}` is a parameter; read as the header that it is"))
}

pub(crate) fn backslash(reference: &str) -> Finding {
    repaired(format!("`{reference}` has a `\\` in it; read as `/`"))
}

pub(crate) fn own_server(reference: &str, read_as: &str) -> Finding {
    repaired(format!("`{reference}` is of the description's own server; read as `{read_as}`"))
}

pub(crate) fn of_description(reference: &str, path: &str, description: &str) -> Finding {
    repaired(format!("`{reference}` isn't in `{path}`; read as that of `{description}`"))
}

/// A reference that is empty or means the whole document.
pub(crate) fn whole_document(reference: &str, is_alone: bool) -> Finding {
    let what = match reference.trim() {
        "" => "an empty `$ref`".to_owned(),
        text => format!("`{text}`"),
    };
    let what = format!("{what} leads to no part of the document");
    if is_alone {
        Finding::new(Code::UnresolvedRef, format!("{what}; it is ignored"))
            .repair(Repair::refer_to_schema())
    } else {
        Finding::new(Code::EmptyRef, format!("{what}; what stands beside it is read"))
    }
}

pub(crate) fn siblings<'a>(keys: impl IntoIterator<Item = &'a str>) -> Finding {
    let message = format!("{} beside `$ref` is taken as meant", listed(keys, ", "));
    Finding::new(Code::RefSiblings, message)
}

pub(crate) fn not_text() -> Finding {
    Finding::new(Code::MalformedMember, "`$ref` isn't text; it is ignored")
}

pub(crate) fn too_many_copies() -> Finding {
    let message =
        "there are more copies of copies than can be sensible; this and others are ignored";
    Finding::new(Code::CircularRef, message).repair(Repair::refer_to_schema())
}

pub(crate) fn dynamic(reference: &str) -> Finding {
    let message =
        format!("`$dynamicRef` to `{reference}` has no one target; any value is taken instead");
    Finding::new(Code::DynamicRef, message).repair(Repair::refer_to_schema())
}

/// A reference of the canonical document to a component that is no longer there.
pub(crate) fn lost_component(reference: &str) -> Finding {
    lost(format!("`{reference}` leads nowhere; it is ignored"))
}

pub(crate) fn lost_schema(reference: &str) -> Finding {
    lost(format!("`{reference}` leads nowhere; any value is taken"))
}

pub(crate) fn lost_part() -> Finding {
    lost("a part of this `allOf` leads nowhere; it is ignored".to_owned())
}

fn lost(message: String) -> Finding {
    Finding::new(Code::UnresolvedRef, message).repair(Repair::refer_to_schema())
}

/// A component whose name no reference can spell.
pub(crate) fn renamed(name: &str, now: &str) -> Finding {
    let message = format!("`{name}` can't be a component's name; `{now}` instead");
    Finding::new(Code::RenamedComponent, message)
}

pub(crate) fn unused_component(name: &str) -> Finding {
    let message = format!("nothing refers to `{name}`; it is ignored");
    Finding::new(Code::UnusedComponent, message)
}

/// Links between operations, of which nothing is made.
pub(crate) fn links(number: usize) -> Finding {
    let links = match number {
        1 => "a link says".to_owned(),
        many => format!("{many} links say"),
    };
    let message = format!("{links} which operation a response leads to; nothing follows them");
    Finding::new(Code::Links, message)
}
