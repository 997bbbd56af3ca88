//! Servers and their variables.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;

/// Parts of an address of OpenAPI 2.0.
pub(crate) fn undeclared_variable(name: &str) -> Finding {
    let message =
        format!("`{{{name}}}` is declared nowhere; it became a variable without a default");
    Finding::new(Code::UndeclaredServerVariable, message)
}

fn repaired(message: String) -> Finding {
    Finding::new(Code::RepairedServer, message)
}

pub(crate) fn not_an_address(url: &str, read_as: &str) -> Finding {
    repaired(format!("`{url}` is not the address of a server; read as `{read_as}`"))
}

/// A query or fragment.
pub(crate) fn behind_path(rest: &str) -> Finding {
    repaired(format!("a server's address ends with its path; `{rest}` is ignored"))
}

pub(crate) fn variable_without_declaration(name: &str) -> Finding {
    repaired(format!("the variable `{name}` isn't declared; its default is empty"))
}

/// A variable whose default is missing; `now` as JSON.
pub(crate) fn variable_without_default(name: &str, now: &str) -> Finding {
    repaired(format!("the variable `{name}` has no default; {now} instead"))
}

/// A default that can't be in an address, and what is read in its place.
pub(crate) fn misfit_default(value: &str, read_as: Option<&str>) -> Finding {
    let reading =
        read_as.map_or_else(|| "there is none".to_owned(), |it| format!("read as `{it}`"));
    repaired(format!("the default `{value}` is not a part of an address; {reading}"))
}

pub(crate) fn none() -> Finding {
    Finding::new(Code::NoServers, "`servers` is missing; whoever calls has to name one")
}

fn unsupported(message: String) -> Finding {
    Finding::new(Code::UnsupportedServer, message).repair(Repair::Remove)
}

/// Why nothing can be sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    OpenBrace,
    NoIpAddress,
    NoHost,
    HostName,
    Port,
}

pub(crate) fn unreachable(url: &str, flaw: Flaw) -> Finding {
    let why = match flaw {
        Flaw::OpenBrace => "a brace of it isn't closed",
        Flaw::NoIpAddress => "what stands in its brackets is not an IPv6 address",
        Flaw::NoHost => "it names no host",
        Flaw::HostName => "no host has such a name",
        Flaw::Port => "its port is not a port number",
    };
    unsupported(format!("nothing can be sent to `{url}`: {why}; the server is ignored"))
}

/// A server that isn't reached by HTTP.
pub(crate) fn other_protocol(scheme: &str) -> Finding {
    unsupported(format!("a server by `{scheme}` can't be sent requests; it is ignored"))
}

/// The server of an operation or a path that isn't reached by HTTP.
pub(crate) fn own_of_other_protocol(scheme: &str) -> Finding {
    unsupported(format!(
        "a server by `{scheme}` can't be sent requests; they go to that of the document"
    ))
}
