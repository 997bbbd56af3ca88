//! Bodies that are handed on as they arrive.

use std::{
    borrow::Cow,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::{BodyStream, Headers, TransportError, TransportErrorKind, reply::Head};

/// A body that arrives: read it [chunk](Self::chunk) by chunk, as a [`Stream`], or [whole](Self::bytes).
///
/// Nothing is read ahead, and nothing is limited but by what you do: a slow reader slows the server down.
pub struct Download {
    pub(crate) head: Head,
    pub(crate) method: Cow<'static, str>,
    /// `None` after its end.
    pub(crate) body: Option<Box<dyn BodyStream>>,
}

impl Download {
    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        &self.head.headers
    }

    /// The media type, if the server says one.
    pub fn content_type(&self) -> Option<&str> {
        self.head.headers.get("content-type")
    }

    /// How many bytes there are, if the server says so.
    pub fn content_length(&self) -> Option<u64> {
        self.head.headers.get("content-length")?.trim().parse().ok()
    }

    /// The name of the file that the server proposes.
    ///
    /// The last part of it only, and never `.` or `..`: a server must not choose the folder (RFC 6266, section 4.3).
    pub fn file_name(&self) -> Option<String> {
        file_name(self.head.headers.get("content-disposition")?)
    }

    /// The next chunk, or `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when the connection breaks or the next chunk takes too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// All of it, however long it is.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(self) -> Result<Bytes, TransportError> {
        self.bytes_up_to(usize::MAX).await
    }

    /// All of it, unless it is longer than `limit` bytes.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and [`TransportErrorKind::TooLarge`] beyond the limit.
    pub async fn bytes_up_to(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if chunk.len() > limit - all.len() {
                let message = format!("the body is longer than {limit} bytes");
                return Err(TransportError::new(TransportErrorKind::TooLarge, message)
                    .during(&self.method, &self.head.url));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    pub(crate) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        let Some(body) = &mut self.body else { return Poll::Ready(Ok(None)) };
        let chunk = ready!(body.poll_chunk(cx));
        if !matches!(chunk, Ok(Some(_))) {
            self.body = None;
        }
        Poll::Ready(chunk.map_err(|error| error.during(&self.method, &self.head.url)))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx).map(Result::transpose)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.head.status)
            .field("headers", &self.head.headers)
            .finish_non_exhaustive()
    }
}

/// `filename*` wins over `filename` (RFC 6266, section 4.3).
fn file_name(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let find = |name: &str| parameters.iter().find(|(it, _)| it == name).map(|(_, value)| value);
    let name =
        find("filename*").and_then(|it| extended(it)).or_else(|| find("filename").cloned())?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().filter(|it| !it.is_control()).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

/// The parameters after the first semicolon, unquoted, names in lower case.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let after = after.trim_start();
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            unquote(quoted)
        } else {
            let (value, next) = after.split_once(';').unwrap_or((after, ""));
            (value.trim().to_owned(), next)
        };
        found.push((name, value));
        rest = next;
    }
    found
}

/// The text up to the closing quote, and what follows it.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, it)) = chars.next() {
        match it {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, it)| it)),
            it => value.push(it),
        }
    }
    (value, "")
}

/// `UTF-8''na%C3%AFve.txt` (RFC 8187, section 3.2).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    let bytes = percent_encoding::percent_decode_str(text);
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => bytes.decode_utf8().ok().map(Cow::into_owned),
        "iso-8859-1" => Some(bytes.map(char::from).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_as_servers_write_them() {
        for (disposition, name) in [
            ("attachment; filename=report.pdf", Some("report.pdf")),
            ("attachment; filename=\"a \\\"b\\\"; c.txt\"; size=1", Some("a \"b\"; c.txt")),
            (
                "attachment; filename=\"plain.txt\"; filename*=UTF-8''na%C3%AFve%20x.txt",
                Some("naïve x.txt"),
            ),
            ("attachment; filename*=ISO-8859-1'en'caf%E9.txt", Some("café.txt")),
            ("attachment; FileName = \"A.txt\"", Some("A.txt")),
            ("attachment; filename*=koi8'x'a; filename=b", Some("b")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\x\\\\evil.exe\"", Some("evil.exe")),
            ("attachment; filename*=UTF-8''..%2Fx", Some("x")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"\"", None),
            ("inline", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), name, "{disposition}");
        }
    }
}
