//! Asks a bookshop for a book: `cargo run -p example-build-script -- http://127.0.0.1:8080 978-3-16-148410-0`.

use std::env;
use std::error::Error;
use std::io::{self, Write};

use clientwright_runtime::blocking::Wait;

include!(concat!(env!("OUT_DIR"), "/bookshop.rs"));

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(url), Some(isbn)) = (args.next(), args.next()) else {
        return Err("give the address of a bookshop and the ISBN of a book".into());
    };
    let client = bookshop::Client::builder().server(bookshop::Server::custom(url)).build()?;
    let said = match client.books().get_book(&isbn).wait() {
        Ok(book) => format!("{}, {} pages", book.title, book.pages.unwrap_or_default()),
        Err(bookshop::Error::Api(error)) => format!("{}: {:?}", error.status, error.body),
        Err(error) => return Err(error.into()),
    };
    Ok(writeln!(io::stdout(), "{said}")?)
}
