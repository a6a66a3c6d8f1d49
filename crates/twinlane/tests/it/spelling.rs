//! Types by other names: an alias, a renamed import, an associated type, a macro in the place of a type, a type that a macro passes on.
//! Their meaning stays the same. (The return types of dependencies: [`returned`](crate::returned).)

use twinlane::prelude::*;
use twinlane::security::ApiKeyHeader as KeyHeader;
use twinlane::testing::TestClient;

/// Every type with another name.
mod other_names {
    pub(super) use std::option::Option as Maybe;
    pub(super) use std::string::String as Text;
    pub(super) use std::vec::Vec as Items;

    pub(super) type Flag = bool;
    pub(super) type Nothing = ();
    pub(super) type Ask = twinlane::Request;
    pub(super) type Parts = twinlane::response::ResponseParts;
    pub(super) type Upload = twinlane::UploadFile;
    pub(super) type Asked<D> = twinlane::Depends<D>;
    pub(super) type MaybeAsked<D> = Maybe<twinlane::Depends<D>>;
    pub(super) type Fallible<T> = Result<T, twinlane::HttpError>;
}
use other_names::*;

macro_rules! list_of {
    ($ty:ty) => { Vec<$ty> };
}

#[get("/query")]
async fn read_query(
    text: Text,
    maybe: Maybe<Text>,
    items: Items<u8>,
    flag: Flag,
    listed: list_of!(u8),
    maybe_items: Maybe<Items<u8>>,
) -> Value {
    json!([text, maybe, items, flag, listed, maybe_items])
}

#[get("/query/by-its-names")]
async fn read_query_by_its_names(
    text: String,
    maybe: Option<String>,
    items: Vec<u8>,
    flag: bool,
    listed: Vec<u8>,
    maybe_items: Option<Vec<u8>>,
) -> Value {
    json!([text, maybe, items, flag, listed, maybe_items])
}

#[test]
fn a_parameter_of_another_name() {
    let app = App::new().routes(routes![read_query, read_query_by_its_names]);
    let client = TestClient::blocking(app);
    for query in [
        "",
        "?text=a&items=1&items=2&flag=on&listed=3",
        "?items=x&flag=2&maybe_items=4",
    ] {
        let one = client.get(&format!("/query{query}")).send();
        let other = client.get(&format!("/query/by-its-names{query}")).send();
        assert_eq!(one.text(), other.text());
    }
    let document = client.get("/openapi.json").send().json::<Value>();
    let parameters = |path: &str| document["paths"][path]["get"]["parameters"].clone();
    assert_eq!(parameters("/query"), parameters("/query/by-its-names"));
}

#[get("/lent")]
async fn lent(request: &Ask, parts: &mut Parts) -> Nothing {
    parts.set_header("x-path", request.uri().path());
}

macro_rules! passed_on {
    ($name:ident, $path:literal, ($($argument:ident: $ty:ty),*) -> $returned:ty $body:block) => {
        #[get($path)]
        async fn $name($($argument: $ty),*) -> $returned $body
    };
    ($name:ident, $path:literal, lent $argument:ident: $ty:ty) => {
        #[get($path)]
        async fn $name($argument: &$ty) -> String {
            $argument.uri().path().to_owned()
        }
    };
}

passed_on!(with_types, "/types", (n: u8, maybe: Option<u8>) -> Result<Option<u8>> { Ok(maybe.map(|m| m + n)) });
passed_on!(with_reference, "/reference", (request: &Request) -> String { request.uri().path().to_owned() });
passed_on!(with_lent, "/lent-type", lent request: Request);

#[test]
fn what_is_lent_by_another_name_and_what_a_macro_passes_on() {
    let app = App::new().routes(routes![lent, with_types, with_reference, with_lent]);
    let client = TestClient::blocking(app);
    let response = client.get("/lent").send();
    assert_eq!(
        (response.header("x-path"), response.text().as_str()),
        (Some("/lent"), "null")
    );
    assert_eq!(client.get("/types?n=1&maybe=2").send().text(), "3");
    assert_eq!(client.get("/types?n=1").send().text(), "null");
    assert_eq!(client.get("/types").send().status(), 422);
    assert_eq!(client.get("/reference").send().text(), r#""/reference""#);
    assert_eq!(client.get("/lent-type").send().text(), r#""/lent-type""#);
}

/// Dependencies and security by other names.
#[dependency]
async fn greeting(name: Maybe<Text>) -> Result<Text, HttpError> {
    name.ok_or(HttpError::new(403, "Who are you?"))
}

type Greeting = greeting;
use greeting as salutation;

#[security(KeyHeader(name = "X-Key"))]
struct Key(Text);

type MaybeKey = Maybe<Key>;

#[get("/asked", dependencies = [Greeting])]
async fn asked(one: Asked<Greeting>, other: Asked<salutation>, key: MaybeKey) -> (bool, bool) {
    (*one == *other, key.is_some())
}

#[get("/maybe-asked")]
async fn maybe_asked(greeting: MaybeAsked<greeting>, key: Key) -> Fallible<(bool, Text)> {
    Ok((greeting.is_some(), key.0))
}

#[test]
fn dependencies_and_security_by_other_names() {
    let client = TestClient::blocking(App::new().routes(routes![asked, maybe_asked]));
    assert_eq!(client.get("/asked").send().status(), 403);
    let response = client.get("/asked?name=a").header("x-key", "k").send();
    assert_eq!(response.text(), "[true,true]");
    assert_eq!(client.get("/maybe-asked").send().status(), 401);
    let response = client.get("/maybe-asked").header("x-key", "k").send();
    assert_eq!(response.text(), r#"[false,"k"]"#);
}

use twinlane::security::ApiKeyHeader as KeyWithoutName;

/// The macro does not know the scheme by this name, nor the value of a constant.
#[security(KeyWithoutName)]
struct NoName(#[expect(dead_code, reason = "nobody comes so far")] String);

const NO_HEADER: &str = "no header";

#[security(KeyHeader(name = NO_HEADER, scheme_name = "Second"))]
struct WrongName(#[expect(dead_code, reason = "nobody comes so far")] String);

#[get("/no-name")]
async fn keys_without_names(_one: NoName, _other: WrongName) {}

#[test]
fn a_scheme_that_lacks_something_keeps_the_application_from_starting() {
    let app = App::new().routes(routes![keys_without_names]);
    let error = app.into_service().unwrap_err().to_string();
    for said in [
        "the security scheme `APIKeyHeader` has no `name`: write `name = \"...\"`",
        "the security scheme `Second` reads \"no header\", and no header and no cookie has this name",
    ] {
        assert!(error.contains(said), "{error}");
    }
}

#[post("/upload")]
async fn upload(#[form] note: Maybe<Text>, photo: Maybe<Upload>, more: Items<Upload>) -> Value {
    json!([
        note,
        photo.map(|photo| photo.file_name().to_owned()),
        more.len()
    ])
}

#[test]
fn files_by_other_names() {
    let client = TestClient::blocking(App::new().routes(routes![upload]));
    let request = client.post("/upload").file("more", "a.txt", "a");
    let response = request.send();
    assert_eq!(response.text(), "[null,null,1]");
}

/// The model that an operation returns.
#[model]
struct Answer {
    text: Text,
}

#[get("/returned/{how}")]
async fn returned(how: u8) -> Fallible<Maybe<Items<Answer>>> {
    match how {
        0 => Err(HttpError::new(409, "Conflict")),
        1 => Ok(None),
        _ => Ok(Some(vec![Answer {
            text: "a".to_owned(),
        }])),
    }
}

/// A model that has the name of a type that is something else.
mod own {
    use twinlane::prelude::{get, model};

    #[model]
    pub(super) struct Result<T> {
        pub(super) value: T,
    }

    #[model]
    pub(super) struct Option {
        pub(super) value: u8,
    }

    #[get("/own")]
    pub(super) async fn own_result() -> Result<u8> {
        Result { value: 1 }
    }

    #[get("/own-option")]
    pub(super) async fn own_option(value: u8) -> Option {
        Option { value }
    }
}

#[test]
fn return_types_by_other_names() {
    let app = App::new().routes(routes![returned, own::own_result, own::own_option]);
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/returned/0").send().status(), 409);
    assert_eq!(client.get("/returned/1").send().text(), "null");
    assert_eq!(client.get("/returned/2").send().text(), r#"[{"text":"a"}]"#);
    assert_eq!(client.get("/own").send().text(), r#"{"value":1}"#);
    assert_eq!(
        client.get("/own-option?value=2").send().text(),
        r#"{"value":2}"#
    );
}

#[get("/described")]
#[doc = include_str!("data/described.md")]
async fn described() {}

macro_rules! documented {
    ($(#[$attribute:meta])* $name:ident, $text:expr) => {
        $(#[$attribute])*
        #[doc = $text]
        #[get("/documented")]
        async fn $name() {}
    };
}

documented! {
    /// From a macro.
    documented, "And passed on."
}

#[test]
fn a_doc_comment_that_a_macro_makes_is_in_the_document() {
    let client = TestClient::blocking(App::new().routes(routes![described, documented]));
    let document = client.get("/openapi.json").send().json::<Value>();
    let described = |path: &str| document["paths"][path]["get"]["description"].clone();
    assert_eq!(described("/described"), "From a *file*.");
    assert_eq!(described("/documented"), "From a macro.\nAnd passed on.");
}
