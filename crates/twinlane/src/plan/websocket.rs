//! Operations of WebSockets: what they cannot take, what others cannot, and the rules of their connections.

#[cfg(feature = "websockets")]
use twinlane_server::Settings;

use super::Planned;
use super::functions::{PlannedFunction, functions};
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::parameters::{Kind, ParameterDescription, Source};
#[cfg(feature = "websockets")]
use crate::websockets::{AllowedOrigins, WebSocketRules};

/// Notes every parameter that the kind of its operation has not.
pub(crate) fn check(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    let is_websocket = planned.route.description.is_websocket();
    let mut takers = 0;
    for function in functions(planned, sources) {
        for (parameter, source) in function.with_sources() {
            takers += usize::from(matches!(parameter.kind, Kind::WebSocket));
            let message = if is_websocket {
                not_of_websocket(function, parameter, source)
            } else {
                not_of_request(parameter)
            };
            mistakes.extend(message.map(|message| Mistake::Parameter {
                operation: planned.name.clone(),
                within: function.within(),
                name: parameter.declared.name,
                message: message.to_owned(),
            }));
        }
    }
    #[cfg(feature = "websockets")]
    mistakes.extend(wrong_origin(planned));
    if takers > 1 && planned.route.description.options.concurrent {
        mistakes.push(Mistake::Answer {
            operation: planned.name.clone(),
            message: CONCURRENT.to_owned(),
        });
    }
}

const CONCURRENT: &str = "several functions take the `WebSocket`, which is lent to one after another: leave `concurrent` out";

/// The mistake of a parameter of an operation of WebSockets.
fn not_of_websocket(
    function: PlannedFunction<'_>,
    parameter: &ParameterDescription,
    source: Option<Source>,
) -> Option<&'static str> {
    match (parameter.kind, source) {
        (Kind::WebSocket, _) if function.is_dependency() && !parameter.declared.is_lent => Some(
            "a dependency borrows the connection, which is the operation's: write `&mut WebSocket`",
        ),
        (Kind::RawBody | Kind::File { .. }, _)
        | (_, Some(Source::Body | Source::Form | Source::File)) => Some(
            "a WebSocket has no body: read it from the path, the query, a header or a cookie, or receive it as a message",
        ),
        (Kind::Lent, _) => Some(
            "a WebSocket has no response that it could go with: headers are those of `socket.accept().header(..)`, and a task is spawned",
        ),
        _ => None,
    }
}

/// The mistake of a parameter of any other operation.
fn not_of_request(parameter: &ParameterDescription) -> Option<&'static str> {
    matches!(parameter.kind, Kind::WebSocket).then_some(
        "this is no WebSocket: write `#[websocket(..)]` above the operation, or take `&Request`, which both have",
    )
}

/// The first origin that is none.
#[cfg(feature = "websockets")]
fn wrong_origin(planned: &Planned) -> Option<Mistake> {
    let options = planned.route.description.options.websocket.as_ref()?;
    let (wrong, why) = options.origins.as_ref()?.wrong()?;
    Some(Mistake::Answer {
        operation: planned.name.clone(),
        message: format!(
            "{wrong:?} among its `origins` is none: {why}; `AllowedOrigins::Any` lets any page connect"
        ),
    })
}

/// The rules of its connections, if it is an operation of WebSockets. `has_sessions`: a middleware around it gives requests a session.
#[cfg(feature = "websockets")]
pub(crate) fn rules(
    planned: &Planned,
    settings: &Settings,
    has_sessions: bool,
) -> Option<WebSocketRules> {
    let options = planned.route.description.options.websocket.as_ref()?;
    // The cookies of a browser come with the connections of every page: see `websockets/origin.rs`. Middleware and the function itself
    // can read the session without a parameter that says so.
    let usual = if has_sessions || reads_cookies(planned) {
        AllowedOrigins::Own
    } else {
        AllowedOrigins::Any
    };
    let name = planned.name.to_string();
    Some(WebSocketRules::new(name, options, settings, usual))
}

/// True if a function of the operation reads what a browser sends by itself: a cookie, or a password that it remembers.
#[cfg(feature = "websockets")]
fn reads_cookies(planned: &Planned) -> bool {
    let nodes = planned.dependencies.nodes.iter();
    let schemes = nodes
        .clone()
        .filter_map(|node| node.description.scheme.as_ref());
    let mut schemes = schemes.map(|scheme| &scheme.object);
    let own = planned.route.description.parameters.iter();
    let below = nodes.flat_map(|node| &node.description.parameters);
    let mut parameters = own.chain(below);
    schemes.any(|scheme| scheme["in"] == "cookie" || scheme["scheme"] == "basic")
        || parameters.any(|parameter| {
            let declared = &parameter.declared;
            let is_cookie = declared.source == Some(Source::Cookie)
                || declared.source == Some(Source::Header)
                    && declared.wire_name().eq_ignore_ascii_case("cookie");
            // An extractor may read any header.
            is_cookie || matches!(parameter.kind, Kind::Extracted { .. })
        })
}
