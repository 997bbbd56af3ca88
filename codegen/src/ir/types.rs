//! Types and what they consist of.

use serde_json::Value as Json;

use crate::ir::{Docs, Facts, Wire};
use crate::pointer::Pointer;

/// The index of a [`TypeDef`] in its arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ty {
    /// Nothing: `()`.
    Unit,
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u64`
    U64,
    /// `f64`
    F64,
    /// A number that keeps its digits.
    Decimal,
    /// `String`
    String,
    /// A string that is never printed.
    Secret,
    /// Bytes that JSON carries as base64 text.
    Base64,
    /// The same in the alphabet for URLs.
    Base64Url,
    /// A point in time with an offset (RFC 3339).
    DateTime,
    /// A calendar day.
    Date,
    /// A UUID.
    Uuid,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// An IP address of either version.
    Ip,
    /// Any JSON value.
    Any,
    /// An array.
    List(Box<Ty>),
    /// An object whose members are all of one type.
    Map(Box<Ty>),
    /// An array with a type for each place.
    Tuple(Vec<Ty>),
    /// The type or `null`: `Option<T>`.
    Nullable(Box<Ty>),
    /// The type behind a `Box`, to end a recursion.
    Boxed(Box<Ty>),
    /// A definition.
    Named(TypeId),
}

impl Ty {
    /// The definition that this type is, looking through `Box` and `Option`.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::Boxed(ty) | Self::Nullable(ty) => ty.named(),
            _ => None,
        }
    }

    /// This type or `null`, once.
    #[must_use]
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any | Self::Unit => self,
            ty => Self::Nullable(Box::new(ty)),
        }
    }

    /// The types that it is made of, definitions apart.
    pub fn inner(&self) -> &[Self] {
        match self {
            Self::List(ty) | Self::Map(ty) | Self::Nullable(ty) | Self::Boxed(ty) => {
                std::slice::from_ref(ty)
            }
            Self::Tuple(tys) => tys,
            _ => &[],
        }
    }

    /// As [`inner`](Self::inner), to change them.
    pub fn inner_mut(&mut self) -> &mut [Self] {
        match self {
            Self::List(ty) | Self::Map(ty) | Self::Nullable(ty) | Self::Boxed(ty) => {
                std::slice::from_mut(ty)
            }
            Self::Tuple(tys) => tys,
            _ => &mut [],
        }
    }

    /// Whether it is `wanted` or is made of it, definitions apart.
    pub fn mentions(&self, wanted: &Self) -> bool {
        self == wanted || self.inner().iter().any(|it| it.mentions(wanted))
    }

    /// Whether its values are strings in JSON.
    pub fn is_text(&self) -> bool {
        match self {
            Self::String
            | Self::Secret
            | Self::Base64
            | Self::Base64Url
            | Self::DateTime
            | Self::Date
            | Self::Uuid
            | Self::Ipv4
            | Self::Ipv6
            | Self::Ip => true,
            Self::Unit
            | Self::Bool
            | Self::I32
            | Self::I64
            | Self::U64
            | Self::F64
            | Self::Decimal
            | Self::Any
            | Self::List(_)
            | Self::Map(_)
            | Self::Tuple(_)
            | Self::Nullable(_)
            | Self::Boxed(_)
            | Self::Named(_) => false,
        }
    }

    /// Whether it is any JSON value, of which `null` is one, by whatever name; `types` is the arena.
    pub fn is_any(&self, types: &[impl AsRef<TypeKind>]) -> bool {
        match self {
            Self::Any => true,
            Self::Named(id) => match types.get(id.0).map(AsRef::as_ref) {
                Some(TypeKind::Alias(ty)) => ty.is_any(types),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether it is a secret or is made of some, by whatever names; `types` is the arena.
    pub fn is_secret(&self, types: &[impl AsRef<TypeKind>]) -> bool {
        match self {
            Self::Secret => true,
            Self::Named(id) => match types.get(id.0).map(AsRef::as_ref) {
                Some(TypeKind::Alias(ty)) => ty.is_secret(types),
                _ => false,
            },
            _ => self.inner().iter().any(|it| it.is_secret(types)),
        }
    }

    /// How many of its places hold any JSON value: 1 for `Vec<Value>`.
    pub fn untyped(&self) -> usize {
        usize::from(*self == Self::Any) + self.inner().iter().map(Self::untyped).sum::<usize>()
    }
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name in Rust.
    pub name: String,
    /// The module below `types` (and `codec`) that it is in.
    pub module: String,
    /// Its name in the description, where it has one that differs.
    pub wire: Option<String>,
    /// Where the canonical document defines it.
    pub pointer: Pointer,
    /// What is written about it.
    pub docs: Docs,
    /// What its schema says that it doesn't show.
    pub facts: Facts,
    /// Whether it is sent, received, or both.
    pub usage: Usage,
    /// The name of the struct of what a record's constructor takes by name, where it does.
    pub required: Option<String>,
    /// What it is.
    pub kind: TypeKind,
    /// What is written before it besides.
    pub extras: Extras,
    /// The features of the crate with any of which it is there; without one it always is.
    pub features: Vec<String>,
}

impl AsRef<TypeKind> for TypeDef {
    fn as_ref(&self) -> &TypeKind {
        &self.kind
    }
}

/// Whether a type is sent, received, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// A request mentions it.
    pub sent: bool,
    /// A response or a webhook mentions it.
    pub received: bool,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known members.
    Record(Record),
    /// A string with known values.
    Enumeration(Enumeration<String>),
    /// An integer with known values.
    IntegerEnumeration(Enumeration<i64>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Ty),
    /// A type of the user's own, which stands for what the description says.
    Foreign(Foreign),
}

/// A type of another crate, which stands for what the description says.
///
/// In the draft the description's own type is there, so that values, shapes and names are concluded as ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Its path, such as `rust_decimal::Decimal`.
    pub path: String,
    /// How it meets JSON.
    pub conversion: Conversion,
    /// An expression for any value of it; its `Default` where there is none.
    pub placeholder: Option<String>,
    /// The texts that stand for no value, as those of the type that the description says.
    pub absent: Absent,
}

impl TypeKind {
    /// Whether a definition is a type of its own, and not another name of one.
    pub fn is_own_type(&self) -> bool {
        match self {
            Self::Alias(_) => false,
            Self::Foreign(it) => it.is_wrapped(),
            Self::Record(_)
            | Self::Enumeration(_)
            | Self::IntegerEnumeration(_)
            | Self::Union(_) => true,
        }
    }
}

impl Foreign {
    /// Whether a type of the crate's own is around it, since that alone can implement the runtime's trait.
    pub fn is_wrapped(&self) -> bool {
        self.conversion != Conversion::Json
    }
}

/// How a foreign type meets JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// By serde's traits.
    Serde,
    /// By the functions `serialize` and `deserialize` of this module.
    SerdeWith(String),
    /// By `FromStr` and `Display`, as a string.
    Text,
    /// By the same, as a number.
    Number,
    /// By the runtime's trait `Json`, so that the type itself stands where others have one around it.
    Json,
}

/// Which texts stand for no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// None.
    Never,
    /// The empty one.
    Empty,
    /// The empty one, and dates of zeros.
    ZeroDate,
}

/// What is written before a type's definition beside what every type has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The paths of derive macros.
    pub derives: Vec<String>,
    /// Attributes, as they stand between `#[` and `]`.
    pub attributes: Vec<String>,
}

/// An object with known members.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The members, in the description's order.
    pub fields: Vec<Field>,
    /// The type of every other member and the name of the field that holds them; `None` where others are skipped.
    pub extra: Option<(String, Ty)>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// Its name in JSON.
    pub wire: String,
    /// Its type when it is there and not `null`.
    pub ty: Ty,
    /// The form that its value has in JSON.
    pub form: Wire,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// The same as the description has it, whoever sends it: what is only received has one way to say that nothing is there.
    pub described: Presence,
    /// The only value that it may have, which a constructor then fills in.
    pub constant: Option<Constant>,
    /// What is written about it.
    pub docs: Docs,
    /// What its schema says that its type doesn't show.
    pub facts: Facts,
}

impl Field {
    /// Returns the tag that it always is, where the variant of a union says it and there is no field.
    pub fn implied(&self) -> Option<&str> {
        match &self.constant {
            Some(Constant { value: Scalar::String(tag), .. })
                if self.presence == Presence::Implied =>
            {
                Some(tag)
            }
            _ => None,
        }
    }
}

/// The ways in which a JSON property is there or not.
///
/// An enum rather than booleans, so that an emitter matches all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never `null`: `T`.
    Required,
    /// May be missing: `Option<T>`, left out when `None`. Of any JSON value, `null` is one.
    Optional,
    /// Always there, may be `null`: `Option<T>`, written as `null`.
    Nullable,
    /// May be missing or `null`, and the two differ: `Patch<T>`.
    OptionalNullable,
    /// Written always, with the [constant](Field::constant): no field, because the variant that holds the record says it.
    Implied,
}

/// The only value that a member may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// The value.
    pub value: Scalar,
    /// The variant of the member's enumeration type that stands for it.
    pub variant: Option<String>,
}

/// A JSON scalar that the code mentions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    String(String),
}

impl Scalar {
    /// Returns it as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool(it) => Json::from(*it),
            Self::Integer(it) => Json::from(*it),
            Self::String(it) => Json::from(it.as_str()),
        }
    }
}

/// A scalar with known values. It is always open: another value is kept.
#[derive(Clone, Debug)]
pub struct Enumeration<T> {
    /// The known values.
    pub values: Vec<Value<T>>,
    /// Whether the description itself allows other values, so that none of these is a constant.
    pub is_open: bool,
    /// The name of the variant that keeps a value which isn't known.
    pub other: String,
}

impl<T> Enumeration<T> {
    /// Returns the value that is the only one by the description.
    pub fn only(&self) -> Option<&Value<T>> {
        match self.values.as_slice() {
            [only] if !self.is_open => Some(only),
            _ => None,
        }
    }
}

/// A known value of an enumeration.
#[derive(Clone, Debug)]
pub struct Value<T> {
    /// The variant's name.
    pub name: String,
    /// The value in JSON.
    pub wire: T,
    /// What is written about it.
    pub docs: Docs,
}

/// One of several types. It is always open: a value that fits none is kept as JSON.
#[derive(Clone, Debug)]
pub struct Union {
    /// The members.
    pub variants: Vec<Variant>,
    /// The keyword by which the description lists them, if one does: `oneOf` or `anyOf`.
    pub keyword: Option<&'static str>,
    /// How a value's variant is found.
    pub tagging: Tagging,
    /// The name of the variant that keeps a value which fits none.
    pub unknown: String,
}

impl Union {
    /// One whose variants nothing tells apart yet but what they look like.
    pub fn new(variants: Vec<Variant>, unknown: String) -> Self {
        Self { variants, keyword: None, tagging: Tagging::Untagged, unknown }
    }

    /// Returns the shapes of all variants, each with its variant's index.
    pub fn shapes(&self) -> impl Iterator<Item = (usize, &Shape)> {
        let variants = self.variants.iter().enumerate();
        variants.flat_map(|(index, it)| it.shapes.iter().map(move |it| (index, it)))
    }
}

/// How a value's variant is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// By the string in this property, which each variant's `tags` are values of; where an object lacks it, by the `shapes`
    /// of those variants that may lack it.
    Internal(String),
    /// By what the value looks like: each variant's `shapes`.
    Untagged,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant's name.
    pub name: String,
    /// What it holds.
    pub ty: Ty,
    /// The values of the tag that mean it; the first one is written.
    pub tags: Vec<String>,
    /// What its values look like: more than one where they are of a union themselves, or have one of several constants.
    pub shapes: Vec<Shape>,
    /// What makes one, where the description says what its values are for.
    pub constructor: Option<Constructor>,
    /// What is written about it.
    pub docs: Docs,
}

impl Variant {
    /// One of which nothing is known yet but its type.
    pub fn new(name: String, ty: Ty, docs: Docs) -> Self {
        Self { name, ty, tags: Vec::new(), shapes: Vec::new(), constructor: None, docs }
    }
}

/// The function that makes a variant of what its type can't do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constructor {
    /// Its name, such as `text_message`.
    pub name: String,
    /// The request that sends such a value, as the description calls it.
    pub request: String,
}

/// What JSON values of a type look like, as far as it can be told without decoding them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The kind of JSON value.
    pub kind: JsonKind,
    /// Members that an object must have.
    pub required: Vec<String>,
    /// Members that an object may have.
    pub known: Vec<String>,
    /// Members that have one value only; the empty name means the value itself.
    pub constants: Vec<(String, Scalar)>,
    /// Members of members that tell it from variants which look the same from outside.
    pub nested: Vec<NestedMember>,
    /// Whether an object keeps members that it isn't described with.
    pub open: bool,
}

/// A member of a member that an object must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedMember {
    /// The names on the way, the outermost first.
    pub path: Vec<String>,
    /// The only value that it may have; `None` where it is enough that it is there.
    pub value: Option<Scalar>,
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// Any of them.
    Any,
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}
