//! What lowering is told beside the description.

use crate::settings::Settings;

/// What the description doesn't say about the crate.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the package; made from the title where there is none.
    pub package: Option<String>,
    /// The name by which people know the API; the description's title where there is none.
    pub title: Option<String>,
    /// The dialect of the description, as reports name it.
    pub dialect: String,
    /// What `vendor.toml` says of the client.
    pub settings: Settings,
    /// Whether no examples are needed, which only documentation and tests have.
    pub without_examples: bool,
    /// Whether it becomes a module of another crate, which has no features of its own.
    pub is_module: bool,
}
