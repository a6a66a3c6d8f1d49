//! An urlencoded form. The first byte is the size of the pieces.

#![no_main]

use libfuzzer_sys::fuzz_target;
use twinlane_fuzz::read_both_ways;

fuzz_target!(|input: &[u8]| {
    if let [piece, body @ ..] = input {
        read_both_ways(
            "application/x-www-form-urlencoded",
            body,
            usize::from(*piece),
        );
    }
});
