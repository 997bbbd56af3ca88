//! The program against a bookshop on the loopback interface.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

/// What the program prints where the shop's response is this one, and the first line of its request.
fn ask(status: &'static str, body: &'static str) -> (String, String) {
    let shop = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = shop.local_addr().unwrap();
    let served = thread::spawn(move || {
        let (mut stream, _) = shop.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
        let head: Vec<String> = lines.take_while(|it| !it.is_empty()).collect();
        let length = body.len();
        let head_of_response = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all((head_of_response + body).as_bytes()).unwrap();
        head[0].clone()
    });
    let mut program = Command::new(env!("CARGO_BIN_EXE_example-build-script"));
    let output =
        program.args([format!("http://{address}"), "978-3-16-148410-0".to_owned()]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (served.join().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_client_that_a_build_script_generated_makes_calls() {
    let (request, printed) = ask("200 OK", r#"{"title": "Momo", "pages": 304}"#);
    assert_eq!(request, "GET /books/978-3-16-148410-0 HTTP/1.1");
    assert_eq!(printed, "Momo, 304 pages\n");
}

#[test]
fn its_errors_are_typed() {
    let (_, printed) = ask("404 Not Found", r#"{"message": "sold out"}"#);
    assert!(printed.starts_with("404"), "{printed}");
    assert!(printed.contains("sold out"), "{printed}");
}
