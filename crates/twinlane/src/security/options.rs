//! The options of every scheme: its name and its description.

use serde_json::Value;

use crate::json_object::object;

/// The options that all schemes have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common {
    pub(super) name: &'static str,
    pub(super) description: Option<&'static str>,
}

impl Common {
    pub(super) const fn named(name: &'static str) -> Self {
        Self {
            name,
            description: None,
        }
    }

    /// The object of a scheme, with the description where there is one.
    pub(super) fn object<const N: usize>(&self, entries: [(&str, Option<Value>); N]) -> Value {
        let description = self.description.map(Value::from);
        object(entries.into_iter().chain([("description", description)]))
    }
}

/// Writes the two options of a scheme with a field `common`.
macro_rules! common_options {
    () => {
        /// Sets the scheme's name in the document. Different schemes need different names.
        pub const fn scheme_name(mut self, name: &'static str) -> Self {
            self.common.name = name;
            self
        }

        /// Sets the scheme's description in the document.
        pub const fn description(mut self, description: &'static str) -> Self {
            self.common.description = Some(description);
            self
        }
    };
}

pub(super) use common_options;
