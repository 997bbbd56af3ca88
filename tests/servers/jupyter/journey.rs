//! A text is kept, put back to a checkpoint and moved; a notebook gets a session, and its kernel is started again.

use std::env;
use std::error::Error;

use client::types::{
    ContentsContent, ContentsType, GetApiContentsByPathFormat, GetApiContentsByPathType,
};
use client::types::{PatchApiContentsByPathRequest, PostApiContentsByPathRequest};
use client::types::{PostApiKernelsRequest, PutApiContentsByPathRequest, Session};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::standard(env::var("SERVER_URL")?))
        .api_key(format!("token {}", env::var("SERVER_KEY")?))
        .build()?;

    assert_eq!(client.get_api().await?.version.as_deref(), Some("2.21.1"));
    assert_eq!(client.status().get_api_status().await?.kernels, Some(0.0));
    assert!(client.identity().get_api_me().await?.identity.is_some());
    let specs = client.kernelspecs().get_api_kernelspecs().await?;
    assert_eq!(specs.default.as_deref(), Some("python3"));
    assert!(specs.kernelspecs.is_some_and(|it| it.contains_key("python3")));

    contents(&client).await?;
    kernels(&client).await?;

    let terminal = client.terminals().post_api_terminals().await?;
    assert_eq!(client.terminals().get_api_terminals().await?.len(), 1);
    client.terminals().delete_api_terminals_by_terminal_id(&terminal.name).await?;
    Ok(())
}

async fn contents(client: &Client) -> Result<(), Box<dyn Error>> {
    let contents = client.contents();
    let folder = PutApiContentsByPathRequest::new().with_type("directory");
    contents.put_api_contents_by_path("reports").body(&folder).await?;
    let text = |it: &str| {
        PutApiContentsByPathRequest::new().with_type("file").with_format("text").with_content(it)
    };
    let made = contents.put_api_contents_by_path("reports/may.txt").body(&text("one")).await?;
    assert_eq!(made.type_, ContentsType::File);
    let checkpoint = contents.post_api_contents_checkpoints_by_path("reports/may.txt").await?;
    contents.put_api_contents_by_path("reports/may.txt").body(&text("two")).await?;
    contents
        .post_api_contents_checkpoints_by_path_and_checkpoint_id("reports/may.txt", &checkpoint.id)
        .await?;
    let kept = contents.get_api_contents_checkpoints_by_path("reports/may.txt").await?;
    assert_eq!(kept.len(), 1);
    let moved = PatchApiContentsByPathRequest::new().with_path("reports/june.txt");
    contents.patch_api_contents_by_path("reports/may.txt", &moved).await?;
    let read = contents
        .get_api_contents_by_path("reports/june.txt")
        .type_(GetApiContentsByPathType::File)
        .format(GetApiContentsByPathFormat::Text)
        .content(1)
        .await?;
    assert_eq!((read.name.as_str(), read.size), ("june.txt", Some(3)));
    assert_eq!(read.content, Some(ContentsContent::Text("one".to_owned())));
    let listed = contents.get_api_contents_by_path("reports").await?;
    assert_eq!(listed.type_, ContentsType::Directory);
    let Some(ContentsContent::ContentList(listed)) = listed.content else {
        return Err("a folder has no list".into());
    };
    assert_eq!(listed[0].name, "june.txt");
    contents.delete_api_contents_by_path("reports/june.txt").await?;
    let gone = contents.get_api_contents_by_path("reports/june.txt").await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}

async fn kernels(client: &Client) -> Result<(), Box<dyn Error>> {
    let notebook = PostApiContentsByPathRequest::new().with_type("notebook");
    let notebook = client.contents().post_api_contents_by_path("reports").body(&notebook).await?;
    let read = client.contents().get_api_contents_by_path(&notebook.path).content(1).await?;
    assert_eq!(read.type_, ContentsType::Notebook);
    let session = Session::new().with_path(notebook.path).with_name("first").with_type("notebook");
    let session = client.sessions().post_api_sessions().body(&session).await?;
    let id = session.id.ok_or("the session has no id")?;
    let kernel = session.kernel.ok_or("the session has no kernel")?.id;
    assert_eq!(client.sessions().get_api_sessions().await?.len(), 1);
    let second = Session::new().with_name("second");
    let session = client.sessions().patch_api_sessions_by_session(id, &second).await?;
    assert_eq!(session.name.as_deref(), Some("second"));

    assert_eq!(client.kernels().get_api_kernels_by_kernel_id(kernel).await?.id, kernel);
    client.kernels().post_api_kernels_interrupt_by_kernel_id(kernel).await?;
    let restarted = client.kernels().post_api_kernels_restart_by_kernel_id(kernel).await?;
    assert_eq!(restarted.name, "python3");
    client.sessions().delete_api_sessions_by_session(id).await?;

    let another = PostApiKernelsRequest::new("python3");
    let another = client.kernels().post_api_kernels().body(&another).await?;
    assert_eq!(client.kernels().get_api_kernels().await?.len(), 1);
    client.kernels().delete_api_kernels_by_kernel_id(another.id).await?;
    let gone = client.kernels().get_api_kernels_by_kernel_id(another.id).await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}
