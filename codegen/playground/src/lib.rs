//! Clientwright in a browser: one function that takes a task as JSON and gives what came of it as JSON.
//!
//! - In: texts of files by their paths; `codegen/playground/page/src/engine/tasks.ts` has the types of both sides.
//! - Out: what the command would write and say, and where everything is.
//! - Holds: a task that can't be read is an answer, too: `{"error": "…"}`.

mod input;
mod tasks;

use std::hint::black_box;

use serde_json::{Value, json};

/// How much memory a task may take for each of its bytes, and the most that is asked for at once.
const EACH: usize = 80;
const MOST: usize = 512 << 20;

/// Does a task: `generate`, `compare` or `repair`.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn run(task: &str) -> String {
    reserve(task.len().saturating_mul(EACH).min(MOST));
    let parsed: Result<Value, _> = serde_json::from_str(task);
    let done = parsed.map_err(|it| it.to_string()).and_then(|it| match input::text(&it, "task")? {
        "generate" => tasks::generate(&it),
        "compare" => tasks::compare(&it),
        "repair" => tasks::repair(&it),
        other => Err(format!("there is no task `{other}`")),
    });
    done.unwrap_or_else(|error| json!({ "error": error })).to_string()
}

/// Has the allocator get memory at once, which it keeps: it would get 64 KB at a time, and a browser may collect its
/// garbage each time that a memory grows. What isn't used costs nothing, and where there is less, less has to do.
fn reserve(bytes: usize) {
    let mut memory = Vec::<u8>::new();
    let _ = memory.try_reserve_exact(bytes);
    black_box(memory);
}

#[cfg(test)]
mod tests;
