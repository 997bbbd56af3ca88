//! Downloads that go somewhere, from a server that doesn't always send what it promised.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use clientwright_runtime::{
    Body, Download, DownloadError, Never, Progress, TransportErrorKind,
    codegen::{Client, Operation, ResponseSpec, Status},
};
use flate2::{Compression, write::GzEncoder};
use tokio::{sync::Notify, time::timeout};

use crate::{
    loopback::{Loopback, Step},
    support::{POST, gzipped},
};

static FILE: Operation = Operation {
    name: "file",
    path: "/file",
    responses: &[ResponseSpec::bytes(Status::Code(200))],
    ..Operation::BASE
};

async fn client(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> (Loopback, Client) {
    let server = Loopback::start(move |_| steps()).await;
    let client = server.builder().build().unwrap();
    (server, client)
}

async fn download(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Download {
    let (_, client) = client(steps).await;
    client.call(&FILE).download::<Never>().await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|it| it.into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn it_is_saved_under_the_name_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.zip");
    let content: Vec<u8> = (0..=250).cycle().take(1_000_000).collect();
    for length in [0, 3, 1_000_000] {
        let body = content[..length].to_vec();
        let named = "content-disposition: attachment; filename=\"../theirs.zip\"";
        let download = download(move || vec![Step::response(200, &[named], &body)]).await;
        assert_eq!(download.file_name().as_deref(), Some("theirs.zip"));
        // The second and third time there is one already.
        assert_eq!(download.save(&path).await.unwrap(), length as u64);
        assert!(fs::read(&path).unwrap() == content[..length]);
        assert_eq!(names(folder.path()), ["mine.zip"]);
    }
}

#[tokio::test]
async fn what_breaks_off_leaves_no_file_and_the_older_one_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let broken = || async {
        let much = vec![7; 600_000];
        let steps = move || {
            let wait = Step::Sleep(Duration::from_millis(50));
            vec![Step::head(200, 900_000), Step::Send(much.clone()), wait, Step::Reset]
        };
        download(steps).await
    };
    let error = broken().await.save(&path).await.unwrap_err();
    let DownloadError::Transport(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), TransportErrorKind::Body);
    assert!(names(folder.path()).is_empty());
    fs::write(&path, "older").unwrap();
    broken().await.save(&path).await.unwrap_err();
    assert_eq!(names(folder.path()), ["a.zip"]);
    assert_eq!(fs::read(&path).unwrap(), b"older");
}

#[tokio::test]
async fn what_is_dropped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let never = Arc::new(Notify::new());
    let steps = move || {
        let wait = Step::WaitFor(Arc::clone(&never));
        vec![Step::head(200, 900_000), Step::Send(vec![7; 600_000]), wait]
    };
    let save = download(steps).await.save(folder.path().join("a.zip"));
    timeout(Duration::from_millis(300), save).await.unwrap_err();
    // The thread that writes may be at it still.
    for _ in 0..100 {
        if names(folder.path()).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("left: {:?}", names(folder.path()));
}

/// A disk with no room.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn where_nothing_can_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let response = || vec![Step::response(200, &[], b"abc")];
    for path in [folder.path().join("no/such/folder"), folder.path().to_owned()] {
        let error = download(response).await.save(path).await.unwrap_err();
        assert!(matches!(error, DownloadError::Write(_)), "{error}");
        assert!(error.to_string().starts_with("the download can't be written: "), "{error}");
    }
    assert!(names(folder.path()).is_empty());

    let error = download(response).await.write_to(Full).await.unwrap_err();
    assert!(matches!(error, DownloadError::Write(_)), "{error}");
}

#[tokio::test]
async fn it_goes_into_a_writer_and_tells_how_far_it_is() {
    let told = Arc::<Mutex<Vec<(u64, Option<u64>)>>>::default();
    let telling = Arc::clone(&told);
    let wait = || Step::Sleep(Duration::from_millis(30));
    let steps = move || vec![Step::head(200, 6), Step::text("ab"), wait(), Step::text("cdef")];
    let mut into = Vec::new();
    let download = download(steps).await.on_progress(move |it: Progress| {
        telling.lock().unwrap().push((it.received, it.total));
    });
    assert_eq!(download.write_to(&mut into).await.unwrap(), 6);
    assert_eq!(into, b"abcdef");
    let told = told.lock().unwrap();
    assert_eq!(told.last(), Some(&(6, Some(6))));
    assert!(told.len() >= 2 && told.is_sorted(), "{told:?}");
}

#[tokio::test]
async fn a_limit_holds_whether_the_length_is_known_or_not() {
    let announced = || vec![Step::head(200, 100), Step::Sleep(Duration::from_secs(30))];
    let mut download_ = download(announced).await.limit(99);
    let error = download_.chunk().await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    assert!(error.to_string().ends_with("the body is longer than 99 bytes"), "{error}");
    assert_eq!(download_.chunk().await.unwrap(), None, "after an error it is over");

    let endless = || {
        let start = vec![Step::chunked(&[])];
        start.into_iter().chain((0..10_000).map(|_| Step::chunk([7; 1000]))).collect()
    };
    let mut into = Vec::new();
    let error = download(endless).await.limit(2500).write_to(&mut into).await.unwrap_err();
    let DownloadError::Transport(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    assert!(into.len() <= 2500, "{}", into.len());
    // The limit counts what comes out.
    let packed = gzipped(&vec![7; 100_000]);
    let steps = move || vec![Step::response(200, &["content-encoding: gzip"], &packed)];
    let error = download(steps).await.limit(90_000).bytes().await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    let whole = download(|| vec![Step::response(200, &[], b"abc")]).await.limit(3).bytes().await;
    assert_eq!(whole.unwrap(), "abc");
}

#[tokio::test]
async fn fewer_bytes_than_announced_are_an_error_and_more_are_not_taken() {
    let fewer = download(|| vec![Step::head(200, 9), Step::text("abc")]).await;
    assert_eq!(fewer.bytes().await.unwrap_err().kind(), TransportErrorKind::Body);
    let more = download(|| vec![Step::head(200, 3), Step::text("abcdef")]).await;
    assert_eq!(more.bytes().await.unwrap(), "abc");
    // Neither is a body in chunks whose last one is missing whole.
    let cut = download(|| vec![Step::chunked(&[]), Step::chunk("abc")]).await;
    assert_eq!(cut.bytes().await.unwrap_err().kind(), TransportErrorKind::Body);
}

#[tokio::test]
async fn what_comes_gzipped_unasked_is_unpacked_as_it_comes() {
    let go_on = Arc::new(Notify::new());
    let gate = Arc::clone(&go_on);
    let steps = move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"first").unwrap();
        encoder.flush().unwrap();
        let first = std::mem::take(encoder.get_mut());
        encoder.write_all(b"second").unwrap();
        let wait = Step::WaitFor(Arc::clone(&gate));
        let second = Step::chunk(encoder.finish().unwrap());
        let head = Step::chunked(&["content-encoding: gzip"]);
        vec![head, Step::chunk(first), wait, second, Step::chunk("")]
    };
    let mut download_ = download(steps).await;
    assert_eq!(download_.chunk().await.unwrap().unwrap(), "first");
    go_on.notify_one();
    assert_eq!(download_.chunk().await.unwrap().unwrap(), "second");
    assert_eq!(download_.chunk().await.unwrap(), None);

    let cut = gzipped(b"hello");
    let cut = cut[..cut.len() - 3].to_vec();
    let folder = tempfile::tempdir().unwrap();
    let steps = move || vec![Step::response(200, &["content-encoding: gzip"], &cut)];
    let error = download(steps).await.save(folder.path().join("a")).await.unwrap_err();
    assert!(error.to_string().contains("the gzipped body is damaged"), "{error}");
    assert!(names(folder.path()).is_empty());
}

#[tokio::test]
async fn a_download_can_be_sent_on_as_it_comes() {
    let (server, client) = client(|| vec![Step::response(200, &[], b"abc")]).await;
    let download = client.call(&FILE).download::<Never>().await.unwrap();
    let body = Body::from(download);
    assert_eq!((body.content_length(), body.is_replayable()), (Some(3), false));
    client.call(&POST).bytes("text/plain", body).body::<(), Never>().await.unwrap();
    assert!(server.requests()[1].ends_with("\n\nabc"), "{:?}", server.requests());
}
