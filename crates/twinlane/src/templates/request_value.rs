//! The request, as templates see it: what Starlette's `Request` has.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Kwargs, Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::context::Context;
use super::pairs::Pairs;
use super::python;
use super::url_value::UrlValue;
use crate::request::Request;

/// Tells a template of its request, unless the context has such names of its own.
pub(super) fn add_to(context: &mut Context, request: &Arc<Request>) {
    context.set_default("request", || {
        Value::from_object(RequestValue(Arc::clone(request)))
    });
    context.set_default("url_for", || {
        Value::from_object(UrlFor(Arc::clone(request)))
    });
}

/// The request.
struct RequestValue(Arc<Request>);

impl Object for RequestValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let request = &self.0;
        Some(match key.as_str()? {
            "method" => Value::from(request.method().as_str()),
            "url" => UrlValue::of(request.url()),
            "base_url" => UrlValue::of(request.base_url()),
            "headers" => Pairs::of_headers(request.headers()),
            "query_params" => Pairs::of_query(&request.query()),
            "path_params" => Value::from_pairs(request.path_params()),
            "cookies" => Value::from_pairs(request.cookies()),
            "client" => match request.client() {
                Some(client) => Value::from_pairs([
                    ("host", Value::from(client.ip().to_string())),
                    ("port", Value::from(client.port())),
                ]),
                None => Value::from(()),
            },
            "session" => session(request),
            _ => return None,
        })
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "url_for" => url_for(&self.0, args),
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} {}>", self.0.method(), self.0.uri().path())
    }
}

impl fmt::Debug for RequestValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request")
    }
}

#[cfg(feature = "sessions")]
fn session(request: &Request) -> Value {
    match request.loaded_session() {
        Some(session) => {
            let content: serde_json::Value =
                serde_json::from_str(&session.to_json()).unwrap_or_default();
            Value::from(minijinja::value::Serde(content))
        }
        None => Value::from(no_session()),
    }
}

#[cfg(not(feature = "sessions"))]
fn session(_: &Request) -> Value {
    Value::from(no_session())
}

fn no_session() -> Error {
    Error::new(
        ErrorKind::InvalidOperation,
        "the request has no session: write `.middleware(Sessions::new(secret))` around what renders the page",
    )
}

/// The function `url_for`.
struct UrlFor(Arc<Request>);

impl Object for UrlFor {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        url_for(&self.0, args)
    }
}

impl fmt::Debug for UrlFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("url_for")
    }
}

fn url_for(request: &Request, args: &[Value]) -> Result<Value, Error> {
    let (name, params): (String, Kwargs) = from_args(args)?;
    let mut url = request.url_for_name(&name);
    for param in params.args() {
        let value: Value = params.get(param)?;
        url = url.param(param, python::text(&value)?);
    }
    params.assert_all_used()?;
    let url = url
        .url()
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))?;
    Ok(UrlValue::of(url))
}
