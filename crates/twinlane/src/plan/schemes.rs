//! The security schemes of all operations together.

use std::collections::HashMap;

use serde_json::Value;

use super::Planned;
use crate::build_error::Mistake;

/// Notes the schemes that have the name of another: the document could show but one of them. FastAPI shows the last.
pub(crate) fn check_names(planned: &[Planned], mistakes: &mut Vec<Mistake>) {
    let mut known: HashMap<&str, &Value> = HashMap::new();
    for operation in planned {
        for node in &operation.dependencies.nodes {
            let Some(scheme) = &node.description.scheme else {
                continue;
            };
            let (name, object) = (scheme.name, &scheme.object);
            if *known.entry(name).or_insert(object) != object {
                mistakes.push(Mistake::Security {
                    operation: operation.name.clone(),
                    message: format!(
                        "two security schemes that differ have the name `{name}`: give one of them a `scheme_name`"
                    ),
                });
            }
        }
    }
}
