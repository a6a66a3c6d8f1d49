//! The trusted proxies, and the headers that are read from them.

use clap::{Arg, ArgMatches};

use crate::arguments::option::{option, override_by, set_switch, switch};
use crate::arguments::variables::FORWARDED_ALLOW_IPS;
use crate::forwarded::{ForwardedHeaders, ForwardedPrefix, TrustedProxies};
use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let [on, off] = switch(
        ("proxy-headers", "no-proxy-headers"),
        (
            "Read the headers of trusted proxies",
            defaults.proxy_headers,
        ),
        "Read no headers of proxies",
    );
    let allowed = &defaults.forwarded_allow_ips;
    let allowed = option(
        FORWARDED_ALLOW_IPS,
        "LIST",
        "Trusted proxies: addresses, networks, `unix`; `*` for all; the variable FORWARDED_ALLOW_IPS sets it too",
        allowed,
    )
    .value_parser(str::parse::<TrustedProxies>);
    let headers = option(
        "forwarded-headers",
        "LIST",
        "Headers to read from trusted proxies: those that every proxy sets or removes",
        &defaults.forwarded_headers,
    )
    .value_parser(str::parse::<ForwardedHeaders>);
    let root_path = defaults.root_path.as_ref();
    let root_path = root_path.map_or("none", ForwardedPrefix::as_str);
    let root_path = option(
        "root-path",
        "PATH",
        "Prefix that the proxy removes from the path of each request",
        &root_path,
    )
    .value_parser(|text: &str| match text {
        "" | "/" => Ok(None),
        text => text.parse::<ForwardedPrefix>().map(Some),
    });
    let mut options = vec![on, off, allowed, headers, root_path];
    options.extend(proxy_protocol(defaults));
    options
}

fn proxy_protocol(defaults: &Settings) -> [Arg; 3] {
    let [on, off] = switch(
        (PROXY_PROTOCOL, "no-proxy-protocol"),
        (
            "Expect a PROXY header, of version 1 or 2, before anything else",
            defaults.proxy_protocol,
        ),
        "Expect no PROXY header",
    );
    let from = option(
        "proxy-protocol-from",
        "LIST",
        "Proxies that may connect with a PROXY header: addresses, networks, `unix`; `*` for all; turns --proxy-protocol on",
        &defaults.proxy_protocol_from,
    )
    .value_parser(str::parse::<TrustedProxies>);
    // The switch is the last, so that a variable which switches it off counts.
    [from, on, off]
}

const PROXY_PROTOCOL: &str = "proxy-protocol";

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    override_by(
        &mut settings.forwarded_allow_ips,
        matches,
        FORWARDED_ALLOW_IPS,
    );
    override_by(
        &mut settings.forwarded_headers,
        matches,
        "forwarded-headers",
    );
    override_by(&mut settings.root_path, matches, "root-path");
    set_switch(&mut settings.proxy_headers, matches, "proxy-headers");
    if let Some(proxies) = matches.get_one::<TrustedProxies>("proxy-protocol-from") {
        *settings = settings.clone().proxy_protocol_from(proxies.clone());
    }
    set_switch(&mut settings.proxy_protocol, matches, PROXY_PROTOCOL);
}
