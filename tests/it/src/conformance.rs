//! `cargo xtask conformance` with a mock of our own, so that it runs where Node isn't.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use tempfile::TempDir;

use crate::project::{Ran, run};

const DESCRIPTION: &str = r##"
openapi: 3.0.3
info: {title: Judged, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /sound:
    get: {operationId: sound, responses: {"200": {$ref: "#/components/responses/Thing"}}}
  /refused/{id}:
    put:
      operationId: refused
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 7}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
      responses: {"200": {$ref: "#/components/responses/Thing"}}
  /undescribed:
    get: {operationId: undescribed, responses: {"200": {$ref: "#/components/responses/Thing"}}}
  /undocumented:
    get: {operationId: undocumented, responses: {"200": {$ref: "#/components/responses/Thing"}}}
  /closed:
    get: {operationId: closed, responses: {"200": {$ref: "#/components/responses/Thing"}}}
components:
  responses:
    Thing:
      description: A thing.
      content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}, example: {id: 7, name: 8}}}
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
"##;

/// What is wrong with each operation but the first.
const FAULTS: [&str; 5] = [
    "  /components/responses/Thing/content/application~1json/example: invalid-example: ",
    "  PUT /refused/{id}: refused: UNPROCESSABLE_ENTITY: body.id: must be odd (client_refused, ",
    "  GET /undescribed: invalid-response: ",
    "  GET /undocumented: unreadable: undocumented: status 418",
    "  GET /closed: unsent: ",
];

/// Answers one request as its path says.
fn serve(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let length = head.lines().find_map(|it| it.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    assert!(head.contains("prefer: dynamic="), "{head}");
    let (status, media_type, text) = match path {
        "/sound" => ("200 OK", "application/json", r#"{"id": 7}"#),
        "/refused/7" => (
            "422 Unprocessable Entity",
            "application/problem+json",
            r#"{"type": "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY", "title": "No",
                "validation": [{"location": ["body", "id"], "message": "must be odd"}]}"#,
        ),
        "/undescribed" => ("200 OK", "application/json", r#"{"id": "seven"}"#),
        "/undocumented" => ("418 Teapot", "application/json", "{}"),
        _ => return,
    };
    let length = text.len();
    let response = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
    reader.get_mut().write_all(response.as_bytes()).unwrap();
}

/// Runs the command on the description, with a mock that answers as it is told.
fn judged() -> Ran {
    let mock = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", mock.local_addr().unwrap());
    thread::spawn(move || mock.incoming().for_each(|it| serve(it.unwrap())));
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("judged.yaml");
    std::fs::write(&file, DESCRIPTION).unwrap();
    let args = ["conformance", file.to_str().unwrap(), "--mock", &url, "--seeds", "1"];
    run(crate::root(), &args, &clientwright::generate)
}

#[test]
fn what_a_mock_has_against_calls_is_told() {
    let ran = judged().ends(1);
    let (head, faults) = ran.out.split_once('\n').unwrap();
    assert_eq!(
        head,
        "corpus-judged: 5 calls, 3 accepted; 2 of 10 responses read; 3 of 5 bodies and 1 of 2 examples as described"
    );
    assert_eq!(faults.lines().count(), FAULTS.len(), "{faults}");
    for (line, fault) in faults.lines().zip(FAULTS) {
        assert!(line.starts_with(fault), "{line}\n{fault}");
    }
}
