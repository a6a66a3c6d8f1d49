//! Names with several values, as Starlette's `QueryParams` and `Headers`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use minijinja::value::{Enumerator, Object, Tuple, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use twinlane_model::python_repr;
use twinlane_web::query::Query;

/// Names with values, in the order in which they were sent.
#[derive(Debug)]
pub(super) struct Pairs {
    sent: Vec<(String, String)>,
    /// The places of each name, so that a page that asks for every name looks at each once.
    places: HashMap<String, Vec<usize>>,
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
        Value::from_object(Self::new(pairs.collect(), PairsKind::Query))
    }

    pub(super) fn of_headers(headers: &HeaderMap) -> Value {
        let pairs = twinlane_web::header::pairs(headers);
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.into_owned()));
        Value::from_object(Self::new(pairs.collect(), PairsKind::Headers))
    }

    fn new(pairs: Vec<(String, String)>, kind: PairsKind) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, (name, _)) in pairs.iter().enumerate() {
            places.entry(kind.key(name)).or_default().push(place);
        }
        Self {
            sent: pairs,
            places,
            kind,
        }
    }

    fn all<'p>(&'p self, name: &str) -> impl DoubleEndedIterator<Item = &'p str> {
        let places = self.places.get(&self.kind.key(name));
        let places = places.map_or(&[][..], Vec::as_slice).iter();
        places.filter_map(|place| Some(self.sent.get(*place)?.1.as_str()))
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
        let each = self.each(false).into_iter();
        each.map(|(name, _)| Value::from(name)).collect()
    }

    fn is_first(&self, place: usize, name: &str) -> bool {
        let places = self.places.get(&self.kind.key(name));
        places.and_then(|places| places.first()) == Some(&place)
    }

    fn each(&self, multi: bool) -> Vec<(&str, &str)> {
        let pairs = self.sent.iter();
        let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
        if multi || self.kind == PairsKind::Headers {
            return pairs.collect();
        }
        let pairs = pairs.enumerate();
        pairs
            .filter(|(place, (name, _))| self.is_first(*place, name))
            .map(|(_, (name, value))| (name, self.get(name).unwrap_or(value)))
            .collect()
    }
}

impl PairsKind {
    /// The same for all spellings of a name.
    fn key(self, name: &str) -> String {
        match self {
            Self::Query => name.to_owned(),
            Self::Headers => name.to_ascii_lowercase(),
        }
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
                f.write_str(&query.extend_pairs(&self.sent).finish())
            }
            PairsKind::Headers => {
                f.write_str("Headers({")?;
                let mut comma = "";
                for (place, (name, _)) in self.sent.iter().enumerate() {
                    if self.is_first(place, name) {
                        let value = self.all(name).next_back().unwrap_or_default();
                        write!(f, "{comma}{}: {}", python_repr(name), python_repr(value))?;
                        comma = ", ";
                    }
                }
                f.write_str("})")
            }
        }
    }
}
