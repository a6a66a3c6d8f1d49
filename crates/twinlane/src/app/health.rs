//! The endpoints for probes, and the checks behind them.

use std::sync::Arc;
use std::time::Duration;

use twinlane_lanes::ThreadLane;

use super::App;
use super::check::{operation, sources_of};
use super::flatten::{AppRules, Flat, plan_check};
use super::names::AppNames;
use super::parts::{Given, Outer, Shared};
use crate::build_error::Mistake;
use crate::dependencies::DependencyRef;
use crate::docs_pages::DocsPages;
use crate::frozen::FrozenHealth;
use crate::health::{Health, Readiness, route_of};
use crate::lane_rules::PlannedLane;
use crate::parameters::{Kind, ParameterDescription};
use crate::plan::{KnownStates, LifespanDependencies, Planned};

/// # Health
impl App {
    /// Answers the probes of an orchestrator or a load balancer, at `/livez` and `/readyz`: see [`Health`].
    ///
    /// Without this call the application has no such path.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::lifespan::Health;
    /// use twinlane::testing::TestClient;
    ///
    /// let client = TestClient::blocking(App::new().health(Health::new()));
    /// assert_eq!(client.get("/livez").send().status(), 200);
    /// ```
    ///
    /// Only the application that is served answers probes. Applications that are mounted in it do not.
    pub fn health(mut self, health: Health) -> Self {
        self.health.push(health);
        self
    }
}

/// The health of an application, with its checks as operations.
pub(super) struct PlannedHealth {
    health: Health,
    checks: Vec<Planned>,
}

/// Plans the checks, and notes what is wrong with what was said of the health.
pub(super) fn plan(
    healths: Vec<Health>,
    (flat, docs, outer): (&Flat, &DocsPages, &Outer<'_>),
    lifespan: &mut LifespanDependencies<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<PlannedHealth> {
    let mut healths = healths.into_iter();
    let mut health = healths.next()?;
    if healths.next().is_some() {
        mistakes.push(mistake(
            "`health` is said twice: say it once, with all checks".to_owned(),
        ));
    }
    if outer.states.is_some() {
        mistakes.push(mistake(
            "it is mounted, and probes ask the application around it: leave `health` out, and list the checks there".to_owned(),
        ));
        return None;
    }
    check_options(&health, mistakes);
    check_collisions(&health, (flat, docs), mistakes);
    let named = check_names(std::mem::take(&mut health.checks), mistakes);
    let lane = PlannedLane {
        name: "threads of the health".to_owned(),
        // Operations that use all threads of the application do not make it look dead. No check runs twice at a time.
        threads: ThreadLane::new(named.len().max(1)),
        // A check that takes too long is given up, so that its plain functions are never run in place.
        cancel_on_disconnect: true,
    };
    let rules = AppRules::of(&lane, outer);
    let checks = named.into_iter().filter_map(|check| {
        let planned = plan_check(
            route_of(check),
            &rules,
            &health.paths.ready,
            (lifespan, mistakes),
        )?;
        check_parameters(&planned, mistakes).then_some(planned)
    });
    let checks = checks.collect();
    Some(PlannedHealth { health, checks })
}

/// The health with everything decided. Its checks are in no document, under no name and on no page.
pub(super) fn checked(
    planned: PlannedHealth,
    (states, outer): (&KnownStates, &Outer<'_>),
    shared: &mut Shared,
    mistakes: &mut Vec<Mistake>,
) -> FrozenHealth {
    let PlannedHealth { health, checks } = planned;
    let names = checks.iter().map(|check| check.route.description.name);
    let names = names.map(str::to_owned);
    let readiness = Arc::new(Readiness::new(&health, names));
    let mut given = Given {
        book: None,
        states,
        settings: outer.settings,
        shared,
        names: &mut AppNames::default(),
        gives_sessions: false,
    };
    let checks = checks.into_iter().map(|mut check| {
        let sources = sources_of(&check);
        operation(&mut check, &sources, &mut given, mistakes)
    });
    FrozenHealth {
        checks: checks.collect(),
        paths: health.paths,
        readiness,
    }
}

fn mistake(message: String) -> Mistake {
    Mistake::OptionValue {
        place: "the health of the application".to_owned(),
        message,
    }
}

fn check_options(health: &Health, mistakes: &mut Vec<Mistake>) {
    let paths = health.paths.mistakes();
    mistakes.extend(paths.map(|(path, message)| mistake(format!("its path {path:?}: {message}"))));
    if health.timeout == Duration::ZERO {
        mistakes.push(mistake(
            "with a `timeout` of nothing no check would ever succeed: leave it out, or write `timeout(Duration::from_secs(2))`".to_owned(),
        ));
    }
}

/// Notes the paths that something else of the application has. Paths with parameters may be anything else: a path without comes first.
fn check_collisions(
    health: &Health,
    (flat, docs): (&Flat, &DocsPages),
    mistakes: &mut Vec<Mistake>,
) {
    let operations = flat.operations.iter();
    let operations = operations.map(|of| (of.name.path.as_str(), of.name.function.clone()));
    let mounts = flat.mounts.iter();
    let mounts = mounts.map(|of| (of.at.as_str(), format!("the mount at {:?}", of.at)));
    let pages = docs.addresses();
    let pages = pages.map(|address| (address, "a page of the framework".to_owned()));
    let paths = [&health.paths.live, &health.paths.ready];
    let taken = operations.chain(mounts).chain(pages);
    let taken = taken.filter(|(path, _)| paths.iter().any(|probed| probed == path));
    mistakes.extend(taken.map(|(path, by)| {
        mistake(format!(
            "its path {path:?} is taken by {by}: change one of them, with `Health::live_path` or `Health::ready_path`"
        ))
    }));
}

/// The checks that can be some. Each has a name of its own, by which it is told.
fn check_names(checks: Vec<DependencyRef>, mistakes: &mut Vec<Mistake>) -> Vec<DependencyRef> {
    let mut named: Vec<DependencyRef> = Vec::new();
    for check in checks {
        let description = (check.describe)();
        let name = description.name;
        let mut others = named.iter();
        let message = if description.lifespan.is_some() {
            format!(
                "`{name}` is a lifespan dependency, which is made once and checks nothing later: list a dependency that takes `Depends<{name}>` and returns a `Result`"
            )
        } else if let Some(unseen) = unseen(check) {
            format!(
                "the check `{name}` returns {unseen}, which nobody looks at: return a `Result<()>`"
            )
        } else if others.any(|other| other.id == check.id) {
            format!("the check `{name}` is listed twice: leave one out")
        } else if named.iter().any(|other| (other.describe)().name == name) {
            format!("two checks are called `{name}`, and are told by their names: rename one")
        } else {
            named.push(check);
            continue;
        };
        mistakes.push(mistake(message));
    }
    named
}

/// The value by which a check would say that something is wrong, and nobody would hear it.
fn unseen(check: DependencyRef) -> Option<&'static str> {
    let value = (check.value)();
    if value == std::any::type_name::<bool>() {
        Some("a `bool`")
    } else if value.starts_with(std::any::type_name::<Option<()>>().trim_end_matches("<()>")) {
        Some("an `Option`")
    } else {
        None
    }
}

/// Notes what a check, or what it needs, would read from a request: it runs without one. `false`: there was something.
fn check_parameters(check: &Planned, mistakes: &mut Vec<Mistake>) -> bool {
    let mut is_free = true;
    for node in &check.dependencies.nodes {
        if node.description.scheme.is_some() {
            is_free = false;
            mistakes.push(Mistake::Security {
                operation: check.name.clone(),
                message: format!(
                    "`{}` reads who asks from a request, and a check runs without one: leave it out, since the paths of probes tell names only",
                    node.description.name
                ),
            });
        }
        let read = node.description.parameters.iter();
        for parameter in read.filter(|parameter| reads_request(parameter)) {
            is_free = false;
            let asked_by = node.asked_by.iter().chain([&node.description.name]);
            mistakes.push(Mistake::Parameter {
                operation: check.name.clone(),
                within: asked_by.map(|&name| name.to_owned()).collect(),
                name: parameter.declared.name,
                message: "it is of a request, and a check runs without one: take a `State<..>`, or `Depends<..>` of a lifespan dependency".to_owned(),
            });
        }
    }
    is_free
}

fn reads_request(parameter: &ParameterDescription) -> bool {
    !matches!(parameter.kind, Kind::State { .. } | Kind::Dependency(_))
}
