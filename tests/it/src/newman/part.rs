//! The parts of a multipart body (RFC 7578).

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The name of the field.
    pub(super) name: String,
    /// Whether it is a file. Which one is for the caller to say.
    pub(super) is_file: bool,
    /// Its media type, where it says one.
    pub(super) content_type: Option<String>,
    /// Its content, if it is no file.
    pub(super) text: String,
}

/// The parts of a body; `None` where it isn't built as the header says.
pub(super) fn parse(content_type: &str, body: &str) -> Option<Vec<Part>> {
    let (_, boundary) = content_type.split_once("boundary=")?;
    let boundary = format!("--{}", boundary.trim_matches('"'));
    let inner = body.trim_end().strip_suffix("--")?.strip_suffix(boundary.as_str())?;
    let parts = inner.split(boundary.as_str()).skip(1);
    parts.map(|it| part(it.strip_prefix("\r\n")?.strip_suffix("\r\n")?)).collect()
}

fn part(text: &str) -> Option<Part> {
    let (head, content) = text.split_once("\r\n\r\n")?;
    let header = |wanted: &str| {
        let mut headers = head.lines().filter_map(|it| it.split_once(':'));
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, it)| it.trim())
    };
    let disposition = header("content-disposition")?;
    let (_, name) = disposition.split_once(" name=\"")?;
    let is_file = disposition.contains("filename=") || disposition.contains("filename*=");
    let text = if is_file { String::new() } else { content.to_owned() };
    let content_type = header("content-type").filter(|_| !is_file).map(str::to_owned);
    Some(Part { name: name.split('"').next()?.to_owned(), is_file, content_type, text })
}
