//! The kinds of finding, in one table.

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document can't be used; nothing is generated.
    Error,
    /// One operation or schema is emitted in a lesser form, or left out: a named gap.
    Gap,
    /// Probably a mistake of the document; what is generated is unaffected or follows the likely reading.
    Warning,
    /// Something that has one reading was repaired.
    Note,
}

impl Severity {
    /// The word for it: `error`, `gap`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Gap => "gap",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $slug:literal, $severity:ident;)+) => {
        /// The kind of a finding. The documentation of each variant is its explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every kind, in the order of this table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name by which reports and configuration know it; a gap's begins with `gap::`.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// How much it weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// The first sentence of [`explanation`](Self::explanation), on one line.
            pub fn summary(self) -> String {
                let paragraph = self.explanation().lines().map(str::trim).take_while(|it| !it.is_empty());
                let paragraph = paragraph.collect::<Vec<_>>().join(" ");
                match paragraph.split_once(". ") {
                    Some((first, _)) => format!("{first}."),
                    None => paragraph,
                }
            }

            /// What it means.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n"),+),)+ }
            }
        }
    };
}

codes! {
    // load
    /// The text is neither JSON nor YAML.
    Syntax = "syntax", Error;
    /// An object has the same key twice; the last one counts.
    DuplicateKey = "duplicate-key", Warning;
    /// The text begins like JSON but is not, because of comments or trailing commas for instance. It was read as YAML.
    NotQuiteJson = "not-quite-json", Warning;
    /// A number is beyond 64-bit floating point, infinite or no number. The nearest value or the text stands in for it.
    NumberRange = "number-range", Warning;
    /// A string has half of a surrogate pair, which is not a character. It was replaced by U+FFFD.
    LoneSurrogate = "lone-surrogate", Warning;
    /// A line of nothing but white space contains a tab, which YAML forbids there. It was read as
    /// spaces; only the first such line of a file is reported.
    TabLine = "tab-line", Note;
    /// A line inside of brackets or quotes stands further left than the YAML block around it, which YAML forbids. It was
    /// read as if it were indented; only the first such line of a file is reported.
    Outdented = "outdented", Note;
    /// The file holds several YAML documents. Only the first one is read.
    SeveralDocuments = "several-documents", Warning;
    /// A YAML tag that is none of the core schema's. It was ignored.
    UnknownTag = "unknown-tag", Warning;
    /// A YAML key is a collection, which JSON has not. Its text was taken for the key.
    InvalidKey = "invalid-key", Warning;
    /// The value of a YAML merge key (`<<`) is neither a mapping nor a list of them. It was read as an ordinary key.
    InvalidMerge = "invalid-merge", Warning;

    // overlay
    /// An overlay or one of its actions is not what the Overlay Specification says. The action was not applied.
    OverlayInvalid = "overlay-invalid", Error;
    /// An overlay says that it is of a version that is not known.
    OverlayVersion = "overlay-version", Warning;
    /// The target of an overlay's action selects nothing. The vendor may have corrected or renamed what it is about; an
    /// action whose target may be absent says `x-optional: true`.
    OverlayNoMatch = "overlay-no-match", Error;
    /// What an overlay's action changes is no longer what it was when the action was written, as its `x-expect` says.
    /// The action was applied all the same.
    VendorChanged = "vendor-changed", Warning;
    /// An action of the overlay changes nothing, because the description says the same already.
    OverlayRedundant = "overlay-redundant", Warning;

    // settings
    /// A `vendor.toml` has a setting that doesn't exist, is of another kind, or doesn't fit the description, or the name
    /// given for the package is one that no crate can have. Nothing is generated, since somebody relies on it.
    InvalidSetting = "invalid-setting", Error;
    /// A `vendor.toml` has a type of one's own for a schema or format that no value has which is sent or received: it is
    /// that of a body of text or bytes, of a form as a whole, or of known values.
    UnusedType = "unused-type", Warning;
    /// What is kept of the last release, in the vendor's folder `released`, can't be read. Nothing is generated, since
    /// nobody could tell the next version.
    InvalidRelease = "invalid-release", Error;
    /// The version that a `vendor.toml` gives the crate is too low for what changed since the last release: users would get
    /// a change that they didn't ask for, or none.
    VersionTooLow = "version-too-low", Error;
    /// A change is of a kind that a `vendor.toml` refuses, and nobody has accepted it.
    ChangeRefused = "change-refused", Error;
    /// A `vendor.toml` accepts a change that there isn't since the last release.
    UnusedAcceptance = "unused-acceptance", Warning;

    // dialect
    /// The document is none of the descriptions that can be read.
    UnknownDialect = "unknown-dialect", Error;
    /// The document doesn't say of which version it is, or says something odd. It was read as the likeliest one.
    InvalidVersion = "invalid-version", Warning;
    /// The document is of a version newer than what is known, and was read as the newest one that is.
    NewVersion = "new-version", Warning;

    // normalize: swagger2
    /// A section of a Swagger 2.0 document, such as `definitions`, is not an object.
    InvalidSection = "invalid-section", Warning;
    /// An operation has more than one body parameter; the first required one is sent, or else the first.
    ///
    /// Frameworks list arguments of their handlers as bodies. Remove those that no client sends with an overlay.
    SeveralBodies = "gap::several-bodies", Gap;
    /// An operation has a body as well as form fields; the body is sent, unless only the form is required.
    BodyAndForm = "gap::body-and-form", Gap;
    /// A parameter says nothing about its type.
    UntypedParameter = "untyped-parameter", Note;
    /// A `collectionFormat` that isn't one, or not in this place, such as one but `csv` for a list in a list.
    InvalidCollectionFormat = "invalid-collection-format", Warning;
    /// An operation has form fields but consumes no form.
    FormMediaType = "form-media-type", Note;
    /// A parameter has no name.
    NamelessParameter = "nameless-parameter", Warning;
    /// An example is for a media type that the operation doesn't produce.
    UnusedExample = "unused-example", Note;
    /// The flow of an OAuth 2 scheme is unknown, or lacks an endpoint.
    InvalidOauthFlow = "invalid-oauth-flow", Warning;
    /// A name in braces in a server's address is declared nowhere.
    UndeclaredServerVariable = "undeclared-server-variable", Warning;

    // normalize: openapi30
    /// A number or boolean stands where text belongs, such as `version: 1.0` without quotes; it is read as written.
    RepairedText = "repaired-text", Note;
    /// A text stands where a boolean or a number belongs, such as `"true"`; it is read as that.
    RepairedScalar = "repaired-scalar", Note;
    /// One value stands where a list belongs, or a list where a map does; it is read as that.
    RepairedShape = "repaired-shape", Note;
    /// A `type` is misspelled, such as `String` or `int`; it is read as the type that is meant.
    RepairedType = "repaired-type", Note;
    /// A `type` is missing where the other keywords imply it.
    ImpliedType = "implied-type", Note;
    /// A schema has members only under a condition: `then`, `else` or `dependentSchemas` name them. They are optional
    /// members, and whether the condition holds isn't checked.
    ConditionalMembers = "conditional-members", Note;
    /// `required` is a boolean at a property; it was moved to the list of the object.
    RequiredFlag = "required-flag", Note;
    /// The values of an `enum` have another form or type than they should; they were converted.
    RepairedEnum = "repaired-enum", Note;
    /// The values of an `enum` contradict the `type` beside it.
    MismatchedEnum = "mismatched-enum", Warning;
    /// An `enum` has the same value twice; it is read once.
    DuplicateEnumValue = "duplicate-enum-value", Note;
    /// A `default` or `example` isn't of the type beside it.
    MismatchedValue = "mismatched-value", Note;
    /// A keyword says nothing about the type that it stands beside.
    IneffectiveKeyword = "ineffective-keyword", Warning;
    /// A `$ref` is spelled in a way that names nothing, but only one component can be meant.
    RepairedRef = "repaired-ref", Note;
    /// A `$ref` is empty or means the whole document, and something stands beside it; that is read.
    EmptyRef = "empty-ref", Warning;
    /// Links say which operation a response leads to. Nothing is made of them; one finding tells of all.
    Links = "links", Note;
    /// Several tags have one name. They are one, which says what all of them say.
    RepeatedTag = "repeated-tag", Note;
    /// Nothing refers to a callback or path item among the components; it is ignored.
    UnusedComponent = "unused-component", Note;
    /// Something stands beside a `$ref`, where OpenAPI 3.0 ignores it; it is taken as meant.
    RefSiblings = "ref-siblings", Note;
    /// A discriminator maps a value to a schema that doesn't exist.
    UnresolvedMapping = "unresolved-mapping", Warning;
    /// A discriminator maps a value to a schema that the alternatives don't list; it is one of them.
    UnlistedMapping = "unlisted-mapping", Note;
    /// A component has a name that no reference can spell; it was given another.
    RenamedComponent = "renamed-component", Note;
    /// A key means nothing where it stands; it is ignored.
    UnknownKey = "unknown-key", Warning;
    /// Schemas are annotated with a key that OpenAPI doesn't define, as 3.1 allows; it is ignored. Each key is told once.
    Annotation = "annotation", Note;
    /// A value can't be read as what belongs there; it is ignored.
    MalformedMember = "malformed-member", Warning;
    /// A required member is missing; a neutral value is taken.
    MissingMember = "missing-member", Note;
    /// The key of a path or a method is misspelled; it is read as the likely one.
    RepairedPath = "repaired-path", Note;
    /// A path has a brace that isn't closed, or what looks like a variable of another kind of template.
    InvalidPath = "invalid-path", Warning;
    /// Two members are spellings of one, such as the statuses `200` and `200 OK`, or two items of a list that is read as
    /// a map have one name. The one that is spelled as it should be stays, or else the first.
    DuplicateMember = "duplicate-member", Warning;
    /// A path has no operations.
    EmptyPath = "empty-path", Warning;
    /// Two keys are spellings of one path. The operations of both are sent to it.
    DuplicatePath = "duplicate-path", Warning;
    /// A path has the same method twice, in two spellings; the first stays.
    DuplicateMethod = "gap::duplicate-method", Gap;
    /// A parameter isn't declared as OpenAPI 3.0 asks; it is read as what is meant.
    RepairedParameter = "repaired-parameter", Note;
    /// Two parameters of one list have the same name and place; the first stays.
    DuplicateParameter = "duplicate-parameter", Warning;
    /// A variable of a path isn't declared as a parameter; it is read as text.
    UndeclaredParameter = "undeclared-parameter", Note;
    /// A path parameter is declared that the path doesn't have; it is ignored.
    SurplusParameter = "surplus-parameter", Warning;
    /// A parameter stands in a place that can't be sent; it is ignored.
    ParameterPlace = "gap::parameter-place", Gap;
    /// A media type is misspelled, or a body has the form of OpenAPI 2.0; it is read as what is meant.
    RepairedContent = "repaired-content", Note;
    /// A body has no content; it is ignored.
    EmptyBody = "empty-body", Warning;
    /// A status is misspelled, such as `2xx` or `200 OK`; it is read as what is meant.
    RepairedStatus = "repaired-status", Note;
    /// A key of the responses is not a status; the response is ignored.
    StatusKey = "gap::status-key", Gap;
    /// Two operations have the same id; the first keeps it.
    DuplicateOperationId = "duplicate-operation-id", Warning;
    /// A security scheme isn't declared as OpenAPI 3.0 asks; it is read as what is meant.
    RepairedSecurity = "repaired-security", Note;
    /// A scheme is about the client's certificate, which a transport shows by itself.
    ClientCertificate = "client-certificate", Note;
    /// A security scheme is of a type that can't be used; it is ignored.
    SecurityScheme = "gap::security-scheme", Gap;
    /// An HTTP authentication scheme isn't in IANA's registry, which OpenAPI asks for; it is sent as it is written.
    UnregisteredScheme = "unregistered-scheme", Warning;
    /// `security` names a scheme that doesn't exist; the alternative is ignored.
    UnknownSecurity = "gap::unknown-security", Gap;
    /// A server isn't declared as OpenAPI 3.0 asks; it is read as what is meant.
    RepairedServer = "repaired-server", Note;
    /// The document names no server.
    NoServers = "no-servers", Warning;
    /// A schema isn't an object; any value is taken in its place.
    MalformedSchema = "gap::malformed-schema", Gap;
    /// A path, operation, parameter or body isn't an object, or lacks what tells what it is; it is ignored.
    Malformed = "gap::malformed", Gap;
    /// A `type` is none that can be guessed; any value is taken in its place.
    UnknownType = "gap::unknown-type", Gap;
    /// A component refers to itself and nothing else, or there are more copies of copies than can be sensible.
    CircularRef = "gap::circular-ref", Gap;

    // normalize: openapi31
    /// A keyword of OpenAPI 3.1 or 3.2 in an older document; it is read as there.
    NewerKeyword = "newer-keyword", Note;
    /// A `$dynamicRef` doesn't lead to one schema only.
    DynamicRef = "gap::dynamic-ref", Gap;

    // normalize: openapi32
    /// The key of an additional operation is not a method that a request can have (RFC 9110, section 5.6.2); the operation
    /// is ignored.
    Method = "gap::method", Gap;
    /// A request body is a sequence of items, each of the same schema. It is taken whole, as it is to be sent.
    SequenceBody = "gap::sequence-body", Gap;
    /// The parts of a body are described by their place, or have parts of their own, or the members of a query string have
    /// encodings, or a part that isn't a file has headers of more than one value. That isn't followed: parts and members
    /// are as they are without it.
    PartEncoding = "gap::part-encoding", Gap;
    /// A discriminator says which schema is meant where a value names none of the others. Such a value is kept whole.
    DefaultMapping = "gap::default-mapping", Gap;

    // normalize: postman
    /// A saved request has no address or method that could be sent; it is ignored.
    UnusableRequest = "gap::unusable-request", Gap;
    /// Part of a collection isn't what the format says; it is read as what is meant, or left out.
    RepairedCollection = "repaired-collection", Warning;
    /// A body has comments, trailing commas or variables without quotes, which JSON has not; it is read as meant. Or it
    /// has a number of more digits than an example can have.
    RepairedSample = "repaired-sample", Note;
    /// A body says that it is JSON and isn't. It shows nothing about the type.
    ///
    /// Repair it in the collection, or give the schema with an overlay.
    BrokenSample = "broken-sample", Warning;
    /// A script sets a variable that requests need, such as an access token. Scripts aren't run: it is for the user to
    /// set.
    CollectionScript = "collection-script", Note;
    /// Several requests have one method and path; they are one operation.
    MergedRequests = "merged-requests", Note;

    // canonical
    /// A `$ref` leads to a server. Nothing is downloaded while generating. Put what is there into the description's folder
    /// and refer to that with an overlay.
    RemoteRef = "gap::remote-ref", Gap;
    /// A `$ref` leads out of the description's folder. Only files in it and below are read. Put the file there and refer
    /// to that with an overlay, or name a folder further up that has both.
    OutsideRef = "gap::outside-ref", Gap;
    /// A `$ref` names a file that isn't there or can't be read.
    UnreadableRef = "gap::unreadable-ref", Gap;
    /// A `$ref` leads nowhere.
    UnresolvedRef = "gap::unresolved-ref", Gap;
    /// Part of a document can't be read, although it is in normal form; it is ignored, and any value is taken in place of a
    /// schema. No description is known that has such a part: please report yours.
    RejectedPart = "gap::rejected-part", Gap;

    // names
    /// The ledger of names can't be read.
    ///
    /// Restore `names.lock` from version control, or delete it to have every name chosen anew.
    InvalidLedger = "invalid-ledger", Error;
    /// What is new would be called as something was that is gone, or is called otherwise now. It gets another name, because code that was written for the
    /// one would compile with the other.
    NameWithheld = "name-withheld", Note;
    /// An operation has another tag than before. It goes there, and a deprecated method stays where users have it.
    TagMoved = "tag-moved", Note;
    /// A name that was given to one thing is now that of another, so that code which says it means something else.
    AliasLost = "alias-lost", Note;

    // lower
    /// `x-clientwright-wire` says something that is not a form of a value, one that doesn't go with the type, or stands where
    /// no value can have another form. The value is read and written as its type says.
    InvalidWireForm = "invalid-wire-form", Warning;
    /// Most of what the examples and the `default` show of a text isn't of its `format`, or one of the numbers shown, or a
    /// bound, is beyond the number's. The type is the one that takes them all: text, or a number with more room.
    MismatchedFormat = "mismatched-format", Note;
    /// A schema is itself and nothing else, by way of `allOf`, `oneOf` or `anyOf`. Any value is taken for it.
    ///
    /// Give it a type with an overlay.
    RecursiveAlias = "gap::recursive-alias", Gap;
    /// A member is required and leads back to its own type by required members only, so that no value of it could end. It
    /// may be missing. Or a variant of a union is the union again; it is ignored.
    ///
    /// Take it out of `required`, or out of the union, with an overlay, or make it nullable.
    InfiniteType = "gap::infinite-type", Gap;
    /// The parts of an `allOf` contradict each other, or the alternatives of several of them make too many combinations.
    /// Any value is taken, or an object of which only what is certain is typed.
    ///
    /// Replace the `allOf` by one schema with an overlay.
    UnmergeableAllOf = "gap::unmergeable-all-of", Gap;
    /// A schema extends another, which extends another, and so on further than anybody reads. Members of those that are
    /// furthest away are kept without a type.
    ///
    /// Merge some of the schemas with an overlay.
    TooDeep = "gap::too-deep", Gap;
    /// A member is required, but no schema describes it. It is what `additionalProperties` describes, or else any value,
    /// and it may be missing.
    UndescribedMember = "undescribed-member", Warning;
    /// Several parts of an `allOf` describe a member, and no value can be what all of them say. The last one counts.
    ContradictingParts = "contradicting-parts", Warning;
    /// Two variants of a union accept the same values, and neither is more specific than the other.
    ///
    /// The one that knows more of a value's members is read, or else the first. Add a discriminator, or make a member
    /// required that only one of them has, with an overlay.
    AmbiguousUnion = "ambiguous-union", Note;
    /// A discriminator can't tell every variant, because one of them is not an object or has no value for it.
    /// Variants are told by their members instead. Or its `mapping` has a value that no variant knows.
    ///
    /// Complete its `mapping` with an overlay.
    UnusableDiscriminator = "unusable-discriminator", Warning;
    /// The description has security schemes, but no `security` says which requests need them. A credential that is set is
    /// sent with every request.
    ///
    /// State `security` with an overlay.
    MissingSecurity = "missing-security", Warning;
    /// Some operations say which credential they need, and others say nothing. These get the credential that is set, and
    /// need none; those with a server of their own get nothing.
    ///
    /// Say `security` for the document with an overlay, and `security: []` where there is none.
    UnmarkedSecurity = "unmarked-security", Warning;
    /// There are signs of credentials, such as a header `Authorization` or a 401, and no security schemes. The client has
    /// no setter for them.
    ///
    /// Add the scheme with an overlay.
    UndescribedSecurity = "undescribed-security", Warning;
    /// A header parameter has a name that HTTP doesn't allow. It is ignored.
    HeaderName = "gap::header-name", Gap;
    /// A server that isn't reached by HTTP, such as a `wss` one, or whose address is none.
    UnsupportedServer = "gap::unsupported-server", Gap;
    /// A security scheme that requests can't be sent with, such as one whose credentials answer a challenge. They go
    /// without it.
    UnsupportedSecurity = "gap::unsupported-security", Gap;
    /// A body may also be a form whose fields can't be told, because its schema isn't an object. There is no method that
    /// sends it as one.
    SeveralMediaTypes = "several-media-types", Note;
    /// A body that may be left out is a form with required fields. Methods ask for these, so that it is always sent: most
    /// descriptions mean that, and leave `required` out by mistake.
    FormAlwaysSent = "form-always-sent", Note;
    /// The fields of a form can't be told, because its schema isn't an object, or has more parts and alternatives, each with
    /// parts and alternatives of its own, than can be read. The body is taken whole, as it is to be sent.
    FormWithoutFields = "gap::form-without-fields", Gap;
    /// The schema of a form has alternatives with other fields. A form is flat: it has the fields of all of them, required
    /// are those that all require, and the server tells which of them go together.
    FormAlternatives = "form-alternatives", Note;
    /// A body is XML, which is taken and given as text.
    XmlBody = "gap::xml-body", Gap;
    /// A webhook or a callback brings no JSON, or has a method that no event is read of. There is no event for it.
    Webhook = "gap::webhook", Gap;
    /// A header parameter `Content-Type` names a media type in which no body is described. OpenAPI 3 ignores such a
    /// parameter; what is described is sent.
    UndescribedMediaType = "undescribed-media-type", Note;
    /// A response is a form, which is given as it comes: a URL-encoded one as text, one in parts as bytes.
    FormResponse = "gap::form-response", Gap;
    /// The schema of a body, a response or a parameter's `content` has members or items, and its media type isn't that of
    /// JSON, a form or XML. It is taken and given as it is, as bytes or as text.
    NotJson = "gap::not-json", Gap;
    /// The extension `x-clientwright-stream` of an operation names an `item` that its values don't have by their schema. The
    /// items are any JSON.
    ///
    /// Describe it, or name another one, with an overlay.
    StreamItem = "gap::stream-item", Gap;
    /// An operation looks paginated, but names and types leave in doubt how. It has no `pages` and no `items`.
    ///
    /// Say how, or that it isn't, in `[pagination]` of `vendor.toml`. All operations with the same doubt share a finding.
    AmbiguousPagination = "ambiguous-pagination", Note;
    /// An example doesn't fit its schema. Wire tests use a made-up value instead.
    ExampleMisfit = "example-misfit", Warning;
    /// The smallest value that has all that is required is larger or deeper than what is made up as an example: members that
    /// are required within each other multiply. The type is whole; what would need the example has no test.
    ///
    /// Give an example with an overlay.
    LargeExample = "gap::large-example", Gap;
}
