//! Types as a manifest writes them, such as `Vec<Option<User>>`, taken apart.

/// A type; boxes, which nobody sees on the wire, are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression<'a> {
    /// A type that isn't defined by the crate, or no type at all (`empty`, `bytes`).
    Scalar(&'a str),
    /// Any JSON value.
    Any,
    List(Box<Self>),
    Map(Box<Self>),
    Tuple(Vec<Self>),
    Nullable(Box<Self>),
    /// A definition.
    Named(&'a str),
}

/// How deep types are taken apart; what is deeper is compared as a text.
const DEEPEST: usize = 64;

/// The types that no definition of a crate is called by.
const SCALARS: [&str; 24] = [
    "()",
    "bool",
    "i32",
    "i64",
    "u64",
    "f64",
    "Decimal",
    "String",
    "Secret",
    "Base64",
    "Base64Url",
    "DateTime",
    "Date",
    "Uuid",
    "Ipv4Addr",
    "Ipv6Addr",
    "IpAddr",
    "empty",
    "text",
    "bytes",
    "redirect",
    "form",
    "multipart",
    "download",
];

impl<'a> Expression<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        Self::of(text.trim(), DEEPEST)
    }

    fn of(text: &'a str, depth: usize) -> Self {
        let Some(depth) = depth.checked_sub(1) else { return Self::Scalar(text) };
        let within = |begin: &str| text.strip_prefix(begin)?.strip_suffix('>');
        let inner = |it| Box::new(Self::of(it, depth));
        if let Some(it) = within("Box<") {
            Self::of(it, depth)
        } else if let Some(it) = within("Vec<") {
            Self::List(inner(it))
        } else if let Some(it) = within("Option<") {
            Self::Nullable(inner(it))
        } else if let Some(it) = within("BTreeMap<String, ") {
            Self::Map(inner(it))
        } else if text == "Value" {
            Self::Any
        } else if SCALARS.contains(&text) {
            Self::Scalar(text)
        } else if let Some(it) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            Self::Tuple(parts(it).into_iter().map(|it| Self::of(it, depth)).collect())
        } else {
            Self::Named(text)
        }
    }
}

/// The parts of a tuple.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (n, c) in text.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text.get(start..n).unwrap_or_default().trim());
                start = n + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts
}

/// The text with every name in it given by `rename`.
pub(super) fn renamed<'a>(text: &'a str, rename: impl Fn(&'a str) -> &'a str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '#';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        out.push_str(if name.is_empty() { name } else { rename(name) });
        let end = after.find(is_name).unwrap_or(after.len());
        let (between, after) = after.split_at(end);
        out.push_str(between);
        rest = after;
    }
    out
}

/// What the payload of a response is: `items of X` to its kind and the type.
pub(super) fn payload(text: &str) -> (&'static str, &str) {
    for (begin, kind) in [("items of ", "a stream of items"), ("events of ", "a stream of events")]
    {
        if let Some(ty) = text.strip_prefix(begin) {
            return (kind, ty);
        }
    }
    match text {
        "empty" => ("nothing", text),
        "text" => ("text", text),
        "bytes" => ("bytes", text),
        "redirect" => ("a redirect", text),
        "form" => ("a form", text),
        "multipart" => ("a multipart form", text),
        _ => ("JSON", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_taken_apart() {
        let table = [
            ("Vec<Box<User>>", Expression::List(Box::new(Expression::Named("User")))),
            ("Option<Value>", Expression::Nullable(Box::new(Expression::Any))),
            ("()", Expression::Scalar("()")),
            (
                "(i64, BTreeMap<String, (A, B)>)",
                Expression::Tuple(vec![
                    Expression::Scalar("i64"),
                    Expression::Map(Box::new(Expression::Tuple(vec![
                        Expression::Named("A"),
                        Expression::Named("B"),
                    ]))),
                ]),
            ),
        ];
        for (text, expected) in table {
            assert_eq!(Expression::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_type_of_any_depth_can_be_read() {
        let text = format!("{}{}", "Vec<".repeat(100_000), ">".repeat(100_000));
        Expression::parse(&text);
    }

    #[test]
    fn names_are_replaced_whole() {
        let rename = |it| if it == "User" { "Account" } else { it };
        assert_eq!(renamed("Vec<(User, UserList)>", rename), "Vec<(Account, UserList)>");
    }
}
