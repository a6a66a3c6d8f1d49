//! With the feature `tls`.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches};

use crate::arguments::option::{option, override_by};
use crate::settings::Settings;
use crate::tls::{Ciphers, ClientCertificates, TlsVersion};

pub(in crate::arguments) fn options(defaults: &Settings) -> Vec<Arg> {
    let tls = &defaults.tls;
    let certfiles = files(
        "ssl-certfile",
        "A certificate, PEM with its chain, and HTTPS for it; several for several names",
        &tls.certfiles,
    );
    let keyfiles = files(
        "ssl-keyfile",
        "Its private key, PEM; one for each `--ssl-certfile`, in the same order",
        &tls.keyfiles,
    );
    // A password that was set in the program is not shown.
    let password = option(
        "ssl-keyfile-password",
        "TEXT",
        "The password of the private keys; better as a variable, since all users see a command line",
        &"none",
    );
    let authorities = option(
        "ssl-ca-certs",
        "FILE",
        "The authorities that sign the certificates of clients, PEM",
        &shown(tls.client_ca.as_deref()),
    )
    .value_parser(ValueParser::path_buf());
    let ciphers = option(
        "ssl-ciphers",
        "LIST",
        "The cipher suites, by OpenSSL's names, with colons between",
        &tls.ciphers,
    )
    .value_parser(str::parse::<Ciphers>);
    let redirect = tls.redirect_port;
    let redirect = redirect.map_or_else(|| "none".to_owned(), |port| port.to_string());
    let redirect = option(
        "ssl-redirect-port",
        "PORT",
        "A port that answers clear HTTP with a redirect to HTTPS",
        &redirect,
    )
    .value_parser(|text: &str| {
        text.parse::<u16>()
            .map_err(|_| "not a whole number from 0 to 65535")
    });
    vec![
        certfiles,
        keyfiles,
        password,
        wanted(tls.client_certificates),
        authorities,
        version(),
        minimum_version(tls.minimum_version),
        ciphers,
        redirect,
    ]
}

fn wanted(default: ClientCertificates) -> Arg {
    let default = WANTED.iter().find(|(_, wanted)| *wanted == default);
    let names = WANTED.map(|(name, _)| name);
    let parser = PossibleValuesParser::new(names).map(|text| {
        let found = WANTED.iter().find(|(name, _)| *name == text);
        found.map_or(ClientCertificates::None, |(_, wanted)| *wanted)
    });
    option(
        "ssl-cert-reqs",
        "NUMBER",
        "Certificates of clients: 0 none, 1 optional, 2 required",
        &default.map_or("", |(name, _)| name),
    )
    .value_parser(parser)
}

/// Python's numbers.
const WANTED: [(&str, ClientCertificates); 3] = [
    ("0", ClientCertificates::None),
    ("1", ClientCertificates::Optional),
    ("2", ClientCertificates::Required),
];

/// Python's `PROTOCOL_TLS_SERVER`, and its older name `PROTOCOL_TLS`. The others of Python name one version each, most of them broken.
fn version() -> Arg {
    option(
        "ssl-version",
        "NUMBER",
        "17, as with Uvicorn: the highest version that the client speaks",
        &"17",
    )
    .value_parser(|text: &str| match text {
        "17" | "2" => Ok(()),
        _ => Err("only 17 can be typed, for the highest version that the client speaks: `--ssl-minimum-version 1.3` excludes TLS 1.2"),
    })
}

fn minimum_version(default: TlsVersion) -> Arg {
    let parser = PossibleValuesParser::new(["1.2", "1.3"]).map(|text| match text.as_str() {
        "1.3" => TlsVersion::V1_3,
        _ => TlsVersion::V1_2,
    });
    option(
        "ssl-minimum-version",
        "VERSION",
        "The lowest version of TLS",
        &default,
    )
    .value_parser(parser)
}

fn files(name: &'static str, help: &str, defaults: &[PathBuf]) -> Arg {
    let default: Vec<_> = defaults
        .iter()
        .map(|path| shown(Some(path)).to_string())
        .collect();
    let default = if default.is_empty() {
        "none".to_owned()
    } else {
        default.join(" ")
    };
    option(name, "FILE", help, &default)
        .action(ArgAction::Append)
        .value_parser(ValueParser::path_buf())
}

fn shown(path: Option<&Path>) -> impl fmt::Display {
    path.map_or_else(|| "none".to_owned(), |path| path.display().to_string())
}

pub(in crate::arguments) fn set(settings: &mut Settings, matches: &ArgMatches) {
    let tls = &mut settings.tls;
    for (files, name) in [
        (&mut tls.certfiles, "ssl-certfile"),
        (&mut tls.keyfiles, "ssl-keyfile"),
    ] {
        if let Some(given) = matches.get_many::<PathBuf>(name) {
            *files = given.cloned().collect();
        }
    }
    if let Some(password) = matches.get_one::<String>("ssl-keyfile-password") {
        *tls = tls.clone().keyfile_password(password);
    }
    override_by(&mut tls.client_certificates, matches, "ssl-cert-reqs");
    if let Some(file) = matches.get_one::<PathBuf>("ssl-ca-certs") {
        tls.client_ca = Some(file.clone());
    }
    override_by(&mut tls.minimum_version, matches, "ssl-minimum-version");
    override_by(&mut tls.ciphers, matches, "ssl-ciphers");
    if let Some(&port) = matches.get_one::<u16>("ssl-redirect-port") {
        tls.redirect_port = Some(port);
    }
}
