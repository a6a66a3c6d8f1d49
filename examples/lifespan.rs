//! State that lives as long as the application: a journal that is opened before the port, and closed when the last request has ended.
//!
//! ```sh
//! cargo run --example lifespan            # its files are in the folder that JOURNAL names, or here
//! curl -X POST http://127.0.0.1:8000/lines -H 'content-type: application/json' -d '"a line"'
//! ```

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use twinlane::Provided;
use twinlane::dependency::AtShutdown;
use twinlane::lifespan::{Around, Ended};
use twinlane::prelude::*;

struct Config {
    folder: PathBuf,
}

struct Journal {
    file: Mutex<File>,
    lines: Mutex<usize>,
}

/// Made once, at the start: a plain `fn`, so it may block. An error keeps the application from starting.
#[dependency(lifespan)]
fn journal(config: State<Config>) -> Result<Provided<Journal, AtShutdown>> {
    let file = File::options()
        .create(true)
        .append(true)
        .open(config.folder.join("journal.txt"))?;
    let journal = Journal {
        file: Mutex::new(file),
        lines: Mutex::new(0),
    };
    Ok(
        Provided::new(journal).at_shutdown(move |journal: Arc<Journal>| {
            let lines = *journal.lines.lock().unwrap();
            fs::write(config.folder.join("total.txt"), format!("{lines} lines"))
        }),
    )
}

/// Needs the journal, so it is made after it.
#[dependency(lifespan)]
async fn greeting(journal: Depends<journal>) -> Result<String> {
    writeln!(journal.file.lock().unwrap(), "opened")?;
    Ok("Write a line".to_owned())
}

/// An ordinary dependency asks for it like for any other.
#[dependency]
fn next_number(journal: Depends<journal>) -> usize {
    let mut lines = journal.lines.lock().unwrap();
    *lines += 1;
    *lines
}

#[get("/")]
async fn read_root(greeting: State<String>) -> String {
    greeting.to_string()
}

#[post("/lines", status = 201)]
fn write_line(
    #[body] line: String,
    number: Depends<next_number>,
    journal: Depends<journal>,
) -> Result<usize> {
    writeln!(journal.file.lock().unwrap(), "{} {line}", *number)?;
    Ok(*number)
}

/// Around everything: nobody else writes in this folder meanwhile.
async fn alone(app: Around, lock: PathBuf) -> Result<Ended> {
    File::create_new(&lock)?;
    let ended = app.run().await;
    fs::remove_file(lock)?;
    Ok(ended)
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let folder = PathBuf::from(std::env::var_os("JOURNAL").unwrap_or_else(|| ".".into()));
    let lock = folder.join("journal.lock");
    App::new()
        .title("Journal")
        .document_errors(true)
        .state(Config { folder })
        .lifespan(dependencies![journal, greeting])
        .routes(routes![read_root, write_line])
        .around(|app| alone(app, lock))
        .serve()
        .await
}
