//! An operation, or a request to others, with all that the document says of it.

use std::cell::OnceCell;

use http::Method;
use serde_json::Value;
use twinlane_model::Shape;

use super::known_errors::{KnownError, known_errors};
use super::text::{operation_id, said};
use crate::answer::AdditionalResponse;
use crate::dependencies::DependencyDescription;
use crate::handlers::ErrorHandlers;
use crate::operation::{OperationDescription, OperationName, OperationOptions};
use crate::parameters::{Kind, ParameterDescription, Source};
use crate::plan::{Planned, PlannedRequest, Sources};
use crate::scheme::SchemeDescription;

/// A path operation with all that the document says of it.
pub(crate) struct Documented<'a> {
    pub(super) description: &'a OperationDescription,
    pub(super) path: String,
    /// The one that a function of the application has made.
    made_id: Option<&'a str>,
    pub(super) tags: &'a [String],
    pub(super) sources: &'a Sources,
    pub(super) responses: &'a [AdditionalResponse],
    pub(super) callbacks: Vec<Documented<'a>>,
    /// The functions of its dependencies, with the sources of their parameters.
    pub(super) dependencies: Vec<(&'a DependencyDescription, &'a [Option<Source>])>,
    /// Its security schemes, with the scopes that are needed.
    pub(super) schemes: Vec<(&'a SchemeDescription, &'a [&'static str])>,
    /// The media type that the routers say.
    pub(super) media_type: Option<&'a str>,
    /// The errors that Twinlane answers by itself, if the document has them.
    pub(super) known_errors: Vec<KnownError>,
    /// The schema of the body, where it is of several parameters: made once, when the schemas that it refers to have their names.
    pub(super) body_component: OnceCell<Option<Value>>,
}

impl<'a> Documented<'a> {
    pub(crate) fn of(planned: &'a Planned, sources: &'a Sources) -> Self {
        Self {
            description: &planned.route.description,
            path: planned.template.format(),
            made_id: planned.operation_id.as_deref(),
            tags: &planned.tags,
            sources,
            responses: &planned.responses,
            dependencies: dependencies(planned, sources),
            schemes: schemes(planned),
            callbacks: planned.callbacks.iter().map(Self::of_request).collect(),
            media_type: planned.media_type.as_deref(),
            known_errors: Vec::new(),
            body_component: OnceCell::new(),
        }
    }

    /// The same, with the errors that Twinlane answers by itself. What these handlers answer has no content that is known.
    pub(crate) fn with_known_errors(
        planned: &'a Planned,
        sources: &'a Sources,
        handlers: &ErrorHandlers,
    ) -> Self {
        Self {
            known_errors: known_errors(planned, sources, handlers),
            ..Self::of(planned, sources)
        }
    }

    pub(crate) fn of_request(planned: &'a PlannedRequest) -> Self {
        let description = &planned.request.description;
        Self {
            description,
            path: description.path.to_owned(),
            made_id: planned.operation_id.as_deref(),
            tags: &planned.tags,
            sources: &planned.sources,
            responses: &description.options.responses,
            callbacks: Vec::new(),
            dependencies: Vec::new(),
            schemes: Vec::new(),
            media_type: None,
            known_errors: Vec::new(),
            body_component: OnceCell::new(),
        }
    }

    /// It, and what is sent on its account.
    pub(super) fn with_callbacks(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.callbacks())
    }

    /// The requests of the document that are sent on its account.
    pub(crate) fn callbacks(&self) -> impl Iterator<Item = &Self> {
        self.callbacks
            .iter()
            .filter(|callback| !callback.is_hidden())
    }

    /// The name of a request to others in the log.
    pub(crate) fn request_name(&self) -> OperationName {
        OperationName::of_request(self.description)
    }

    pub(crate) fn is_hidden(&self) -> bool {
        self.options().hidden
    }

    pub(super) fn path(&self) -> String {
        self.path.clone()
    }

    pub(super) fn method(&self) -> String {
        self.description.method.as_str().to_ascii_lowercase()
    }

    /// True if a request can be answered with 422: whether there is any parameter or body.
    pub(super) fn can_be_invalid(&self) -> bool {
        self.data().next().is_some()
    }

    /// The objects of its security schemes, by name.
    pub(super) fn security_schemes(&self) -> impl Iterator<Item = (String, Value)> {
        let schemes = self.schemes.iter();
        schemes.map(|(scheme, _)| (scheme.name.to_owned(), scheme.object.clone()))
    }

    pub(super) fn options(&self) -> &'a OperationOptions {
        &self.description.options
    }

    pub(crate) fn operation_id(&self) -> String {
        match self.options().operation_id.and_then(said).or(self.made_id) {
            Some(id) => id.to_owned(),
            None => operation_id(self.description.route_name(), &self.path, &self.method()),
        }
    }

    /// The parameters that are data, with shape and source.
    pub(super) fn data(
        &self,
    ) -> impl Iterator<Item = (&'a ParameterDescription, &'static Shape, Source)> {
        let own = self.sources.with(&self.description.parameters);
        let below = self.dependencies.iter().flat_map(|(description, sources)| {
            description.parameters.iter().zip(sources.iter().copied())
        });
        own.chain(below)
            .filter_map(|(parameter, source)| match parameter.kind {
                Kind::Data { shape, .. } | Kind::File { shape, .. } => {
                    Some((parameter, shape, source?))
                }
                Kind::RawBody
                | Kind::Request
                | Kind::WebSocket
                | Kind::Extracted { .. }
                | Kind::Dependency(_)
                | Kind::Scopes
                | Kind::Session
                | Kind::Templates { .. }
                | Kind::Lent
                | Kind::UrlFor { .. }
                | Kind::State { .. } => None,
            })
    }

    /// FastAPI documents the body of these methods only.
    pub(super) fn may_have_body(&self) -> bool {
        !matches!(self.description.method, Method::OPTIONS | Method::TRACE)
    }
}

/// The functions of an operation's dependencies, each before those that it needs.
fn schemes(planned: &Planned) -> Vec<(&SchemeDescription, &[&'static str])> {
    let nodes = planned.dependencies.documented();
    let schemes = nodes.filter_map(|(_, node)| {
        let scheme = node.description.scheme.as_ref()?;
        Some((scheme, node.scopes.as_slice()))
    });
    schemes.collect()
}

fn dependencies<'a>(
    planned: &'a Planned,
    sources: &'a Sources,
) -> Vec<(&'a DependencyDescription, &'a [Option<Source>])> {
    let nodes = planned.dependencies.documented();
    let nodes = nodes.filter_map(|(place, node)| {
        Some((&node.description, sources.nodes.get(place)?.as_slice()))
    });
    nodes.collect()
}
