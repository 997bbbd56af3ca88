//! A client has no fields, and a value that may get more members is no literal.

fn call(client: flexperto::Client) {
    let _ = client.0;
    let _ = flexperto::types::MeetingModerator { link: None };
}

fn main() {}
