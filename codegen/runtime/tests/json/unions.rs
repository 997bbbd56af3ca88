//! Unions by shape and by tag.

use clientwright_runtime::serde_json::{Value, json};
use clientwright_runtime::{
    Decimal, DecodeError, Json, decode,
    json::{Reader, Scalar, Shape, Writer},
};

use super::{again, error, read, write};

/// Returns the shapes in the order in which they are tried.
#[track_caller]
fn order(text: &str, shapes: &'static [Shape]) -> Vec<usize> {
    let mut tried = Vec::new();
    let mut r = Reader::new(text.as_bytes());
    let result: Result<Value, _> = r.union(shapes, &mut |index, r| {
        if index == usize::MAX {
            return Value::read(r);
        }
        tried.push(index);
        Err(r.error("try the next"))
    });
    assert_eq!(result, Ok(read::<Value>(text)), "the fallback sees the value");
    r.finish().unwrap();
    tried
}

const KINDS: &[Shape] = &[
    Shape::ANY,
    Shape::NULL,
    Shape::BOOL,
    Shape::NUMBER,
    Shape::INTEGER,
    Shape::STRING,
    Shape::ARRAY,
    Shape::object(&[], &[]),
];

const INTEGERS: &[Shape] = &[Shape::ANY, Shape::INTEGER];

#[test]
fn kinds() {
    assert_eq!(order("null", KINDS), [1, 0]);
    assert_eq!(order("true", KINDS), [2, 0]);
    assert_eq!(order(" 5 ", KINDS), [4, 3, 0], "an integer before a number");
    assert_eq!(order("5.0", KINDS), [3, 4, 0], "who wrote a fraction means a number");
    assert_eq!(order("5e3", KINDS), [3, 4, 0]);
    assert_eq!(order("5.0", INTEGERS), [1, 0]);
    assert_eq!(order("-5.5", KINDS), [3, 0]);
    assert_eq!(order("\"5\"", KINDS), [5, 0]);
    assert_eq!(order("[]", KINDS), [6, 0]);
    assert_eq!(order("{}", KINDS), [7, 0]);
    assert_eq!(order("{}", &[]), [0; 0]);
}

const OBJECTS: &[Shape] = &[
    Shape::object(&[], &["id"]),
    Shape::object(&["id"], &["id", "name"]),
    Shape::object(&["id", "name"], &["id", "name"]),
    Shape::object(&["kind"], &["kind", "id", "name", "x"]).with(&[("kind", Scalar::String("cat"))]),
    Shape::object(&["kind", "v"], &["kind", "v"])
        .with(&[("kind", Scalar::String("cat")), ("v", Scalar::Integer(2))]),
    Shape::object(&["on"], &["on"]).with(&[("on", Scalar::Bool(true))]),
];

#[test]
fn objects_by_what_is_required_known_and_constant() {
    assert_eq!(order("{}", OBJECTS), [0]);
    assert_eq!(order(r#"{"id":1}"#, OBJECTS), [1, 0], "the same known, more required");
    assert_eq!(order(r#"{"name":1,"id":1}"#, OBJECTS), [2, 1], "0 knows no name");
    assert_eq!(order(r#"{"id":1,"name":1,"kind":"dog","v":2}"#, OBJECTS), [2, 1]);
    assert_eq!(order(r#"{"id":1,"kind":"c\u0061t","new":{}}"#, OBJECTS), [3]);
    assert_eq!(order(r#"{"v":2.0,"kind":"cat","id":1,"name":2,"x":3}"#, OBJECTS), [4]);
    assert_eq!(order(r#"{"on":true}"#, OBJECTS), [5]);
    assert_eq!(order(r#"{"on":"true"}"#, OBJECTS), [0]);
    assert_eq!(order(r#"{"on":false,"on":true}"#, OBJECTS), [5], "the last one wins");
    assert_eq!(order(r#"{"i\u0064":1}"#, OBJECTS), [1, 0]);
}

const NESTED: &[Shape] = &[
    Shape::object(&["body"], &["body"])
        .nested(&[(&["body", "type"], Some(Scalar::String("PLAIN")))]),
    Shape::object(&["body"], &["body"])
        .nested(&[(&["body", "type"], Some(Scalar::String("IMAGE")))]),
    Shape::object(&["body"], &["body"]),
    Shape::object(&["body"], &["body"]).nested(&[(&["body", "at", "lat"], None)]),
    Shape::object(&["body"], &["body", "more"]),
];

#[test]
fn objects_by_members_of_their_members() {
    assert_eq!(order(r#"{"body":{"type":"PLAIN"}}"#, NESTED), [0, 2, 4]);
    assert_eq!(order(r#"{"body": { "x" : 1 , "type" : "IM\u0041GE" } }"#, NESTED), [1, 2, 4]);
    assert_eq!(order(r#"{"body":{"type":"NEW"}}"#, NESTED), [2, 4]);
    assert_eq!(order(r#"{"body":{"at":{"lat":null}}}"#, NESTED), [3, 2, 4], "it is there");
    assert_eq!(order(r#"{"body":{"at":{}}}"#, NESTED), [2, 4]);
    assert_eq!(order(r#"{"body":{"at":["lat"]}}"#, NESTED), [2, 4], "a list has no members");
    assert_eq!(order(r#"{"body":{"type":"IMAGE","type":"PLAIN"}}"#, NESTED), [0, 2, 4]);
    assert_eq!(
        order(r#"{"body":{"type":"PLAIN"},"more":1}"#, NESTED),
        [4],
        "the others don't know it"
    );
}

#[test]
fn values_that_are_constants() {
    const SHAPES: &[Shape] = &[
        Shape::STRING,
        Shape::STRING.with(&[("", Scalar::String("auto"))]),
        Shape::INTEGER.with(&[("", Scalar::Integer(1))]),
        Shape::BOOL.with(&[("", Scalar::Bool(false))]),
    ];
    assert_eq!(order("\"auto\"", SHAPES), [1, 0]);
    assert_eq!(order("\"manual\"", SHAPES), [0]);
    assert_eq!(order("1.0", SHAPES), [2]);
    assert_eq!(order("2", SHAPES), [0; 0]);
    assert_eq!(order("false", SHAPES), [3]);
    assert_eq!(order("true", SHAPES), [0; 0]);
}

/// A union as generated code has it, of types that contain it.
#[derive(Debug, PartialEq)]
enum Tree {
    Leaf(i64),
    Pair(Box<(Tree, i64)>),
    Triple(Box<(Tree, i64, i64)>),
    Other(Value),
}

impl Json for Tree {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const SHAPES: &[Shape] = &[Shape::INTEGER, Shape::ARRAY, Shape::ARRAY];
        r.union(SHAPES, &mut |index, r| {
            Ok(match index {
                0 => Self::Leaf(i64::read(r)?),
                1 => Self::Triple(Json::read(r)?),
                2 => Self::Pair(Json::read(r)?),
                _ => Self::Other(Value::read(r)?),
            })
        })
    }

    fn blank() -> Self {
        Self::Other(Value::Null)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Leaf(value) => value.write(w),
            Self::Pair(value) => value.write(w),
            Self::Triple(value) => value.write(w),
            Self::Other(value) => value.write(w),
        }
    }
}

#[test]
fn the_first_variant_that_can_be_read_wins() {
    let tree = read::<Tree>("[[1, 2, 3], 4]");
    let triple = Tree::Triple(Box::new((Tree::Leaf(1), 2, 3)));
    assert_eq!(tree, Tree::Pair(Box::new((triple, 4))));
    assert_eq!(again::<Tree>(r#"[["x",1], 2]"#), r#"[["x",1],2]"#);
    assert_eq!(read::<Tree>(r#"["x"]"#), Tree::Other(json!(["x"])));
    assert_eq!(again::<Vec<Tree>>(r#"[1, {"a": 0.5}, null]"#), r#"[1,{"a":0.5},null]"#);
}

#[test]
fn syntax_errors_in_a_union_are_errors_of_the_whole_text() {
    let error = error::<Vec<Tree>>(r#"[1, [2, "x]"#);
    assert_eq!(error.to_string(), "at `[1]`: invalid JSON: EOF while parsing a string");
    assert_eq!(error.offset(), 11);
}

#[test]
fn depth_counts_through_unions() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), ",1]".repeat(depth));
    assert_eq!(again::<Tree>(&nested(12)), nested(12));
    let error = error::<Vec<Tree>>(format!("[{}]", nested(128)));
    assert!(error.message().starts_with("nested more than 128"), "{error}");
}

#[test]
fn unions_in_unions_take_no_exponential_time() {
    // Each level fails as a triple after reading all of what is inside: 2^100 tries without a limit.
    let text = format!("{}1{}", "[".repeat(100), r#","x"]"#.repeat(100));
    let started = std::time::Instant::now();
    assert_eq!(again::<Tree>(&text), text);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// A tagged union as generated code has it.
#[derive(Debug, PartialEq)]
enum Pet {
    Cat(Animal),
    Dog(Animal),
    Unknown(Value),
}

/// A variant that has the tag as a field of its own.
#[derive(Debug, Default, PartialEq)]
struct Animal {
    kind: Option<String>,
    name: String,
    friend: Option<Box<Pet>>,
}

impl Json for Animal {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["kind", "name", "friend"], |it: &mut Self, field, r| match field {
            0 => r.optional(&mut it.kind),
            1 => r.field(&mut it.name),
            2 => r.optional(&mut it.friend),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { kind: None, name: String::new(), friend: None }
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("name", &self.name);
        o.optional("kind", &self.kind);
        o.optional("friend", &self.friend);
        o.end();
    }
}

impl Json for Pet {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.tagged("kind", &["cat", "dog"], &mut |index, r| {
            Ok(match index {
                0 => Self::Cat(Animal::read(r)?),
                1 => Self::Dog(Animal::read(r)?),
                _ => Self::Unknown(Value::read(r)?),
            })
        })
    }

    fn blank() -> Self {
        Self::Unknown(Value::Null)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Cat(animal) => {
                w.tag("kind", "cat");
                animal.write(w);
            }
            Self::Dog(animal) => {
                w.tag("kind", "dog");
                animal.write(w);
            }
            Self::Unknown(value) => value.write(w),
        }
    }
}

#[test]
fn the_tag_may_stand_anywhere() {
    let last = r#"{"name": "Tom", "friend": {"name": "Rex", "x": {"kind": "cat"}, "kind": "dog"}, "kind": "cat"}"#;
    let text = r#"{"kind":"cat","name":"Tom","friend":{"kind":"dog","name":"Rex"}}"#;
    assert_eq!(again::<Pet>(last), text);
    assert_eq!(again::<Pet>(text), text);
    assert_eq!(
        again::<Pet>(r#"{"k\u0069nd":"c\u0061t","name":"Tom"}"#),
        r#"{"kind":"cat","name":"Tom"}"#
    );
}

#[test]
fn the_tag_overrides_the_field() {
    let wrong = Animal { kind: Some("dog".to_owned()), name: "Tom".to_owned(), friend: None };
    assert_eq!(write(&Pet::Cat(wrong)), r#"{"kind":"cat","name":"Tom"}"#);
}

#[test]
fn unknown_tags_are_kept() {
    for text in [
        r#"{"kind":"fox","name":"F"}"#,
        r#"{"name":"F"}"#,
        r#"{"kind":7}"#,
        "[1]",
        "null",
        "7",
        "{}",
    ] {
        assert_eq!(again::<Pet>(text), text);
        assert!(matches!(read::<Pet>(text), Pet::Unknown(_)), "{text}");
    }
}

#[test]
fn an_error_in_a_known_variant_is_an_error() {
    let error = error::<Vec<Pet>>(r#"[{"name":1,"kind":"cat"}]"#);
    assert_eq!(error.to_string(), "at `[0].name`: expected a string, found a number");
    assert_eq!(error.offset(), 9);
    let broken = decode::<Pet>(br#"{"name":"a","x":[,"kind":"cat"}"#).unwrap_err();
    assert_eq!(broken.to_string(), "at `x[0]`: invalid JSON: expected value");
}

#[test]
fn tags_of_nested_unions_are_all_written() {
    let mut w = Writer::new();
    w.tag("kind", "pet");
    w.tag("sort", "big");
    w.tag("kind", "cat");
    w.array(&[1_i64]);
    Animal::default().write(&mut w);
    assert_eq!(w.into_bytes(), br#"[1]{"name":""}"#, "an array has no tags, and they don't linger");

    let mut w = Writer::new();
    w.tag("kind", "pet");
    w.tag("sort", "big");
    w.tag("kind", "cat");
    Animal::default().write(&mut w);
    assert_eq!(w.into_bytes(), br#"{"sort":"big","kind":"cat","name":""}"#);
}

#[test]
fn no_shape_swallows_members_that_another_one_knows() {
    const PARTS: &[Shape] = &[Shape::object(&[], &["a"]), Shape::object(&[], &["b"])];
    assert_eq!(order(r#"{"a": 1, "new": 2}"#, PARTS), [0], "what nobody knows tells nothing");
    assert_eq!(order(r#"{"b": 1}"#, PARTS), [1]);
    assert_eq!(order("{}", PARTS), [0, 1]);
    assert_eq!(order(r#"{"a": 1, "b": 2}"#, PARTS), [0; 0], "both at once are neither");
}

#[test]
fn an_open_shape_is_for_what_others_do_not_know() {
    const OPEN: &[Shape] = &[Shape::object(&[], &["a"]), Shape::open(&[], &[])];
    assert_eq!(order(r#"{"a": 1}"#, OPEN), [0, 1]);
    assert_eq!(order(r#"{"a": 1, "x": 2}"#, OPEN), [1, 0]);
    assert_eq!(order(r#"{"x": 2}"#, OPEN), [1, 0]);
    assert_eq!(order("{}", OPEN), [0, 1]);
}

#[test]
fn a_constant_that_may_be_missing_tells_where_it_is_there() {
    const KINDS: &[Shape] = &[
        Shape::object(&[], &["kind"]).with(&[("kind", Scalar::String("a"))]),
        Shape::object(&[], &["kind"]).with(&[("kind", Scalar::String("b"))]),
    ];
    assert_eq!(order(r#"{"kind":"b"}"#, KINDS), [1]);
    assert_eq!(order(r#"{"kind":"c"}"#, KINDS), [0; 0]);
    assert_eq!(order("{}", KINDS), [0, 1]);
}

/// Integers beside numbers, as generated code has them.
#[derive(Debug, PartialEq)]
enum Label {
    Integer(i64),
    Number(Decimal),
    Text(String),
    Other(Value),
}

impl Json for Label {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const SHAPES: &[Shape] = &[Shape::INTEGER, Shape::NUMBER, Shape::STRING];
        r.union(SHAPES, &mut |index, r| match index {
            0 => Json::read(r).map(Self::Integer),
            1 => Json::read(r).map(Self::Number),
            2 => Json::read(r).map(Self::Text),
            _ => Json::read(r).map(Self::Other),
        })
    }

    fn blank() -> Self {
        Self::Other(Value::Null)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Integer(value) => value.write(w),
            Self::Number(value) => value.write(w),
            Self::Text(value) => value.write(w),
            Self::Other(value) => value.write(w),
        }
    }
}

#[test]
fn integers_beside_numbers_keep_their_digits() {
    let number = |text: &str| Label::Number(text.parse().unwrap());
    assert_eq!(read::<Label>("9007199254740993"), Label::Integer(9_007_199_254_740_993));
    assert_eq!(read::<Label>("-9223372036854775808"), Label::Integer(i64::MIN));
    let numbers =
        ["18446744073709551615", "12345678901234567890123", "3.0", "1e3", "0.1", "-0.0", "1E400"];
    for text in numbers {
        assert_eq!(read::<Label>(text), number(text), "{text}");
        assert_eq!(again::<Label>(text), text);
    }
    let list = "[9007199254740993,3.0,3,18446744073709551615]";
    assert_eq!(again::<Vec<Label>>(list), list);
}

/// A member of the variants below.
#[derive(Debug, Default, PartialEq)]
struct Limit<const SPEED: bool> {
    value: Option<i64>,
}

impl<const SPEED: bool> Json for Limit<SPEED> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let fields: &'static [&'static str] = if SPEED { &["speed"] } else { &["size"] };
        // As generated code leaves out what it doesn't know.
        r.object(fields, |it: &mut Self, field, r| match field {
            0 => r.present(&mut it.value),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut Writer) {}
}

/// Variants that only what is deep within tells apart.
#[derive(Debug, PartialEq)]
enum Rule {
    Size(Vec<Limit<false>>),
    Speed(Vec<Limit<true>>),
    Any(Value),
}

impl Json for Rule {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const SHAPES: &[Shape] = &[
            Shape::object(&["limits"], &["limits"]),
            Shape::object(&["limits"], &["limits"]),
            Shape::open(&[], &[]),
        ];
        r.union(SHAPES, &mut |index, r| {
            if index > 1 {
                return Json::read(r).map(Self::Any);
            }
            r.object(&["limits"], |it: &mut Self, field, r| match (field, index) {
                (0, 0) => Json::read(r).map(|limits| *it = Self::Size(limits)),
                (0, _) => Json::read(r).map(|limits| *it = Self::Speed(limits)),
                _ => Ok(()),
            })
        })
    }

    fn blank() -> Self {
        Self::Any(Value::Null)
    }

    fn write(&self, _: &mut Writer) {}
}

#[test]
fn a_variant_that_leaves_nothing_out_is_taken_before_one_that_does() {
    let size = |value| Rule::Size(vec![Limit { value: Some(value) }]);
    let speed = |value| Rule::Speed(vec![Limit { value: Some(value) }]);
    assert_eq!(read::<Rule>(r#"{"limits":[{"size":1}]}"#), size(1));
    assert_eq!(read::<Rule>(r#"{"limits":[{"speed":1}]}"#), speed(1));
    // What neither knows makes no difference, and is no reason to have no type.
    assert_eq!(read::<Rule>(r#"{"limits":[{"new":{},"size":1}]}"#), size(1));
    assert_eq!(read::<Rule>(r#"{"limits":[{"speed":1,"new":1}]}"#), speed(1));
    let empty = Rule::Size(vec![Limit::default()]);
    assert_eq!(read::<Rule>(r#"{"limits":[{"new":1}]}"#), empty, "the first of those as good");
    assert_eq!(
        read::<Vec<Rule>>(r#"[{"limits":[{"speed":1}]},{"limits":[{"size":2}]}]"#),
        [speed(1), size(2)]
    );
}

const NULLABLE: &[Shape] = &[
    Shape::object(&["id"], &["kind", "id", "name"]).with(&[("kind", Scalar::Integer(1))]),
    Shape::object(&["id", "name"], &["kind", "id", "name"]).with(&[("kind", Scalar::Integer(2))]),
];

/// Returns the index of the tag or, after the two tags, of the shape by which a text is read.
#[track_caller]
fn told(text: &str) -> usize {
    const SHAPES: &[Shape] = &[
        Shape::object(&["seat"], &["seat", "row"]),
        Shape::object(&[], &["name"]),
        Shape::object(&[], &["name", "load"]),
        Shape::object(&[], &["name", "doors"]),
    ];
    let mut r = Reader::new(text.as_bytes());
    let read: Result<(usize, Value), DecodeError> =
        r.tagged_or_shaped("kind", &["a", "b"], SHAPES, &mut |index, r| {
            Value::read(r).map(|it| (index, it))
        });
    let (index, value) = read.unwrap();
    assert_eq!(value, self::read::<Value>(text), "the whole object is read");
    r.finish().unwrap();
    index
}

#[test]
fn an_object_without_its_tag_is_told_by_its_members() {
    assert_eq!(told(r#"{"kind":"b"}"#), 1);
    assert_eq!(told(r#"{"seat":1}"#), 2);
    assert_eq!(told(r#"{"row":"A","seat":1}"#), 2);
    assert_eq!(told(r#"{"load":1}"#), 4);
    assert_eq!(
        order(r#"{"kind":null,"id":1,"name":"x"}"#, NULLABLE),
        [1, 0],
        "null is no constant"
    );
    assert_eq!(told(r#"{"name":"x","doors":2}"#), 5);
    // What all have in common is the base's, which says no more than the value does.
    assert_eq!(told(r#"{"name":"x"}"#), 3);
    assert_eq!(told("{}"), 3);
    // No variant would keep all of it.
    assert_eq!(told(r#"{"load":1,"doors":2}"#), usize::MAX);
    assert_eq!(told(r#"{"new":1}"#), usize::MAX);
    assert_eq!(told(r#"{"seat":1,"new":2}"#), usize::MAX);
    // A tag that says something else is there.
    assert_eq!(told(r#"{"kind":"c","seat":1}"#), usize::MAX);
    assert_eq!(told(r#"{"kind":null,"seat":1}"#), usize::MAX);
    assert_eq!(told("[1]"), usize::MAX);
}

#[test]
fn a_variant_whose_own_union_knows_the_value_is_taken_first() {
    /// Texts, or else what nothing is known of.
    #[derive(Debug, PartialEq)]
    enum Inner<const TEXT: bool> {
        Known(Value),
        Unknown(Value),
    }

    impl<const TEXT: bool> Json for Inner<TEXT> {
        fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
            const KINDS: [&[Shape]; 2] = [&[Shape::object(&[], &[])], &[Shape::STRING]];
            r.union(KINDS[usize::from(TEXT)], &mut |index, r| match index {
                0 => Json::read(r).map(Self::Known),
                _ => Json::read(r).map(Self::Unknown),
            })
        }

        fn blank() -> Self {
            Self::Unknown(Value::Null)
        }

        fn write(&self, _: &mut Writer) {}
    }

    let variant = |text: &str| {
        const LISTS: &[Shape] = &[Shape::ARRAY, Shape::ARRAY];
        let mut r = Reader::new(text.as_bytes());
        r.union(LISTS, &mut |index, r| match index {
            0 => Vec::<Inner<true>>::read(r).map(|_| 0),
            1 => Vec::<Inner<false>>::read(r).map(|_| 1),
            _ => r.skip().map(|()| 2),
        })
        .unwrap()
    };
    assert_eq!(variant(r#"["a","b"]"#), 0);
    assert_eq!(variant("[{},{}]"), 1);
    assert_eq!(variant(r#"["a",{},{}]"#), 1, "the one that knows more of it");
    assert_eq!(variant("[1]"), 0, "the first, where none knows more");
}
