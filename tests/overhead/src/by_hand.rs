//! The call as it is written by hand, with serde's derive.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::HEADERS;

/// An account.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Id of the account.
    pub id: Option<i64>,
    /// Form of address.
    pub salutation: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What the account may act as.
    pub roles: Option<Vec<String>>,
}

/// A page of accounts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct UserList {
    /// The accounts.
    pub items: Option<Vec<User>>,
    /// How many there are on this page.
    pub count: Option<i64>,
    /// How many come before.
    pub offset: Option<i64>,
    /// The most there are on a page.
    pub limit: Option<i64>,
    /// How many there are on all pages.
    pub total: Option<i64>,
}

/// What stands where reqwest's own client would send.
pub trait Send {
    /// Sends a request.
    fn send(
        &self,
        request: reqwest::Request,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, reqwest::Error>> + '_>>;
}

/// Answers from memory.
#[derive(Debug)]
pub struct Memory(pub Bytes);

impl Send for Memory {
    fn send(
        &self,
        _: reqwest::Request,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, reqwest::Error>> + '_>> {
        let mut response = http::Response::new(self.0.clone());
        for (name, value) in HEADERS {
            let name = http::HeaderName::from_static(name);
            response.headers_mut().insert(name, http::HeaderValue::from_static(value));
        }
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A client of the API.
#[expect(missing_debug_implementations, reason = "nobody prints it")]
pub struct Client {
    /// Makes requests.
    pub http: reqwest::Client,
    /// Sends them.
    pub memory: Box<dyn Send>,
    /// Where the API is.
    pub base: String,
    /// The credential.
    pub key: String,
}

impl Client {
    /// Lists accounts.
    ///
    /// # Errors
    ///
    /// What goes wrong, as a text.
    pub async fn list_users(&self, limit: i64, role: &str) -> Result<UserList, Box<dyn Error>> {
        let url = format!("{}/users/users", self.base);
        let request = self
            .http
            .get(url)
            .header("accept", "application/json")
            .header("api-key", &self.key)
            .timeout(Duration::from_secs(60))
            .query(&[("limit", limit)])
            .query(&[("role", role)])
            .build()?;
        let response = self.memory.send(request).await?;
        if !response.status().is_success() {
            return Err(format!("status {}", response.status()).into());
        }
        Ok(serde_json::from_slice(response.body())?)
    }
}
