//! A request that nobody awaits.
#![deny(unused_must_use)]

fn call(client: &flexperto::Client) {
    client.users().list_users().limit(1);
}

fn main() {}
