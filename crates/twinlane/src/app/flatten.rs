//! From the tree of routers to a flat list of operations, each with its whole path and all its tags.

use std::sync::Arc;
use std::time::Duration;

use twinlane_web::PathTemplate;

use super::frontends::PlannedFrontend;
use super::middleware::outermost_first;
use super::mounts::{MountPlace, PlannedMount, planned_at_host, planned_at_path};
use super::options;
use super::parts::Outer;
use super::unique_ids;
use crate::answer::AdditionalResponse;
use crate::build_error::Mistake;
use crate::dependencies::DependencyRef;
use crate::frontend;
use crate::lane_rules::PlannedLane;
use crate::limits::Limits;
use crate::middlewares::{Added, AddedMiddleware, IntoMiddleware, Timeout};
use crate::mount::Mount;
use crate::operation::{OperationDescription, OperationName, OutgoingRequest, Route, UniqueId};
use crate::plan::{
    LifespanDependencies, Planned, PlannedRequest, dependency_tree, settle_path_names,
};
use crate::router::{Entry, FrontendEntry, MountEntry, Router};

/// All that is in an application, in the order in which it was added, depth first.
#[derive(Default)]
pub(super) struct Flat {
    pub(super) operations: Vec<Planned>,
    pub(super) mounts: Vec<PlannedMount>,
    /// The mounts at hosts.
    pub(super) hosts: Vec<PlannedMount>,
    pub(super) frontends: Vec<PlannedFrontend>,
}

/// The rules that hold for the whole application.
pub(super) struct AppRules<'a> {
    pub(super) lane: &'a PlannedLane,
    pub(super) limits: Limits,
    /// The path that it is mounted at.
    pub(super) at: &'a str,
}

impl<'a> AppRules<'a> {
    pub(super) fn of(lane: &'a PlannedLane, outer: &'a Outer<'_>) -> Self {
        Self {
            lane,
            limits: outer.limits,
            at: &outer.at,
        }
    }
}

/// A check of the application's health as an operation at the path that runs it. Nothing of the application stands around it.
pub(super) fn plan_check(
    route: Route,
    rules: &AppRules<'_>,
    path: &str,
    (lifespan, mistakes): (&mut LifespanDependencies<'_>, &mut Vec<Mistake>),
) -> Option<Planned> {
    let above = Above::of_app(rules);
    let planned = plan_route((route, path.to_owned()), &above, lifespan, mistakes);
    // The path is that of all checks. A mistake in it has been reported already.
    planned.ok()
}

/// Plans an application: its outermost router, and its mounts at hosts.
pub(super) fn plan(
    (router, hosts): (Router, Vec<(String, Mount)>),
    rules: &AppRules<'_>,
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Flat {
    let mut flat = Flat::default();
    let above = Above::of_app(rules);
    lifespan.list(&router.lifespan, "the application");
    let limits = router.limits.within(above.limits);
    let has_dependencies = !router.effects.is_empty();
    add(router, &above, lifespan, mistakes, &mut flat);
    let place = MountPlace {
        limits,
        has_dependencies,
        ..above.mount_place(flat.operations.len())
    };
    for (host, mount) in hosts {
        flat.hosts
            .extend(planned_at_host(&host, mount, &place, mistakes));
    }
    flat
}

/// The options of the routers above.
struct Above<'a> {
    /// The path that the application is mounted at.
    at: &'a str,
    lane: PlannedLane,
    prefix: String,
    tags: Vec<String>,
    limits: Limits,
    deprecated: bool,
    hidden: bool,
    responses: Vec<AdditionalResponse>,
    callbacks: Vec<Arc<OutgoingRequest>>,
    media_type: Option<String>,
    unique_id: Option<UniqueId>,
    effects: Vec<DependencyRef>,
    /// The outermost first.
    middleware: Vec<AddedMiddleware>,
}

impl<'a> Above<'a> {
    /// Around everything in an application.
    fn of_app(rules: &AppRules<'a>) -> Self {
        Self {
            at: rules.at,
            lane: rules.lane.clone(),
            prefix: String::new(),
            tags: Vec::new(),
            limits: rules.limits,
            deprecated: false,
            hidden: false,
            responses: Vec::new(),
            callbacks: Vec::new(),
            media_type: None,
            unique_id: None,
            effects: Vec::new(),
            middleware: Vec::new(),
        }
    }

    /// The requests that are sent on account of an operation with these of its own.
    fn planned_callbacks(&self, own: Vec<OutgoingRequest>) -> Vec<PlannedRequest> {
        let all = self.callbacks.iter().cloned();
        let all = all.chain(own.into_iter().map(Arc::new));
        all.map(PlannedRequest::of)
            .map(PlannedRequest::with_made_id)
            .collect()
    }

    /// The middleware around an operation with this of its own, the outermost first.
    fn with_own_middleware(
        &self,
        own: Vec<Added>,
        timeout: Option<Duration>,
    ) -> Vec<AddedMiddleware> {
        let timeout = timeout.map(Timeout::after);
        let timeout = timeout.map(IntoMiddleware::into_middleware);
        let own = own.into_iter().chain(timeout).map(|added| added.0);
        self.middleware.iter().cloned().chain(own).collect()
    }

    fn mount_place(&self, operations_before: usize) -> MountPlace<'_> {
        MountPlace {
            prefix: &self.prefix,
            whole_prefix: format!("{}{}", self.at, self.prefix),
            lane: &self.lane,
            limits: self.limits,
            middleware: &self.middleware,
            has_dependencies: !self.effects.is_empty(),
            operations_before,
        }
    }
}

fn add(
    mut router: Router,
    above: &Above<'_>,
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
    flat: &mut Flat,
) {
    if !router.prefix.is_empty()
        && (!router.prefix.starts_with('/') || router.prefix.ends_with('/'))
    {
        mistakes.push(Mistake::Prefix {
            prefix: router.prefix.clone(),
        });
        // The paths below are not to blame for the prefix.
        router.prefix = format!("/{}", router.prefix.trim_matches('/'));
    }
    let prefix = format!("{}{}", above.prefix, router.prefix);
    let whole_prefix = format!("{}{prefix}", above.at);
    options::check_router(&router, &whole_prefix, mistakes);
    let here = Above {
        at: above.at,
        lane: above.lane.within(router.lane, &whole_prefix),
        prefix,
        tags: [above.tags.as_slice(), &router.tags].concat(),
        limits: router.limits.within(above.limits),
        deprecated: above.deprecated || router.deprecated,
        hidden: above.hidden || router.hidden,
        responses: AdditionalResponse::merged(&above.responses, &router.responses),
        callbacks: [above.callbacks.as_slice(), &router.callbacks].concat(),
        effects: [above.effects.as_slice(), &router.effects].concat(),
        middleware: [
            above.middleware.as_slice(),
            &outermost_first(router.middleware),
        ]
        .concat(),
        media_type: router.media_type.or_else(|| above.media_type.clone()),
        unique_id: router.unique_id.or_else(|| above.unique_id.clone()),
    };
    for entry in router.entries {
        match entry {
            Entry::Router(inner) => {
                let place = format!(
                    "the router at {:?}",
                    format!("{}{}{}", here.at, here.prefix, inner.prefix)
                );
                lifespan.list(&inner.lifespan, &place);
                add(*inner, &here, lifespan, mistakes, flat);
            }
            Entry::Route(route) => {
                let path = format!("{}{}", here.prefix, route.description.path);
                match plan_route((*route, path), &here, lifespan, mistakes) {
                    Ok(operation) => flat.operations.push(operation),
                    Err(mistake) => mistakes.push(*mistake),
                }
            }
            Entry::Frontend(entry) => {
                let planned = plan_frontend(*entry, &here, lifespan, mistakes);
                flat.frontends.extend(planned);
            }
            Entry::Mount(entry) => {
                let MountEntry { path, mount } = *entry;
                let place = here.mount_place(flat.operations.len());
                let mount = planned_at_path(&path, mount, &place, mistakes);
                flat.mounts.extend(mount);
            }
        }
    }
}

/// The name of an operation at this path, for mistakes and the log.
fn operation_name(description: &OperationDescription, path: String) -> OperationName {
    let method = if description.is_websocket() {
        "WebSocket"
    } else {
        description.method.as_str()
    };
    OperationName {
        method: method.to_owned(),
        path,
        function: format!("{}::{}", description.module, description.name),
    }
}

/// A frontend as two operations: of its path itself, and of all that is below.
fn plan_frontend(
    FrontendEntry { path, frontend }: FrontendEntry,
    above: &Above<'_>,
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<PlannedFrontend> {
    let own = path.trim_end_matches('/');
    let whole = format!("{}{own}", above.prefix);
    let place = format!(
        "the frontend at {:?}",
        [above.at, &above.prefix, &path].concat()
    );
    if !path.starts_with('/') {
        mistakes.push(Mistake::OptionValue {
            place,
            message: format!("its path starts with `/`: write \"/{own}\""),
        });
        return Vec::new();
    }
    let frontend = Arc::new(frontend);
    let mut one = |path: &str, template: PathTemplate| {
        let planned = plan_route(
            (frontend::route(), path.to_owned()),
            above,
            lifespan,
            mistakes,
        );
        let planned = planned.map_err(|mistake| mistakes.push(*mistake)).ok()?;
        Some(PlannedFrontend {
            frontend: Arc::clone(&frontend),
            place: place.clone(),
            template,
            planned,
        })
    };
    let template = match PathTemplate::parse(&whole) {
        Ok(template) => template,
        Err(error) => {
            let message = error.to_string();
            mistakes.push(Mistake::OptionValue { place, message });
            return Vec::new();
        }
    };
    let below = one(
        if whole.is_empty() { "/" } else { &whole },
        template.with_rest(),
    );
    let itself = (!whole.is_empty()).then(|| one(&whole, template)).flatten();
    below.into_iter().chain(itself).collect()
}

/// Plans the operation at this path. The path has the prefixes of the routers above.
fn plan_route(
    (mut route, path): (Route, String),
    above: &Above<'_>,
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Result<Planned, Box<Mistake>> {
    let options = &mut route.description.options;
    options.deprecated |= above.deprecated;
    options.hidden |= above.hidden;
    let own_callbacks = std::mem::take(&mut options.callbacks);
    let own_middleware = std::mem::take(&mut options.middleware);
    let description = &route.description;
    let operation = operation_name(description, format!("{}{path}", above.at));
    let message = match PathTemplate::parse(&path) {
        Ok(_) if path.is_empty() => {
            "the path is empty and so is the prefix: write \"/\"".to_owned()
        }
        Err(error) => error.to_string(),
        Ok(template) => {
            let own = description.options.tags.iter().cloned();
            let tags: Vec<String> = above.tags.iter().cloned().chain(own).collect();
            let limits = Limits {
                max_body_size: description.options.max_body_size,
                strict_content_type: None,
                form: description.options.form_limits.unwrap_or_default(),
                errors: description.options.error_limits.unwrap_or_default(),
            };
            let own = &description.options.responses;
            let responses = AdditionalResponse::merged(&above.responses, own);
            let own_effects = &description.options.dependencies;
            let effects = [above.effects.as_slice(), own_effects].concat();
            let parameters = &description.parameters;
            let dependencies =
                dependency_tree(&operation, &effects, parameters, lifespan, mistakes);
            let middleware = above.with_own_middleware(own_middleware, description.options.timeout);
            return Ok(settle_path_names(Planned {
                operation_id: unique_ids::made(
                    description,
                    (template.format(), &tags),
                    above.unique_id.as_ref(),
                ),
                dependencies,
                middleware,
                responses,
                callbacks: above.planned_callbacks(own_callbacks),
                media_type: above.media_type.clone(),
                limits: limits.within(above.limits),
                lane: above.lane.within(
                    description.options.lane,
                    &format!("{} {}", operation.method, operation.path),
                ),
                tags,
                template,
                name: operation,
                route,
            }));
        }
    };
    Err(Box::new(Mistake::Template { operation, message }))
}
