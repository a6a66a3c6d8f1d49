use serde_json::{Value, json};

use crate::process::Process;

/// Texts, and the first numbers of their vectors as Python makes them, of each text alone: `tokenizers` 0.23.3, `onnxruntime` 1.32.0.
fn known() -> Vec<(String, [f64; 3])> {
    let texts = [
        ("A cat sleeps.", [0.08994, 0.01811, -0.02953]),
        (
            "Ça va? Übergröße, naïve façade!",
            [0.03805, 0.13222, 0.03301],
        ),
        (
            "你好,世界 and 日本語 カタカナ",
            [-0.02551, 0.05756, 0.02764],
        ),
        (
            "emoji 😀 and \u{0} control\tTAB",
            [-0.02525, -0.0644, 0.04291],
        ),
        (
            "don't e-mail me@example.com: 50% off (today)…",
            [0.02543, 0.02932, 0.0716],
        ),
        ("Ελληνικά И русский Й", [-0.04506, 0.07238, -0.04987]),
        ("“quotes” – dash ¿qué? «non»", [-0.02985, 0.048, -0.01958]),
        ("한국어 문장", [-0.01931, 0.1023, 0.02458]),
        ("İstanbul ﬁne ½", [0.04411, 0.03237, 0.01376]),
    ];
    let mut texts: Vec<_> = texts.map(|(text, known)| (text.to_owned(), known)).into();
    // A word that is too long to be one, and a text of which only the begin is read.
    let long_word = "x".repeat(150) + " end";
    texts.push((long_word, [-0.01508, -0.02054, 0.04262]));
    texts.push(("word ".repeat(400), [-0.00482, -0.09832, -0.03899]));
    texts
}

fn vectors(service: &Process, texts: &[&str]) -> Vec<Vec<f64>> {
    let body = json!({ "texts": texts }).to_string();
    let (head, body) = service.ask("POST", "/embeddings", &body);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    let answer: Value = serde_json::from_str(&body).unwrap();
    serde_json::from_value(answer["vectors"].clone()).unwrap()
}

#[test]
fn a_text_has_the_vector_that_python_makes_of_it_whoever_it_is_in_a_batch_with() {
    let service = Process::start("inference");
    let known = known();
    let texts: Vec<_> = known.iter().map(|(text, _)| text.as_str()).collect();
    for (vector, (text, first)) in vectors(&service, &texts).iter().zip(&known) {
        assert_eq!(vector.len(), 384);
        for (number, known) in vector.iter().zip(first) {
            assert!(
                (number - known).abs() < 2e-5,
                "{text}: {:?}, not {first:?}",
                &vector[..3]
            );
        }
    }
}

#[test]
fn what_means_the_same_is_close() {
    let service = Process::start("inference");
    let texts = [
        "A cat sleeps on the sofa.",
        "The kitten is napping.",
        "Interest rates rose again.",
    ];
    let vectors = vectors(&service, &texts);
    let product =
        |one: &[f64], other: &[f64]| -> f64 { one.iter().zip(other).map(|(a, b)| a * b).sum() };
    assert!((product(&vectors[0], &vectors[0]) - 1.0).abs() < 1e-5);
    assert!(product(&vectors[0], &vectors[1]) > product(&vectors[0], &vectors[2]) + 0.3);
}

#[test]
fn texts_that_are_too_long_or_too_many_are_refused() {
    let service = Process::start("inference");
    let megabytes = "x".repeat(10_000_000);
    for (texts, kind) in [
        (json!([megabytes]), "string_too_long"),
        (json!(["x".repeat(10_001)]), "string_too_long"),
        (json!([""]), "string_too_short"),
        (json!([]), "too_short"),
        (json!(vec!["x"; 33]), "too_long"),
        (json!([3]), "string_type"),
    ] {
        let (head, answer) = service.ask(
            "POST",
            "/embeddings",
            &json!({ "texts": texts }).to_string(),
        );
        assert!(head.starts_with("HTTP/1.1 422"), "{kind}: {head}");
        let error = &serde_json::from_str::<Value>(&answer).unwrap()["detail"][0];
        assert_eq!(error["type"], kind);
    }
    // The longest that is taken ends, and nobody waits for it meanwhile.
    let longest = "a ".repeat(5_000);
    assert_eq!(vectors(&service, &[longest.as_str(); 2]).len(), 2);
    let (head, _) = service.ask(
        "POST",
        "/embeddings",
        &json!({ "texts": [megabytes.repeat(2)] }).to_string(),
    );
    assert!(head.starts_with("HTTP/1.1 413"), "{head}");
}
