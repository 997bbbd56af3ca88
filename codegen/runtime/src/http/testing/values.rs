//! Values of types that are only received, which have no constructors.

use crate::json::{Json, Reader};

/// Makes a value in which nothing is: `None`, empty texts, lists and maps, 0, `false`, 1970.
///
/// For a type that is only received, whose members a test then sets.
///
/// ```
/// # use clientwright_runtime::json::{DecodeError, Json, Reader, Writer};
/// use clientwright_runtime::testing;
/// # #[derive(Debug)]
/// # #[non_exhaustive]
/// # struct User { id: i64, name: Option<String> }
/// # impl Json for User {
/// #     fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
/// #         r.object(&["id", "name"], |it: &mut Self, field, r| match field {
/// #             0 => r.field(&mut it.id),
/// #             1 => r.optional(&mut it.name),
/// #             _ => r.skip(),
/// #         })
/// #     }
/// #     fn blank() -> Self { Self { id: 0, name: None } }
/// #     fn write(&self, _: &mut Writer) {}
/// # }
///
/// let mut user: User = testing::blank();
/// user.id = 7;
///
/// let user: User = testing::from_json(r#"{"name": "Max"}"#);
/// assert_eq!((user.id, user.name.as_deref()), (0, Some("Max")));
/// ```
#[must_use]
pub fn blank<T: Json>() -> T {
    T::blank()
}

/// Makes a value of this JSON, a text or a [`Value`](serde_json::Value), in which required members may be missing: those
/// are as in a [`blank`] one.
///
/// # Panics
///
/// Panics when it isn't of the type, with the path where it isn't, or has a member or a variant of a union that the type has
/// no place for.
#[must_use]
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "tests hand over what they have just made")]
pub fn from_json<T: Json>(json: impl ToString) -> T {
    let text = json.to_string();
    let mut r = Reader::new(text.as_bytes()).filling();
    let read = T::read(&mut r).and_then(|it| r.finish().map(|()| it));
    match read {
        Ok(value) if r.knows_all() => value,
        Ok(_) => {
            panic!("`from_json` has what the type has no place for, a member or a variant: {text}")
        }
        Err(error) => panic!("`from_json` is not of the type: {error}"),
    }
}
