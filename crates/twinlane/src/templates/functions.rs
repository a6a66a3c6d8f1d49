//! The functions of Jinja that the engine does not have.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::value::{Object, ObjectRepr, Rest, from_args};
use minijinja::{Environment, Error, ErrorKind, State, Value};

pub(super) fn add(environment: &mut Environment<'static>) {
    // It would write all values that a page is told.
    environment.remove_global("debug");
    environment.add_function("cycler", cycler);
    environment.add_function("joiner", minijinja_contrib::globals::joiner);
}

/// Values of which each is the next, and the first after the last.
fn cycler(items: Rest<Value>) -> Result<Value, Error> {
    if items.is_empty() {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            "`cycler` takes at least one value",
        ));
    }
    Ok(Value::from_object(Cycler {
        items: items.0,
        steps: AtomicUsize::new(0),
    }))
}

#[derive(Debug)]
struct Cycler {
    items: Vec<Value>,
    steps: AtomicUsize,
}

impl Cycler {
    fn item(&self, steps: usize) -> Value {
        let place = steps.checked_rem(self.items.len()).unwrap_or_default();
        self.items.get(place).cloned().unwrap_or_default()
    }
}

impl Object for Cycler {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        (key.as_str()? == "current").then(|| self.item(self.steps.load(Ordering::Relaxed)))
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let () = from_args(args)?;
        match method {
            "next" => Ok(self.item(self.steps.fetch_add(1, Ordering::Relaxed))),
            "reset" => {
                self.steps.store(0, Ordering::Relaxed);
                Ok(Value::from(()))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}
