//! Options in a TOML file.

use std::path::PathBuf;
use std::time::Duration;

use twinlane_server::{LogLevel, Settings};

/// A file that is removed at the end.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("twinlane-{}-{name}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn read(&self, typed: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let path = self.0.to_str().unwrap();
        let arguments = ["app", "--config", path].into_iter();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        };
        let read = Settings::new().parse(arguments.chain(typed.split_whitespace()), variable);
        read.map_err(|error| error.to_string())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn every_kind_of_option_is_read() {
    let file = File::new(
        "kinds",
        "# A comment.\nport = 9001\nlog-level = \"warning\"\naccess-log = true\nproxy-headers = false\n\
        timeout-graceful-shutdown = 3\nheader = [\"X-A: 1\", \"X-B: 2\"]\nworkers = 1\n",
    );
    let expected = Settings::new()
        .port(9001)
        .log_level(LogLevel::Warn)
        .access_log(true)
        .proxy_headers(false)
        .shutdown_timeout(Some(Duration::from_secs(3)))
        .header("X-A:1".parse().unwrap())
        .header("X-B:2".parse().unwrap());
    assert_eq!(file.read("", &[]), Ok(expected));
    let one = File::new("one", "header = \"X-A:1\"");
    assert_eq!(one.read("", &[]).unwrap().headers.len(), 1);
}

#[test]
fn a_file_counts_more_than_the_program_and_less_than_all_else() {
    let file = File::new(
        "order",
        "port = 1\nhost = \"file\"\nmax-headers = 7\naccess-log = true",
    );
    let variables = &[("TWINLANE_HOST", "ours"), ("UVICORN_HOST", "uvicorns")];
    let settings = file.read("--port 3", variables).unwrap();
    assert_eq!(
        (settings.port, &settings.hosts[..]),
        (Some(3), &["ours".to_owned()][..])
    );
    let settings = file.read("--no-access-log", &variables[1..]).unwrap();
    assert_eq!(
        (settings.port, &settings.hosts[..]),
        (Some(1), &["uvicorns".to_owned()][..])
    );
    assert_eq!((settings.max_headers, settings.access_log), (7, false));

    let path = file.0.to_str().unwrap();
    let by_variable = |name: &str| (name == "TWINLANE_CONFIG").then(|| path.into());
    assert_eq!(
        Settings::new()
            .port(2)
            .parse(["app"], by_variable)
            .unwrap()
            .port,
        Some(1)
    );
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let file = File::new(
        "mistakes",
        "prot = 1\nport = \"9001\"\naccess-log = \"yes\"\nmax-header-size = 7\nheader = [1]\n\nworkers = 4\n\
        config = \"x\"\nlog-level = \"loud\"\n[limits]\nmax-headers = 3\n",
    );
    let error = file.read(
        "--port 5",
        &[("TWINLANE_HOST", "a"), ("TWINLANE_MIN_RATE", "x")],
    );
    let error = error.unwrap_err();
    let path = file.0.to_str().unwrap();
    for told in [
        "1: `prot` is no option of a file: there is `port`",
        "2: `port` is a whole number, without quotes",
        "3: `access-log` is `true` or `false`, without quotes",
        "4: invalid value '7' for '--max-header-size <NUMBER>': not a whole number of at least 8192",
        "5: invalid value '1' for '--header <NAME:VALUE>'",
        "7: --workers 4: one process has a worker thread for each core",
        "8: `config` is no option of a file",
        "9: invalid value 'loud' for '--log-level <LEVEL>'",
        "10: `limits` is no option of a file",
    ] {
        assert!(error.contains(&format!("{path}:{told}")), "{told}: {error}");
    }
    assert!(
        error.contains("TWINLANE_MIN_RATE: invalid value 'x'"),
        "{error}"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let file = File::new("no-toml", "port = 1\nhost = \nport = 2\n");
    let error = file.read("", &[]).unwrap_err();
    let path = file.0.to_str().unwrap();
    assert!(error.contains(&format!("{path}:2: ")), "{error}");
    assert!(error.contains(&format!("{path}:3: ")), "{error}");
    let missing = Settings::new().parse_from(["app", "--config", "/nowhere/at all.toml"]);
    let missing = missing.unwrap_err().to_string();
    assert!(
        missing.contains("/nowhere/at all.toml: No such file"),
        "{missing}"
    );
}

/// Each pair of these in both orders. One option may set what another switches off.
#[test]
fn the_order_of_a_file_means_nothing() {
    let lines = [
        "proxy-protocol = false",
        "proxy-protocol-from = \"10.0.0.1\"",
        "proxy-headers = false",
        "forwarded-allow-ips = \"*\"",
        "forwarded-headers = \"forwarded\"",
        "root-path = \"/api\"",
        "host = \"::1\"",
        "port = 9001",
        "uds = \"/run/x.sock\"",
        "fd = \"web\"",
        "http2 = false",
        "max-concurrent-streams = 5",
        "limit-max-requests = 5",
        "limit-max-requests-jitter = 2",
        "ssl-certfile = \"a\"",
        "ssl-keyfile = \"b\"",
        "ssl-cert-reqs = 2",
        "ssl-ca-certs = \"c\"",
        "server-header = true",
        "header = \"server: x\"",
        "shutdown-timeout = 3",
        "drain-delay = 2",
    ];
    for (at, one) in lines.iter().enumerate() {
        for other in &lines[at + 1..] {
            let file = File::new("pair", &format!("{one}\n{other}\n"));
            let reversed = File::new("reversed", &format!("{other}\n{one}\n"));
            let settings = file.read("", &[]).unwrap();
            assert_eq!(Ok(settings), reversed.read("", &[]), "{one}, {other}");
        }
    }
    let off = File::new("off", &format!("{}\n{}\n", lines[0], lines[1]));
    let settings = off.read("", &[]).unwrap();
    assert!(!settings.proxy_protocol, "a switch counts last");
    assert_eq!(settings.proxy_protocol_from.to_string(), "10.0.0.1");
    let on = off.read("--proxy-protocol-from 10.0.0.2", &[]).unwrap();
    assert!(on.proxy_protocol, "an argument counts more than a file");
}

#[test]
fn two_names_of_one_option_are_an_error_that_names_both() {
    let file = File::new(
        "names",
        "shutdown-timeout = 3\nport = 1\ntimeout-graceful-shutdown = 5\n",
    );
    let error = file.read("", &[]).unwrap_err();
    let told = "3: `timeout-graceful-shutdown` is `shutdown-timeout` by another name, which is there already: leave one of them out";
    let path = file.0.to_str().unwrap();
    assert!(error.contains(&format!("{path}:{told}")), "{error}");
}
