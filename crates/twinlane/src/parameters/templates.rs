//! The templates, as a parameter.

use std::any::{TypeId, type_name};

use super::request::ViaRequest;
use super::{Gather, Kind, Parameter, Slot};
use crate::request::Request;
use crate::templates::Templates;

/// The marker of the parameter that is the templates.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaTemplates {}

impl Parameter<ViaTemplates> for Templates {
    fn kind() -> Kind {
        Kind::Templates {
            id: TypeId::of::<Self>(),
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let request = <Request as Parameter<ViaRequest>>::gather(cx, slot)?;
        let templates = request.known_templates();
        if templates.is_none() {
            // The start has made sure of them.
            cx.problems.missing_extension = Some(type_name::<Self>());
        }
        templates
    }
}
