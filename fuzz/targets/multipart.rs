//! A multipart form. The first line is the content type behind `multipart/form-data;`, its first byte the size of the pieces.

#![no_main]

use libfuzzer_sys::fuzz_target;
use twinlane_fuzz::read_both_ways;

fuzz_target!(|input: &[u8]| {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
        return;
    };
    let (head, body) = input.split_at(end);
    if let ([piece, parameters @ ..], Ok(_)) = (head, std::str::from_utf8(head)) {
        let parameters = String::from_utf8_lossy(parameters);
        read_both_ways(
            &format!("multipart/form-data;{parameters}"),
            &body[1..],
            usize::from(*piece),
        );
    }
});
