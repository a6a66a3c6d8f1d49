//! The headers that the server adds to responses.

use clap::{Arg, ArgAction, ArgMatches};

use crate::arguments::option::{option, set_switch, switch};
use crate::response_header::ResponseHeader;
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let headers: Vec<String> = defaults.headers.iter().map(ToString::to_string).collect();
    let headers = if headers.is_empty() {
        "none".to_owned()
    } else {
        headers.join(", ")
    };
    let header = option(
        "header",
        "NAME:VALUE",
        "A header of each response; several times for several",
        &headers,
    )
    .action(ArgAction::Append)
    .value_parser(str::parse::<ResponseHeader>);
    let [server, no_server] = switch(
        ("server-header", "no-server-header"),
        ("Send `server: twinlane`", defaults.server_header),
        "Send no `server`",
    );
    let [date, no_date] = switch(
        ("date-header", "no-date-header"),
        ("Send the date", defaults.date_header),
        "Send no date",
    );
    vec![header, server, no_server, date, no_date]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    if let Some(headers) = matches.get_many::<ResponseHeader>("header") {
        settings.headers = headers.cloned().collect();
    }
    set_switch(&mut settings.server_header, matches, "server-header");
    set_switch(&mut settings.date_header, matches, "date-header");
}
