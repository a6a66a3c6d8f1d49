//! Replays the recorded requests in process and compares the answers with FastAPI's: no Python, no socket.
//!
//! Requests that only a socket can carry are left to `conformance/run`, which also keeps the record true.

mod from_fastapi;
mod settings;
mod toolkit;

use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::read::GzDecoder;
use serde_json::{Value, from_slice, from_str};
use twinlane::App;
use twinlane::http::{HeaderMap, HeaderName, Method};
use twinlane::testing::{TestClient, TestRequest, TestResponse};
use twinlane_conformance::apps;

/// The host that the recorded requests were sent to.
const HOST: &str = "conformance.test";

/// A test for each application, named after it, and one that none is left out.
macro_rules! replays {
    ($($app:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $app() {
            replay(stringify!($app), apps::$app::app()).await;
        })*

        #[test]
        fn every_application_is_replayed() {
            let replayed = [$(stringify!($app)),*];
            let all: Vec<&str> = apps::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(replayed.as_slice(), all);
        }
    };
}

replays![
    answers,
    authentication,
    bodies,
    cors,
    aliases,
    checks,
    debug,
    declarations,
    dependencies,
    documents,
    encoder,
    first_steps,
    form_unions,
    forms,
    frontends,
    given,
    groups,
    gzip,
    handlers,
    hosts,
    ids,
    invalid,
    lifespan,
    limits,
    metadata,
    names,
    nullable,
    text_rules,
    middleware,
    mounts,
    operations,
    pages,
    parameters,
    secrets,
    proxies,
    responses,
    security,
    sessions,
    sources,
    stack,
    static_files,
    streams,
    templates,
    types,
    validation,
    websockets,
];

async fn replay(name: &str, app: App) {
    let client = TestClient::new(app);
    let added_errors = parse(&read("added_errors.json"));
    let added_errors = added_errors.as_array().expect("a list");
    let mut failures = Vec::new();
    for line in read(&format!("{name}.jsonl")).lines() {
        let line = parse(line);
        if is_for_a_socket(&line["request"]) {
            continue;
        }
        // Each request was recorded by a client that knew of no other.
        client.cookies().clear();
        let response = request(&client, &line["request"]).await;
        if let Some(allowed) = line.get("twinlane_status").and_then(Value::as_array)
            && allowed
                .iter()
                .any(|status| *status == response.status().as_u16())
        {
            continue;
        }
        let expected = line.get("twinlane").unwrap_or(&line["fastapi"]);
        if is_with_added_errors(expected, &response, added_errors) {
            continue;
        }
        let differences = compare(expected, &response);
        if !differences.is_empty() {
            let request = shorten(&line["request"].to_string());
            failures.push(format!("{request}\n    {}", differences.join("\n    ")));
        }
    }
    let document = parse(&read(&format!("{name}.openapi.json"))).to_string();
    if client.get("/openapi.json").await.text() != document {
        failures
            .push("/openapi.json\n    another document: `conformance/run` tells where".to_owned());
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} differences:\n{}",
        failures.join("\n")
    );
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("recorded")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(text: &str) -> Value {
    from_str(text).expect("JSON")
}

fn is_for_a_socket(request: &Value) -> bool {
    request.get("raw").or(request.get("raw_base64")).is_some() || request["transport"] == true
}

fn request(client: &TestClient, line: &Value) -> TestRequest {
    let method: Method = text(&line["method"]).parse().expect("a method");
    let mut request = client
        .request(method, text(&line["path"]))
        .header("host", HOST);
    for (name, values) in line["headers"].as_object().into_iter().flatten() {
        for value in values
            .as_array()
            .map_or(std::slice::from_ref(values), Vec::as_slice)
        {
            request = request.header(name, text(value));
        }
    }
    // As the runner sends it: a model of headers sees it.
    if line["headers"].get("connection").is_none() {
        request = request.header("connection", "close");
    }
    match body(line) {
        Some(bytes) => request.body(bytes),
        None => request,
    }
}

/// The body of a request or of an answer.
fn body(line: &Value) -> Option<Vec<u8>> {
    if let Some(base64) = line.get("body_base64") {
        return Some(BASE64_STANDARD.decode(text(base64)).expect("base64"));
    }
    let times = line.get("body_repeat").and_then(Value::as_u64).unwrap_or(1);
    let times = usize::try_from(times).expect("a body that fits");
    line.get("body")
        .map(|body| text(body).repeat(times).into_bytes())
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
}

fn compare(expected: &Value, response: &TestResponse) -> Vec<String> {
    let mut differences = Vec::new();
    if expected["status"] != response.status().as_u16() {
        differences.push(format!(
            "status {}, not {}",
            response.status().as_u16(),
            expected["status"]
        ));
    }
    differences.extend(compare_headers(expected, response));
    if !is_expected_body(expected, response) {
        let wanted = expected
            .get("body")
            .map_or_else(|| expected.to_string(), |body| text(body).to_owned());
        differences.push(format!(
            "body {}\n     not {}",
            shorten(&response.text()),
            shorten(&wanted)
        ));
    }
    differences
}

fn compare_headers(expected: &Value, response: &TestResponse) -> Vec<String> {
    let recorded = expected["headers"].as_object().expect("headers");
    let mut names: Vec<&str> = response.headers().keys().map(HeaderName::as_str).collect();
    names.extend(
        recorded
            .keys()
            .map(String::as_str)
            .filter(|name| !response.headers().contains_key(*name)),
    );
    let own = expected["own_headers"].as_array();
    let is_own = |name: &&str| own.is_some_and(|own| own.iter().any(|one| *one == **name));
    names
        .into_iter()
        .filter(|name| !is_own(name))
        .filter_map(|name| {
            let wanted = recorded.get(name).map(|value| text(value).to_owned());
            let given = header(response.headers(), name);
            let is_any_length =
                !response.bytes().is_empty() || expected.get("body_contains").is_some();
            let is_same = match name {
                "content-length" if is_any_length => wanted.is_some() == given.is_some(),
                _ => wanted == given,
            };
            (!is_same).then(|| format!("header {name}: {given:?}, not {wanted:?}"))
        })
        .collect()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        // A client drops the spaces around a value.
        .map(|value| value.to_str().expect("a header in ASCII").trim())
        .collect();
    let mut parts: Vec<&str> = values.iter().flat_map(|value| value.split(", ")).collect();
    if name == "allow" {
        parts.sort_unstable(); // as recorded: FastAPI's is a set, whose order changes from run to run
    }
    (!values.is_empty()).then(|| parts.join(", "))
}

fn is_expected_body(expected: &Value, response: &TestResponse) -> bool {
    if let Some(part) = expected.get("body_contains") {
        return response.text().contains(text(part));
    }
    let wanted = body(expected).unwrap_or_default();
    let given = content(response);
    if given == wanted {
        return true;
    }
    let values = (from_slice::<Value>(&wanted), from_slice::<Value>(&given));
    match values {
        // Of a document the text is compared.
        (Ok(wanted), Ok(given)) if wanted.get("openapi").is_some() => {
            let [wanted, given] = [wanted, given].map(|document| document.to_string());
            wanted == given
        }
        (Ok(wanted), Ok(given)) => wanted == given,
        _ => false,
    }
}

/// The body without gzip, whose bytes differ from one compressor to another.
fn content(response: &TestResponse) -> Vec<u8> {
    let bytes = response.bytes().to_vec();
    let mut content = Vec::new();
    let is_gzip = header(response.headers(), "content-encoding").as_deref() == Some("gzip");
    match GzDecoder::new(bytes.as_slice()).read_to_end(&mut content) {
        Ok(_) if is_gzip => content,
        _ => bytes,
    }
}

/// True if the answer is a 422 whose errors, without those that only Twinlane gives, are none or as expected.
fn is_with_added_errors(expected: &Value, response: &TestResponse, added: &[Value]) -> bool {
    if response.status() != 422 {
        return false;
    }
    let mut ours: Value = response.json();
    // A handler or a middleware may have written another.
    let Some(errors) = ours["detail"].as_array_mut() else {
        return false;
    };
    let count = errors.len();
    errors.retain(|error| !added.iter().any(|added| is_part(added, error)));
    let is_nothing_else = errors.is_empty();
    count > errors.len()
        && (is_nothing_else
            || body(expected)
                .is_some_and(|body| from_slice(&body).is_ok_and(|theirs: Value| theirs == ours)))
}

/// True if the other object has each field of this one, with the same value.
fn is_part(object: &Value, of: &Value) -> bool {
    object
        .as_object()
        .expect("an object")
        .iter()
        .all(|(key, value)| of.get(key) == Some(value))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
