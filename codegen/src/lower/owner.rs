//! Whose a type is: what its name begins with.

/// What has the schema that a type is made of. The walk notes it by its place when it gets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A schema of the components.
    Schema(String),
    /// A parameter or header of the components.
    Component(String),
    /// A response of the components.
    SharedResponse(String),
    /// A header of a response of the components.
    SharedHeader { response: String, name: String },
    /// A request body of the components.
    SharedBody(String),
    /// A variable in the URL of a server.
    ServerVariable(String),
    /// A parameter of an operation, or of a path.
    Parameter { of: String, name: String },
    /// The body of an operation's request.
    Request { of: String },
    /// The body of a webhook's request.
    Payload { of: String },
    /// A response of an operation, by its key.
    Response { of: String, status: String },
    /// A header of an operation's response.
    Header { of: String, name: String },
}

impl Owner {
    /// What comes of an operation's response by its key.
    pub(super) fn of_status(status: &str) -> String {
        match status.as_bytes() {
            [b'2', ..] => "Response".to_owned(),
            _ if status == "default" => "Error".to_owned(),
            _ => format!("Error {status}"),
        }
    }
}
