//! How an operation is called in Rust, as far as its manifest says.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Operation, text};

impl Operation {
    /// The call of an operation whose method is `name`, and what it brings: `client.pets().add_pet(pet: Pet) -> Pet`, and
    /// each setter on a line below.
    pub(crate) fn signature(&self, name: &str) -> String {
        let path: Vec<&str> = name.split('.').filter(|it| *it != "client").collect();
        let call = path.join("().");
        let (arguments, setters) = self.taken();
        let arguments = match &self.required {
            Some(required) => required.clone(),
            None => arguments.join(", "),
        };
        let mut out = format!("client.{call}({arguments}) -> {}", brought(&self.gives));
        for setter in setters {
            let _ = write!(out, "\n    .{setter}");
        }
        out
    }

    /// The arguments of the method, and what setters take.
    fn taken(&self) -> (Vec<String>, Vec<String>) {
        let (mut arguments, mut setters) = (Vec::new(), Vec::new());
        let parameters = self.parameters.iter().filter(|it| it.constant.is_none());
        let parameters = parameters.map(|it| (it.required, it.name.as_str(), it.ty.as_str()));
        let body = self
            .body
            .iter()
            .map(|it| (it.required, it.name.as_deref().unwrap_or("body"), it.ty.as_str()));
        for (required, name, ty) in parameters.chain(body) {
            if required {
                arguments.push(format!("{name}: {ty}"));
            } else {
                setters.push(format!("{name}({ty})"));
            }
        }
        (arguments, setters)
    }
}

/// What a call brings: a type, `download`, or the enum of what there is for each status.
fn brought(gives: &Value) -> String {
    match gives {
        Value::String(ty) => ty.clone(),
        other => text(other, "name"),
    }
}
