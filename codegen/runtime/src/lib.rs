//! What every generated client crate links.
//!
//! Generated code is thin calls into this crate: types meet JSON through [`Json`], one line a field. It knows nothing of
//! the generator, and its public API shows no third-party types but those of the crates re-exported here.

mod http;
pub mod json;

pub use bytes;
pub use chrono;
pub use serde_json;
pub use uuid;

#[cfg(feature = "reqwest")]
pub use http::HttpTransport;
pub use http::{
    Accept, AccessToken, ApiError, Body, BodyKind, BodyStream, BoxFuture, BuildError, Call, Client,
    ClientBuilder, ClientCredentials, Credential, DecodeFailure, Download, Error, Event, File,
    Headers, Item, Items, NamedServer, Never, Operation, Param, PasswordGrant, Pending, Place,
    Redirect, RefreshTokenGrant, Reply, ReplyBody, Request, RequestError, RequestErrorKind,
    Reserved, Response, Scheme, SchemeKind, Secret, Server, Status, Style, TokenError,
    TokenErrorKind, TokenRequest, TokenSource, TokenUrl, Tokens, TooLarge, Transport,
    TransportError, TransportErrorKind, TransportReply, Unexpected, testing,
};
pub use json::{
    ArrayWriter, Base64, Base64Url, Decimal, DecodeError, Flat, Json, Kind, NotADecimal,
    ObjectWriter, Patch, Reader, Scalar, Shape, Wire, Wired, Writer, decode, encode, flatten,
};
