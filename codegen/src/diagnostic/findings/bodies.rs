//! Bodies of requests and responses: their media types and forms.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::listed;
use crate::diagnostic::findings::settings::{STREAM_ITEM, no_item};
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

/// The second of several bodies of OpenAPI 2.0.
pub(crate) fn several(name: &str, sent: Place) -> Finding {
    let message = format!("of several bodies, this is ignored: `{name}`");
    surplus(Code::SeveralBodies, message).label(sent, "the body that is sent")
}

pub(crate) fn body_beside_form(name: &str, sent: Place) -> Finding {
    let message = format!("a body beside required form fields is ignored: `{name}`");
    surplus(Code::BodyAndForm, message).label(sent, "a required field")
}

pub(crate) fn field_beside_body(name: &str, sent: Place) -> Finding {
    let message = format!("a form field beside a body is ignored: `{name}`");
    surplus(Code::BodyAndForm, message).label(sent, "the body that is sent")
}

fn surplus(code: Code, message: String) -> Finding {
    let help = "remove whichever of the parameters is not sent";
    Finding::new(code, message).help(help).repair(Repair::Remove)
}

/// `consumes` has no media type of a form.
pub(crate) fn no_form_media_type(sent: &[String]) -> Finding {
    let sent = listed(sent.iter().map(String::as_str), ", ");
    let message = format!("`consumes` names no media type for a form; {sent} is sent");
    Finding::new(Code::FormMediaType, message)
}

pub(crate) fn unused_example(media_type: &str) -> Finding {
    let message = format!(
        "the example is for `{media_type}`, which the operation doesn't produce; it is ignored"
    );
    Finding::new(Code::UnusedExample, message)
}

fn repaired(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedContent, message)
}

/// The media types of `consumes`, of which none is that of an object.
pub(crate) fn object_in(types: &[String], read_as: &str) -> Finding {
    let types = listed(types.iter().map(String::as_str), ", ");
    repaired(format!("{types} can't be the object that this body is; read as `{read_as}`"))
}

pub(crate) fn unknown_encoding_style() -> Finding {
    repaired("the encoding has a style that there isn't; the usual one is taken")
}

pub(crate) fn part_of_no_media_type(text: &str) -> Finding {
    repaired(format!("`{text}` is not a media type; the usual one of the part is taken"))
}

pub(crate) fn misspelled_media_type<'a>(
    key: &str,
    read_as: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let names: Vec<&str> = read_as.into_iter().collect();
    let message =
        format!("the media type `{key}` is read as {}", listed(names.iter().copied(), " and "));
    let to = names.into_iter().map(str::to_owned).collect();
    repaired(message).repair(Repair::Rename { from: key.to_owned(), to })
}

/// The extension of a stream names an item that isn't there.
pub(crate) fn no_stream_item(pointer: &str) -> Finding {
    Finding::new(Code::StreamItem, no_item(pointer)).help(STREAM_ITEM)
}

/// The only media type of a body is none.
pub(crate) fn any_media_type(key: &str) -> Finding {
    repaired(format!("`{key}` is not a media type; read as any"))
}

pub(crate) fn no_media_type(key: &str) -> Finding {
    repaired(format!("`{key}` is not a media type; it is ignored"))
}

pub(crate) fn schema_without_content() -> Finding {
    repaired("`schema` belongs into `content`; read as that of `application/json`")
}

pub(crate) fn schema_beside_content(content: Place) -> Finding {
    let message = "`schema` belongs into `content`, which is there; it is ignored";
    Finding::new(Code::EmptyBody, message).label(content, "what counts")
}

pub(crate) fn empty() -> Finding {
    Finding::new(Code::EmptyBody, "the request body has no content; it is ignored")
}

pub(crate) fn sequence() -> Finding {
    let message = "the body is a sequence of items; it is taken whole, as it is to be sent";
    Finding::new(Code::SequenceBody, message)
}

pub(crate) fn part_encoding(key: &str) -> Finding {
    let message = format!("`{key}` isn't followed; parts are as they are without it");
    Finding::new(Code::PartEncoding, message)
}

/// A header of a part that isn't a file, with what it is sent as.
pub(crate) fn part_header(name: &str, sent: Option<&str>) -> Finding {
    let message = match sent {
        Some(value) => format!("the header `{name}` of the part is always sent as `{value}`"),
        None => format!("the header `{name}` of the part can't be set; it isn't sent"),
    };
    Finding::new(Code::PartEncoding, message)
}

/// A form beside another body, of which there is no method.
pub(crate) fn form_not_sent() -> Finding {
    let message = "the fields of this form can't be told; the body isn't sent as one";
    Finding::new(Code::SeveralMediaTypes, message)
}

pub(crate) fn form_always_sent() -> Finding {
    let message = "the body may be left out, but its form has required fields; it is always sent";
    let help = "if it is to be left out, an overlay can take the fields out of `required`";
    Finding::new(Code::FormAlwaysSent, message)
        .help(help)
        .repair(Repair::Update("{required: true}"))
}

pub(crate) fn form_without_fields() -> Finding {
    let message = "the fields of this form can't be told; the body is taken as it is to be sent";
    Finding::new(Code::FormWithoutFields, message)
        .repair(Repair::Update("{type: object, properties: {…}}"))
}

pub(crate) fn form_alternatives() -> Finding {
    let message =
        "a form has the fields of all its alternatives; which of them go together isn't checked";
    Finding::new(Code::FormAlternatives, message)
}

pub(crate) fn xml_sent() -> Finding {
    Finding::new(Code::XmlBody, "an XML body is taken as text")
}

pub(crate) fn xml_part() -> Finding {
    Finding::new(Code::XmlBody, "a part that is XML is taken as text")
}

pub(crate) fn xml_received() -> Finding {
    Finding::new(Code::XmlBody, "an XML response is given as text")
}

pub(crate) fn url_encoded_received() -> Finding {
    Finding::new(Code::FormResponse, "a URL-encoded response is given as text")
}

pub(crate) fn multipart_received() -> Finding {
    Finding::new(Code::FormResponse, "a response in parts is given as bytes")
}

pub(crate) fn not_json() -> Finding {
    let message = "the media type isn't that of JSON, so that what the schema says isn't used; if JSON is meant, \
                   an overlay can say `application/json`";
    Finding::new(Code::NotJson, message)
}
