//! From an operation and its values to a typed response.
//!
//! - `operation`, `scheme`, `server`, `style`, `paging`: the static facts that generated code states.
//! - `client`: what calls have in common; `options`: what one call has that others don't; `environment`: what they are all
//!   sent with, of which `clock` and `random` are the time and chance, in whose place a test puts its own; `variables`: what
//!   the process's environment says of server and credentials.
//! - `call`, `untyped` (for what no operation is), `form`, `multipart`, `escape`: collect the values in a `draft`, of which
//!   `prepare` makes a [`Request`], with `credentials`, `extensions` and a `body` that may be sent as it is read.
//! - `pending`: the call until it is awaited; `exchange`, `retry`, `tokens`, `redirect`, `collect`, `gzip`: send it through a
//!   [`Transport`] with a token that is good and what a `signer` makes, follow redirects, read the body, and try again where that may help; `cookies` keeps what servers set.
//! - `observe`: who is told of it; `trace_context`: what the server is told of who asks, and `package` of which crate it is.
//! - `raw_response`, of which `decode` makes a `response`, an `error`, a `download` or `items` (kept apart by `frames`);
//!   `typed` for headers; `reading` says by which rules.
//! - `pages`, with addresses of `links`, and `waiter`: one call after the other.
//! - `record` writes what passes a transport.
//! - `transport` is the door to the network: `network` behind it, `fetch` in a browser, `testing` instead of it, `tower` around it.
//!
//! No file uses another that uses it back: a test holds that. So what several need has a module of its own, and methods of
//! a type stand where what they need does: [`Call`]'s for pages in `pages`.
//!
//! Everything that decides something is non-generic; the generic methods are shells of a few lines over it, so that a
//! crate with a thousand operations stays cheap to compile.

mod body;
mod call;
mod charset;
mod client;
mod clock;
mod collect;
mod cookies;
mod credentials;
mod decode;
mod download;
mod draft;
mod environment;
mod error;
mod escape;
mod exchange;
mod extensions;
mod form;
mod frames;
mod gzip;
mod headers;
mod items;
mod links;
mod lock;
mod maybe_send;
mod media_type;
mod multipart;
#[cfg(feature = "http")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "http/fetch.rs")]
mod network;
mod observe;
mod operation;
mod options;
mod package;
mod pages;
mod paging;
mod pending;
mod prepare;
mod prepared;
mod random;
mod raw_response;
mod reading;
mod record;
mod redact;
mod redacted;
mod redirect;
mod request;
mod response;
mod retry;
mod scheme;
mod secret;
mod server;
mod signer;
mod style;
mod target;
pub mod testing;
mod tokens;
#[cfg(all(feature = "tower", not(all(target_arch = "wasm32", target_os = "unknown"))))]
mod tower;
mod trace_context;
mod transport;
mod typed;
mod untyped;
mod variables;
mod waiter;

#[cfg(feature = "http")]
pub use self::network::HttpTransport;
#[cfg(all(feature = "http", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use self::network::HttpTransportBuilder;
#[cfg(feature = "tracing")]
pub use self::observe::Happening;
#[cfg(feature = "aws-sigv4")]
pub use self::signer::AwsSigV4;
#[cfg(feature = "digest")]
pub use self::signer::Digest;
#[cfg(all(feature = "tower", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use self::tower::{TowerTransport, TransportService};
pub use self::{
    body::Body,
    call::Call,
    client::{Client, ClientBuilder},
    credentials::{Credential, Tokens},
    download::{Download, DownloadError, Progress},
    error::{
        AnyError, AnyErrorBody, ApiError, BodyTooLargeError, BuildError, DecodeResponseError,
        Error, ItemError, Never, RequestError, RequestErrorKind, StateError,
        UnexpectedResponseError,
    },
    extensions::Extensions,
    headers::Headers,
    items::{Event, Item, Items, Reconnect},
    maybe_send::{BoxFuture, MaybeSend, MaybeSync},
    multipart::FilePart,
    observe::{
        AttemptEnded, CallEnded, Deprecation, ObservedCall, Observer, RetryScheduled, Telemetry,
    },
    operation::{BodyKind, Envelope, Operation, ResponseSpec, Status},
    options::RequestOptions,
    package::Package,
    pages::{PagedItems, Pages},
    paging::Paging,
    pending::{ApiRequest, Pending},
    random::random_uuid,
    reading::{DeviationCounts, ErrorMembers},
    record::{RecordBodies, Recorder},
    request::Request,
    response::{Redirect, Response, ResponseBody},
    retry::{FailedAttempt, RetryDecision, RetryPolicy},
    scheme::{Place, Scheme, SchemeKind},
    secret::Secret,
    server::{NamedServer, Server, TokenUrl},
    signer::Signer,
    style::{Reserved, Style},
    tokens::{
        AccessToken, Authorization, AuthorizationCode, AuthorizationRequest, ClientCredentials,
        PasswordGrant, RefreshTokenGrant, TokenError, TokenErrorKind, TokenRequest, TokenSource,
    },
    trace_context::TraceContext,
    transport::{BodyStream, Transport, TransportError, TransportErrorKind, TransportResponse},
    untyped::AnyRequest,
    variables::{CredentialVariables, GrantVariables, ServerVariables, Variables},
    waiter::{States, WaitError, Waiter, WaiterSpec},
};
