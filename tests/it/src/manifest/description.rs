//! A description with every fact that a comparison asks for, and a change of each.

use super::Change;

pub(super) const DESCRIPTION: &str = r##"
openapi: 3.0.3
info: {title: Things, version: "1"}
servers:
  - url: https://{region}.x.example/v1
    variables: {region: {default: eu, enum: [eu, us]}}
security: [{key: []}]
tags: [{name: things}]
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      x-stability-level: beta
      security: [{oauth: [read]}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
        - {name: ids, in: query, explode: true, schema: {type: array, items: {type: string, maxLength: 8}, maxItems: 9}}
        - {name: X-Trace, in: header, required: false, schema: {type: string, pattern: "^a"}}
        - {name: q, in: query, schema: {type: string, nullable: false, minLength: 2}}
      responses:
        "200":
          description: It.
          headers: {X-Total: {required: false, schema: {type: integer, minimum: 0}}}
          content:
            application/json: {schema: {type: array, maxItems: 100, items: {$ref: "#/components/schemas/Thing"}}}
        "404": {description: No., content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
    post:
      operationId: makeThing
      tags: [things]
      deprecated: false
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/NewThing"}}}
      responses: {"201": {description: Made.}}
  /names:
    post:
      operationId: putNames
      requestBody: {content: {application/json: {schema: {type: array, minItems: 1, items: {type: string}}}}}
      responses: {"204": {description: Done.}}
    put:
      operationId: sendForm
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {word: {type: string, maxLength: 4}}}
      responses: {"204": {description: Done.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://x.example/token", scopes: {read: R, write: W}}}
    open: {type: openIdConnect, openIdConnectUrl: "https://x.example/oidc"}
  schemas:
    NewThing: {type: object, required: [name], properties: {name: {type: string}}}
    Problem: {type: object, properties: {title: {type: string}}}
    Thing:
      type: object
      description: A thing.
      example: {}
      required: [id]
      minProperties: 1
      properties:
        id: {type: string, readOnly: true}
        secret: {type: string}
        count: {type: integer, format: int64, minimum: 1, maximum: 9}
        ratio: {type: number, minimum: 0.5, maximum: 1.5, multipleOf: 0.5}
        mail: {type: string, format: email, minLength: 3, maxLength: 99, pattern: "@"}
        note: {type: string, nullable: false}
        old: {type: string, deprecated: false}
        colour: {type: string, enum: [red, green]}
        level: {type: string, default: low}
        tags: {type: array, minItems: 1, maxItems: 5, uniqueItems: false, items: {type: string, maxLength: 7}}
        words: {type: object, maxProperties: 3, additionalProperties: {type: string, maxLength: 6}}
        place: {$ref: "#/components/schemas/Place"}
        shape: {$ref: "#/components/schemas/Shape"}
        code: {$ref: "#/components/schemas/Code"}
        whole: {allOf: [{type: string, maxLength: 30}, {maxLength: 25, minLength: 11}]}
        list: {allOf: [{type: array, items: {type: string, maxLength: 21}}, {type: array, items: {type: string, minLength: 19}}]}
        either: {oneOf: [{type: string, maxLength: 12}, {type: integer, maximum: 13}]}
    Code: {type: string, maxLength: 14}
    Place: {type: object, properties: {street: {type: string}}}
    Shape:
      oneOf: [{$ref: "#/components/schemas/Circle"}, {$ref: "#/components/schemas/Square"}]
      discriminator:
        propertyName: kind
        mapping: {circle: "#/components/schemas/Circle", square: "#/components/schemas/Square"}
    Circle: {type: object, required: [kind], properties: {kind: {type: string}, r: {type: integer}}}
    Square: {type: object, required: [kind], properties: {kind: {type: string}, a: {type: integer}}}
"##;

/// A row: what is changed, from what, to what, and what the changed lines hold then.
macro_rules! changes {
    ($($what:literal: $from:literal => $to:literal, [$($line:literal),*];)*) => {
        &[$(Change { what: $what, from: $from, to: $to, lines: &[$($line),*] }),*]
    };
}

pub(super) const CHANGES: &[Change] = changes! {
    "minimum": "format: int64, minimum: 1" => "format: int64, minimum: 2", [r#""minimum": 2"#];
    "no minimum": "format: int64, minimum: 1" => "format: int64", [r#""schema": { "format": "int64", "maximum": 9 }"#];
    "maximum": "minimum: 1, maximum: 9}" => "minimum: 1, maximum: 8}", [r#""maximum": 8"#];
    "exclusiveMinimum": "minimum: 0.5, maximum: 1.5" => "minimum: 0.5, exclusiveMinimum: true, maximum: 1.5", [r#""exclusiveMinimum": 0.5"#];
    "exclusiveMaximum": "minimum: 0.5, maximum: 1.5" => "minimum: 0.5, maximum: 1.5, exclusiveMaximum: true", [r#""exclusiveMaximum": 1.5"#];
    "multipleOf": "multipleOf: 0.5" => "multipleOf: 0.25", [r#""multipleOf": 0.25"#];
    "minLength": "minLength: 3" => "minLength: 4", [r#""minLength": 4"#];
    "maxLength": "maxLength: 99" => "maxLength: 98", [r#""maxLength": 98"#];
    "pattern": r#"pattern: "@""# => r#"pattern: "@.""#, [r#""pattern": "@.""#];
    "format": "format: email" => "format: hostname", [r#""format": "hostname""#];
    "a format that makes the type": "format: email" => "format: uuid", [r#""type": "Uuid""#];
    "format of an integer": "format: int64, minimum: 1" => "minimum: 1", [r#""schema": { "maximum": 9, "minimum": 1 }"#];
    "minItems": "minItems: 1, maxItems: 5" => "minItems: 2, maxItems: 5", [r#""minItems": 2"#];
    "maxItems": "minItems: 1, maxItems: 5" => "minItems: 1, maxItems: 6", [r#""maxItems": 6"#];
    "uniqueItems": "uniqueItems: false" => "uniqueItems: true", [r#""uniqueItems": true"#];
    "items": "items: {type: string, maxLength: 7}" => "items: {type: string, maxLength: 77}", [r#""items": { "maxLength": 77 }"#];
    "minProperties": "minProperties: 1" => "minProperties: 2", [r#""minProperties": 2"#];
    "maxProperties": "maxProperties: 3" => "maxProperties: 4", [r#""maxProperties": 4"#];
    "values of a map": "additionalProperties: {type: string, maxLength: 6}" => "additionalProperties: {type: string, maxLength: 66}", [r#""additionalProperties": { "maxLength": 66 }"#];
    "closed": "minProperties: 1" => "minProperties: 1\n      additionalProperties: false", [r#""additionalProperties": false"#];
    "opened": "minProperties: 1" => "minProperties: 1\n      additionalProperties: true", [r#""extra": { "name": "additional_properties", "type": "Value" }"#];
    "default": "default: low" => "default: high", [r#""default": "high""#];
    "readOnly": "secret: {type: string}" => "secret: {type: string, readOnly: true}", [r#""read_only": true"#];
    "writeOnly": "secret: {type: string}" => "secret: {type: string, writeOnly: true}", [r#""write_only": true"#];
    "deprecated member": "old: {type: string, deprecated: false}" => "old: {type: string, deprecated: true}", [r#""deprecated": true"#];
    "nullable": "note: {type: string, nullable: false}" => "note: {type: string, nullable: true}", [r#""described": "optional-nullable""#];
    "required": "required: [id]" => "required: [id, note]", [r#""presence": "required""#];
    "a value more": "enum: [red, green]" => "enum: [red, green, blue]", [r#""Blue": "blue""#];
    "a value less": "enum: [red, green]" => "enum: [red, grey]", [r#""Grey": "grey""#];
    "a component's constraint": "maxLength: 14" => "maxLength: 15", [r#""maxLength": 15"#, r#""maxLength": 15"#];
    "a part's constraint": "maxLength: 25" => "maxLength: 31", [r#""maxLength": 30"#];
    "the items of a part": "minLength: 19" => "minLength: 18", [r#""items": { "maxLength": 21, "minLength": 18 }"#];
    "an alternative's constraint": "maximum: 13" => "maximum: 16", [r#""maximum": 16"#];
    "oneOf": "oneOf: [{$ref" => "anyOf: [{$ref", [r#""form": "anyOf""#];
    "discriminator mapping": "mapping: {circle:" => "mapping: {round:", [r#""constant": "round""#, r#""tags": ["round"]"#];
    "discriminator": "propertyName: kind" => "propertyName: other", [r#""presence": "required""#, r#""tag": "other""#, r#""presence": "required""#];
    "a parameter's bound": "maximum: 50" => "maximum: 60", [r#""maximum": 60"#];
    "a parameter's default": "default: 20" => "default: 25", [r#""default": 25"#];
    "a parameter's items": "items: {type: string, maxLength: 8}" => "items: {type: string, maxLength: 88}", [r#""items": { "maxLength": 88 }"#];
    "a parameter's list": "maxItems: 9" => "maxItems: 10", [r#""maxItems": 10"#];
    "explode": "explode: true" => "explode: false", [r#""explode": false"#];
    "style": "in: query, explode: true" => "in: query, style: pipeDelimited, explode: false", [r#""style": "PipeDelimited""#];
    "parameter required": "in: header, required: false" => "in: header, required: true", [r#""required": true"#];
    "parameter deprecated": "in: header, required: false" => "in: header, deprecated: true", [r#""deprecated": true"#];
    "parameter nullable": "schema: {type: string, nullable: false, minLength: 2}" => "schema: {type: string, nullable: true, minLength: 2}", [r#""nullable": true"#];
    "a header's constraint": "pattern: \"^a\"" => "pattern: \"^b\"", [r#""pattern": "^b""#];
    "header required": "X-Total: {required: false" => "X-Total: {required: true", [r#""required": true"#];
    "header constraint": "schema: {type: integer, minimum: 0}" => "schema: {type: integer, minimum: 1}", [r#""minimum": 1"#];
    "a body's constraint": "minItems: 1, items: {type: string}}}}}" => "minItems: 3, items: {type: string}}}}}", [r#""minItems": 3"#];
    "a body required": "required: true\n        content" => "required: false\n        content", [r#""required": false"#];
    "a body's media type": "content: {application/json: {schema: {$ref: \"#/components/schemas/NewThing\"}}}" => "content: {application/vnd.x+json: {schema: {$ref: \"#/components/schemas/NewThing\"}}}", [r#""media_type": "application/vnd.x+json""#];
    "a form field's constraint": "word: {type: string, maxLength: 4}" => "word: {type: string, maxLength: 44}", [r#""maxLength": 44"#];
    "a response's constraint": "maxItems: 100" => "maxItems: 101", [r#""maxItems": 101"#];
    "a response's media type": "content: {application/json: {schema: {$ref: \"#/components/schemas/Problem\"}}}" => "content: {application/problem+json: {schema: {$ref: \"#/components/schemas/Problem\"}}}", [r#""media_types": ["application/problem+json"]"#];
    "security scopes": "security: [{oauth: [read]}]" => "security: [{oauth: [read, write]}]", [r#"{ "oauth": ["read", "write"] }"#];
    "security alternative": "security: [{oauth: [read]}]" => "security: [{oauth: [read]}, {key: []}]", [r#"{ "key": [] }"#];
    "scopes of a flow": "scopes: {read: R, write: W}" => "scopes: {read: R, wrote: W}", [r#""scopes": ["read", "wrote"]"#];
    "token URL": "https://x.example/token" => "https://x.example/tokens", ["https://x.example/tokens"];
    "OpenID Connect URL": "https://x.example/oidc" => "https://x.example/openid", [r#""discovery": "https://x.example/openid""#];
    "server URL": "x.example/v1" => "x.example/v2", [r#""url": "https://{region}.x.example/v2""#];
    "server default": "default: eu, enum" => "default: us, enum", [r#""default": "us""#];
    "server values": "enum: [eu, us]" => "enum: [eu, us, ap]", [r#""Ap": "ap""#];
    "sunset": "deprecated: false\n      requestBody" => "x-sunset: 2027-01-01\n      requestBody", [r#""sunset": "2027-01-01""#];
    "deprecated": "deprecated: false\n      requestBody" => "deprecated: true\n      requestBody", [r#""deprecated": true"#];
    "stability": "x-stability-level: beta" => "x-stability-level: stable", [r#""stability": "stable""#];
    "tags": "operationId: listThings\n      tags: [things]" => "operationId: listThings\n      tags: [things, more]", [r#""tags": ["things", "more"]"#];
    "a documented status": r#"responses: {"201": {description: Made.}}"# => r#"responses: {"201": {description: Made.}, "409": {description: No.}}"#, [r#""409": { "type": "empty" }"#];
};
