//! From an operation and its values to a typed response.
//!
//! - `operation`, `style`, `credentials`, `server`, `paging`: the static facts and the values that generated code hands over.
//! - `client`: what calls have in common; `options`: what one call has that others don't.
//! - `call`, `untyped` (for what no operation is), `form`, `multipart`, `escape`, `prepare`: collect the values and write one
//!   [`Request`], with a `body` that may be sent as it is read.
//! - `exchange`, `retry`, `tokens`, `redirect`, `gzip`: send it through a [`Transport`] with a token that is good, follow
//!   redirects, read the body, and try again where that may help.
//! - `observe`: who is told of it.
//! - `response`, `settle`, `error`, `download`, `items` (kept apart by `frames`), `typed` for headers: what comes back, typed.
//! - `pages`, with addresses of `links`: one call after the other.
//! - `transport` is the door to the network: `reqwest` behind it, `fetch` in a browser, `testing` instead of it.
//! - `clock`, `random`: the time and chance, in whose place a test puts its own.
//!
//! Everything that decides something is non-generic; the generic methods are shells of a few lines over it, so that a
//! crate with a thousand operations stays cheap to compile.

mod body;
mod call;
mod client;
mod clock;
mod collect;
mod credentials;
mod download;
mod error;
mod escape;
mod exchange;
mod form;
mod frames;
mod gzip;
mod headers;
mod items;
mod links;
mod multipart;
mod observe;
mod operation;
mod options;
mod pages;
mod paging;
mod param;
mod prepare;
mod random;
mod redact;
mod redirect;
#[cfg(feature = "reqwest")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "http/fetch.rs")]
mod reqwest;
mod response;
mod retry;
mod server;
mod settle;
mod style;
pub mod testing;
mod tokens;
mod transport;
mod typed;
mod untyped;

#[cfg(feature = "reqwest")]
pub use self::reqwest::HttpTransport;
#[cfg(all(feature = "reqwest", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use self::reqwest::HttpTransportBuilder;
pub use self::{
    body::Body,
    call::Call,
    client::{BuildError, Client, ClientBuilder},
    credentials::{Credential, Place, Scheme, SchemeKind, Secret, Tokens},
    download::{Download, DownloadError, Progress},
    error::{
        ApiError, BodyTooLargeError, DecodeResponseError, Error, Never, RequestError,
        RequestErrorKind, UnexpectedResponseError,
    },
    headers::Headers,
    items::{Event, Item, Items, Reconnect},
    multipart::FilePart,
    observe::{AttemptEnded, CallEnded, Deprecation, ObservedCall, Observer, RetryScheduled},
    operation::{BodyKind, Operation, ResponseSpec, Status},
    options::RequestOptions,
    pages::{PagedItems, Pages},
    paging::Paging,
    param::Param,
    response::{Accept, Pending, Redirect, Response, ResponseBody},
    retry::RetryPolicy,
    server::{NamedServer, Server, TokenUrl},
    style::{Reserved, Style},
    tokens::{
        AccessToken, Authorization, AuthorizationCode, AuthorizationRequest, ClientCredentials,
        PasswordGrant, RefreshTokenGrant, TokenError, TokenErrorKind, TokenRequest, TokenSource,
    },
    transport::{
        BodyStream, BoxFuture, MaybeSend, MaybeSync, Request, Transport, TransportError,
        TransportErrorKind, TransportResponse,
    },
    untyped::AnyRequest,
};
