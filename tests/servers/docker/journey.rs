//! An image is made of an archive, and a container of that; files go in and come out; volumes and networks come and go.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;

use client::types::{ContainerChangesResponseItemKind, ContainerCreateRequest};
use client::types::{NetworkCreateRequest, VolumeCreateOptions};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

/// What podman calls an image that is imported as `journey`.
const IMAGE: &str = "localhost/journey:latest";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::standard(env::var("SERVER_URL")?))
        .build()?;
    assert_eq!(client.system().system_ping().await?, "OK");
    let version = client.system().system_version().await?;
    assert!(version.version.is_some_and(|it| it.starts_with("4.3")));
    assert_eq!(client.system().system_info().await?.driver.as_deref(), Some("vfs"));

    images(&client).await?;
    containers(&client).await?;
    volumes(&client).await?;
    networks(&client).await?;
    client.image().image_delete(IMAGE).await?;
    assert!(client.system().system_data_usage().await?.images.is_some_and(|it| it.is_empty()));
    Ok(())
}

async fn images(client: &Client) -> Result<(), Box<dyn Error>> {
    let archive = archive("hello.txt", b"hello\n");
    client.image().image_create_bytes(archive).from_src("-").repo("localhost/journey").await?;
    let images = client.image().image_list().await?;
    assert_eq!(images[0].repo_tags, [IMAGE]);
    let image = client.image().image_inspect(IMAGE).await?;
    assert_eq!(image.id, Some(images[0].id.clone()));
    assert_eq!(client.image().image_history(IMAGE).await?.len(), 1);
    Ok(())
}

async fn containers(client: &Client) -> Result<(), Box<dyn Error>> {
    let containers = client.container();
    let request = ContainerCreateRequest::new()
        .with_image(IMAGE)
        .with_cmd(["/hello"])
        .with_labels(BTreeMap::from([("of".to_owned(), "journey".to_owned())]));
    let made = containers.container_create(&request).name("first").await?;
    let listed = containers.container_list().all(true).await?;
    assert_eq!(listed[0].id.as_deref(), Some(made.id.as_str()));
    let seen = containers.container_inspect("first").await?;
    assert_eq!(seen.path.as_deref(), Some("/hello"));

    containers.put_container_archive("first", "/", archive("note.txt", b"note\n")).await?;
    let changes = containers.container_changes("first").await?;
    assert_eq!(changes[0].path, "/note.txt");
    assert_eq!(changes[0].kind, ContainerChangesResponseItemKind::Value1);
    let back = containers.container_archive("first", "/note.txt").await?.bytes().await?;
    assert!(back.windows(5).any(|it| it == b"note\n"));

    containers.container_rename("first", "second").await?;
    containers.container_delete("second").force(true).await?;
    let gone = containers.container_inspect("second").await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    containers.container_prune().await?;
    Ok(())
}

async fn volumes(client: &Client) -> Result<(), Box<dyn Error>> {
    let made = client.volume().volume_create(&VolumeCreateOptions::new().with_name("data")).await?;
    assert_eq!(made.name, "data");
    assert_eq!(client.volume().volume_list().await?.volumes.len(), 1);
    assert_eq!(client.volume().volume_inspect("data").await?.driver, "local");
    client.volume().volume_delete("data").await?;
    Ok(())
}

async fn networks(client: &Client) -> Result<(), Box<dyn Error>> {
    let request = NetworkCreateRequest::new("inner").with_driver("bridge");
    let made = client.network().network_create(&request).await?;
    let seen = client.network().network_inspect("inner").await?;
    assert_eq!(seen.id, made.id);
    assert!(client.network().network_list().await?.len() > 1);
    client.network().network_delete("inner").await?;
    Ok(())
}

/// An archive of one file in the format of tar, as POSIX.1-1988 has it.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{:011o}\0", content.len()));
    put(136, "00000000000\0");
    // The checksum counts its own field as spaces.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\000");
    let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.extend(content);
    archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
    archive
}
