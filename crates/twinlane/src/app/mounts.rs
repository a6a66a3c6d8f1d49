//! Mounted applications and services, and how each becomes a part of its application.

use std::sync::Arc;

use twinlane_lanes::Label;
use twinlane_web::routing::{Table, TableBuilder};
use twinlane_web::{Part, PathTemplate};

use super::App;
use super::middleware::{self, outermost_first};
use super::names::AppNames;
use super::parts::{Outer, Shared, checked_parts};
use crate::build_error::Mistake;
use crate::frozen::{Endpoint, MountLimits, MountPoint, MountedContent, OperationMiddleware};
use crate::lane_rules::{LaneOptions, PlannedLane};
use crate::limits::Limits;
use crate::middlewares::AddedMiddleware;
use crate::mount::{Mount, MountContent, Mountable, OpaqueApp};
use crate::names::NamedMount;
use crate::plan::KnownStates;
use crate::stages::CheckedParts;

/// # Mounts
impl App {
    /// Mounts another application, or any tower service, at a path: it gets all requests below the path, with any method.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/sub")]
    /// async fn read_sub(request: &Request) -> Value {
    ///     json!({ "message": "Hello World from sub API", "root_path": request.root_path() })
    /// }
    ///
    /// let legacy = axum::Router::new().route("/items", axum::routing::get(async || "axum"));
    /// let app = App::new()
    ///     .mount("/subapi", App::new().routes(routes![read_sub]))
    ///     .mount("/legacy", legacy);
    ///
    /// let client = TestClient::blocking(app);
    /// let message = client.get("/subapi/sub").send().json::<Value>();
    /// assert_eq!(message, json!({ "message": "Hello World from sub API", "root_path": "/subapi" }));
    /// assert_eq!(client.get("/legacy/items").send().text(), "axum");
    /// assert_eq!(client.get("/subapi/docs").send().status(), 200);
    /// ```
    ///
    /// # An application
    ///
    /// A mounted application is independent. It has its own document and docs pages, its own 404 and 405, its own error handlers and its own
    /// middleware. Its middleware runs within the middleware of this application. It sees the whole [URL](crate::Request::url), and its [root
    /// path](crate::Request::root_path) ends with the path of the mount.
    ///
    /// It starts and stops with this application. It takes every [`State`](crate::State) and every value of a lifespan dependency from this
    /// application, unless it has its own. Its own are the states that it was given, the lifespan dependencies that it [lists](Self::lifespan), and
    /// those that are made from such a state or dependency. Its limits and lanes are those of this application, unless it sets its own. An
    /// [override](Self::override_dependency) of a test also applies in it.
    ///
    /// # A service
    ///
    /// A mounted service sees the path below the mount, as with axum's `nest_service`. The extension [`RootPath`](crate::routing::RootPath) of the
    /// request holds the part before it. Bodies are streamed in both directions. An error or a panic of the service is handled as one of an
    /// operation. If the client disconnects, the service runs on, unless [`cancel_on_disconnect`](Self::cancel_on_disconnect) is set. If the
    /// application or a router sets `max_body_size`, that limit applies to the service too.
    ///
    /// # The path
    ///
    /// The path may have parameters: `/tenants/{tenant}`. A mounted application reads them with
    /// [`Request::path_param`](crate::Request::path_param). A slash at the end of the path does not count. A mount at `/` or `""` comes after
    /// all other routes, and before frontends. `/v1` itself is redirected to `/v1/`. As with all routes, the more specific route comes first, in
    /// whatever order they were added: an operation at `/v1/health` comes before a mount at `/v1`.
    pub fn mount<Via>(mut self, path: impl Into<String>, mounted: impl Mountable<Via>) -> Self {
        self.router = self.router.mount(path, mounted);
        self
    }

    /// Mounts an application, or any tower service, at a host: `api.example.com`, or with parameters `{tenant}.example.com`.
    ///
    /// It answers every request to this host, with any path. Requests to other hosts go to the rest of this application. The port and the case of
    /// letters are ignored. The rules of [`mount`](Self::mount) apply, except that the path stays as it is.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/")]
    /// async fn tenant(request: &Request) -> Option<String> {
    ///     request.path_param("tenant").map(str::to_owned)
    /// }
    ///
    /// let app = App::new().host("{tenant}.example.com", App::new().routes(routes![tenant]));
    /// let client = TestClient::blocking(app);
    /// let response = client.get("/").header("host", "blue.example.com:8000").send();
    /// assert_eq!(response.json::<String>(), "blue");
    /// assert_eq!(client.get("/").send().status(), 404);
    /// ```
    ///
    /// A client can send any host name. [`TrustedHost`](crate::middleware::TrustedHost) lists the hosts that the application accepts.
    pub fn host<Via>(mut self, host: impl Into<String>, mounted: impl Mountable<Via>) -> Self {
        self.hosts.push((host.into(), mounted.into_mount()));
        self
    }
}

/// The marker of an application that is mounted.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaApp {}

impl Mountable<ViaApp> for App {
    fn into_mount(self) -> Mount {
        Mount::of(MountContent::App(OpaqueApp(Box::new(self))))
    }
}

/// A mount with all that the routers around it say.
pub(super) struct PlannedMount {
    /// The address of the mount, without the paths below it.
    pub(super) template: PathTemplate,
    /// The same, for the log and for mistakes.
    pub(super) at: String,
    /// True if this is a path, and not a host.
    pub(super) is_at_path: bool,
    pub(super) content: MountContent,
    /// The prefix of the names of its routes, for URLs.
    pub(super) name: Option<String>,
    /// The number of operations that were added before it.
    pub(super) operations_before: usize,
    /// Around it, the outermost first.
    pub(super) middleware: Vec<AddedMiddleware>,
    pub(super) lane: PlannedLane,
    pub(super) limits: Limits,
}

/// The facts of the place where something is mounted.
pub(super) struct MountPlace<'a> {
    /// The prefix of the routers around it.
    pub(super) prefix: &'a str,
    /// The same, below the path that the application itself is mounted at.
    pub(super) whole_prefix: String,
    pub(super) lane: &'a PlannedLane,
    pub(super) limits: Limits,
    pub(super) middleware: &'a [AddedMiddleware],
    /// True if dependencies run before the operations there.
    pub(super) has_dependencies: bool,
    /// The number of operations that were added before.
    pub(super) operations_before: usize,
}

/// A mount at a path.
pub(super) fn planned_at_path(
    path: &str,
    mount: Mount,
    place: &MountPlace<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<PlannedMount> {
    let own = path.trim_end_matches('/');
    let at = format!("{}{own}", place.whole_prefix);
    let named = format!("the mount at {:?}", if at.is_empty() { "/" } else { &at });
    if !own.is_empty() && !own.starts_with('/') {
        mistakes.push(Mistake::OptionValue {
            place: named,
            message: format!("its path starts with `/`: write \"/{own}\""),
        });
        return None;
    }
    let whole = format!("{}{own}", place.prefix);
    match PathTemplate::parse(&whole) {
        Ok(template) => Some(planned(mount, template, (at, &named), (place, mistakes))),
        Err(error) => {
            mistakes.push(Mistake::OptionValue {
                place: named,
                message: error.to_string(),
            });
            None
        }
    }
}

/// A mount at a host, whose template has a slash before it.
pub(super) fn planned_at_host(
    host: &str,
    mount: Mount,
    place: &MountPlace<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<PlannedMount> {
    let named = format!("the mount at the host {host:?}");
    let template = PathTemplate::parse(&["/", host].concat());
    let message = match &template {
        Err(error) => error.to_string(),
        Ok(_) if host.is_empty() || host.contains('/') => {
            "it is the name of a host alone, as in \"api.example.com\"".to_owned()
        }
        Ok(template) if has_capitals(template) => {
            "capitals in a host do not count: write it in small letters".to_owned()
        }
        Ok(_) if has_port(host) => "the port of a host does not count: leave it out".to_owned(),
        Ok(template) => {
            let at = format!("{}//{host}", place.whole_prefix);
            return Some(PlannedMount {
                is_at_path: false,
                ..planned(mount, template.clone(), (at, &named), (place, mistakes))
            });
        }
    };
    mistakes.push(Mistake::OptionValue {
        place: named,
        message,
    });
    None
}

fn has_capitals(template: &PathTemplate) -> bool {
    let parts = template
        .segments()
        .iter()
        .flat_map(|segment| &segment.parts);
    let mut texts = parts.filter_map(|part| match part {
        Part::Literal(text) => Some(text),
        Part::Parameter { .. } => None,
    });
    texts.any(|text| text.contains(|letter: char| letter.is_ascii_uppercase()))
}

/// True if a colon stands outside of parameters and of the brackets of an IPv6 address.
fn has_port(host: &str) -> bool {
    let mut depth = 0;
    host.chars().any(|character| {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        character == ':' && depth == 0
    })
}

fn planned(
    mount: Mount,
    template: PathTemplate,
    (at, named): (String, &str),
    (place, mistakes): (&MountPlace<'_>, &mut Vec<Mistake>),
) -> PlannedMount {
    if place.has_dependencies && !mount.without_dependencies {
        mistakes.push(Mistake::OptionValue {
            place: named.to_owned(),
            message: "the dependencies of the application and of routers run before operations, and would not run before it: give it what guards it, as a middleware or as dependencies of its own, and say so with `Mount::new(..).without_dependencies()`".to_owned(),
        });
    }
    let rules = LaneOptions {
        cancel_on_disconnect: mount.cancel_on_disconnect,
        ..LaneOptions::default()
    };
    let own = outermost_first(mount.middleware);
    PlannedMount {
        is_at_path: true,
        template,
        content: mount.content,
        name: mount.name,
        operations_before: place.operations_before,
        middleware: [place.middleware, &own].concat(),
        lane: place.lane.within(rules, &at),
        limits: place.limits,
        at,
    }
}

/// Checks the mounts of one application.
pub(super) struct Mounting<'a> {
    states: &'a KnownStates,
    /// The surroundings of those that are mounted in this application.
    outer: &'a Outer<'a>,
    shared: &'a mut Shared,
    /// The applications that have been checked.
    checked: Vec<CheckedParts>,
    names: &'a mut AppNames,
}

impl<'a> Mounting<'a> {
    pub(super) fn new(
        states: &'a KnownStates,
        outer: &'a Outer<'a>,
        shared: &'a mut Shared,
        names: &'a mut AppNames,
    ) -> Self {
        Self {
            states,
            outer,
            shared,
            names,
            checked: Vec::new(),
        }
    }

    /// Puts the mounts at paths into the table. Returns the mounted applications, in the order of their places, and a table of the mounts at
    /// hosts.
    pub(super) fn all(
        mut self,
        mounts: Vec<PlannedMount>,
        hosts: Vec<PlannedMount>,
        table: &mut TableBuilder<Endpoint>,
        mistakes: &mut Vec<Mistake>,
    ) -> (Vec<CheckedParts>, Option<Table<Endpoint>>) {
        self.at_paths(mounts, table, mistakes);
        let hosts = self.at_hosts(hosts, mistakes);
        (self.checked, hosts)
    }

    fn at_paths(
        &mut self,
        mounts: Vec<PlannedMount>,
        table: &mut TableBuilder<Endpoint>,
        mistakes: &mut Vec<Mistake>,
    ) {
        for mount in mounts {
            let template = mount.template.with_rest();
            self.insert(mount, &template, table, mistakes);
        }
    }

    /// A table of the mounts at hosts, if there are any.
    fn at_hosts(
        &mut self,
        mounts: Vec<PlannedMount>,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Table<Endpoint>> {
        let mut table = TableBuilder::new();
        let is_any = !mounts.is_empty();
        for mount in mounts {
            let template = mount.template.clone();
            self.insert(mount, &template, &mut table, mistakes);
        }
        is_any.then(|| table.build())
    }

    fn insert(
        &mut self,
        mount: PlannedMount,
        template: &PathTemplate,
        table: &mut TableBuilder<Endpoint>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let at = mount.at.clone();
        let point = Endpoint::Mount(Arc::new(self.point(mount, mistakes)));
        if let Err(earlier) = table.insert_any(template, point) {
            mistakes.push(Mistake::OptionValue {
                place: format!("the mount at {at:?}"),
                message: format!(
                    "its path is taken by {}: change one of them or leave one out",
                    earlier.operation_name().function
                ),
            });
        }
    }

    fn point(&mut self, mount: PlannedMount, mistakes: &mut Vec<Mistake>) -> MountPoint {
        let PlannedMount {
            template,
            at,
            is_at_path,
            content,
            name,
            operations_before,
            middleware,
            lane,
            limits,
        } = mount;
        let named = format!("the mount at {at:?}");
        middleware::check(&middleware, &named, self.states, mistakes);
        let tells_matched = self.outer.tells_matched || !middleware.is_empty();
        let gives_sessions = self.outer.gives_sessions || middleware::gives_sessions(&middleware);
        let cancel_on_disconnect = lane.cancel_on_disconnect;
        let content = match content {
            MountContent::Service(service) => {
                let wrong = service.mistakes().into_iter();
                mistakes.extend(wrong.map(|message| Mistake::OptionValue {
                    place: named.clone(),
                    message,
                }));
                MountedContent::Service(service)
            }
            MountContent::App(OpaqueApp(app)) => {
                let outer = Outer {
                    at,
                    is_at_path,
                    lane: Some(lane),
                    limits,
                    tells_matched,
                    gives_sessions,
                    ..self.outer.clone()
                };
                self.app(app.downcast().ok(), &outer, mistakes)
            }
        };
        let app = match &content {
            MountedContent::Checked(place) => self.checked.get(*place),
            MountedContent::App(_) | MountedContent::Service(_) => None,
        };
        self.names.add_mount(NamedMount {
            name,
            template: template.clone(),
            is_at_path,
            operations_before,
            names: app.map(|app| Arc::clone(&app.names)),
        });
        MountPoint {
            content,
            middleware: OperationMiddleware::new(middleware),
            label: Label::new(named),
            param_names: template.names().map(str::to_owned).collect(),
            limits: MountLimits {
                max_body_size: limits.max_body_size,
                cancel_on_disconnect,
            },
        }
    }

    fn app(
        &mut self,
        app: Option<Box<App>>,
        outer: &Outer<'_>,
        mistakes: &mut Vec<Mistake>,
    ) -> MountedContent {
        let place = self.checked.len();
        let at = outer.at.clone();
        if let Some(app) = app {
            let mut own = Vec::new();
            let mut parts = checked_parts(*app, outer, self.shared, &mut own);
            let links = parts.links.drain(..);
            let links = links.map(|link| link.within_mount(&at));
            self.names.add_links(links);
            self.checked.push(parts);
            mistakes.extend(own.into_iter().map(|mistake| mistake.within_mount(&at)));
        }
        MountedContent::Checked(place)
    }
}
