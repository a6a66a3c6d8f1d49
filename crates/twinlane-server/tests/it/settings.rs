//! Settings from the command line and the variables.

use std::process::Command;
use std::time::Duration;

use twinlane_server::{Descriptor, LogLevel, Settings};

#[test]
fn every_option_is_read() {
    let arguments = "app --host 0.0.0.0 --port 9 --log-level warning --access-log --thread-capacity 3 \
        --max-header-size 9000 --max-headers 5 --max-body-size 7 --header-timeout 1 --body-idle-timeout 2 \
        --drain-delay 5 --shutdown-timeout 3 --http2=false --max-concurrent-streams 4 \
        --uds /run/a.sock --uds-mode 660 --fd 3 --fd web,4 --backlog 5";
    let settings = Settings::new()
        .parse_from(arguments.split_whitespace())
        .unwrap();
    let expected = Settings::new()
        .host("0.0.0.0")
        .port(9)
        .log_level(LogLevel::Warn)
        .access_log(true)
        .thread_capacity(3)
        .max_header_size(9000)
        .max_headers(5)
        .max_body_size(7)
        .header_timeout(Duration::from_secs(1))
        .body_idle_timeout(Duration::from_secs(2))
        .drain_delay(Duration::from_secs(5))
        .shutdown_timeout(Some(Duration::from_secs(3)))
        .http2(false)
        .max_concurrent_streams(4)
        .uds("/run/a.sock")
        .uds_mode(0o660)
        .fds([
            Descriptor::Number(3),
            Descriptor::Name("web".to_owned()),
            Descriptor::Number(4),
        ])
        .backlog(5);
    assert_eq!(settings, expected);
}

#[test]
fn what_is_not_said_stays() {
    let settings = Settings::new().port(9000).access_log(true);
    assert_eq!(settings.clone().parse_from(["app"]).unwrap(), settings);
    assert!(
        !settings
            .parse_from(["app", "--access-log=false"])
            .unwrap()
            .access_log
    );
}

#[test]
fn several_addresses_are_given_by_commas_or_by_more_options() {
    let hosts = |arguments: &str| {
        let settings = Settings::new().host("code");
        settings
            .parse_from(arguments.split_whitespace())
            .unwrap()
            .hosts
    };
    assert_eq!(hosts("app"), ["code"]);
    assert_eq!(hosts("app --host a,::1 --host b"), ["a", "::1", "b"]);
    let variable = |name: &str| (name == "TWINLANE_HOST").then(|| "a,b".into());
    assert_eq!(
        Settings::new().parse(["app"], variable).unwrap().hosts,
        ["a", "b"]
    );
}

/// An operator who names a socket does not want the program's port, too.
#[test]
fn a_socket_of_the_operator_takes_the_place_of_the_port_of_the_program() {
    let places = |arguments: &str| {
        let settings = Settings::new().host("code").port(1);
        let settings = settings.parse_from(arguments.split_whitespace()).unwrap();
        (settings.hosts, settings.port)
    };
    let code = || vec!["code".to_owned()];
    for (arguments, expected) in [
        ("app", (code(), Some(1))),
        ("app --uds a", (vec![], None)),
        ("app --fd 3", (vec![], None)),
        ("app --uds a --port 2", (code(), Some(2))),
        ("app --uds a --host b", (vec!["b".to_owned()], Some(1))),
    ] {
        assert_eq!(places(arguments), expected, "{arguments}");
    }
    let variable = |name: &str| (name == "TWINLANE_UDS").then(|| "a".into());
    let settings = Settings::new().port(1).parse(["app"], variable).unwrap();
    assert_eq!(settings.port, None);
}

#[test]
fn what_is_wrong_with_a_socket_is_told_with_what_to_type() {
    for (option, value, told) in [
        ("--uds-mode", "999", "write for example 660"),
        ("--uds-mode", "1777", "up to 777"),
        ("--uds-mode", "+66", "octal"),
        ("--fd", "03x:", "neither a number"),
        ("--fd", "a:b", "neither a number"),
        ("--fd", "99999999999", "neither a number"),
        ("--backlog", "0", "at least 1"),
    ] {
        let error = Settings::new().parse_from(["app", option, value]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains(told), "{option} {value}: {error}");
    }
}

#[test]
fn of_the_two_switches_the_later_counts() {
    let log = |arguments: &str| {
        let settings = Settings::new().parse_from(arguments.split_whitespace());
        settings.unwrap().access_log
    };
    assert!(log("app --no-access-log --access-log"));
    assert!(!log("app --access-log --no-access-log"));
    let on = |name: &str| (name == "TWINLANE_ACCESS_LOG").then(|| "on".into());
    assert!(Settings::new().parse(["app"], on).unwrap().access_log);
    let switched_off = Settings::new().parse(["app", "--no-access-log"], on);
    assert!(!switched_off.unwrap().access_log);
}

#[test]
fn every_variable_that_is_wrong_is_named_at_once() {
    let variable = |name: &str| match name {
        "TWINLANE_PORT" => Some("many".into()),
        "TWINLANE_LOG_LEVEL" => Some("loud".into()),
        "TWINLANE_MAX_HEADER_SIZE" => Some("7".into()),
        "TWINLANE_HOST" => Some("ok".into()),
        _ => None,
    };
    let error = Settings::new().parse(["app"], variable).unwrap_err();
    let expected = "\
error: TWINLANE_PORT: invalid value 'many' for '--port <PORT>': not a whole number from 0 to 65535
       TWINLANE_MAX_HEADER_SIZE: invalid value '7' for '--max-header-size <NUMBER>': not a whole number of at least 8192
       TWINLANE_LOG_LEVEL: invalid value 'loud' for '--log-level <LEVEL>'
  [possible values: off, error, warn, info, debug, trace]
";
    let error = error.to_string();
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn a_variable_that_is_empty_or_not_needed_is_not_looked_at() {
    let variable = |name: &str| match name {
        "TWINLANE_PORT" => Some("wrong".into()),
        "TWINLANE_HOST" => Some("".into()),
        _ => None,
    };
    let settings = Settings::new().parse(["app", "--port", "3"], variable);
    assert_eq!(settings.unwrap(), Settings::new().port(3));
}

#[test]
fn a_wrong_value_says_which_and_what_is_allowed() {
    let fails = |argument: &str, value: &str| {
        Settings::new()
            .parse_from(["app", argument, value])
            .unwrap_err()
            .to_string()
    };
    let port = fails("--port", "70000");
    assert!(
        port.contains("70000")
            && port.contains("--port")
            && port.contains("a whole number from 0 to 65535"),
        "{port}"
    );
    for option in ["--port", "--timeout-keep-alive", "--limit-concurrency"] {
        let negative = fails(option, "-1");
        assert!(negative.contains("not a whole number"), "{negative}");
    }
    let level = fails("--log-level", "loud");
    assert!(
        level.contains("loud") && level.contains("warn") && level.contains("trace"),
        "{level}"
    );
    let unknown = fails("--prot", "1");
    assert!(
        unknown.contains("--prot") && unknown.contains("--port"),
        "{unknown}"
    );
}

#[test]
fn help_names_every_option_and_says_the_rule_of_the_variables() {
    let help = Settings::new()
        .port(9000)
        .parse_from(["app", "--help"])
        .unwrap_err()
        .to_string();
    for name in [
        "host",
        "uds",
        "uds-mode",
        "fd",
        "backlog",
        "port",
        "log-level",
        "access-log",
        "no-access-log",
        "thread-capacity",
        "max-header-size",
        "max-headers",
        "header-timeout",
        "body-idle-timeout",
        "shutdown-timeout",
        "timeout-graceful-shutdown",
        "proxy-headers",
        "forwarded-allow-ips",
        "root-path",
        "version",
    ] {
        assert!(help.contains(&format!("--{name}")), "{name}: {help}");
    }
    assert!(help.contains("TWINLANE_LOG_LEVEL is --log-level"), "{help}");
    assert!(help.contains("[default: 9000]"), "{help}");
    for unseen in ["--reload", "--workers", "--app-dir", "[APP]", "[app]"] {
        assert!(!help.contains(unseen), "{unseen}: {help}");
    }
}

/// The variables of this process are everybody's, so a child has them: this test again, with `TWINLANE_TEST_CHILD`.
#[test]
fn a_variable_counts_less_than_an_argument_and_more_than_the_program() {
    let settings = || {
        Settings::new()
            .port(1)
            .host("code")
            .parse_from(["app", "--port", "3"])
    };
    if std::env::var_os("TWINLANE_TEST_CHILD").is_some() {
        let settings = settings().unwrap();
        assert_eq!(
            (
                settings.port,
                settings.hosts[0].as_str(),
                settings.access_log
            ),
            (Some(3), "variable", true)
        );
        return;
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "settings::a_variable_counts_less_than_an_argument_and_more_than_the_program",
        ])
        .env("TWINLANE_TEST_CHILD", "1")
        .env("TWINLANE_PORT", "2")
        .env("TWINLANE_HOST", "variable")
        .env("TWINLANE_ACCESS_LOG", "1")
        .status()
        .unwrap();
    assert!(status.success());
}

/// Arguments, variables, and what they say of proxies.
type ProxyRow = (
    &'static str,
    &'static [(&'static str, &'static str)],
    bool,
    &'static str,
);

const OWN: &str = "TWINLANE_FORWARDED_ALLOW_IPS";
const UVICORNS: &str = "FORWARDED_ALLOW_IPS";

#[rustfmt::skip]
const PROXY_ROWS: &[ProxyRow] = &[
    ("app", &[], true, "127.0.0.1,::1"),
    ("app --no-proxy-headers", &[], false, "127.0.0.1,::1"),
    ("app --no-proxy-headers --proxy-headers", &[], true, "127.0.0.1,::1"),
    ("app --no-proxy-headers", &[("TWINLANE_PROXY_HEADERS", "1")], false, "127.0.0.1,::1"),
    ("app", &[("TWINLANE_PROXY_HEADERS", "0")], false, "127.0.0.1,::1"),
    ("app --forwarded-allow-ips=10.0.0.0/8,::1", &[], true, "10.0.0.0/8,::1"),
    ("app --forwarded-allow-ips=", &[], true, ""),
    ("app --forwarded-allow-ips *", &[(OWN, "10.0.0.1"), (UVICORNS, "10.0.0.2")], true, "*"),
    ("app", &[(OWN, "10.0.0.1"), (UVICORNS, "10.0.0.2")], true, "10.0.0.1"),
    ("app", &[(UVICORNS, "10.0.0.2")], true, "10.0.0.2"),
    ("app", &[(OWN, ""), (UVICORNS, "10.0.0.2")], true, "10.0.0.2"),
    // Uvicorn's is a list, also where it is empty: nobody.
    ("app", &[(UVICORNS, "")], true, ""),
    ("app", &[(OWN, "")], true, "127.0.0.1,::1"),
];

#[test]
fn proxies_are_read_as_uvicorn_reads_them() {
    for (arguments, variables, on, list) in PROXY_ROWS {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        };
        let settings = Settings::new()
            .parse(arguments.split(' '), variable)
            .unwrap();
        let read = (
            settings.proxy_headers,
            settings.forwarded_allow_ips.to_string(),
        );
        assert_eq!(read, (*on, (*list).to_owned()), "{arguments} {variables:?}");
    }
    let headers =
        Settings::new().parse_from(["app", "--forwarded-headers", "Forwarded,x-forwarded-prefix"]);
    assert_eq!(
        headers.unwrap().forwarded_headers.to_string(),
        "x-forwarded-prefix,forwarded"
    );
}

#[test]
fn a_wrong_network_is_told_before_the_start_with_what_to_type() {
    let wrong = |name: &str| (name == "FORWARDED_ALLOW_IPS").then(|| "10.0.0.1/8, proxy".into());
    let error = Settings::new()
        .parse(["app"], wrong)
        .unwrap_err()
        .to_string();
    for told in [
        "FORWARDED_ALLOW_IPS: ",
        "`10.0.0.1/8` is no network",
        "write 10.0.0.0/8",
        "`proxy` is neither",
    ] {
        assert!(error.contains(told), "{error}");
    }
    let path = Settings::new()
        .parse_from(["app", "--root-path", "api"])
        .unwrap_err()
        .to_string();
    assert!(
        path.contains("`api` is no root path: write") && path.contains("/api/v1"),
        "{path}"
    );
    let headers = Settings::new().parse_from(["app", "--forwarded-headers", "x-real-ip"]);
    let error = headers.unwrap_err().to_string();
    assert!(
        error.contains("`x-real-ip` is no header of a proxy"),
        "{error}"
    );
}
