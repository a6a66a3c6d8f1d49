//! The request, as templates see it: what Starlette's `Request` has.

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::Version;
use minijinja::value::{Kwargs, Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use twinlane_web::path::DecodedPath;

use super::context::Context;
#[cfg(feature = "sessions")]
use super::encoded;
use super::pairs::Pairs;
use super::python;
use super::url_value::UrlValue;
use crate::request::Request;

/// Tells a template of its request, unless the context has such names of its own.
pub(super) fn add_to(context: &mut Context, request: &Arc<Request>) {
    context.set_default("request", || {
        Value::from_object(RequestValue::new(Arc::clone(request)))
    });
    context.set_default("url_for", || {
        Value::from_object(UrlFor(Arc::clone(request)))
    });
}

/// The request. Its parts are made once: a loop of a page may ask for them each time.
struct RequestValue {
    request: Arc<Request>,
    url: OnceLock<Value>,
    base_url: OnceLock<Value>,
    headers: OnceLock<Value>,
    query_params: OnceLock<Value>,
    cookies: OnceLock<Value>,
    session: OnceLock<Value>,
}

impl RequestValue {
    fn new(request: Arc<Request>) -> Self {
        Self {
            request,
            url: OnceLock::new(),
            base_url: OnceLock::new(),
            headers: OnceLock::new(),
            query_params: OnceLock::new(),
            cookies: OnceLock::new(),
            session: OnceLock::new(),
        }
    }
}

impl Object for RequestValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let request = &self.request;
        let once =
            |value: &OnceLock<Value>, make: &dyn Fn() -> Value| value.get_or_init(make).clone();
        Some(match key.as_str()? {
            "method" => Value::from(request.method().as_str()),
            "url" => once(&self.url, &|| UrlValue::of(&request.url())),
            "base_url" => once(&self.base_url, &|| UrlValue::of(&request.base_url())),
            "headers" => once(&self.headers, &|| Pairs::of_headers(request.headers())),
            "query_params" => once(&self.query_params, &|| Pairs::of_query(&request.query())),
            "path_params" => Value::from_pairs(request.path_params()),
            "cookies" => once(&self.cookies, &|| Value::from_pairs(request.cookies())),
            "client" => match request.client() {
                Some(client) => Value::from_pairs([
                    ("host", Value::from(client.ip().to_string())),
                    ("port", Value::from(client.port())),
                ]),
                None => Value::from(()),
            },
            "session" => once(&self.session, &|| session(request)),
            "state" | "user" | "auth" | "app" => Value::from(error(NO_STATE)),
            "scope" => scope(request),
            key => return scope_item(request, key),
        })
    }

    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "url_for" => url_for(state, &self.request, args),
            "get" => {
                let (key, default): (&str, Option<Value>) = from_args(args)?;
                let item = scope_item(&self.request, key).or(default);
                Ok(item.unwrap_or_else(|| Value::from(())))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<{} {}>",
            self.request.method(),
            self.request.uri().path()
        )
    }
}

impl fmt::Debug for RequestValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request")
    }
}

#[cfg(feature = "sessions")]
fn session(request: &Request) -> Value {
    match request.shown_session() {
        Ok(Some(session)) => encoded::of_text(&session.to_json()),
        Ok(None) => Value::from(error(NO_SESSION)),
        Err(failure) => Value::from(error(format!("the session cannot be loaded: {failure}"))),
    }
}

#[cfg(not(feature = "sessions"))]
fn session(_: &Request) -> Value {
    Value::from(error(NO_SESSION))
}

fn error(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

const NO_SESSION: &str = "the request has no session: write `.middleware(Sessions::new(secret))` around what renders the page";
const NO_STATE: &str = "what middleware puts beside a request has types and no names in Rust: tell the page of it by `context!`, or all pages by `Templates::context_processor`";

/// The items of the request, as of the scope of ASGI: `request["path"]`.
fn scope(request: &Request) -> Value {
    let items = SCOPE.iter();
    Value::from_pairs(items.filter_map(|&key| Some((key, scope_item(request, key)?))))
}

const SCOPE: [&str; 7] = [
    "type",
    "http_version",
    "method",
    "scheme",
    "path",
    "root_path",
    "query_string",
];

fn scope_item(request: &Request, key: &str) -> Option<Value> {
    let uri = request.uri();
    Some(match key {
        "type" => Value::from("http"),
        "http_version" => Value::from(http_version(request.version())),
        "method" => Value::from(request.method().as_str()),
        "scheme" => Value::from(request.scheme().as_str()),
        "path" => Value::from(DecodedPath::new(uri.path()).as_str()),
        "root_path" => Value::from(request.root_path()),
        "query_string" => Value::from(uri.query().unwrap_or_default()),
        _ => return None,
    })
}

/// The version as ASGI has it.
fn http_version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "2",
        Version::HTTP_10 => "1.0",
        _ => "1.1",
    }
}

/// The function `url_for`.
struct UrlFor(Arc<Request>);

impl Object for UrlFor {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        url_for(state, &self.0, args)
    }
}

impl fmt::Debug for UrlFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("url_for")
    }
}

fn url_for(state: &State<'_, '_>, request: &Request, args: &[Value]) -> Result<Value, Error> {
    let (name, params): (String, Kwargs) = from_args(args)?;
    let mut url = request.url_for_name(&name);
    for param in params.args() {
        let value: Value = params.get(param)?;
        url = url.param(param, python::text(state, &value)?);
    }
    params.assert_all_used()?;
    let url = url
        .url()
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))?;
    Ok(UrlValue::of(&url))
}
