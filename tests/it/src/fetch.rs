//! `clientwright fetch`: what it makes of what servers send, and of what lies there already.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::project::{Project, Ran, run_program};

const PING: &str = "openapi: 3.0.3\ninfo: { title: Ping, version: \"1\" }\npaths: {}\n";

/// How a server answers a request.
#[derive(Clone)]
enum Answer {
    /// Status, headers and body.
    Whole(u16, &'static str, String),
    /// The head, less of the body than it promises, and the end of the connection.
    Cut(String),
    /// What is no text.
    Bytes(&'static [u8]),
    /// Nothing, and the connection stays open.
    Silence,
}

/// A server on the loopback interface: each path has its answers, of which the last one stays.
struct Site {
    address: String,
    answers: Arc<Mutex<BTreeMap<String, Vec<Answer>>>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let site = Self { address, answers: Arc::default(), seen: Arc::default() };
        let (answers, seen) = (Arc::clone(&site.answers), Arc::clone(&site.seen));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answers, seen) = (Arc::clone(&answers), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &answers, &seen));
            }
        });
        site
    }

    fn answer(&self, path: &str, answers: &[Answer]) {
        self.answers.lock().unwrap().insert(path.to_owned(), answers.to_vec());
    }

    fn file(&self, path: &str, text: &str) {
        self.answer(path, &[Answer::Whole(200, "", text.to_owned())]);
    }

    /// The heads of the requests so far, in lower case.
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(
    stream: TcpStream,
    answers: &Mutex<BTreeMap<String, Vec<Answer>>>,
    seen: &Mutex<Vec<String>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|it| it > 2) {}
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().unwrap().push(head.to_lowercase());
    let answer = {
        let mut answers = answers.lock().unwrap();
        let Some(all) = answers.get_mut(&path) else { return };
        if all.len() > 1 { all.remove(0) } else { all[0].clone() }
    };
    let text = match answer {
        Answer::Whole(status, headers, body) => {
            let length = body.len();
            format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
            )
        }
        Answer::Cut(body) => {
            format!("HTTP/1.1 200 X\r\ncontent-length: 100000\r\nconnection: close\r\n\r\n{body}")
        }
        Answer::Bytes(body) => {
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = writer.write_all(&[head.as_bytes(), body].concat());
            return;
        }
        Answer::Silence => {
            let _ = reader.read(&mut [0; 1]);
            return;
        }
    };
    let _ = writer.write_all(text.as_bytes());
}

/// A project whose vendor `acme` says where its files come from.
fn acme(source: &str) -> Project {
    let project = Project::new();
    let settings = format!("crate = \"acme-api\"\ntitle = \"acme\"\n{source}\n");
    project.write("specs/acme/vendor.toml", &settings);
    project
}

fn fetch(project: &Project, args: &[&str]) -> Ran {
    run_program(project.root(), &[&["fetch", "--timeout", "5"], args].concat())
}

#[test]
fn a_first_file_is_called_as_its_address_says() {
    let site = Site::new();
    site.file("/v2/ping.yaml?raw=1", PING);
    let project = acme(&format!("source = \"{}/v2/ping.yaml?raw=1\"", site.address));
    let ran = fetch(&project, &[]).ends(0);
    assert_eq!(ran.out, "specs/acme/ping.yaml  new  61 bytes\n");
    assert!(ran.err.contains("regen"), "{}", ran.err);
    assert_eq!(project.read("specs/acme/ping.yaml"), PING);

    site.file(
        "/api",
        "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"A\", \"version\": \"1\"}, \"paths\": {}}",
    );
    let project = acme(&format!("source = \"{}/api\"", site.address));
    fetch(&project, &[]).ends(0);
    assert!(project.path("specs/acme/openapi.json").exists());
}

#[test]
fn a_file_that_has_not_changed_is_not_sent_again() {
    let site = Site::new();
    let first = Answer::Whole(200, "etag: \"one\"\r\n", PING.to_owned());
    let same = Answer::Whole(304, "etag: \"one\"\r\n", String::new());
    site.answer("/ping.yaml", &[first, same.clone(), same.clone()]);
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    fetch(&project, &[]).ends(0);
    let (specs, ran) = (project.tree("specs"), fetch(&project, &[]).ends(0));
    assert_eq!(ran.out, "specs/acme/ping.yaml  unchanged  61 bytes\n");
    assert_eq!(ran.err, "");
    assert_eq!(project.tree("specs"), specs);
    let conditions = site.seen().iter().filter(|it| it.contains("if-none-match: \"one\"")).count();
    assert_eq!(conditions, 1);

    // Only what lies there as it came can be vouched for.
    fs::remove_file(project.path("specs/acme/ping.yaml")).unwrap();
    site.file("/ping.yaml", PING);
    fetch(&project, &[]).ends(0);
    assert!(!site.seen().last().unwrap().contains("if-none-match"));
    assert_eq!(project.read("specs/acme/ping.yaml"), PING);
}

#[test]
fn a_time_does_where_there_is_no_tag() {
    let site = Site::new();
    let time = "last-modified: Tue, 03 Nov 2026 08:00:00 GMT\r\n";
    let same = Answer::Whole(304, "", String::new());
    site.answer("/ping.yaml", &[Answer::Whole(200, time, PING.to_owned()), same]);
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    fetch(&project, &[]).ends(0);
    fetch(&project, &[]).ends(0);
    assert!(site.seen()[1].contains("if-modified-since: tue, 03 nov 2026 08:00:00 gmt"));
}

#[test]
fn what_is_no_description_changes_nothing() {
    let login = "<!doctype html><title>Sign in</title>";
    let answers = [
        Answer::Whole(200, "content-type: text/html\r\n", login.to_owned()),
        Answer::Whole(200, "", String::new()),
        Answer::Whole(200, "", "asyncapi: 3.0.0\ninfo: {}\n".to_owned()),
        Answer::Whole(404, "", "gone".to_owned()),
        Answer::Whole(302, "location: https://192.0.2.1:1/\r\n", String::new()),
        Answer::Cut(PING.to_owned()),
        Answer::Silence,
        Answer::Bytes(&[0x50, 0x4b, 3, 4, 0xff, 0xfe, 0x80, 0x80]),
    ];
    for (n, answer) in answers.iter().enumerate() {
        let site = Site::new();
        site.file("/ping.yaml", PING);
        let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
        fetch(&project, &[]).ends(0);
        let before = project.tree("specs");
        site.answer("/ping.yaml", std::slice::from_ref(answer));
        let ran = run_program(project.root(), &["fetch", "--timeout", "2"]).ends(1);
        assert!(ran.err.contains("error: acme: "), "{n}: {}", ran.err);
        assert!(ran.err.contains(&site.address), "{n}: {}", ran.err);
        assert_eq!(project.tree("specs"), before, "{n}");
    }
}

#[test]
fn a_fault_that_passes_is_none() {
    let site = Site::new();
    let busy = Answer::Whole(503, "retry-after: 0\r\n", String::new());
    site.answer(
        "/ping.yaml",
        &[busy, Answer::Cut(String::new()), Answer::Whole(200, "", PING.to_owned())],
    );
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    fetch(&project, &[]).ends(0);
    assert_eq!(project.read("specs/acme/ping.yaml"), PING);
}

#[test]
fn several_files_come_together_or_not_at_all() {
    let site = Site::new();
    let whole = "openapi: 3.0.3\ninfo: { title: A, version: \"1\" }\npaths: {}\n\
                 components: { schemas: { B: { $ref: parts/b.yaml } } }\n";
    site.file("/a", whole);
    site.file("/b", "type: string\n");
    let sources = format!(
        "input = \"a.yaml\"\n[source]\n\"a.yaml\" = \"{0}/a\"\n\"parts/b.yaml\" = \"{0}/b\"",
        site.address
    );
    let project = acme(&sources);
    let ran = fetch(&project, &[]).ends(0);
    assert_eq!(
        ran.out,
        "specs/acme/a.yaml  new  113 bytes\nspecs/acme/parts/b.yaml  new  13 bytes\n"
    );
    let before = project.tree("specs");
    site.file("/a", &whole.replace("title: A", "title: AA"));
    site.answer("/b", &[Answer::Whole(500, "retry-after: 0\r\n", String::new())]);
    fetch(&project, &[]).ends(1);
    assert_eq!(project.tree("specs"), before);
}

#[test]
fn a_part_that_is_none_changes_nothing() {
    let site = Site::new();
    let whole = "openapi: 3.0.3\ninfo: { title: A, version: \"1\" }\npaths: {}\n";
    site.file("/a", whole);
    let files = format!("[source]\n\"a.yaml\" = \"{0}/a\"\n\"b.yaml\" = \"{0}/b\"", site.address);
    let project = acme(&format!("input = \"a.yaml\"\n{files}"));
    for text in ["<!doctype html><title>Sign in</title>", "{", "- a list"] {
        site.file("/b", text);
        fetch(&project, &[]).ends(1);
        assert!(!project.path("specs/acme/a.yaml").exists(), "{text}");
    }
    site.file("/b", "type: string\n");
    // Nobody says which of the two it is.
    let unsaid = acme(&files);
    let ran = fetch(&unsaid, &[]).ends(1);
    assert!(ran.err.contains("`input = "), "{}", ran.err);
    let outside = acme(&format!("input = \"../../a.yaml\"\nsource = \"{}/a\"", site.address));
    let ran = fetch(&outside, &[]).ends(1);
    assert!(ran.err.contains("is no path in the vendor's folder"), "{}", ran.err);
    fetch(&project, &[]).ends(0);
}

#[test]
fn what_a_merge_left_of_the_lock_still_knows_the_files() {
    let site = Site::new();
    site.file("/ping.yaml", PING);
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    fetch(&project, &[]).ends(0);
    let lock = project.read("specs/regen.lock");
    let digests = lock.lines().find(|it| it.starts_with("digests")).unwrap();
    let merged = lock.replace(
        digests,
        &format!("<<<<<<< a\ndigests = [\"another\"]\n=======\n{digests}\n>>>>>>> b"),
    );
    project.write("specs/regen.lock", &merged);
    site.file("/ping.yaml", &PING.replace("Ping", "Pong"));
    fetch(&project, &[]).ends(0);
    assert!(project.read("specs/acme/ping.yaml").contains("Pong"));
}

#[test]
fn what_was_edited_here_stays_unless_told_otherwise() {
    let site = Site::new();
    site.file("/ping.yaml", PING);
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    // Nobody has fetched it, and it is what comes: nothing is lost.
    project.write("specs/acme/ping.yaml", PING);
    assert_eq!(fetch(&project, &[]).ends(0).out, "specs/acme/ping.yaml  unchanged  61 bytes\n");

    let mine = PING.replace("Ping", "Mine");
    project.write("specs/acme/ping.yaml", &mine);
    let ran = fetch(&project, &[]).ends(1);
    assert!(ran.err.contains("specs/acme/ping.yaml") && ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(project.read("specs/acme/ping.yaml"), mine);
    fetch(&project, &["--force"]).ends(0);
    assert_eq!(project.read("specs/acme/ping.yaml"), PING);
}

#[test]
fn one_vendor_fails_and_the_others_come() {
    let site = Site::new();
    site.file("/ping.yaml", PING);
    let project = acme(&format!("source = \"{}/nothing\"", site.address));
    let settings = "crate = \"beta\"\ntitle = \"beta\"\n";
    project.write(
        "specs/beta/vendor.toml",
        &format!("{settings}source = \"{}/ping.yaml\"\n", site.address),
    );
    project.vendor("without", "without", "src/a.rs one");
    site.answer("/nothing", &[Answer::Whole(404, "", String::new())]);
    let ran = fetch(&project, &[]).ends(1);
    assert_eq!(ran.out, "specs/beta/ping.yaml  new  61 bytes\n");
    let ran = fetch(&project, &["without"]).ends(2);
    assert!(ran.err.contains("has no `source`"), "{}", ran.err);
    let ran = fetch(&project, &["nobody"]).ends(2);
    assert!(ran.err.contains("no vendor `nobody`"), "{}", ran.err);
}

#[test]
fn the_time_is_the_limit() {
    let site = Site::new();
    site.answer("/ping.yaml", &[Answer::Silence]);
    let project = acme(&format!("source = \"{}/ping.yaml\"", site.address));
    let began = std::time::Instant::now();
    run_program(project.root(), &["fetch", "--timeout", "1"]).ends(1);
    assert!(began.elapsed() < Duration::from_secs(10));
}
