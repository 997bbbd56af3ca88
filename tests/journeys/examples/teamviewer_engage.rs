//! Makes sure that there is a customer, writes to them, and lists all customers page by page.
//!
//! ```sh
//! export ENGAGE_TOKEN=… CUSTOMER=4711   # ENGAGE_URL is for another server than TeamViewer's
//! cargo run --package journeys --example teamviewer_engage
//! ```

use std::error::Error;
use std::io::Write;

use teamviewer_engage::types::{
    Customer, CustomerStatusValue, MessageSend, MessageType, PageinationApidto,
};
use teamviewer_engage::{Client, Server};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = std::env::var("ENGAGE_URL").ok();
    let (token, customer) = (setting("ENGAGE_TOKEN")?, setting("CUSTOMER")?);
    run(url.as_deref(), &token, &customer, &mut std::io::stdout()).await
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("the environment variable {name} isn't set").into())
}

/// Does it all, and tells `out` about it.
pub(crate) async fn run(
    url: Option<&str>,
    token: &str,
    external_id: &str,
    out: &mut impl Write,
) -> Result<()> {
    let mut builder = Client::builder().bearer_token(token);
    if let Some(url) = url {
        builder = builder.server(Server::custom(url));
    }
    let client = builder.build()?;

    let customer = Customer::new().with_first_name("Erika").with_external_id(external_id);
    let created = client.customer().create_customer(&customer).await?;
    let id = created.id.ok_or("the customer has no id")?;
    let hello = MessageSend::new(MessageType::Message).with_message("Welcome!");
    client.message().send_message(&id, false, &hello).await?;
    client.customer().set_customer_status(&id, CustomerStatusValue::Done).await?;
    writeln!(out, "wrote to {id}")?;

    for number in 0.. {
        let page = PageinationApidto::new().with_page_number(number).with_page_size(50);
        let customers = client.customer().list_customers(&page).await?.results.unwrap_or_default();
        if customers.is_empty() {
            break;
        }
        for customer in customers {
            let name = customer.first_name.as_deref().unwrap_or("nameless");
            writeln!(
                out,
                "{name} is {}",
                customer.external_id.as_deref().unwrap_or("not known elsewhere")
            )?;
        }
    }
    Ok(())
}
