//! Articles are written, found, changed and removed, in a collection that somebody has made for them.

use std::env;
use std::error::Error;

use client::types::{Id, ItemsArticles, ItemsArticlesRequest, ItemsArticlesResponseData};
use client::types::{LoginRequest, LoginRequestRequired};
use client::{Client, Patch, Server};

#[path = "../recording.rs"]
mod recording;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("SERVER_URL")?;
    let (email, password) = (env::var("SERVER_USER")?, env::var("SERVER_KEY")?);
    let anybody = Client::builder().wrap(recording::wrap).server(Server::custom(&url)).build()?;
    assert_eq!(anybody.server().ping().await?, "pong");
    let login = LoginRequestRequired { email: email.clone(), password: password.into() };
    let login = LoginRequest::new(login);
    let login = anybody.authentication().login().body(&login).await?;
    let token = login.data.and_then(|it| it.access_token).ok_or("there is no token")?;

    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::custom(&url))
        .auth(format!("Bearer {}", token.expose()))
        .build()?;
    let me = client.users().get_me().await?.data.ok_or("nobody is logged in")?;
    assert_eq!(me.email.as_deref(), Some(email.as_str()));
    let collections = client.collections().get_collections().await?.data.unwrap_or_default();
    assert!(collections.iter().any(|it| it.collection.as_deref() == Some("articles")));

    let articles = vec![
        ItemsArticles::new("First").with_text("One").with_rating(4),
        ItemsArticles::new("Second").with_text("Two").with_rating(5),
        ItemsArticles::new("Third"),
    ];
    let articles = ItemsArticlesRequest::ItemsArticlesList(articles);
    let made = client.items().create_items_articles().body(&articles).await?;
    let Some(ItemsArticlesResponseData::List(made)) = made.data else {
        return Err("no list came".into());
    };
    assert_eq!(made.len(), 3);
    let id = Id::Integer(made[0].id.ok_or("an article has no id")?);
    let found = client
        .items()
        .read_items_articles()
        .search("Second")
        .sort(["title"])
        .limit(10)
        .meta("total_count")
        .await?;
    let found = found.data.unwrap_or_default();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rating, Patch::Value(5));

    let renamed = ItemsArticles::new("Renamed");
    let renamed = client.items().update_single_items_articles(&id).body(&renamed).await?;
    assert_eq!(renamed.data.map(|it| it.title).as_deref(), Some("Renamed"));
    let read = client.items().read_single_items_articles(&id).await?;
    assert_eq!(read.data.map(|it| it.text), Some(Patch::Value("One".to_owned())));
    client.items().delete_single_items_articles(&id).await?;
    let gone = client.items().read_single_items_articles(&id).await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(403)));
    Ok(())
}
