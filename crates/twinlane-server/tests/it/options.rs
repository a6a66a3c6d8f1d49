//! Uvicorn's options and variables: taken, or refused with a reason.

use std::process::Command;
use std::time::Duration;

use twinlane_server::Settings;

fn read(arguments: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.into())
    };
    let read = Settings::new().parse(arguments.split_whitespace(), variable);
    read.map_err(|error| error.to_string())
}

/// Each is typed, and this is said of it.
const REFUSED: &[(&str, &str)] = &[
    (
        "main:app",
        "'main:app': the application is a part of this program: leave it out",
    ),
    (
        "--reload",
        "--reload: a compiled program does not load itself again: stop it and type `cargo run`",
    ),
    ("--reload-dir src", "--reload-dir src: a compiled"),
    (
        "--workers 4",
        "--workers 4: one process has a worker thread for each core: leave it out",
    ),
    ("--loop uvloop", "--loop uvloop: the event loop is tokio's"),
    ("--http h11", "--http h11: requests are read by hyper"),
    (
        "--interface asgi3",
        "--interface asgi3: the application is a part of this program",
    ),
    (
        "--lifespan off",
        "--lifespan off: operations need what is made at the start",
    ),
    ("--app-dir .", "--app-dir .: the application is"),
    ("--factory", "--factory: the application is"),
    (
        "--reset-contextvars",
        "--reset-contextvars: each request has context of its own",
    ),
    (
        "--h11-max-incomplete-event-size 9",
        "use `--max-header-size NUMBER`",
    ),
    (
        "--ws wsproto",
        "--ws wsproto: WebSockets are there where the application has operations of them: leave it out",
    ),
    (
        "--ws-max-queue 5",
        "`--ws-max-size` is the most bytes of one",
    ),
    (
        "--log-config log.ini",
        "use `--log-level`, or the variable RUST_LOG",
    ),
    ("--timeout-worker-healthcheck 5", "no worker processes"),
];

#[test]
fn an_option_without_a_place_says_why_and_what_to_type() {
    for (typed, told) in REFUSED {
        let error = read(&format!("app {typed}"), &[]).unwrap_err();
        assert!(
            error.starts_with("error: ") && error.contains(told),
            "{error}"
        );
        assert!(!error.contains("unexpected argument"), "{error}");
    }
    let all: Vec<&str> = REFUSED.iter().map(|(typed, _)| *typed).collect();
    let error = read(&format!("app {}", all.join(" ")), &[]).unwrap_err();
    for (_, told) in REFUSED {
        assert!(error.contains(told), "at once: {told}: {error}");
    }
}

#[test]
fn values_that_mean_what_is_done_anyway_pass() {
    let typed = "app --loop auto --http auto --ws auto --lifespan on --lifespan auto --interface auto --workers 1";
    assert_eq!(read(typed, &[]), Ok(Settings::new()));
}

#[test]
fn uvicorns_variables_are_read_after_ours() {
    let port = |variables| read("app", variables).map(|settings| settings.port);
    assert_eq!(port(&[("UVICORN_PORT", "9001")]), Ok(Some(9001)));
    let both = &[("UVICORN_PORT", "9001"), ("TWINLANE_PORT", "9002")];
    assert_eq!(port(both), Ok(Some(9002)));
    let empty = &[("UVICORN_PORT", "9001"), ("TWINLANE_PORT", "")];
    assert_eq!(port(empty), Ok(Some(9001)));
    let typed = read("app --port 9003", both).unwrap();
    assert_eq!(typed.port, Some(9003));
    let wrong = port(&[("UVICORN_PORT", "many")]).unwrap_err();
    assert!(
        wrong.starts_with("error: UVICORN_PORT: invalid value 'many'"),
        "{wrong}"
    );

    // An option without a variable in Uvicorn has none by such a name here.
    let ours = read("app", &[("UVICORN_MAX_HEADERS", "many")]);
    assert_eq!(ours, Ok(Settings::new()));
    // Flags as click reads them.
    for (value, on) in [("True", true), ("no", false), ("Y", true), ("off", false)] {
        let read = read("app", &[("UVICORN_ACCESS_LOG", value)]).unwrap();
        assert_eq!(read.access_log, on, "{value}");
    }
    let wins = read(
        "app",
        &[
            ("UVICORN_FORWARDED_ALLOW_IPS", "10.0.0.1"),
            ("FORWARDED_ALLOW_IPS", "10.0.0.2"),
        ],
    );
    assert_eq!(wins.unwrap().forwarded_allow_ips.to_string(), "10.0.0.1");
}

#[test]
fn the_graceful_shutdown_has_both_names() {
    use std::time::Duration;
    let ten = Some(Duration::from_secs(10));
    let time =
        |typed: &str, variables: &[(&str, &str)]| read(typed, variables).unwrap().shutdown_timeout;
    assert_eq!(time("app --timeout-graceful-shutdown 10", &[]), ten);
    assert_eq!(time("app --shutdown-timeout 10", &[]), ten);
    for name in [
        "TWINLANE_SHUTDOWN_TIMEOUT",
        "TWINLANE_TIMEOUT_GRACEFUL_SHUTDOWN",
        "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN",
    ] {
        assert_eq!(time("app", &[(name, "10")]), ten, "{name}");
    }
}

#[test]
fn the_version_is_printed() {
    let printed = read("app --version", &[]).unwrap_err();
    assert_eq!(
        printed.trim_end(),
        format!("twinlane {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn what_kubernetes_sets_for_a_service_of_our_name_is_explained() {
    let error = read("app", &[("TWINLANE_PORT", "tcp://10.0.0.1:80")]).unwrap_err();
    assert!(error.contains("enableServiceLinks: false"), "{error}");
}

const CHILD: &str = "TWINLANE_OPTIONS_CHILD";

/// The process of the next test.
#[test]
fn reads_what_its_process_has() {
    if std::env::var_os(CHILD).is_some() {
        let _settings = Settings::new().parse_from(["app"]).unwrap();
    }
}

#[test]
fn a_variable_without_effect_is_told_on_standard_error() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "options::reads_what_its_process_has",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .env("TWINLANE_PROT", "1")
        .env("TWINLANE_SERVICE_HOST", "10.0.0.1")
        .env("TWINLANE_PORT_80_TCP", "tcp://10.0.0.1:80")
        .env("UVICORN_APP", "main:app")
        .env("UVICORN_WORKERS", "4")
        .env("UVICORN_LOOP", "auto")
        .env("UVICORN_RELOAD", "false")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let told: Vec<_> = told
        .lines()
        .filter(|line| line.starts_with("warning: "))
        .collect();
    assert_eq!(
        told,
        [
            "warning: UVICORN_WORKERS=4 has no effect: one process has a worker thread for each core: leave it out",
            &format!(
                "warning: no option has the variable {CHILD}, TWINLANE_PROT (there is TWINLANE_PORT)"
            ),
        ]
    );
}

#[test]
fn headers_limits_and_the_keep_alive_are_read() {
    use std::time::Duration;
    let typed = "app --header X-A:1 --header Server:x --server-header --no-date-header --limit-concurrency 5 \
        --limit-max-requests 7 --limit-max-requests-jitter 2 --timeout-keep-alive 0";
    let expected = Settings::new()
        .header("x-a:1".parse().unwrap())
        .header("server:x".parse().unwrap())
        .server_header(true)
        .date_header(false)
        .limit_concurrency(5)
        .limit_max_requests(7)
        .limit_max_requests_jitter(2)
        .keep_alive_timeout(Duration::ZERO);
    assert_eq!(read(typed, &[]), Ok(expected.clone()));
    let variables = [
        ("UVICORN_HEADERS", "X-A:1 Server:x"),
        ("UVICORN_SERVER_HEADER", "1"),
        ("UVICORN_DATE_HEADER", "0"),
        ("UVICORN_LIMIT_CONCURRENCY", "5"),
        ("UVICORN_LIMIT_MAX_REQUESTS", "7"),
        ("UVICORN_LIMIT_MAX_REQUESTS_JITTER", "2"),
        ("UVICORN_TIMEOUT_KEEP_ALIVE", "0"),
    ];
    assert_eq!(read("app", &variables), Ok(expected));
    let ours = read("app", &[("TWINLANE_HEADER", "X-A: a b\nX-B: c")]).unwrap();
    let headers: Vec<_> = ours.headers.iter().map(ToString::to_string).collect();
    assert_eq!(headers, ["x-a:a b", "x-b:c"]);
    let wrong = read("app --header x", &[]).unwrap_err();
    assert!(wrong.contains("write `Name:Value`"), "{wrong}");
}

/// Only `UVICORN_HEADERS` is a list in Uvicorn: a space in any other is a part of its value.
#[test]
fn a_space_in_a_variable_stays() {
    use std::path::Path;
    let variables = [
        ("UVICORN_SSL_CERTFILE", "/etc/my certs/a.pem"),
        ("UVICORN_SSL_KEYFILE", "/etc/my certs/a key.pem"),
        ("UVICORN_UDS", "/run/my shop.sock"),
    ];
    let settings = read("app", &variables).unwrap();
    assert_eq!(settings.tls.certfiles, [Path::new("/etc/my certs/a.pem")]);
    assert_eq!(
        settings.tls.keyfiles,
        [Path::new("/etc/my certs/a key.pem")]
    );
    assert_eq!(
        settings.uds.as_deref(),
        Some(Path::new("/run/my shop.sock"))
    );
    let settings = read("app", &[("UVICORN_HOST", "a b")]).unwrap();
    assert_eq!(settings.hosts, ["a b"]);
    let lines = read("app", &[("TWINLANE_SSL_CERTFILE", "/a b.pem\n/c.pem")]).unwrap();
    assert_eq!(
        lines.tls.certfiles,
        [Path::new("/a b.pem"), Path::new("/c.pem")]
    );
}

#[test]
fn websockets_have_uvicorns_options() {
    let typed = "app --ws-max-size 5 --ws-ping-interval 0 --ws-ping-timeout 7 --ws-per-message-deflate false";
    let expected = Settings::new()
        .ws_max_size(5)
        .ws_ping_interval(None)
        .ws_ping_timeout(Duration::from_secs(7))
        .ws_per_message_deflate(false);
    assert_eq!(read(typed, &[]), Ok(expected));
    let typed = "app --ws-per-message-deflate perhaps";
    assert!(read(typed, &[]).is_err());
}

/// Uvicorn's pings have parts of seconds too. It takes times that are none, and fails at the first connection.
#[test]
fn times_of_websockets_may_be_parts_of_seconds() {
    let typed = "app --ws-ping-interval 0.5 --ws-ping-timeout 1e1 --ws-disconnect-timeout 2.5";
    let expected = Settings::new()
        .ws_ping_interval(Duration::from_millis(500))
        .ws_ping_timeout(Duration::from_secs(10))
        .ws_disconnect_timeout(Duration::from_millis(2_500));
    assert_eq!(read(typed, &[]), Ok(expected));
    let none = Settings::new()
        .ws_ping_interval(None)
        .ws_disconnect_timeout(Duration::ZERO);
    let typed = "app --ws-ping-interval 0.0 --ws-disconnect-timeout 0";
    assert_eq!(read(typed, &[]), Ok(none));
    for wrong in ["-1", "nan", "inf", "soon", "", "0.0001", "1e-9", "1e300"] {
        for name in ["ping-interval", "ping-timeout", "disconnect-timeout"] {
            let value = format!("--ws-{name}={wrong}");
            let error = read(&format!("app {value}"), &[]).unwrap_err();
            assert!(error.contains("at least 0.001"), "{value}: {error}");
        }
    }
}
