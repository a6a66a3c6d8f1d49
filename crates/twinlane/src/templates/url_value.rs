//! A URL, as Starlette's `URL`: a text with parts.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Kwargs, Object, ObjectRepr, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::python;

/// A URL.
#[derive(Debug, Clone, Default)]
pub(super) struct UrlValue {
    scheme: String,
    /// The host with its port. `None`: it begins with its path.
    netloc: Option<String>,
    path: String,
    query: String,
    fragment: String,
}

impl UrlValue {
    pub(super) fn of(url: &str) -> Value {
        Value::from_object(Self::parse(url))
    }

    fn parse(url: &str) -> Self {
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (scheme, netloc, path) = match rest.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (netloc, path) = rest.split_at(end);
                (scheme, Some(netloc.to_owned()), path)
            }
            _ => ("", None, rest),
        };
        Self {
            scheme: scheme.to_owned(),
            netloc,
            path: path.to_owned(),
            query: query.to_owned(),
            fragment: fragment.to_owned(),
        }
    }

    /// The host without its port, and the port.
    fn host(&self) -> (&str, Option<u16>) {
        let netloc = self.netloc.as_deref().unwrap_or_default();
        let (_, host) = netloc.rsplit_once('@').unwrap_or(("", netloc));
        match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, None),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    }

    fn with_pairs(&self, pairs: &[(String, String)]) -> Value {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(pairs).finish();
        Value::from_object(Self {
            query,
            ..self.clone()
        })
    }

    /// As Starlette's: a name that is there loses its values, and all come behind.
    fn including(&self, state: &State<'_, '_>, params: &Kwargs) -> Result<Value, Error> {
        let mut pairs = self.pairs();
        for (name, value) in texts(state, params)? {
            pairs.retain(|(known, _)| *known != name);
            pairs.push((name, value));
        }
        Ok(self.with_pairs(&pairs))
    }

    fn without(&self, names: &Value) -> Result<Value, Error> {
        let names: Vec<String> = match names.kind() {
            ValueKind::String => vec![names.to_string()],
            _ => names.try_iter()?.map(|name| name.to_string()).collect(),
        };
        let mut pairs = self.pairs();
        pairs.retain(|(known, _)| !names.contains(known));
        Ok(self.with_pairs(&pairs))
    }

    fn replaced(&self, state: &State<'_, '_>, parts: &Kwargs) -> Result<Value, Error> {
        let mut url = self.clone();
        for (part, text) in texts(state, parts)? {
            match part.as_str() {
                "scheme" => url.scheme = text,
                "netloc" => url.netloc = Some(text),
                "path" => url.path = text,
                "query" => url.query = text,
                "fragment" => url.fragment = text,
                "hostname" => {
                    let port = url.host().1.map(|port| format!(":{port}"));
                    url.netloc = Some(text + &port.unwrap_or_default());
                }
                "port" => {
                    let host = url.host().0;
                    url.netloc = Some(if parts.get::<Value>("port")?.is_none() {
                        host.to_owned()
                    } else {
                        format!("{host}:{text}")
                    });
                }
                _ => {
                    return Err(Error::new(
                        ErrorKind::InvalidOperation,
                        format!("a URL has no part {part:?}"),
                    ));
                }
            }
        }
        Ok(Value::from_object(url))
    }
}

fn texts(state: &State<'_, '_>, params: &Kwargs) -> Result<Vec<(String, String)>, Error> {
    let names = params.args();
    names
        .map(|name| {
            let value: Value = params.get(name)?;
            Ok((name.to_owned(), python::text(state, &value)?))
        })
        .collect()
}

impl fmt::Display for UrlValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(netloc) = &self.netloc {
            if !self.scheme.is_empty() {
                write!(f, "{}:", self.scheme)?;
            }
            write!(f, "//{netloc}")?;
            // Without it the path would go on with the name of the host.
            if !self.path.is_empty() && !self.path.starts_with('/') {
                f.write_str("/")?;
            }
        }
        f.write_str(&self.path)?;
        if !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        if !self.fragment.is_empty() {
            write!(f, "#{}", self.fragment)?;
        }
        Ok(())
    }
}

impl Object for UrlValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(match key.as_str()? {
            "scheme" => Value::from(&self.scheme),
            "netloc" => Value::from(self.netloc.as_deref().unwrap_or_default()),
            "path" => Value::from(&self.path),
            "query" => Value::from(&self.query),
            "fragment" => Value::from(&self.fragment),
            "hostname" => match self.host().0 {
                "" => Value::from(()),
                host => Value::from(host.trim_matches(['[', ']']).to_ascii_lowercase()),
            },
            "port" => Value::from(self.host().1),
            "username" | "password" => Value::from(()),
            "is_secure" => Value::from(matches!(self.scheme.as_str(), "https" | "wss")),
            _ => return None,
        })
    }

    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "include_query_params" => {
                let (params,): (Kwargs,) = from_args(args)?;
                self.including(state, &params)
            }
            "replace_query_params" => {
                let (params,): (Kwargs,) = from_args(args)?;
                Ok(self.with_pairs(&texts(state, &params)?))
            }
            "remove_query_params" => {
                let (names,): (Value,) = from_args(args)?;
                self.without(&names)
            }
            "replace" => {
                let (parts,): (Kwargs,) = from_args(args)?;
                self.replaced(state, &parts)
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other: &Self = other.downcast_ref()?;
        Some(self.to_string().cmp(&other.to_string()))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
