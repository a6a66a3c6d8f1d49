//! Broken and odd documents, without end if asked: `FUZZ_ROUNDS=100000000 cargo test -p twinlane-model fuzz`.
//!
//! For all bytes, reading ends without a panic, both passes agree, and a written value reads as the same again.

use twinlane_model::shape::Rules;
use twinlane_model::{Data, DataTypeExt, ErrorList, Model, parse_python_json, read_value, to_json};

use crate::models::{Item, Kinds, Wide};

#[test]
fn a_document_is_read_or_refused_whatever_it_is() {
    let rounds = number_of("FUZZ_ROUNDS", 3_000);
    let mut random = Random(number_of("FUZZ_SEED", 0x9E37_79B9_7F4A_7C15) | 1);
    let mut corpus: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    for _ in 0..rounds {
        let document = random.mutated(&corpus);
        let was_taken = [
            check::<Wide>(&document),
            check::<Item>(&document),
            check::<Kinds>(&document),
        ];
        // A document that is taken is a better start than one that is refused.
        if was_taken.contains(&true) && document.len() < 2_000 {
            let place = SEEDS.len() + random.below(500);
            if place < corpus.len() {
                corpus[place] = document;
            } else {
                corpus.push(document);
            }
        }
    }
}

/// True if the document is taken. Panics if the passes differ.
fn check<T: Model>(document: &[u8]) -> bool {
    let text = String::from_utf8_lossy(document);
    let read = T::from_json(document);
    let slow = parse_python_json(document).ok().and_then(|parsed| {
        let mut errors = ErrorList::default();
        read_value::<T>(&parsed, &Rules::NONE, &[], &mut errors)
    });
    let written = |value: &T| to_json(&Data(value));
    assert_eq!(
        read.as_ref().ok().map(written),
        slow.as_ref().map(written),
        "the passes differ: {text}"
    );
    match read {
        Ok(value) => value.holds() || !to_json(&Data(&value)).is_empty(),
        Err(errors) => {
            assert!(
                !errors.errors().is_empty(),
                "refused without a reason: {text}"
            );
            assert!(!errors.to_string().is_empty());
            false
        }
    }
}

fn number_of(name: &str, default: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    fn mutated(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut document = self.of(corpus).clone();
        for _ in 0..=self.below(4) {
            let at = self.below(document.len() + 1);
            let end = (at + self.below(12)).min(document.len());
            match self.below(6) {
                0 => drop(document.drain(at..end)),
                1 => drop(document.splice(at..end, self.of(TOKENS).bytes())),
                2 => drop(document.splice(at..at, self.of(TOKENS).bytes())),
                3 if at < document.len() => document[at] = self.next().to_le_bytes()[0],
                4 => {
                    let copied = document[at..end].repeat(self.below(20));
                    drop(document.splice(at..at, copied));
                }
                _ => {
                    let other = self.of(corpus);
                    let from = self.below(other.len());
                    document.truncate(at);
                    document.extend_from_slice(&other[from..]);
                }
            }
        }
        document
    }
}

const SEEDS: [&str; 5] = [
    r#"{"a":"2024-01-02","b":"2024-01-02T03:04:05Z","c":1700000000,"d":"03:04:05.5","e":3600,"f":"P1DT2H","g":"12345678-1234-5678-1234-567812345678","h":"12.50","i":"https://a.de/b?c#d","j":"a@b.co"}"#,
    r#"{"k":"aGVsbG8=","l":"[1, 2]","m":"secret","n":[1,2,2],"o":{"2024-01-01":1.5},"p":[1,"a"],"q":[1,"ab",["x"]],"r":{"kind":"circle","radius":2},"s":" Ab ","tt":[1,2],"zz":3}"#,
    r#"{"id":"7","name":"ab","price":1e-7,"imageList":[{"x":0.5}],"colour":"sky-blue","tags":["a",null],"extra":{"a":[1,{}]}}"#,
    r#"{"a":1,"b":3,"c":7,"d":0.5,"e":0.5,"f":true,"g":"ab","h":[1],"i":[1.5,null],"j":"Red","k":{"x":1.0},"l":null,"m":-5,"o":{"a":2},"p":9}"#,
    "\u{feff}{\"q\": [[[[]]]], \"r\": {\"radius\": 1, \"kind\": \"circle\"}, \"a\": NaN}",
];

const TOKENS: &[&str] = &[
    "null",
    "true",
    "-0",
    "1e400",
    "NaN",
    "-Infinity",
    "\"\"",
    "[]",
    "{}",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\\ud800",
    "\\u0000",
    "9999999999999999999999",
    "-1",
    "0.1",
    "2024-02-30",
    "T24:00",
    "+99:99",
    "P",
    "Z",
    "é",
    "\u{0}",
    "\u{7f}",
    " ",
    "_",
    "1_0",
    "\"kind\":\"box\"",
    "\"kind\":\"Point\",",
    "\"q\":",
    "\"h\":\"1e30\",",
];
