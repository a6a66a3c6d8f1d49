//! The service, started as a user starts it. That digits can be drawn is tested in Chromium: `browser/inference.py`.

#[allow(dead_code, reason = "the tests of the other examples use the rest")]
#[path = "../../../tests/it/process.rs"]
mod process;

mod digits;
mod embeddings;
mod files;
mod story;
