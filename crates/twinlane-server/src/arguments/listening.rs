//! The places where the server listens.

use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches};

use crate::arguments::option::{at_least, option};
use crate::descriptor::Descriptor;
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let hosts: Vec<_> = defaults.tcp_hosts().collect();
    let hosts = option(
        "host",
        "ADDRESS",
        "Addresses or names to listen at, with commas or by more options; `::` is IPv6 and IPv4",
        &hosts.join(","),
    )
    .action(ArgAction::Append)
    .value_delimiter(',');
    let port = option(
        "port",
        "PORT",
        "The port to listen on; 0 for any that is free",
        &defaults.port_or_default(),
    )
    .value_parser(|text: &str| {
        text.parse::<u16>()
            .map_err(|_| "not a whole number from 0 to 65535")
    });
    let mut options = vec![hosts, port];
    options.extend(unix_sockets(defaults));
    let backlog = option(
        "backlog",
        "NUMBER",
        "The most connections that wait to be accepted; the system may have a lower limit",
        &defaults.backlog,
    )
    .value_parser(at_least(1));
    options.push(backlog);
    options
}

fn unix_sockets(defaults: &Settings) -> [Arg; 3] {
    let path = defaults.uds.as_ref();
    let path = path.map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    let path = option(
        "uds",
        "PATH",
        "The unix socket to listen on, instead of a port unless `--host` or `--port` are given, too",
        &path,
    )
    .value_parser(ValueParser::path_buf());
    let mode = defaults.uds_mode;
    let mode = mode.map_or_else(|| "666".to_owned(), |mode| format!("{mode:o}"));
    let mode = option(
        "uds-mode",
        "MODE",
        "Who may connect to the unix socket, as `chmod` takes it; if a socket is there, its mode stays by default",
        &mode,
    )
    .value_parser(|text: &str| match u32::from_str_radix(text, 8) {
        Ok(mode) if mode <= 0o777 && !text.starts_with('+') => Ok(mode),
        _ => Err("not an octal number up to 777: write for example 660"),
    });
    let fds: Vec<_> = defaults.fds.iter().map(ToString::to_string).collect();
    let fds = if fds.is_empty() {
        "those of LISTEN_FDS".to_owned()
    } else {
        fds.join(",")
    };
    let fds = option(
        "fd",
        "NUMBER",
        "The sockets to listen on that the process is started with, by number or by their name in LISTEN_FDNAMES; as `--uds`",
        &fds,
    )
    .action(ArgAction::Append)
    .value_delimiter(',')
    .value_parser(str::parse::<Descriptor>);
    [path, mode, fds]
}

/// True if the operator says where to listen, or hands sockets over, and names no port: then that of the program is only its default.
pub(super) fn is_elsewhere<'m>(
    all: &(impl Iterator<Item = &'m ArgMatches> + Clone),
    hands_over: bool,
) -> bool {
    let has = |name| all.clone().any(|matches| matches.contains_id(name));
    (has("uds") || has("fd") || hands_over) && !has("host") && !has("port")
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    let backlog = matches.get_one::<u64>("backlog");
    if let Some(&backlog) = backlog {
        settings.backlog = u32::try_from(backlog).unwrap_or(u32::MAX);
    }
    if let Some(hosts) = matches.get_many::<String>("host") {
        settings.hosts = hosts.cloned().collect();
    }
    if let Some(&port) = matches.get_one::<u16>("port") {
        settings.port = Some(port);
    }
    if let Some(path) = matches.get_one::<PathBuf>("uds") {
        settings.uds = Some(path.clone());
    }
    if let Some(&mode) = matches.get_one::<u32>("uds-mode") {
        settings.uds_mode = Some(mode);
    }
    if let Some(fds) = matches.get_many::<Descriptor>("fd") {
        settings.fds = fds.cloned().collect();
    }
}
