//! Turns API descriptions into typed Rust clients.
//!
//! You have an OpenAPI document (2.0, 3.0, 3.1 or 3.2) or a Postman collection. You get a client: a method for each
//! operation, a struct or an enum for each schema, pages as streams, webhooks that are verified, and errors with the
//! bodies that the description gives them. What the description says oddly is repaired or degraded one operation at a
//! time, and told with file, line and column; the rest is there.
//!
//! # A first program
//!
//! A build script generates a module from the description, for a package of edition 2024:
//!
//! ```toml
//! [dependencies]
//! clientwright-runtime = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//!
//! [build-dependencies]
//! clientwright = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! use clientwright::build::{Config, Error};
//!
//! fn main() -> Result<(), Error> {
//!     Config::new("petstore", "api/petstore.yaml").generate()
//! }
//! ```
//!
//! The program includes the module and calls:
//!
//! ```ignore
//! // src/main.rs
//! include!(concat!(env!("OUT_DIR"), "/petstore.rs"));
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let token = std::env::var("PETSTORE_ACCESS_TOKEN")?;
//!     let client = petstore::Client::builder().access_token(token).build()?;
//!     let pet = client.pets().get_pet(7).await?;
//!     println!("{}", pet.name);
//!     Ok(())
//! }
//! ```
//!
//! Cargo runs the script again when a file of the description changes. [`build`] has the details.
//!
//! # An `xtask` of your own
//!
//! Rather than in each build, a client can be generated once, as a crate that is committed: it is reviewed like other
//! code, its users don't compile the generator, and its names stay when the description changes.
//! The library does it in memory, with the texts that it is given:
//!
//! ```
//! use clientwright::{Format, Request, Sources, generate, render};
//!
//! let mut sources = Sources::default();
//! let description = sources.add(
//!     "petstore.yaml",
//!     r#"
//! openapi: 3.1.0
//! info: { title: Petstore, version: "1" }
//! paths:
//!   /pets:
//!     get:
//!       operationId: listPets
//!       responses:
//!         "200":
//!           description: All pets.
//!           content: { application/json: { schema: { type: array, items: { type: string } } } }
//! "#,
//! );
//! let output = generate(&sources, &Request::new(description).package("petstore"));
//!
//! // What there is to say, as compilers say it; or as JSON, or as SARIF for code scanning.
//! print!("{}", render(&output.findings, &sources, Format::Human));
//! for (path, text) in output.files.expect("the description has no errors") {
//!     println!("{path}: {} bytes", text.len());
//! }
//! ```
//!
//! [`build::read`] and [`build::write`] do the same with files.
//!
//! # What there is
//!
//! - [`Request`] says what to generate, [`generate`] does it, and [`Output`] is what comes of it: files, names,
//!   [findings](Diagnostic) and [numbers](Census).
//! - [`normalize`] gives the description as one plain OpenAPI 3.0 document, for other tools.
//! - [`reconcile`] holds recorded traffic against a description, and gives the overlay that makes it true.
//! - [`render`] shows findings: with the lines that they are about, as JSON lines, as SARIF, or for GitHub.
//! - [`Sources`] has the texts of all files. The library reads none itself, apart from [`build`].
//!
//! # What holds
//!
//! - The same input gives the same bytes: there is no clock, no environment, no hash map, no thread.
//! - A description is untrusted: nothing in it makes the library panic, loop or leave the folder of the description.
//! - The stack that a thread has by default (2 MB) is enough, however deep schemas refer to each other and however many
//!   parameters, fields and credentials there are.
//! - No type of another crate is part of this API. What isn't documented here, `internal` among it, is not covered by
//!   semantic versioning; types that may grow are `#[non_exhaustive]` or built by setters.
//!
//! # Features
//!
//! - `build`, on by default: the module [`build`]. Without it the library has no I/O.
//!
//! # More
//!
//! The program `clientwright` (package `clientwright-cli`) generates from the command line and sets up a workspace for
//! many vendors. What generated clients do, and how, is in the documentation of `clientwright-runtime` and in
//! `codegen/docs/` of the repository; `codegen/examples/` has a build script and an `xtask` that run.

#[cfg(feature = "build")]
pub mod build;
mod bundle;
mod canonical;
mod compare;
mod diagnostic;
mod dialect;
pub mod diff;
mod document;
mod emit;
mod extensions;
mod format;
mod http;
#[doc(hidden)]
pub mod internal;
mod ir;
mod items;
mod load;
mod lower;
mod markdown;
mod normalize;
mod output;
mod overlay;
mod pipeline;
mod pointer;
mod reconcile;
mod release;
mod request;
mod settings;
mod source;
mod traffic;
mod words;
mod written;

pub use compare::{Comparison, compare};
pub use diagnostic::{Code, Diagnostic, Format, Label, Part, Place, Severity, render};
pub use items::{Item, ItemKind, Passage};
pub use output::{Census, Normalized, Output};
pub use pipeline::{generate, generate_with_items, normalize, references};
pub use pointer::Pointer;
pub use reconcile::{Observed, Reconciliation, reconcile};
pub use request::{Manifest, Module, Released, Request};
pub use source::{FileId, Position, SourceFile, Sources, Unavailable};
pub use traffic::add_action;
