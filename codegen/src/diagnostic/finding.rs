//! A finding before it is known where: what is wrong, what to do about it, and what has to do with it.

use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Diagnostic, Label, Place};

/// How many places of one kind a finding names: who has seen these knows what the others are.
const MOST_LABELS: usize = 4;

/// What there is to say, but for the place.
///
/// It is made in [`findings`](super::findings) alone: nothing else can call what builds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    code: Code,
    message: String,
    labels: Vec<Label>,
    help: Option<String>,
    repair: Option<Repair>,
    keyword: Option<&'static str>,
}

impl Finding {
    /// A finding that says what is wrong: lower case, names in backticks, no full stop.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            repair: None,
            keyword: None,
        }
    }

    /// Says what to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Asks whether `near` was meant by a name that nobody knows.
    pub(super) fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Names another place, and says what is there: lower case, no full stop.
    pub(super) fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Names the first of several other places, of which all are the same.
    pub(super) fn label_each(self, places: impl IntoIterator<Item = Place>, text: &str) -> Self {
        places.into_iter().take(MOST_LABELS).fold(self, |finding, it| finding.label(it, text))
    }

    /// Has an overlay action that repairs it.
    pub(super) fn repair(mut self, repair: Repair) -> Self {
        self.repair = Some(repair);
        self
    }

    /// Points at a keyword of what it is about; the repair stays that of the whole.
    pub(super) fn keyword(mut self, keyword: &'static str) -> Self {
        self.keyword = Some(keyword);
        self
    }

    /// The finding about what is at `place`.
    pub(crate) fn at(self, place: Place) -> Diagnostic {
        let Self { code, message, labels, help, repair, keyword } = self;
        let overlay = repair.and_then(|it| it.action(&place));
        let place = match keyword {
            Some(keyword) => place.keyword(keyword),
            None => place,
        };
        Diagnostic { code, message, place, labels, help, overlay }
    }
}
