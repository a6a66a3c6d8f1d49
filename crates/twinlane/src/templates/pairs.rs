//! Names with several values, as Starlette's `QueryParams` and `Headers`.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use minijinja::value::{Enumerator, Object, Tuple, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use twinlane_web::query::Query;

use super::python;

/// Names with values, in the order in which they were sent.
#[derive(Debug)]
pub(super) struct Pairs {
    pairs: Vec<(String, String)>,
    kind: PairsKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PairsKind {
    /// The last value of a name counts.
    Query,
    /// The first counts, and the case of names does not.
    Headers,
}

impl Pairs {
    pub(super) fn of_query(query: &Query<'_>) -> Value {
        let pairs = query.pairs();
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Value::from_object(Self {
            pairs: pairs.collect(),
            kind: PairsKind::Query,
        })
    }

    pub(super) fn of_headers(headers: &HeaderMap) -> Value {
        let pairs = twinlane_web::header::pairs(headers);
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.into_owned()));
        Value::from_object(Self {
            pairs: pairs.collect(),
            kind: PairsKind::Headers,
        })
    }

    fn all<'p>(&'p self, name: &str) -> impl DoubleEndedIterator<Item = &'p str> {
        let is_it = move |known: &str| match self.kind {
            PairsKind::Query => known == name,
            PairsKind::Headers => known.eq_ignore_ascii_case(name),
        };
        let pairs = self.pairs.iter().filter(move |(known, _)| is_it(known));
        pairs.map(|(_, value)| value.as_str())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.all(name);
        match self.kind {
            PairsKind::Query => values.next_back(),
            PairsKind::Headers => values.next(),
        }
    }

    /// The names: of a query each once, of headers each as often as it was sent, as Starlette has it.
    fn names(&self) -> Vec<Value> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &self.pairs {
            if self.kind == PairsKind::Headers || !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names.into_iter().map(Value::from).collect()
    }

    fn each(&self, multi: bool) -> Vec<(&str, &str)> {
        let pairs = self.pairs.iter();
        let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
        if multi || self.kind == PairsKind::Headers {
            return pairs.collect();
        }
        let mut each: Vec<(&str, &str)> = Vec::new();
        for (name, value) in pairs {
            match each.iter_mut().find(|(known, _)| *known == name) {
                Some((_, earlier)) => *earlier = value,
                None => each.push((name, value)),
            }
        }
        each
    }
}

impl Object for Pairs {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key.as_str()?).map(Value::from)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.names())
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let items = |multi| {
            let items = self.each(multi).into_iter();
            items
                .map(|(name, value)| {
                    Value::from(Tuple::from([Value::from(name), Value::from(value)]))
                })
                .collect::<Vec<Value>>()
        };
        match method {
            "get" => {
                let (name, default): (&str, Option<Value>) = from_args(args)?;
                let value = self.get(name).map(Value::from);
                Ok(value.or(default).unwrap_or_else(|| Value::from(())))
            }
            "getlist" => {
                let (name,): (&str,) = from_args(args)?;
                Ok(self.all(name).map(Value::from).collect())
            }
            "keys" => {
                let () = from_args(args)?;
                Ok(Value::from(self.names()))
            }
            "values" => {
                let () = from_args(args)?;
                let values = self.each(false).into_iter();
                Ok(values.map(|(_, value)| Value::from(value)).collect())
            }
            "items" => {
                let () = from_args(args)?;
                Ok(Value::from(items(false)))
            }
            "multi_items" if self.kind == PairsKind::Query => {
                let () = from_args(args)?;
                Ok(Value::from(items(true)))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PairsKind::Query => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                f.write_str(&query.extend_pairs(&self.pairs).finish())
            }
            PairsKind::Headers => {
                let headers = Value::from_pairs(self.each(true));
                let headers = python::text(&headers).map_err(|_| fmt::Error)?;
                write!(f, "Headers({headers})")
            }
        }
    }
}
