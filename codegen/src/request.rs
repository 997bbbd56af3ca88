//! What to generate, from which files.

use crate::source::FileId;

/// What to generate from, and how.
///
/// Only the description is needed; the setters add to it.
///
/// ```
/// use clientwright::{Manifest, Request, Sources};
///
/// let mut sources = Sources::default();
/// let description = sources.add("petstore.yaml", "openapi: 3.0.3\n");
/// let overlay = sources.add("overlay.yaml", "overlay: 1.0.0\n");
/// let request = Request::new(description)
///     .overlay(overlay)
///     .package("petstore")
///     .manifest(Manifest::default().in_workspace(true));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    description: FileId,
    overlay: Option<FileId>,
    settings: Option<FileId>,
    names: Option<FileId>,
    include: Vec<String>,
    exclude: Vec<String>,
    released: Option<Released>,
    package: Option<String>,
    title: Option<String>,
    manifest: Manifest,
    module: Option<Module>,
}

impl Request {
    /// Creates a request for a crate of this description: an OpenAPI document of a version from 2.0 to 3.2, or a Postman
    /// collection.
    #[must_use]
    pub fn new(description: FileId) -> Self {
        Self {
            description,
            overlay: None,
            settings: None,
            names: None,
            include: Vec::new(),
            exclude: Vec::new(),
            released: None,
            package: None,
            title: None,
            manifest: Manifest::default(),
            module: None,
        }
    }

    /// Sets an [OpenAPI Overlay](https://spec.openapis.org/overlay/v1.1.0.html), which is applied to the description
    /// first. None by default.
    #[must_use]
    pub fn overlay(mut self, overlay: impl Into<Option<FileId>>) -> Self {
        self.overlay = overlay.into();
        self
    }

    /// Sets the file with the settings of the client, a `vendor.toml`: pagination, webhooks, idempotency keys,
    /// formats, types of your own and metadata of the package. None by default.
    #[must_use]
    pub fn settings(mut self, settings: impl Into<Option<FileId>>) -> Self {
        self.settings = settings.into();
        self
    }

    /// Sets the file with the names that an earlier run gave: the text of [`Output::names`](crate::Output::names).
    ///
    /// With it, what the description adds never renames what it had. None by default.
    #[must_use]
    pub fn names(mut self, names: impl Into<Option<FileId>>) -> Self {
        self.names = names.into();
        self
    }

    /// Adds operations that are wanted, with the types that these need; without any, all are.
    ///
    /// A pattern is a tag (`tag:pets`), a path and all below it (`/pets`, with `*` for any one segment), a method and a path
    /// (`GET /pets/{id}`) or an `operationId`. What is left is called as in the crate of the whole description. One that
    /// selects nothing is a finding, and an error. The table `[select]` of the settings does the same.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.include.push(pattern.into());
        self
    }

    /// Adds operations that are not wanted, even if they are [included](Self::include). None by default.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// Sets the release that users have, which gives the crate its next version and its changelog. None by default: then
    /// the version is that of the settings, and there is no changelog.
    #[must_use]
    pub fn released(mut self, released: impl Into<Option<Released>>) -> Self {
        self.released = released.into();
        self
    }

    /// Sets the name of the package. It is made of the description's title by default.
    ///
    /// A name that no crate can have is a finding of [`generate`](crate::generate), and an error.
    #[must_use]
    pub fn package(mut self, package: impl Into<String>) -> Self {
        self.package = Some(package.into());
        self
    }

    /// Sets the name by which people know the API. It is the description's title by default.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets what `Cargo.toml` says that isn't about the API. [`Manifest::default`] by default.
    #[must_use]
    pub fn manifest(mut self, manifest: Manifest) -> Self {
        self.manifest = manifest;
        self
    }

    /// Asks for one [`Module`] instead of a crate.
    #[must_use]
    pub fn module(mut self, module: Module) -> Self {
        self.module = Some(module);
        self
    }

    /// Returns the description.
    pub fn get_description(&self) -> FileId {
        self.description
    }

    /// Returns the overlay, if one is set.
    pub fn get_overlay(&self) -> Option<FileId> {
        self.overlay
    }

    /// Returns the patterns of operations that are wanted.
    pub fn get_include(&self) -> &[String] {
        &self.include
    }

    /// Returns the patterns of operations that are not wanted.
    pub fn get_exclude(&self) -> &[String] {
        &self.exclude
    }

    /// Returns the settings, if they are set.
    pub fn get_settings(&self) -> Option<FileId> {
        self.settings
    }

    /// Returns the names of an earlier run, if they are set.
    pub fn get_names(&self) -> Option<FileId> {
        self.names
    }

    /// Returns the release that users have, if one is set.
    pub fn get_released(&self) -> Option<&Released> {
        self.released.as_ref()
    }

    /// Returns the name of the package, if one is set.
    pub fn get_package(&self) -> Option<&str> {
        self.package.as_deref()
    }

    /// Returns the name of the API, if one is set.
    pub fn get_title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns what `Cargo.toml` says that isn't about the API.
    pub fn get_manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the module that is asked for, if it is one.
    pub fn get_module(&self) -> Option<&Module> {
        self.module.as_ref()
    }
}

/// What is kept of a release: the files that `clientwright release` writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    pub(crate) record: FileId,
    pub(crate) manifest: FileId,
    pub(crate) changelog: FileId,
}

impl Released {
    /// Says which files it is: `release.toml`, and `api.json` and `CHANGELOG.md` as the crate had them.
    #[must_use]
    pub fn new(record: FileId, manifest: FileId, changelog: FileId) -> Self {
        Self { record, manifest, changelog }
    }
}

/// One module instead of a crate: for a build script, whose output is included by another crate.
///
/// [`Output::files`](crate::Output::files) then has one file with one module, which are called as the crate would be:
/// `petstore.rs` with `pub mod petstore { … }`, where the [package](Request::package) is called `petstore`.
/// It stands at any place of a crate that depends on `clientwright-runtime`.
/// What a crate has beside its `src`, such as the tests of its requests, a module has not.
///
/// ```
/// use clientwright::{Module, Request, Sources};
///
/// let mut sources = Sources::default();
/// let text = r#"{"openapi": "3.0.3", "info": {"title": "Ping", "version": "1"}, "paths": {}}"#;
/// let description = sources.add("ping.json", text);
/// let request = Request::new(description).module(Module::default().serde(true));
/// let files = clientwright::generate(&sources, &request).files.expect("no errors");
///
/// assert!(files["ping.rs"].contains("pub mod ping {"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    serde: bool,
    webhooks: bool,
}

impl Module {
    /// Sets whether the types implement `serde::Serialize` and `serde::Deserialize`: what a crate has a feature for.
    /// `false` by default, because it costs time to compile.
    #[must_use]
    pub fn serde(mut self, serde: bool) -> Self {
        self.serde = serde;
        self
    }

    /// Sets whether the signatures of webhooks are verified, where the description or the settings say how vendors sign
    /// them: what a crate has a feature for. Needs the feature `webhooks` of `clientwright-runtime`. `false` by default.
    #[must_use]
    pub fn webhooks(mut self, webhooks: bool) -> Self {
        self.webhooks = webhooks;
        self
    }

    /// Returns whether there is the code of this feature of a crate.
    pub(crate) fn has(&self, feature: &str) -> bool {
        match feature {
            "serde" => self.serde,
            "webhooks" => self.webhooks,
            _ => false,
        }
    }
}

/// What the `Cargo.toml` of a generated crate says that isn't about the API.
///
/// By default the crate is a workspace of its own and depends on the `clientwright-runtime` of this library's version.
///
/// ```
/// use clientwright::Manifest;
///
/// let manifest = Manifest::default()
///     .runtime("{ path = \"../../codegen/runtime\" }")
///     .in_workspace(true)
///     .command("cargo xtask generate");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    runtime: String,
    in_workspace: bool,
    command: Option<String>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            runtime: concat!("\"", env!("CARGO_PKG_VERSION"), "\"").to_owned(),
            in_workspace: false,
            command: None,
        }
    }
}

impl Manifest {
    /// Sets the dependency on `clientwright-runtime`, as TOML writes what stands right of the `=`: a version in quotes
    /// or a table. The version of this library by default.
    #[must_use]
    pub fn runtime(mut self, runtime: impl Into<String>) -> Self {
        self.runtime = runtime.into();
        self
    }

    /// Sets whether the crate becomes a member of the workspace in whose folder it lies. `false` by default: it has a
    /// `[workspace]` of its own, and can lie anywhere.
    #[must_use]
    pub fn in_workspace(mut self, in_workspace: bool) -> Self {
        self.in_workspace = in_workspace;
        self
    }

    /// Sets the command by which the crate is generated again, which the first line of each file names; `{package}` in
    /// it stands for the name of the package. None by default.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Returns the dependency on `clientwright-runtime`.
    pub fn get_runtime(&self) -> &str {
        &self.runtime
    }

    /// Returns whether the crate is a member of a workspace.
    pub fn is_in_workspace(&self) -> bool {
        self.in_workspace
    }

    /// Returns the command by which the crate is generated again, if one is set.
    pub fn get_command(&self) -> Option<&str> {
        self.command.as_deref()
    }
}
