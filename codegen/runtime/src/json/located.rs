//! Where what a reader has noted stands, and what came there.

use super::{
    DecodeError, Deviation, DeviationKind, DeviationOutcome, Deviations, Kind, Reader,
    deviation::{KEPT, is_secret_name},
    error::shortened,
    notes::{HIDDEN, Noted, Notes},
};

impl Deviations {
    /// Those that a reader has noted, and the error that it ended in.
    pub(crate) fn collect(notes: Notes, text: &[u8], error: Option<&DecodeError>) -> Self {
        let Notes { mut kept, counts } = notes;
        kept.sort_by_key(|it| it.offset);
        let paths = paths(text, &kept);
        let located = kept.iter().zip(paths).map(|(it, path)| Deviation::of(it, path, text));
        let mut all = Self { kept: located.collect(), counts };
        if let Some(error) = error {
            all.kept.truncate(KEPT - 1);
            let refused = Noted::of(error, DeviationOutcome::Refused);
            all.kept.push(Deviation::of(&refused, error.path().to_owned(), text));
            *all.counts.entry(error.kind()).or_default() += 1;
        }
        all
    }

    /// The same of a part of a text, whose place there `outwards` adds to an error.
    pub(crate) fn at(mut self, outwards: &dyn Fn(DecodeError) -> DecodeError) -> Self {
        for it in &mut self.kept {
            let inner = DecodeError::new("", 0).in_path(&it.path);
            outwards(inner).path().clone_into(&mut it.path);
        }
        self
    }
}

impl Deviation {
    fn of(noted: &Noted, path: String, text: &[u8]) -> Self {
        let Noted { kind, outcome, at, expected, .. } = noted;
        let is_secret = is_secret_name(&path);
        let found = match kind {
            DeviationKind::Missing | DeviationKind::EmptyBody => "nothing".to_owned(),
            _ if is_secret || *at == HIDDEN => "…".to_owned(),
            _ => excerpt(text, *at),
        };
        Self { kind: *kind, outcome: *outcome, path, expected: expected.clone(), found }
    }
}

/// The paths of the notes, whose offsets rise.
fn paths(text: &[u8], notes: &[Noted]) -> Vec<String> {
    let mut places = Places { left: notes, steps: Vec::new(), paths: Vec::new() };
    if !notes.is_empty() {
        // What is left where the text ends early has no path.
        let _ = places.walk(&mut Reader::new(text));
        places.steps.clear();
        places.assign(usize::MAX);
    }
    places.paths
}

enum Step {
    Name(String),
    Index(usize),
}

/// Those that aren't found yet, and the way to the value that is looked at.
struct Places<'n> {
    left: &'n [Noted],
    steps: Vec<Step>,
    paths: Vec<String>,
}

impl Places<'_> {
    fn walk(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        let kind = r.kind()?;
        self.assign(r.offset() + 1);
        match kind {
            Kind::Object => r.members(&mut |r| {
                let name = r.take_key();
                self.below(Step::Name(name), r)
            })?,
            Kind::Array => {
                let mut index = 0;
                r.array(&mut |r| {
                    index += 1;
                    self.below(Step::Index(index - 1), r)
                })?;
            }
            _ => r.skip()?,
        }
        self.assign(r.offset());
        Ok(())
    }

    fn below(&mut self, step: Step, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        if self.left.is_empty() {
            return r.skip();
        }
        self.steps.push(step);
        let walked = self.walk(r);
        self.steps.pop();
        walked
    }

    /// Gives the path of here to all that lie before `end`.
    fn assign(&mut self, end: usize) {
        while let Some((first, left)) = self.left.split_first().filter(|it| it.0.offset < end) {
            self.left = left;
            let inner = DecodeError::new("", 0).in_path(&first.within);
            let path = self.steps.iter().rfold(inner, |path, step| match step {
                Step::Name(name) => path.in_field(&shortened(name, NAME)),
                Step::Index(index) => path.in_item(*index),
            });
            self.paths.push(path.path().to_owned());
        }
    }
}

/// How many characters of a name a path has.
const NAME: usize = 100;

/// The beginning of the value at this byte of the text, without what is secret by its name.
fn excerpt(text: &[u8], at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default().trim_ascii_start();
    // More than is shown, so that a large one isn't read.
    let beginning = rest.get(..1 << 10).unwrap_or(rest);
    let mut shown = String::new();
    if redacted(&mut Reader::new(beginning), &is_secret_name, &mut shown).is_err() {
        if shown.is_empty() {
            // Words, or a long string: what is behind it may be another's.
            let end = beginning.iter().skip(1).position(|it| *it == b'"').map(|it| it + 1);
            let part = end.and_then(|it| beginning.get(..it)).unwrap_or(beginning);
            return shortened(&String::from_utf8_lossy(part), 60);
        }
        shown.push('…');
    }
    shortened(&shown, 60)
}

/// Writes JSON again, with `…` for the values of members that have the name of a secret.
pub(crate) fn redacted(
    r: &mut Reader<'_>,
    is_secret: &dyn Fn(&str) -> bool,
    out: &mut String,
) -> Result<(), DecodeError> {
    let mut separator = "";
    match r.kind()? {
        Kind::Object => {
            out.push('{');
            r.members(&mut |r| {
                let name = r.take_key();
                out.push_str(std::mem::replace(&mut separator, ","));
                out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                out.push(':');
                if is_secret(&name) {
                    out.push_str("\"…\"");
                    return r.skip();
                }
                redacted(r, is_secret, out)
            })?;
            out.push('}');
        }
        Kind::Array => {
            out.push('[');
            r.array(&mut |r| {
                out.push_str(std::mem::replace(&mut separator, ","));
                redacted(r, is_secret, out)
            })?;
            out.push(']');
        }
        _ => out.push_str(&String::from_utf8_lossy(r.raw()?)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;
    use crate::json::{DeviationPolicy, Json, Writer, decode_with};

    /// A record as generated code has it.
    #[derive(Debug, PartialEq)]
    struct Image {
        name: String,
        tags: Vec<i64>,
        size: Option<f64>,
    }

    impl Json for Image {
        fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
            r.object(&["name", "tags", "size"], |it: &mut Self, field, r| match field {
                0 => r.field(&mut it.name),
                1 => r.field(&mut it.tags),
                2 => r.optional(&mut it.size),
                _ => r.skip(),
            })
        }

        fn blank() -> Self {
            Self { name: String::new(), tags: Vec::new(), size: None }
        }

        fn write(&self, _: &mut Writer) {}
    }

    fn told<T: Json>(text: &str, policy: DeviationPolicy) -> (Option<T>, Vec<String>) {
        let decoded = decode_with::<T>(text.as_bytes(), policy);
        assert_eq!(decoded.deviations.count(), decoded.deviations.as_slice().len());
        let told = decoded.deviations.into_iter().map(ToString::to_string).collect();
        (decoded.value.ok(), told)
    }

    const REFUSE: DeviationPolicy = DeviationPolicy::refuse();
    const ACCEPT: DeviationPolicy = DeviationPolicy::accept();

    #[test]
    fn a_list_or_map_that_is_null_or_missing_is_empty_and_reported_with_its_path() {
        let (images, told) = told::<Vec<Image>>(
            r#"[{"name":"a","tags":[1]}, {"tags":null,"name":"b"}, {"name":"c", "x":{}}]"#,
            REFUSE,
        );
        let tags: Vec<_> = images.unwrap().into_iter().map(|it| it.tags).collect();
        assert_eq!(tags, [vec![1], vec![], vec![]]);
        assert_eq!(
            told,
            [
                "at `[1].tags`: expected an array, found `null` (accepted)",
                "at `[2].tags`: expected an array, found nothing (accepted)",
            ]
        );
    }

    #[test]
    fn a_body_that_is_null_or_nothing_is_an_empty_list_or_map() {
        type Map = std::collections::BTreeMap<String, Vec<i64>>;
        assert_eq!(
            told::<Vec<i64>>("null", REFUSE),
            (Some(vec![]), vec!["expected an array, found `null` (accepted)".to_owned()])
        );
        assert_eq!(
            told::<Map>("", REFUSE),
            (Some(Map::new()), vec!["expected an object, found nothing (accepted)".to_owned()])
        );
        let (map, told) = told::<Map>(r#"{"a b":null}"#, REFUSE);
        assert_eq!(map.unwrap()["a b"], [0; 0]);
        assert_eq!(told, [r#"at `["a b"]`: expected an array, found `null` (accepted)"#]);
    }

    #[test]
    fn what_is_refused_is_reported_after_what_was_accepted() {
        let (image, told) = told::<Image>(r#"{"tags":null,"name":null}"#, REFUSE);
        assert_eq!(image, None);
        assert_eq!(
            told,
            [
                "at `tags`: expected an array, found `null` (accepted)",
                "at `name`: expected a string, found `null`",
            ]
        );
        let (_, told) = self::told::<Image>(r#"{"tags":[]}"#, ACCEPT);
        assert_eq!(told, ["at `name`: expected a value, found nothing"]);
    }

    #[test]
    fn what_has_one_reading_is_accepted_where_the_policy_says_so() {
        type Time = chrono::DateTime<chrono::FixedOffset>;
        fn both<T: Json + PartialEq + fmt::Debug>(text: &str, value: &T, expected: &str) {
            assert!(decode_with::<T>(text.as_bytes(), REFUSE).value.is_err(), "{text}");
            let (read, told) = told::<T>(text, ACCEPT);
            assert_eq!(read.as_ref(), Some(value), "{text}");
            let path = if text.starts_with('[') { "at `[0]`: " } else { "" };
            let found = text.trim_matches(['[', ']']);
            assert_eq!(told, [format!("{path}expected {expected}, found `{found}` (accepted)")]);
        }
        both("\"12\"", &12_i64, "an integer");
        both("[\"12\"]", &vec![12_u64], "an integer");
        both("\"1.5\"", &1.5_f64, "a number");
        both("\"1.50\"", &"1.5".parse::<crate::Decimal>().unwrap(), "a number");
        both("12.0", &"12.0".to_owned(), "a string");
        both("true", &"true".to_owned(), "a string");
        both("\"true\"", &true, "a boolean");
        both("\"0\"", &false, "a boolean");
        both("7", &vec![7_i64], "an array");
        both(
            "{\"a\":1}",
            &vec![std::collections::BTreeMap::from([("a".to_owned(), 1_i64)])],
            "an array",
        );
        let midnight = Time::parse_from_rfc3339("2026-05-01T00:00:00Z").unwrap();
        both("\"2026-05-01\"", &midnight, "a date and time (RFC 3339)");
    }

    #[test]
    fn what_would_be_made_up_is_refused_by_every_policy() {
        fn refused<T: Json + fmt::Debug>(text: &str) {
            let policy = ACCEPT.skip_items();
            assert!(decode_with::<T>(text.as_bytes(), policy).value.is_err(), "{text}");
        }
        refused::<String>("null");
        refused::<i64>("null");
        refused::<i64>("\"\"");
        refused::<i64>("\"twelve\"");
        refused::<bool>("null");
        refused::<bool>("\"yes\"");
        refused::<chrono::NaiveDate>("\"0000-00-00\"");
        refused::<Image>("null");
        refused::<Image>("");
        refused::<(i64, i64)>("[1, null]");
    }

    #[test]
    fn what_was_always_read_is_reported() {
        type Time = chrono::DateTime<chrono::FixedOffset>;
        assert_eq!(told::<bool>("1", REFUSE).1, ["expected a boolean, found `1` (accepted)"]);
        assert_eq!(
            told::<Option<Time>>("\"0000-00-00\"", REFUSE),
            (
                Some(None),
                vec!["expected a value or `null`, found `\"0000-00-00\"` (accepted)".to_owned()]
            )
        );
        assert_eq!(told::<Time>("\"2026-05-01 10:11:12\"", REFUSE).1.len(), 1);
        assert_eq!(told::<Time>("\"2026-05-01T10:11:12Z\"", REFUSE).1, [""; 0]);
        assert_eq!(told::<i64>("5.0", REFUSE).1, [""; 0]);
    }

    #[test]
    fn an_item_that_cannot_be_read_is_left_out_where_the_policy_says_so() {
        let text = r#"[{"name":"a"}, {"name":"b\u0041","size":"x","tags":null}, 7, {"name":"c"}]"#;
        let (images, told) = told::<Vec<Image>>(text, REFUSE.skip_items());
        let names: Vec<_> = images.unwrap().into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(
            told,
            [
                "at `[0].tags`: expected an array, found nothing (accepted)",
                "at `[1].size`: expected a number, found `\"x\"` (item left out)",
                "at `[2]`: expected an object, found `7` (item left out)",
                "at `[3].tags`: expected an array, found nothing (accepted)",
            ]
        );
        let broken = decode_with::<Vec<i64>>(b"[1, \"x\", {\"a\":}]", REFUSE.skip_items());
        assert_eq!(broken.value.unwrap_err().kind(), DeviationKind::Syntax);
    }

    #[test]
    fn a_hundred_are_kept_and_all_are_counted() {
        let text = format!("[{}1]", "null,".repeat(150));
        let decoded = decode_with::<Vec<Vec<i64>>>(text.as_bytes(), ACCEPT);
        assert_eq!(decoded.value.unwrap().len(), 151);
        assert_eq!((decoded.deviations.count(), decoded.deviations.as_slice().len()), (151, 100));
    }

    #[test]
    fn the_value_of_a_secret_member_is_not_shown() {
        type Map = std::collections::BTreeMap<String, i64>;
        let (_, told) = told::<Map>(r#"{"db_password":"123"}"#, ACCEPT);
        assert_eq!(told, ["at `db_password`: expected an integer, found `…` (accepted)"]);
        for policy in [REFUSE, ACCEPT] {
            let (_, told) = self::told::<Vec<crate::Secret>>("[\"a\", 123]", policy);
            assert!(told[0].starts_with("at `[1]`: expected a string, found `…`"), "{told:?}");
        }
    }

    #[test]
    fn what_comes_in_the_place_of_secrets_is_not_shown() {
        type Secrets = Vec<crate::Secret>;
        type Named = std::collections::BTreeMap<String, crate::Secret>;
        fn hidden<T: Json>(text: &str) {
            for policy in [REFUSE, ACCEPT, ACCEPT.skip_items()] {
                let decoded = decode_with::<T>(text.as_bytes(), policy);
                let shown = format!("{:?} {:?}", decoded.deviations, decoded.value.err());
                assert!(decoded.deviations.count() > 0 && !shown.contains("4711"), "{shown}");
            }
        }
        hidden::<Secrets>("\"x4711\"");
        hidden::<Secrets>("{\"a\":\"x4711\"}");
        hidden::<Secrets>("[\"a\",[\"x4711\"]]");
        hidden::<Named>("\"x4711\"");
        hidden::<Named>("{\"a\":4711}");
        hidden::<Named>("[\"x4711\"]");
        hidden::<Option<Secrets>>("4711");
        hidden::<Vec<Named>>("{\"a\":\"x4711\"}");
        hidden::<Vec<(crate::Secret, i64)>>("[[\"x4711\",\"a\"]]");
        hidden::<crate::Secret>("\"a\u{1}4711\"");
    }
}
