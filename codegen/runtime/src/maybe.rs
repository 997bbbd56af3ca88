//! Setters for what may be there: one method for all of them, so that no crate has a second one for each.

/// Calls a setter where there is a value, for requests and types alike.
///
/// ```
/// use clientwright_runtime::{Maybe, RequestOptions};
/// use std::time::Duration;
///
/// let limit: Option<Duration> = None;
/// let options = RequestOptions::new().maybe(limit, RequestOptions::timeout);
/// # let _ = options;
/// ```
pub trait Maybe: Sized {
    /// Returns what `set` makes of it and the value, or itself where there is none.
    #[must_use]
    fn maybe<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }
}

impl<S> Maybe for S {}

#[cfg(test)]
mod tests {
    use super::Maybe;

    #[test]
    fn a_setter_is_called_where_there_is_a_value() {
        let with = |text: String, it: char| text + &it.to_string();
        assert_eq!(String::new().maybe(Some('a'), with).maybe(None, with), "a");
    }
}
