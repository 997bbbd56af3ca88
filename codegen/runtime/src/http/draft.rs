//! The values of a call, before a request is made of them.

use std::borrow::Cow;

use super::{
    body::Body, error::RequestError, links::NextPage, multipart::Part, style::Pair, target::Target,
};

/// The values of a call, escaped already where they go into the URL.
#[derive(Clone, Default)]
pub(crate) struct Draft {
    pub(crate) path: Vec<Pair>,
    pub(crate) query: Vec<Pair>,
    pub(crate) headers: Vec<Pair>,
    pub(crate) cookies: Vec<Pair>,
    pub(crate) payload: Payload,
    /// The media type of the body, where it isn't the one that comes with it.
    pub(crate) content_type: Option<Cow<'static, str>>,
    /// The address of the page to ask for, where the page before has it: it takes the place of path and query.
    pub(crate) next_page: Option<NextPage>,
    pub(crate) error: Option<RequestError>,
    /// Where it goes, where no operation says so.
    pub(crate) target: Option<Target>,
}

/// The body of a call.
#[derive(Clone, Default)]
pub(crate) enum Payload {
    #[default]
    None,
    Raw {
        media_type: &'static str,
        body: Body,
    },
    Form(Vec<Pair>),
    Multipart(Vec<Part>),
}
