//! What every generated client crate links.
//!
//! It knows nothing of the generator, and its public API shows no third-party types but those of the crates re-exported
//! here, `Stream` of futures-core and, with the feature `tower`, its `Service`.
//!
//! Users of a generated client find here what all such clients share, which the [`guide`] explains:
//!
//! - for calls: [`RequestOptions`], [`Maybe`], [`RetryPolicy`], [`Error`], [`Response`], [`Observer`];
//! - for bodies: [`Body`], [`FilePart`], [`Download`], [`Items`], [`Pages`] and [`PagedItems`];
//! - for what takes its time: [`Waiter`];
//! - for credentials: [`Secret`], [`TokenSource`] and the grants of OAuth 2.0;
//! - for the network: [`Transport`], `HttpTransport`, and [`testing`] instead of one;
//! - for values: [`Decimal`], [`Base64`], [`Patch`], and [`json`], by which types are read and written;
//! - [`webhooks`], and `blocking` with the feature of that name.

// docs.rs says which items need a feature.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(feature = "blocking", all(target_arch = "wasm32", target_os = "unknown")))]
compile_error!("the feature `blocking` needs threads, and wasm32-unknown-unknown has none");

#[cfg(all(feature = "blocking", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub mod blocking;
pub mod guide;
mod http;
pub mod json;
mod maybe;
pub mod webhooks;

pub use bytes;
pub use chrono;
pub use serde_json;
pub use uuid;

#[cfg(all(feature = "reqwest", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use ::reqwest;
#[cfg(feature = "aws-sigv4")]
pub use http::AwsSigV4;
#[cfg(feature = "digest")]
pub use http::Digest;
#[cfg(feature = "http")]
pub use http::HttpTransport;
#[cfg(all(feature = "http", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use http::HttpTransportBuilder;
pub use http::{
    AccessToken, AnyError, AnyErrorBody, AnyRequest, ApiError, ApiRequest, AttemptEnded,
    Authorization, AuthorizationCode, AuthorizationRequest, Body, BodyStream, BodyTooLargeError,
    BoxFuture, BuildError, CallEnded, ClientCredentials, DecodeResponseError, Deprecation,
    DeviationCounts, Download, DownloadError, Error, Event, Extensions, FailedAttempt, FilePart,
    Headers, Item, ItemError, Items, MaybeSend, MaybeSync, Never, ObservedCall, Observer,
    PagedItems, Pages, PasswordGrant, Pending, Progress, Reconnect, RecordBodies, Recorder,
    Redirect, RefreshTokenGrant, Request, RequestError, RequestErrorKind, RequestOptions, Response,
    ResponseBody, RetryDecision, RetryPolicy, RetryScheduled, Secret, Signer, StateError, States,
    TokenError, TokenErrorKind, TokenRequest, TokenSource, TraceContext, Transport, TransportError,
    TransportErrorKind, TransportResponse, UnexpectedResponseError, WaitError, Waiter, random_uuid,
    testing,
};
#[cfg(all(feature = "tower", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use http::{TowerTransport, TransportService};
pub use json::{
    Base64, Base64Url, Decimal, DecodeError, Deviation, DeviationKind, DeviationOutcome,
    DeviationPolicy, Deviations, Json, ParseDecimalError, Patch, decode, encode,
};
pub use maybe::Maybe;

/// What generated code is made of; not covered by semantic versioning.
///
/// An operation is a static [`Operation`](codegen::Operation), and a [`Call`](codegen::Call) of it.
#[doc(hidden)]
pub mod codegen {
    pub use crate::http::{
        BodyKind, Call, Client, ClientBuilder, Credential, CredentialVariables, Envelope,
        ErrorMembers, GrantVariables, NamedServer, ObservedCall, Operation, Package, Paging, Place,
        Reserved, ResponseSpec, Scheme, SchemeKind, Server, ServerVariables, Status, Style,
        Telemetry, TokenUrl, Tokens, Variables, WaiterSpec,
    };
    #[cfg(feature = "tracing")]
    pub use {crate::http::Happening, tracing};

    #[doc(inline)]
    pub use crate::__package as package;
}
