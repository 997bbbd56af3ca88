//! What every generated client crate links.
//!
//! Generated code is thin calls into this crate: an operation is a static [`Operation`] and a [`Call`], and types meet JSON
//! through [`Json`], one line a field. It knows nothing of the generator, and its public API shows no third-party types but
//! those of the crates re-exported here, and `Stream` of futures-core.
//!
//! Users of a generated client find here what all such clients share:
//!
//! - for calls: [`RequestOptions`], [`RetryPolicy`], [`Error`], [`Response`], [`Observer`];
//! - for bodies: [`Body`], [`FilePart`], [`Download`], [`Items`], [`Pages`] and [`PagedItems`];
//! - for credentials: [`Secret`], [`TokenSource`] and the grants of OAuth 2.0;
//! - for the network: [`Transport`], `HttpTransport`, and [`testing`] instead of one;
//! - [`webhooks`], and `blocking` with the feature of that name.

#[cfg(all(feature = "blocking", all(target_arch = "wasm32", target_os = "unknown")))]
compile_error!("the feature `blocking` needs threads, and wasm32-unknown-unknown has none");

#[cfg(all(feature = "blocking", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub mod blocking;
mod http;
pub mod json;
pub mod webhooks;

pub use bytes;
pub use chrono;
pub use serde_json;
pub use uuid;

#[cfg(feature = "reqwest")]
pub use http::HttpTransport;
#[cfg(all(feature = "reqwest", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use http::HttpTransportBuilder;
pub use http::{
    Accept, AccessToken, AnyRequest, ApiError, AttemptEnded, Authorization, AuthorizationCode,
    AuthorizationRequest, Body, BodyKind, BodyStream, BodyTooLargeError, BoxFuture, BuildError,
    Call, CallEnded, Client, ClientBuilder, ClientCredentials, Credential, DecodeResponseError,
    Deprecation, Download, DownloadError, Error, Event, FilePart, Headers, Item, Items, MaybeSend,
    MaybeSync, NamedServer, Never, ObservedCall, Observer, Operation, PagedItems, Pages, Paging,
    PasswordGrant, Pending, Place, Progress, Reconnect, Redirect, RefreshTokenGrant, Request,
    RequestError, RequestErrorKind, RequestOptions, Reserved, Response, ResponseBody, ResponseSpec,
    RetryPolicy, RetryScheduled, Scheme, SchemeKind, Secret, Server, Status, Style, TokenError,
    TokenErrorKind, TokenRequest, TokenSource, TokenUrl, Tokens, Transport, TransportError,
    TransportErrorKind, TransportResponse, UnexpectedResponseError, testing,
};
pub use json::{
    ArrayWriter, Base64, Base64Url, Decimal, DecodeError, Flat, Json, Kind, ObjectWriter, Param,
    ParseDecimalError, Patch, Reader, Scalar, Shape, Wire, Wired, Writer, decode, encode, flatten,
};
