//! One type for the errors of all operations.

use std::{any::Any, error::Error as StdError, fmt, ops::Deref, sync::Arc};

use super::{Error, StateError, TokenError, TransportError, request::RequestError};
use crate::http::response::ResponseBody;

/// The error of a call of any operation, so that `?` works where calls of several operations stand in one function.
///
/// It derefs to an [`Error`] whose documented body may be of any type, and so has all of its methods and variants;
/// [`downcast_ref`](Self::downcast_ref) gives the body back.
///
/// ```
/// # use clientwright_runtime::{AnyError, Error, Never};
/// # async fn first() -> Result<u32, Error<Never>> { Ok(1) }
/// # async fn second() -> Result<u32, Error<String>> { Ok(2) }
/// async fn both() -> Result<u32, AnyError> {
///     Ok(first().await? + second().await?)
/// }
///
/// # async fn run() {
/// match both().await {
///     Ok(sum) => println!("{sum}"),
///     Err(error) if error.is_retryable() => println!("try later: {error}"),
///     Err(error) => match error.downcast_ref::<String>() {
///         Some(text) => println!("{} says {text}", error.operation()),
///         None => println!("{error}"),
///     },
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AnyError(Error<AnyErrorBody>);

impl AnyError {
    /// Returns the documented error body, if that is what came and it is a `T`; see [`Error::downcast_ref`].
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        self.api()?.downcast_ref()
    }
}

impl Deref for AnyError {
    type Target = Error<AnyErrorBody>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<E: ResponseBody + fmt::Debug + Send + Sync + 'static> From<Error<E>> for AnyError {
    fn from(error: Error<E>) -> Self {
        Self(error.map(|body| AnyErrorBody(Arc::new(body))))
    }
}

impl From<RequestError> for AnyError {
    fn from(error: RequestError) -> Self {
        Self(Error::Request(error))
    }
}

impl From<TokenError> for AnyError {
    fn from(error: TokenError) -> Self {
        Self(Error::Token(Box::new(error)))
    }
}

/// For what breaks off after the call has succeeded: a [`Download`](crate::Download).
impl From<TransportError> for AnyError {
    fn from(error: TransportError) -> Self {
        Self(Error::Transport(error))
    }
}

impl From<StateError> for AnyError {
    fn from(error: StateError) -> Self {
        Self(Error::State(Box::new(error)))
    }
}

impl fmt::Display for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for AnyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// A documented error body of any type, as [`AnyError`] has it.
#[derive(Clone)]
pub struct AnyErrorBody(Arc<dyn Erased>);

/// A body whose type is forgotten.
trait Erased: Send + Sync {
    fn content(&self) -> &dyn Any;
    fn debug(&self) -> &dyn fmt::Debug;
}

impl<E: ResponseBody + fmt::Debug + Send + Sync + 'static> Erased for E {
    fn content(&self) -> &dyn Any {
        ResponseBody::content(self)
    }

    fn debug(&self) -> &dyn fmt::Debug {
        self
    }
}

impl AnyErrorBody {
    /// Returns the body, if it is a `T`.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        self.0.content().downcast_ref()
    }
}

impl fmt::Debug for AnyErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug().fmt(f)
    }
}
