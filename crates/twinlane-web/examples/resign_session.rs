//! Reads session cookies, a line each with the second that they were signed at, and signs what they hold again: `conformance/sessions/run`.

use std::io::{BufRead, Write, stdin, stdout};

use twinlane_web::session::{SessionContent, SessionKeys};

fn main() {
    let keys = SessionKeys::new([std::env::args().nth(1).expect("a secret")]);
    for line in stdin().lock().lines() {
        let line = line.expect("lines of text");
        let (time, cookie) = line.split_once(' ').expect("a time and a cookie");
        let time = time.parse().expect("seconds since 1970");
        let payload = keys.verify(cookie, time, Some(0));
        let content = payload.and_then(SessionContent::from_payload);
        let signed = content.map_or_else(String::new, |content| keys.sign_content(&content, time));
        writeln!(stdout(), "{signed}").expect("somebody who reads");
    }
}
