//! Clientwright in a browser: one function that takes a task as JSON and gives what came of it as JSON.
//!
//! - In: texts of files by their paths; `codegen/playground/page/src/engine/tasks.ts` has the types of both sides.
//! - Out: what the command would write and say, and where everything is.
//! - Holds: a task that can't be read is an answer, too: `{"error": "…"}`.

mod input;
mod tasks;

use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

/// Does a task: `generate`, `compare` or `repair`.
#[wasm_bindgen]
pub fn run(task: &str) -> String {
    let parsed: Result<Value, _> = serde_json::from_str(task);
    let done = parsed.map_err(|it| it.to_string()).and_then(|it| match input::text(&it, "task")? {
        "generate" => tasks::generate(&it),
        "compare" => tasks::compare(&it),
        "repair" => tasks::repair(&it),
        other => Err(format!("there is no task `{other}`")),
    });
    done.unwrap_or_else(|error| json!({ "error": error })).to_string()
}

#[cfg(test)]
mod tests;
