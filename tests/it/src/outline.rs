//! The IR as text for people: a line a thing, the goldens of the group `lower`.
//!
//! No `..` in a pattern here: what the IR gets new has to be shown before this compiles. What only `api.json` has of it is
//! in the goldens of `emit`, and a `_` here.

mod access;
mod types;

use std::fmt::{Display, Write as _};

use clientwright::internal::ir::{
    Aliases, Alternative, Api, Body, BodyKind, Dependency, Docs, Envelope, ErrorBody, ErrorCase,
    Example, Extra, Facts, FirstPage, Group, HeaderField, HeaderForm, MediaTypeChoice, Operation,
    Outcome, PagePlace, PageStep, Paging, Param, ParamStyle, Payload, Provenance, ResponseCase,
    ResponseEnum, ResponseHeaders, ResponseRules, SavedRequest, Scalar, Sent, Status, Ty, Waiter,
    Webhook, Wire,
};

/// The outline of `api`, without what each case would repeat: the package, its title and version.
pub(crate) fn outline(api: &Api) -> String {
    let Api {
        package: _,
        metadata: _,
        title: _,
        version: _,
        docs: _,
        dialect: _,
        servers,
        named_servers,
        auths,
        signers,
        retry,
        dependencies,
        types,
        aliases,
        shared: _,
        groups,
        webhooks,
        event_name,
        signature,
        response_rules,
        left_out: _,
    } = api;
    let mut out = Outline { api, text: String::new() };
    for it in servers {
        out.server(it);
    }
    for it in named_servers {
        out.named_server(it);
    }
    for it in auths {
        out.auth(it);
    }
    if let Some(it) = retry {
        out.plain(0, format_args!("calls are sent again as {it:?}"));
    }
    for Dependency { name, requirement } in dependencies {
        out.plain(0, format_args!("depends on {name} {requirement}"));
    }
    for it in types {
        out.def(it);
    }
    for it in groups {
        out.group(it);
    }
    for it in webhooks {
        out.webhook(it);
    }
    let of_requests = signers.iter().map(|it| format!("requests are signed by {it:?}"));
    let names = event_name.iter().map(|it| format!("webhooks say which they are: {it:?}"));
    let signed = signature.iter().map(|it| format!("webhooks are signed: {it:?}"));
    for it in of_requests.chain(names).chain(signed) {
        out.plain(0, format_args!("{it}"));
    }
    if *aliases != Aliases::default() {
        out.plain(0, format_args!("{aliases:?}"));
    }
    if *response_rules != ResponseRules::default() {
        out.plain(0, format_args!("{response_rules:?}"));
    }
    out.text.trim_start().to_owned()
}

struct Outline<'a> {
    api: &'a Api,
    text: String,
}

impl Outline<'_> {
    fn line(&mut self, depth: usize, line: impl Display, docs: &Docs) {
        let Docs { text, provenance, deprecated } = docs;
        let _ = write!(self.text, "{}{line}", "  ".repeat(depth));
        if *deprecated {
            self.text.push_str(" (deprecated)");
        }
        if let Some(Provenance { kind, note }) = provenance {
            let _ = write!(self.text, " ({kind:?}{})", suffix(": ", note.as_ref()));
        }
        if let Some(text) = text {
            let _ = write!(self.text, " // {}", text.trim_end().replace('\n', "\\n"));
        }
        self.text.push('\n');
    }

    fn plain(&mut self, depth: usize, line: impl Display) {
        self.line(depth, line, &Docs::default());
    }

    fn group(&mut self, group: &Group) {
        // The names of those above come with the group's own.
        let Group { tag, parent: _, module: _, handle, accessor: _, docs, feature, operations } =
            group;
        let accessors = self.api.accessors(group).join("().");
        let handle = handle.as_ref().map(|it| format!(" {accessors}() -> {it}"));
        let module = self.api.modules(group).join("::");
        let feature = suffix(" with the feature ", feature.as_ref());
        let line =
            format!("\ngroup {module}{} of tag {tag:?}{feature}", handle.unwrap_or_default());
        self.line(0, line, docs);
        for it in operations {
            self.operation(it);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let Operation {
            name,
            builder,
            constant,
            id,
            pointer: _,
            alternative,
            tags: _,
            method,
            path,
            server,
            summary,
            docs,
            sunset,
            stability,
            requirements: _,
            security,
            unsent,
            params,
            required,
            body,
            accept,
            responses,
            outcome,
            error,
            alternatives: _,
            headers: _,
            idempotency_key,
            is_repeatable,
            paging: _,
            waiters: _,
            requests: _,
            testable,
        } = operation;
        let also = if *alternative { "also " } else { "" };
        let line = format!("{method} {path} is {also}{name} -> {builder}, {constant}, {id:?}");
        self.line(1, line, docs);
        let untested = (!testable).then(|| "for want of an example".to_owned());
        let repeatable = is_repeatable.map(|it| it.to_string());
        for (label, text) in [
            ("summary", summary.as_ref()),
            ("gone by", sunset.as_ref()),
            ("stability", stability.as_ref()),
            ("server", server.map(|it| &self.api.named_servers[it].name)),
            ("idempotency key in", idempotency_key.as_ref()),
            ("may be sent twice", repeatable.as_ref()),
            ("untested", untested.as_ref()),
            ("arguments by name in", required.as_ref()),
        ] {
            if let Some(text) = text {
                self.plain(2, format_args!("{label} {text}"));
            }
        }
        self.security(security, unsent);
        self.sends(params, body.as_ref());
        if !accept.is_empty() {
            self.plain(2, format_args!("accept {accept}"));
        }
        for it in responses {
            self.response(it);
        }
        self.outcome(2, outcome);
        self.error(error);
        if !*alternative {
            self.others(operation);
        }
        self.uses(operation);
    }

    fn sends(&mut self, params: &[Param], body: Option<&Body>) {
        for it in params {
            self.param(it);
        }
        if let Some(it) = body {
            self.body(it);
        }
    }

    /// What its responses have besides: other media types, and headers.
    fn others(&mut self, operation: &Operation) {
        for it in &operation.alternatives {
            self.alternative(&operation.responses, it);
        }
        if let Some(it) = &operation.headers {
            self.headers(it);
        }
    }

    /// How it is called besides: page by page, until something has a state, and as saved requests do.
    fn uses(&mut self, operation: &Operation) {
        if let Some(it) = &operation.paging {
            self.paging(it);
        }
        for it in &operation.waiters {
            let Waiter { name, constant, state, done, failed, pending_statuses, interval, limit } =
                it;
            let line =
                format!("{name} {constant} at {:?}: {done:?}, not {failed:?}", state.as_str());
            let times = format!("{pending_statuses:?}, every {interval:?}, for {limit:?}");
            self.plain(2, format_args!("{line}, {times}"));
        }
        for it in &operation.requests {
            self.saved_request(&operation.params, it);
        }
    }

    fn error(&mut self, error: &ErrorBody) {
        let ErrorBody { name, same_as, cases } = error;
        if cases.is_empty() {
            return;
        }
        let same = same_as.as_ref().map(|it| format!(" = shared::{it}")).unwrap_or_default();
        self.plain(2, format_args!("fails with {name}{same}"));
        for ErrorCase { variant, ty, statuses } in cases {
            let statuses: Vec<String> = statuses.iter().map(|it| status_text(*it)).collect();
            self.plain(3, format_args!("{} {variant}: {}", statuses.join(", "), self.ty(ty)));
        }
    }

    fn outcome(&mut self, depth: usize, outcome: &Outcome) {
        match outcome {
            Outcome::Value(ty) => self.plain(depth, format_args!("gives {}", self.ty(ty))),
            Outcome::Download => self.plain(depth, "gives a download"),
            Outcome::Items(ty) => self.plain(depth, format_args!("gives items of {}", self.ty(ty))),
            Outcome::Events(ty) => {
                self.plain(depth, format_args!("gives events of {}", self.ty(ty)));
            }
            Outcome::Cases(it) => self.cases("gives", it),
        }
    }

    fn alternative(&mut self, usual: &[ResponseCase], alternative: &Alternative) {
        let Alternative { name, constant, accept, responses, outcome } = alternative;
        self.plain(2, format_args!("or {name}, {constant}: accept {accept}"));
        for (response, usual) in responses.iter().zip(usual) {
            if (&response.payload, &response.media_type) != (&usual.payload, &usual.media_type) {
                self.response(response);
            }
        }
        self.outcome(3, outcome);
    }

    fn headers(&mut self, headers: &ResponseHeaders) {
        let ResponseHeaders { name, same_as, fields } = headers;
        if let Some(same) = same_as {
            return self.plain(2, format_args!("headers {name} = shared::{same}"));
        }
        self.plain(2, format_args!("headers {name}"));
        for HeaderField { name, wire, form, ty, docs, example } in fields {
            let form = match form {
                HeaderForm::Scalar => "",
                HeaderForm::List => " as a list",
                HeaderForm::Json => " as JSON",
            };
            let ty = self.ty(ty);
            let line = format!("{}: {ty}{form}, for example {example}", renamed(name, wire));
            self.line(3, line, docs);
        }
    }

    fn security(&mut self, security: &[Vec<usize>], unsent: &[String]) {
        if !unsent.is_empty() {
            self.plain(2, format_args!("without {}, which can't be sent", unsent.join(" + ")));
        }
        if security.is_empty() {
            return;
        }
        let set = |set: &Vec<usize>| {
            set.iter().map(|it| self.api.auths[*it].name.as_str()).collect::<Vec<_>>().join(" + ")
        };
        let sets =
            security.iter().map(set).map(|it| if it.is_empty() { "none".to_owned() } else { it });
        let line = format!("security {}", sets.collect::<Vec<_>>().join(" | "));
        self.plain(2, line);
    }

    fn saved_request(&mut self, params: &[Param], request: &SavedRequest) {
        let SavedRequest { name, sent } = request;
        let Some(Sent { params: values, body, variant }) = sent else {
            return self.plain(2, format_args!("request {name:?}, misfit"));
        };
        self.plain(2, format_args!("request {name:?}"));
        for (param, value) in params.iter().zip(values) {
            if let Some(value) = value {
                self.plain(3, format_args!("{} = {value}", param.name));
            }
        }
        self.examples(3, body.as_slice());
        if let Some(variant) = variant {
            self.plain(3, format_args!("which is the variant {variant}"));
        }
    }

    fn param(&mut self, param: &Param) {
        let Param {
            name,
            wire,
            location,
            style,
            allow_reserved,
            ty,
            form,
            required,
            constant,
            media_types,
            part_headers,
            docs,
            facts,
            shared_at: _,
            example,
        } = param;
        let need = if *constant { "constant" } else { need(*required) };
        let location = format!("{location:?}").to_lowercase();
        let mut style = match style {
            ParamStyle::Default => String::new(),
            other => format!(" as {other:?}"),
        };
        if *allow_reserved {
            style.push_str(" with reserved characters");
        }
        style.push_str(&forms(form));
        if !media_types.is_empty() {
            let _ = write!(style, " of {}", media_types.join(" or "));
        }
        for (name, value) in part_headers {
            let _ = write!(style, " with {name}: {value}");
        }
        let line = format!(
            "{need} {location} {}: {}{style}{}, for example {example}",
            renamed(name, wire),
            self.ty(ty),
            said(facts)
        );
        self.line(2, line, docs);
    }

    fn body(&mut self, body: &Body) {
        let Body {
            kind,
            media_type,
            documented: _,
            choice,
            name,
            required,
            docs,
            facts,
            shared_at: _,
            example,
        } = body;
        let shown = match kind {
            BodyKind::Json(ty) => self.ty(ty),
            BodyKind::Text => "Text".to_owned(),
            BodyKind::Bytes => "Bytes".to_owned(),
            BodyKind::Form(_) => "Form".to_owned(),
            BodyKind::Multipart(_) => "Multipart".to_owned(),
        };
        let line = format!(
            "{} body {name:?}: {shown} as {media_type}{}, for example {example}",
            need(*required),
            said(facts)
        );
        self.line(2, line, docs);
        for Extra { name, location, ty, example } in body.extras() {
            let location = format!("{location:?}").to_lowercase();
            let line =
                format!("others by {name} as {location}: {}, for example {example}", self.ty(ty));
            self.plain(3, line);
        }
        if let Some(MediaTypeChoice { name, known }) = choice {
            self.plain(3, format_args!("{name} sets one of {}", known.join(", ")));
        }
    }

    fn paging(&mut self, paging: &Paging) {
        let Paging { step, limit, items, item, total, pages, more, page_size, confirmed } = paging;
        let step = match step {
            PageStep::Offset { parameter, first } => format!("offset {parameter} from {first}"),
            PageStep::Page { parameter, first: FirstPage::Is(first) } => {
                format!("page {parameter} from {first}")
            }
            PageStep::Page { parameter, first: FirstPage::At(number) } => {
                format!("page {parameter} from {number}")
            }
            PageStep::Cursor { parameter, next } => format!("cursor {parameter} by {next}"),
            PageStep::LastItem { parameter, member } => {
                format!("cursor {parameter} by the last item's {member}")
            }
            PageStep::NextUrl(next) => format!("address at {next}"),
            PageStep::Link => "address in the link header".to_owned(),
        };
        let facts = [
            (", limit ", limit.as_deref()),
            (", total ", total.as_ref().map(PagePlace::as_str)),
            (", pages ", pages.as_ref().map(PagePlace::as_str)),
            (", more ", more.as_ref().map(PagePlace::as_str)),
            (", page size ", page_size.as_ref().map(PagePlace::as_str)),
        ];
        let facts = facts.map(|(name, it)| suffix(name, it.map(str::to_owned).as_ref())).concat();
        let confirmed = if *confirmed { "" } else { ", inferred" };
        let item = self.ty(item);
        self.plain(
            2,
            format_args!("pages of {item} at {:?}, {step}{facts}{confirmed}", items.as_str()),
        );
    }

    fn response(&mut self, response: &ResponseCase) {
        let ResponseCase {
            status,
            payload,
            docs,
            examples,
            media_type,
            documented: _,
            facts,
            headers: _,
            envelope,
            shared_at: _,
        } = response;
        let mut line = format!("response {}: {}", status_text(*status), self.payload(payload));
        if !media_type.is_empty() {
            let _ = write!(line, " as {media_type}");
        }
        if let Some(Envelope { item, error }) = envelope {
            let _ = write!(line, ", in {item:?}, errors in {error:?}");
        }
        line.push_str(&said(facts));
        self.line(2, line, docs);
        self.examples(3, examples);
    }

    fn examples(&mut self, depth: usize, examples: &[Example]) {
        for Example { value, written } in examples {
            let written = if written == value { String::new() } else { format!(" -> {written}") };
            self.plain(depth, format_args!("example {value}{written}"));
        }
    }

    fn cases(&mut self, what: &str, cases: &ResponseEnum) {
        let ResponseEnum { name, cases } = cases;
        self.plain(2, format_args!("{what} {name}"));
        for (variant, status, payload) in cases {
            let line = format!("{} {variant}: {}", status_text(*status), self.payload(payload));
            self.plain(3, line);
        }
    }

    fn webhook(&mut self, webhook: &Webhook) {
        let Webhook {
            wire,
            events,
            method: _,
            name,
            function,
            pointer: _,
            docs,
            ty,
            facts,
            examples,
        } = webhook;
        let (ty, said) = (self.ty(ty), said(facts));
        let line = format!("\nwebhook {wire:?} is {name}, {function}(): {ty}{said}");
        self.line(0, line, docs);
        if *events != [wire.as_str()] {
            self.plain(1, format_args!("called {events:?}"));
        }
        self.examples(1, examples);
    }

    fn payload(&self, payload: &Payload) -> String {
        match payload {
            Payload::Json(ty) => self.ty(ty),
            Payload::Items(ty) => format!("items of {}", self.ty(ty)),
            Payload::Events(ty) => format!("events of {}", self.ty(ty)),
            other => format!("{other:?}"),
        }
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Named(id) => self.api.def(*id).name.clone(),
            Ty::List(ty) => format!("[{}]", self.ty(ty)),
            Ty::Map(ty) => format!("{{{}}}", self.ty(ty)),
            Ty::Tuple(tys) => {
                let tys = tys.iter().map(|it| self.ty(it)).collect::<Vec<_>>();
                format!("({})", tys.join(", "))
            }
            Ty::Nullable(ty) => format!("({} | null)", self.ty(ty)),
            Ty::Boxed(ty) => format!("Box<{}>", self.ty(ty)),
            other => format!("{other:?}"),
        }
    }
}

/// A name with what it is called on the wire, where that differs.
fn renamed(name: &str, wire: &str) -> String {
    if name == wire { name.to_owned() } else { format!("{name} ({wire})") }
}

fn need(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn suffix(mark: &str, text: Option<&String>) -> String {
    text.map_or_else(String::new, |it| format!("{mark}{it}"))
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::String(value) => format!("{value:?}"),
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// What a schema says beside the type.
fn said(facts: &Facts) -> String {
    if facts.is_empty() { String::new() } else { format!(" with {}", facts.to_value()) }
}

/// The forms that a value has on the wire.
fn forms(form: &Wire) -> String {
    let names: Vec<_> = form.forms().iter().map(|it| it.name()).collect();
    if names.is_empty() { String::new() } else { format!(" sent as {}", names.join(" and ")) }
}
