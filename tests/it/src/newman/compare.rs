//! What differs between requests.

use std::collections::BTreeSet;

use serde_json::Value;

use super::part::Part;
use super::sent::{Body, Sent};

/// A difference.
#[derive(Debug)]
struct Difference {
    /// What differs: `method`, `url`, `query`, its `order`, `body`, `part`, or the name of a header.
    what: String,
    newman: String,
    other: String,
}

/// A difference that is meant.
struct Deliberate {
    #[expect(dead_code, reason = "it is for whoever reads the list")]
    reason: &'static str,
    is: fn(&Difference, &Sent, &Sent) -> bool,
}

/// The differences that are meant.
const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        reason: "newman takes anything, a client what the responses are documented to be",
        is: |it, _, _| it.what == "accept",
    },
    Deliberate {
        reason: "what has no body doesn't say of which type it is",
        is: |it, newman, other| {
            it.what == "content-type" && newman.body == Body::None && other.body == Body::None
        },
    },
    Deliberate {
        reason: "who writes JSON and doesn't say what it is means JSON; newman says that it is text",
        is: |it, newman, other| {
            let says = |sent: &Sent, kind: &str| {
                sent.headers.get("content-type").is_some_and(|it| it == kind)
            };
            let is_known = says(newman, "text/plain") && says(other, "application/json");
            is_known && ["content-type", "body"].contains(&it.what.as_str())
        },
    },
    Deliberate {
        reason: "JSON that is broken is repaired",
        is: |it, newman, _| {
            let kind = newman.headers.get("content-type");
            let is_broken = kind.is_some_and(|it| it.ends_with("json"))
                && matches!(&newman.body, Body::Text(_));
            it.what == "body" && is_broken
        },
    },
    Deliberate {
        reason: "a body of nothing but blanks is none",
        is: |it, newman, other| {
            let is_blank = matches!(&newman.body, Body::Text(it) if it.trim().is_empty());
            is_blank && other.body == Body::None && it.what != "url"
        },
    },
    Deliberate {
        reason: "a member of which nothing but null is known is left out where it may be",
        is: |it, _, _| it.what == "body" && it.newman.ends_with(" null") && it.other == "nothing",
    },
    Deliberate {
        reason: "`<integer>` and the like stand for a value of that type",
        is: |it, _, _| {
            let value = it.newman.rsplit_once(' ').map_or("", |(_, value)| value);
            it.what == "body" && value.starts_with("\"<") && value.ends_with(">\"")
        },
    },
    Deliberate {
        reason: "an operation that stands for requests with other credentials, or none, sends what it has",
        is: |it, newman, _| it.what == "authorization" && newman.may_vary,
    },
    Deliberate {
        reason: "the parameters of an operation have one order, those of its requests several",
        is: |it, _, _| it.what == "order",
    },
    Deliberate {
        reason: "which file it is, the caller says",
        is: |it, newman, other| {
            let is_file = matches!(&newman.body, Body::Text(it) if it == FILE);
            it.what == "body" && is_file && other.body != Body::None
        },
    },
];

/// What `record.js` writes into every file.
const FILE: &str = "the content of a file";

/// The servers of the document, and those that tests set in their stead.
#[derive(Debug, Default)]
pub(super) struct Servers {
    pub(super) own: Vec<String>,
    pub(super) others: Vec<String>,
}

impl Servers {
    /// Whether two requests go to the same place, if a server that tests set is any of the document's.
    fn is_same(&self, newman: &Sent, other: &Sent) -> bool {
        let rest = |sent: &Sent, servers: &[String]| -> Vec<String> {
            let url = sent.path.join("/");
            let below = servers.iter().filter_map(|it| url.strip_prefix(it.trim_end_matches('/')));
            // An address without a path has the path `/`.
            below.map(|it| if it.is_empty() { "/".to_owned() } else { it.to_owned() }).collect()
        };
        let others = rest(other, &self.others);
        newman.path == other.path || rest(newman, &self.own).iter().any(|it| others.contains(it))
    }
}

/// Finds for each request that newman sent the one that it should be, and says what differs.
pub(super) fn compare(newman: &[Sent], others: &[Sent], servers: &Servers) -> Vec<String> {
    let mut lines = Vec::new();
    let mut unused: Vec<&Sent> = others.iter().collect();
    let mut left = Vec::new();
    // What is equal belongs together; only then does it matter what is nearly so.
    for sent in newman {
        let is_it =
            |it: &&Sent| may_be(sent, it, servers) && differences(sent, it, servers).is_empty();
        match unused.iter().position(is_it) {
            Some(index) => drop(unused.remove(index)),
            None => left.push(sent),
        }
    }
    for sent in left {
        if let Some(failure) = &sent.failure {
            lines.push(format!("{}: newman sent nothing: {failure}", sent.name));
            continue;
        }
        let candidates = unused.iter().enumerate().filter(|(_, it)| may_be(sent, it, servers));
        let closest = candidates.min_by_key(|(_, it)| differences(sent, it, servers).len());
        let Some(index) = closest.map(|(index, _)| index) else {
            lines.push(format!("{}: none is {} {}", sent.name, sent.method, sent.path.join("/")));
            continue;
        };
        let other = unused.remove(index);
        for Difference { what, newman, other: own } in differences(sent, other, servers) {
            lines.push(format!(
                "{} ({}): {what}: newman {newman}, own {own}",
                sent.name, other.name
            ));
        }
    }
    lines.extend(unused.iter().map(|it| format!("{}: newman sends no such request", it.name)));
    lines
}

/// Whether a request may stand for the one that newman sent: the names decide, or else where it goes.
fn may_be(newman: &Sent, other: &Sent, servers: &Servers) -> bool {
    match &other.saved_as {
        Some(name) => newman.saved_as.as_ref() == Some(name),
        None => newman.method == other.method && servers.is_same(newman, other),
    }
}

/// What differs without being meant to.
fn differences(newman: &Sent, other: &Sent, servers: &Servers) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut check = |what: &str, is_same: bool, newman: String, other: String| {
        if !is_same {
            all.push(Difference { what: what.to_owned(), newman, other });
        }
    };
    let shown = |failure: &Option<String>| failure.clone().unwrap_or_else(|| "sent".to_owned());
    let (fails, fails_too) = (shown(&newman.failure), shown(&other.failure));
    check("failure", fails == fails_too, fails, fails_too);
    check("method", newman.method == other.method, newman.method.clone(), other.method.clone());
    check("url", servers.is_same(newman, other), newman.path.join("/"), other.path.join("/"));
    let (one, two) = (format!("{:?}", newman.query), format!("{:?}", other.query));
    if newman.query != other.query {
        let is_order = sorted(&newman.query) == sorted(&other.query);
        check(if is_order { "order" } else { "query" }, false, one, two);
    }
    let names: BTreeSet<&String> = newman.headers.keys().chain(other.headers.keys()).collect();
    for name in names {
        let of = |it: &Sent| it.headers.get(name).cloned();
        let (one, two) = (of(newman), of(other));
        let said = |it: &Option<String>| it.clone().unwrap_or_else(|| "nothing".to_owned());
        check(name, one == two, said(&one), said(&two));
    }
    for (newman, other) in bodies(&newman.body, &other.body) {
        check("body", false, newman, other);
    }
    for (newman, other) in types_of_parts(&newman.body, &other.body) {
        check("part", false, newman, other);
    }
    all.retain(|it| !DELIBERATE.iter().any(|deliberate| (deliberate.is)(it, newman, other)));
    all
}

/// What differs between bodies.
fn bodies(newman: &Body, other: &Body) -> Vec<(String, String)> {
    let is_same = match (newman, other) {
        (Body::Json(one), Body::Json(two)) => {
            let mut all = Vec::new();
            trees(one, two, &mut String::new(), &mut all);
            return all;
        }
        (Body::Form(one), Body::Form(two)) => sorted(one) == sorted(two),
        (Body::Parts(one), Body::Parts(two)) => {
            let is_there = |it: &Part| two.iter().any(|own| is_same_part(it, own));
            one.len() == two.len() && one.iter().all(is_there)
        }
        (one, two) => one == two,
    };
    if is_same { Vec::new() } else { vec![(format!("{newman:?}"), format!("{other:?}"))] }
}

/// What differs between JSON trees, by the place; members have no order.
fn trees(one: &Value, two: &Value, at: &mut String, all: &mut Vec<(String, String)>) {
    let mut below = |name: &str, one: Option<&Value>, two: Option<&Value>| {
        let before = at.len();
        at.extend(["/", name]);
        match (one, two) {
            (Some(one), Some(two)) => trees(one, two, at, all),
            (one, two) => {
                let shown = |it: Option<&Value>| it.map_or("nothing".to_owned(), Value::to_string);
                all.push((format!("{at} {}", shown(one)), shown(two)));
            }
        }
        at.truncate(before);
    };
    match (one, two) {
        (Value::Array(one), Value::Array(two)) => {
            for index in 0..one.len().max(two.len()) {
                below(&index.to_string(), one.get(index), two.get(index));
            }
        }
        (Value::Object(one), Value::Object(two)) => {
            let others = two.keys().filter(|it| !one.contains_key(*it));
            one.keys().chain(others).for_each(|it| below(it, one.get(it), two.get(it)));
        }
        (one, two) if is_same_scalar(one, two) => {}
        (one, two) => all.push((format!("{at} {one}"), two.to_string())),
    }
}

/// Numbers and times that are written differently are one.
fn is_same_scalar(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one == two || one.as_f64() == two.as_f64(),
        (Value::String(one), Value::String(two)) => {
            one == two || instant(one).is_some_and(|it| Some(it) == instant(two))
        }
        (one, two) => one == two,
    }
}

/// A time without the zeros of its fraction of a second: the clients write as few digits as it takes.
fn instant(text: &str) -> Option<String> {
    let (head, zone) = text.strip_suffix('Z').map(|it| (it, "Z"))?;
    let is_time = head.len() >= 19 && head.as_bytes().get(10) == Some(&b'T');
    let short =
        if head.contains('.') { head.trim_end_matches('0').trim_end_matches('.') } else { head };
    is_time.then(|| format!("{short}{zone}"))
}

/// By their names; what has one name keeps its order.
fn sorted(fields: &[(String, String)]) -> Vec<&(String, String)> {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields
}

/// The type of a part is compared apart.
fn is_same_part(newman: &Part, other: &Part) -> bool {
    let json = |it: &Part| serde_json::from_str::<Value>(&it.text).ok();
    let is_same = match (json(newman), json(other)) {
        (Some(one), Some(two)) => {
            let mut all = Vec::new();
            trees(&one, &two, &mut String::new(), &mut all);
            all.is_empty()
        }
        _ => newman.text == other.text,
    };
    is_same && newman.name == other.name && newman.is_file == other.is_file
}

/// The parts that newman gives a type and that have another one. RFC 7578, section 4.4, makes those without text.
fn types_of_parts(newman: &Body, other: &Body) -> Vec<(String, String)> {
    let (Body::Parts(one), Body::Parts(two)) = (newman, other) else { return Vec::new() };
    let mut all = Vec::new();
    for part in one {
        let like = two.iter().find(|it| is_same_part(part, it));
        if let (Some(kind), Some(other)) = (&part.content_type, like)
            && Some(kind) != other.content_type.as_ref()
        {
            all.push((kind.clone(), format!("{:?}", other.content_type)));
        }
    }
    all
}
