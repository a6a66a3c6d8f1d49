//! The text of a panic on standard error: the same as from `std`, except for a text that could forge a line of the log.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use twinlane_lanes::PanicPlace;
use twinlane_server::LogText;

use crate::log_output;

/// Has a panic written in one line, unless the program has a hook of its own.
///
/// A panic's text is often a client's: `panic!("no {name}")`. `std` writes such a text as it is, and on a line of its own. A hook that
/// the program has set before stays. A hook that is set later may call this one, which [`panic::take_hook`] returns.
///
/// `std` does not say whether a hook is its own. But after its hook was taken, the next one taken is certainly its own, and the two
/// are then one function.
pub(crate) fn install() {
    // There `std` takes no hook.
    if thread::panicking() {
        return;
    }
    let hook = panic::take_hook();
    let of_std = panic::take_hook();
    let is_of_std = std::ptr::eq(&raw const *hook, &raw const *of_std);
    panic::set_hook(if is_of_std { Box::new(write) } else { hook });
}

/// Notes the place of each panic, and then calls the existing hook.
pub(crate) fn note_places() {
    static NOTES: Once = Once::new();
    if thread::panicking() {
        return;
    }
    NOTES.call_once(|| {
        install();
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            note(panic);
            hook(panic);
        }));
    });
}

fn note(panic: &PanicHookInfo<'_>) {
    let Some(location) = panic.location() else {
        return;
    };
    let backtrace = Backtrace::capture();
    let is_captured = backtrace.status() == BacktraceStatus::Captured;
    let mut place = PanicPlace::new(location.to_string());
    place.backtrace = is_captured.then(|| backtrace.to_string().into());
    place.note(panic.payload_as_str());
}

fn write(panic: &PanicHookInfo<'_>) {
    let mut text = line(panic);
    add_backtrace(&mut text, std::env::var("RUST_BACKTRACE").ok().as_deref());
    // At once, so that no other line comes between.
    log_output::errors().add_urgent(text.as_bytes());
    // The program may end by it.
    if cfg!(panic = "abort") || thread::current().name() == Some("main") {
        log_output::flush();
    }
}

/// As `std` has it, but that the message stands in the same line.
fn line(panic: &PanicHookInfo<'_>) -> String {
    let thread = thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    let message = panic.payload_as_str().unwrap_or("Box<dyn Any>");
    let mut line = format!("\nthread '{}' panicked at ", LogText(name));
    // Nothing fails that writes to a text.
    let _ = match panic.location() {
        Some(place) => writeln!(line, "{}: {}", LogText(place), LogText(message)),
        None => writeln!(line, "an unknown place: {}", LogText(message)),
    };
    line
}

/// The backtrace that `RUST_BACKTRACE` asks for, or once how to have it.
fn add_backtrace(text: &mut String, asked: Option<&str>) {
    static HINTED: AtomicBool = AtomicBool::new(false);
    let _ = match asked {
        Some("full") => writeln!(text, "stack backtrace:\n{:#}", Backtrace::force_capture()),
        Some(asked) if asked != "0" => {
            writeln!(text, "stack backtrace:\n{}", Backtrace::force_capture())
        }
        _ if HINTED.swap(true, Ordering::Relaxed) => Ok(()),
        _ => writeln!(
            text,
            "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"
        ),
    };
}
