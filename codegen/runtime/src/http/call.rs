//! One call of an operation: collects its values in a draft.

use std::{borrow::Cow, fmt, sync::Arc};

use super::{
    body::Body,
    client::{Client, Inner},
    draft::{Draft, Payload},
    error::{RequestError, RequestErrorKind},
    escape::Escape,
    form, headers,
    multipart::{self, FilePart, Part},
    operation::Operation,
    options::RequestOptions,
    prepare::prepare,
    prepared::PreparedRequest,
    style::{self, Pair, Style},
    target::Target,
};
use crate::json::{
    Param,
    pick::{put, scalar},
};

const SIMPLE: Style = Style::Simple { explode: false };
const FORM: Style = Style::Form { explode: true };

impl Client {
    /// Starts a call of this operation.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call { client: Arc::clone(&self.0), operation, draft: Box::default() }
    }
}

/// A call that is being put together; made by `Client::call`.
///
/// Its setters never fail: the first value that can't be sent is the error of the call.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    pub(crate) client: Arc<Inner>,
    pub(crate) operation: &'static Operation,
    // Boxed: generated builders move a call in each setter.
    pub(crate) draft: Box<Draft>,
}

/// Parameters. A `null`, as `None` writes it, sends nothing; in a path it is an error.
impl Call {
    /// The request that is sent, or why there is none.
    pub(crate) fn prepare(self) -> Result<PreparedRequest, RequestError> {
        prepare(&self.client, self.operation, *self.draft)
    }

    /// Lays options over those of the client, for this call alone.
    pub fn options(self, options: RequestOptions) -> Self {
        Self { client: self.client.with_options(options), ..self }
    }

    pub(crate) fn target(mut self, target: Target) -> Self {
        self.draft.target = Some(target);
        self
    }

    /// Sets a path parameter: `simple`, not exploded.
    ///
    /// An empty value is an error of the call, since it would change the path.
    pub fn path<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_path(SIMPLE, name, &value.to_json())
    }

    /// Sets a path parameter that may be empty, which leaves an empty segment or the end of the path: `simple`, not
    /// exploded.
    pub fn path_or_empty<T: Param + ?Sized>(mut self, name: &str, value: &T) -> Self {
        match style::inline(SIMPLE, name, &value.to_json(), Escape::Strict) {
            Some(value) => self.draft.path.push((name.to_owned(), value)),
            None => self.fail(format!("the path parameter `{name}` has no value")),
        }
        self
    }

    /// Sets a path parameter in another style.
    pub fn path_as<T: Param + ?Sized>(self, style: Style, name: &str, value: &T) -> Self {
        self.put_path(style, name, &value.to_json())
    }

    /// Adds a query parameter: `form`, exploded.
    pub fn query<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_query(FORM, name, &value.to_json())
    }

    /// Adds a query parameter in another style.
    pub fn query_as<T: Param + ?Sized>(self, style: Style, name: &str, value: &T) -> Self {
        self.put_query(style, name, &value.to_json())
    }

    /// Sets a header parameter: `simple`, not exploded.
    ///
    /// A value that a header can't carry is an error of the call.
    pub fn header<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_header(SIMPLE, name, &value.to_json())
    }

    /// Sets a header parameter in another style.
    pub fn header_as<T: Param + ?Sized>(self, style: Style, name: &str, value: &T) -> Self {
        self.put_header(style, name, &value.to_json())
    }

    /// Adds a cookie parameter: `form`, exploded, each pair a cookie.
    pub fn cookie<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_cookie(FORM, name, &value.to_json())
    }

    /// Adds a cookie parameter in another style.
    ///
    /// A value that isn't escaped and would end its cookie, or that a header can't carry, is an error of the call.
    pub fn cookie_as<T: Param + ?Sized>(self, style: Style, name: &str, value: &T) -> Self {
        self.put_cookie(style, name, &value.to_json())
    }

    fn put_path(mut self, style: Style, name: &str, json: &[u8]) -> Self {
        match style::inline(style, name, json, Escape::Strict) {
            Some(value) if !value.is_empty() => self.draft.path.push((name.to_owned(), value)),
            Some(_) | None => {
                self.fail(format!(
                    "the path parameter `{name}` is empty, which would change the path"
                ));
            }
        }
        self
    }

    fn put_query(mut self, style: Style, name: &str, json: &[u8]) -> Self {
        self.draft.query.extend(style::pairs(style, name, json, Escape::Strict));
        self
    }

    fn put_header(mut self, style: Style, name: &str, json: &[u8]) -> Self {
        let Some(value) = style::inline(style, name, json, Escape::None) else { return self };
        if headers::is_name(name) && headers::is_value(&value) {
            self.draft.headers.push((name.to_owned(), value));
        } else {
            self.fail(format!("the header `{name}` has a character no header can carry"));
        }
        self
    }

    fn put_cookie(mut self, style: Style, name: &str, json: &[u8]) -> Self {
        let pairs = style::pairs(style, name, json, Escape::Strict);
        if pairs.iter().all(is_cookie) {
            self.draft.cookies.extend(pairs);
        } else {
            self.fail(format!("the cookie `{name}` has a character no cookie can carry"));
        }
        self
    }

    fn fail(&mut self, message: String) {
        let error = || RequestError::new(RequestErrorKind::Argument, message);
        self.draft.error.get_or_insert_with(error);
    }
}

/// Whether a cookie ends where it should (RFC 6265, section 4.1.1); other characters are for whoever chose the style.
fn is_cookie((name, value): &Pair) -> bool {
    let stays = |text: &str| headers::is_value(text) && !text.contains(';');
    stays(name) && !name.contains('=') && stays(value)
}

/// Bodies. Fields keep the order of the calls; a body of another kind replaces the one before.
impl Call {
    /// Sends JSON.
    pub fn json<T: Param + ?Sized>(self, media_type: &'static str, body: &T) -> Self {
        self.raw(media_type, body.to_json().into())
    }

    /// Sends text, in UTF-8.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        self.raw(media_type, body.into().into())
    }

    /// Sends bytes as they are.
    pub fn bytes(self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.raw(media_type, body.into())
    }

    /// Sends the body in another media type than the one that comes with it; without a body nothing is said of one.
    ///
    /// For a multipart form it is the type without its boundary.
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        let media_type = media_type.into();
        if headers::is_value(&media_type) && !media_type.trim().is_empty() {
            self.draft.content_type = Some(media_type);
        } else {
            self.fail("the content type is empty or has a control character".to_owned());
        }
        self
    }

    /// Adds a field of a urlencoded form; a list repeats the field, an object is JSON text.
    pub fn form<T: Param + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.pairs().extend(form::default_pairs(name, &value.to_json()));
        self
    }

    /// Adds a field of a urlencoded form in a given style.
    pub fn form_as<T: Param + ?Sized>(mut self, style: Style, name: &str, value: &T) -> Self {
        self.pairs().extend(style::pairs(style, name, &value.to_json(), Escape::Form));
        self
    }

    /// Sends a urlencoded form even when no field is set.
    pub fn form_body(mut self) -> Self {
        self.pairs();
        self
    }

    /// Adds a part of a multipart form: scalars as `text/plain`, a list part by part, an object as `application/json`.
    pub fn part<T: Param + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.parts().extend(multipart::default_parts(name, value.to_json()));
        self
    }

    /// Adds a part of a given media type (`contentType` of an Encoding Object).
    ///
    /// Unless the media type is JSON a string goes as it is, and a list item by item; everything else goes as JSON.
    pub fn part_as<T: Param + ?Sized>(
        mut self,
        media_type: &'static str,
        name: &str,
        value: &T,
    ) -> Self {
        self.parts().extend(multipart::typed_part(name, media_type, value.to_json()));
        self
    }

    /// Adds the parts of a value in a given style, as a query would have them.
    pub fn part_style<T: Param + ?Sized>(mut self, style: Style, name: &str, value: &T) -> Self {
        self.parts().extend(multipart::styled_parts(style, name, &value.to_json()));
        self
    }

    /// Adds a header to the parts of a field that have none of its name (`headers` of an Encoding Object).
    pub fn part_header(mut self, field: &str, name: &'static str, value: &'static str) -> Self {
        for part in self.parts().iter_mut().filter(|it| it.is_of(field)) {
            part.add_header(name, value);
        }
        self
    }

    /// Adds a file to a multipart form.
    pub fn file(self, name: &str, file: FilePart) -> Self {
        self.attach(Part::file(name, file))
    }

    /// Adds a file, of this media type unless it says another.
    pub fn file_as(self, media_type: &'static str, name: &str, file: FilePart) -> Self {
        self.attach(Part::file_as(media_type, name, file))
    }

    /// Adds several files under one name to a multipart form.
    pub fn files(self, name: &str, files: Vec<FilePart>) -> Self {
        files.into_iter().fold(self.multipart_body(), |call, file| call.file(name, file))
    }

    /// Adds several files, each of this media type unless it says another.
    pub fn files_as(self, media_type: &'static str, name: &str, files: Vec<FilePart>) -> Self {
        let attach = |call: Self, file| call.file_as(media_type, name, file);
        files.into_iter().fold(self.multipart_body(), attach)
    }

    fn attach(mut self, part: Result<Part, String>) -> Self {
        match part {
            Ok(part) => self.parts().push(part),
            Err(message) => self.fail(message),
        }
        self
    }

    /// Sends a multipart form even when no part is set.
    pub fn multipart_body(mut self) -> Self {
        self.parts();
        self
    }

    fn raw(mut self, media_type: &'static str, body: Body) -> Self {
        self.draft.payload = Payload::Raw { media_type, body };
        self
    }

    fn pairs(&mut self) -> &mut Vec<Pair> {
        let payload = &mut self.draft.payload;
        if !matches!(payload, Payload::Form(_)) {
            *payload = Payload::Form(Vec::new());
        }
        let Payload::Form(pairs) = payload else { unreachable!("it was made a form above") };
        pairs
    }

    fn parts(&mut self) -> &mut Vec<Part> {
        let payload = &mut self.draft.payload;
        if !matches!(payload, Payload::Multipart(_)) {
            *payload = Payload::Multipart(Vec::new());
        }
        let Payload::Multipart(parts) = payload else { unreachable!("it was made one above") };
        parts
    }
}

/// Values that pages are asked for by; a name that begins with a slash is the JSON pointer of a member of the body.
impl Call {
    /// The value of a parameter, where it has one.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        if name.starts_with('/') {
            let Payload::Raw { body, .. } = &self.draft.payload else { return None };
            return scalar(body.as_bytes()?, name);
        }
        let name = Escape::Strict.name(name);
        let (_, value) = self.draft.query.iter().find(|(it, _)| *it == name)?;
        Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// Gives a parameter another value, given as JSON.
    pub(crate) fn set(&mut self, name: &str, json: &[u8]) {
        if name.starts_with('/') {
            self.set_member(name, json);
            return;
        }
        let pairs = style::pairs(FORM, name, json, Escape::Strict);
        let name = Escape::Strict.name(name);
        let query = &mut self.draft.query;
        let at = query.iter().position(|(it, _)| *it == name).unwrap_or(query.len());
        query.retain(|(it, _)| *it != name);
        query.splice(at..at, pairs);
    }

    /// Lets the call have another idempotency key: a server takes a second request with the same one for the first.
    pub(crate) fn renew_key(&mut self) {
        if let Some(key) = self.operation.idempotency_key {
            self.draft.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(key));
        }
        if self.client.options.idempotency_key.is_some() {
            self.client = self.client.with_another_key();
        }
    }

    fn set_member(&mut self, pointer: &str, json: &[u8]) {
        let (media_type, text) = match &self.draft.payload {
            Payload::Raw { media_type, body } => (*media_type, body.as_bytes().cloned()),
            Payload::None | Payload::Form(_) | Payload::Multipart(_) => ("application/json", None),
        };
        match put(text.as_deref().unwrap_or(b"{}"), pointer, json) {
            Some(text) => self.draft.payload = Payload::Raw { media_type, body: text.into() },
            None => self.fail(format!("the body has no place for `{pointer}`")),
        }
    }
}

/// Shows which operation it is and which values it has, but none of the values.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Draft { path, query, headers, cookies, .. } = &*self.draft;
        let names: Vec<&str> = [path, query, headers, cookies]
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
