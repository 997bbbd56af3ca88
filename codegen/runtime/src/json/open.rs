//! What open enums have in common beside their values: conversions, `Display` and `FromStr`.

/// Implements the conversions of enums of texts, which have `as_str` and `From<&str>`.
///
/// Of each, the variant is named that keeps a text which isn't known.
///
/// ```
/// mod types {
///     #[derive(Debug, PartialEq)]
///     pub enum State { Open, Other(String) }
/// }
///
/// impl types::State {
///     pub fn as_str(&self) -> &str {
///         match self { Self::Open => "open", Self::Other(text) => text }
///     }
/// }
///
/// impl From<&str> for types::State {
///     fn from(text: &str) -> Self {
///         match text { "open" => Self::Open, _ => Self::Other(text.to_owned()) }
///     }
/// }
///
/// clientwright_runtime::text_enums! { crate::types::State::Other }
///
/// fn main() {
///     assert_eq!("open".parse(), Ok(types::State::Open));
///     assert_eq!(types::State::from("shut".to_owned()).to_string(), "shut");
///     assert_eq!(String::from(types::State::Open), "open");
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! text_enums {
    ($($root:tt::types::$name:ident::$other:ident),+ $(,)?) => {$(
        impl ::core::convert::From<::std::string::String> for $root::types::$name {
            fn from(text: ::std::string::String) -> Self {
                match Self::from(text.as_str()) {
                    Self::$other(_) => Self::$other(text),
                    known => known,
                }
            }
        }

        impl ::core::convert::From<$root::types::$name> for ::std::string::String {
            fn from(value: $root::types::$name) -> Self {
                match value {
                    $root::types::$name::$other(text) => text,
                    known => Self::from(known.as_str()),
                }
            }
        }

        impl ::core::str::FromStr for $root::types::$name {
            type Err = ::core::convert::Infallible;

            // Not `Self::Err`, which might be a variant.
            fn from_str(
                text: &str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::fmt::Display for $root::types::$name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
    )+};
}

/// Implements the conversions of enums of integers, which have `as_i64` and `From<i64>`.
///
/// ```
/// mod types {
///     #[derive(Debug, PartialEq)]
///     pub enum Level { Low, Other(i64) }
/// }
///
/// impl types::Level {
///     pub fn as_i64(&self) -> i64 {
///         match self { Self::Low => 1, Self::Other(value) => *value }
///     }
/// }
///
/// impl From<i64> for types::Level {
///     fn from(value: i64) -> Self {
///         match value { 1 => Self::Low, _ => Self::Other(value) }
///     }
/// }
///
/// clientwright_runtime::integer_enums! { crate::types::Level }
///
/// fn main() {
///     assert_eq!("1".parse(), Ok(types::Level::Low));
///     assert_eq!(types::Level::Other(7).to_string(), "7");
///     assert_eq!(i64::from(types::Level::Low), 1);
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! integer_enums {
    ($($root:tt::types::$name:ident),+ $(,)?) => {$(
        impl ::core::convert::From<$root::types::$name> for i64 {
            fn from(value: $root::types::$name) -> Self {
                value.as_i64()
            }
        }

        impl ::core::str::FromStr for $root::types::$name {
            type Err = ::core::num::ParseIntError;

            // Not `Self::Err`, which might be a variant.
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::num::ParseIntError> {
                text.parse::<i64>().map(Self::from)
            }
        }

        impl ::core::fmt::Display for $root::types::$name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
    )+};
}
