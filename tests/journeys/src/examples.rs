//! The programs in `examples/`, each against its vendor's server.

#[path = "../examples/expertflow_cx.rs"]
#[expect(dead_code, reason = "the program's `main` reads the environment")]
mod expertflow_cx;
#[path = "../examples/flexperto.rs"]
#[expect(dead_code, reason = "the program's `main` reads the environment")]
mod flexperto;
#[path = "../examples/flow_webinars.rs"]
#[expect(dead_code, reason = "the program's `main` reads the environment")]
mod flow_webinars;
#[path = "../examples/teamviewer_engage.rs"]
#[expect(dead_code, reason = "the program's `main` reads the environment")]
mod teamviewer_engage;

use hyper::body::Bytes;

use crate::expertflow_cx::cx::{CLIENT_SECRET, Cx, PASSWORD};
use crate::flexperto::platform::{ADMIN, Platform};
use crate::flow::webinars::{SECRET, Webinars};
use crate::server::{Loopback, Reply};
use crate::teamviewer_engage::engage::{Engage, TOKEN};

fn lines(out: Vec<u8>) -> Vec<String> {
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_example_of_flexperto_runs() {
    let zip = Bytes::from_static(b"PK\x03\x04 themis/chat.json");
    let storage = Loopback::start(move |_| Ok(Reply::bytes("application/zip", zip.clone()))).await;
    let platform = Platform::start().await;
    platform.store_at(&format!("{}/archives/0b1c.zip", storage.origin));
    platform.close_conference("5f478f9ec2a6b70012a1b2c1", "PACKING", "");
    platform.close_conference("5f478f9ec2a6b70012a1b2c2", "AVAILABLE", "");
    let folder = tempfile::tempdir().unwrap();
    let settings = flexperto::Settings {
        url: &format!("{}/api/v2", platform.server.origin),
        api_key: ADMIN,
        expert: "max@example.org",
        folder: folder.path(),
        webhook: Some("https://example.org/notices"),
    };
    for _ in 0..2 {
        let mut out = Vec::new();
        flexperto::run(&settings, &mut out).await.unwrap();
        let [expert, meeting, webhook, packing, fetched] = lines(out).try_into().unwrap();
        assert_eq!(expert, "expert 53", "the second time it is there");
        assert!(meeting.contains("to be moderated at https://"), "{meeting}");
        assert_eq!(webhook, "notices go to https://example.org/notices");
        assert!(packing.ends_with("is PACKING"), "{packing}");
        assert!(fetched.ends_with("has 21 bytes"), "{fetched}");
    }
    let files: Vec<_> = folder.path().read_dir().unwrap().map(|it| it.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(std::fs::read(file).unwrap(), b"PK\x03\x04 themis/chat.json");
}

#[tokio::test]
async fn the_example_of_flow_runs() {
    let webinars = Webinars::start().await;
    let url = format!("{}/api/v1", webinars.server.origin);
    let mut out = Vec::new();
    flow_webinars::run(Some(&url), SECRET, "max@example.org", &mut out).await.unwrap();
    let [session, link, csv] = lines(out).try_into().unwrap();
    assert_eq!(session, "Launch is published");
    assert!(link.starts_with("max@example.org enters at https://"), "{link}");
    assert_eq!(csv, "2 lines of registrants");

    let error =
        flow_webinars::run(Some(&url), "wrong", "a@b.c", &mut Vec::new()).await.unwrap_err();
    assert!(error.to_string().contains("401"), "{error}");
}

#[tokio::test]
async fn the_example_of_teamviewer_engage_runs() {
    let engage = Engage::start().await;
    for external_id in ["4711", "4712"] {
        let mut out = Vec::new();
        let url = Some(engage.server.origin.as_str());
        teamviewer_engage::run(url, TOKEN, external_id, &mut out).await.unwrap();
        let lines = lines(out);
        assert!(lines[0].starts_with("wrote to 5c593c72"), "{lines:?}");
        assert_eq!(lines.last().unwrap(), &format!("Erika is {external_id}"));
    }
    assert_eq!(engage.status("5c593c728b02502bc3f8ff01").as_deref(), Some("DONE"));
}

#[tokio::test]
async fn the_example_of_expertflow_cx_runs() {
    let cx = Cx::start().await;
    let settings = expertflow_cx::Settings {
        url: cx.gateway.origin.clone(),
        keycloak_url: cx.keycloak.origin.clone(),
        client_secret: CLIENT_SECRET.to_owned(),
        user: "sam.reed".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let mut out = Vec::new();
    expertflow_cx::run(settings, &mut out).await.unwrap();
    assert_eq!(lines(out), ["0 channel connectors", "the message was taken with 202"]);
    assert_eq!(cx.grants(), ["password"]);
    assert_eq!(cx.received()[0]["body"]["markdownText"], "Hello");
}
