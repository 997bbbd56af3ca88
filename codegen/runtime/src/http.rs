//! From an operation and its values to a typed reply.
//!
//! - `operation`, `style`, `credentials`, `server`: the static facts and the values that generated code hands over.
//! - `call`, `form`, `multipart`, `prepare`: collect the values and write one [`Request`].
//! - `exchange`, `tokens`, `redirect`, `gzip`: send it through a [`Transport`] with a token that is good, follow
//!   redirects, read the body.
//! - `pages` (described by `paging`, with addresses of `links`): one call after the other.
//! - `reply`, `settle`, `error`, `download`, `items` (kept apart by `frames`), `typed` for headers: what comes back, typed.
//!
//! Everything that decides something is non-generic; the generic methods are shells of a few lines over it, so that a
//! crate with a thousand operations stays cheap to compile.
//!
//! Not here yet, and where they go: retries above `exchange`, other grants beside those in
//! `tokens`, reconnecting in `items`, hooks around [`Transport`] (wrap it; it is object-safe).

mod body;
mod call;
mod client;
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
mod operation;
mod pages;
mod paging;
mod param;
mod prepare;
mod redirect;
mod reply;
#[cfg(feature = "reqwest")]
mod reqwest;
mod server;
mod settle;
mod style;
pub mod testing;
mod tokens;
mod transport;
mod typed;

#[cfg(feature = "reqwest")]
pub use self::reqwest::HttpTransport;
pub use self::{
    body::Body,
    call::Call,
    client::{BuildError, Client, ClientBuilder},
    credentials::{Credential, Place, Scheme, SchemeKind, Secret, Tokens},
    download::Download,
    error::{
        ApiError, DecodeFailure, Error, Never, RequestError, RequestErrorKind, TooLarge, Unexpected,
    },
    headers::Headers,
    items::{Event, Item, Items},
    multipart::File,
    operation::{BodyKind, Operation, Reply, Status},
    pages::{PagedItems, Pages},
    paging::Paging,
    param::Param,
    reply::{Accept, Pending, Redirect, ReplyBody, Response},
    server::{NamedServer, Server, TokenUrl},
    style::{Reserved, Style},
    tokens::{
        AccessToken, ClientCredentials, PasswordGrant, RefreshTokenGrant, TokenError,
        TokenErrorKind, TokenRequest, TokenSource,
    },
    transport::{
        BodyStream, BoxFuture, Request, Transport, TransportError, TransportErrorKind,
        TransportReply,
    },
};
