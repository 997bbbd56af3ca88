//! Generates the client of `api/bookshop.yaml`.

use clientwright::build::{Config, Error};

fn main() -> Result<(), Error> {
    Config::new("bookshop", "api/bookshop.yaml").generate()
}
