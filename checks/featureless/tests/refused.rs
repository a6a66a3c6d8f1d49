//! Options of features that the program is built without: nothing is left out in silence that an operator has asked for.

use twinlane_featureless::{Settings, SettingsError};

/// All options of features, with the thing to do.
const REFUSED: [(&str, &str); 12] = [
    ("ssl-certfile", TLS),
    ("ssl-keyfile", TLS),
    ("ssl-keyfile-password", TLS),
    ("ssl-cert-reqs", TLS),
    ("ssl-ca-certs", TLS),
    ("ssl-version", TLS),
    ("ssl-ciphers", TLS),
    ("ssl-minimum-version", TLS),
    ("ssl-redirect-port", TLS),
    ("http2", "add the feature `http2`"),
    ("max-concurrent-streams", "--max-concurrent-streams"),
    ("config", "add the feature `config-file`"),
];

const TLS: &str = "build it with the feature `tls`";

/// False beside packages that turn the features on; the run that is for this does not pass then.
fn is_featureless() -> bool {
    let help = read(&["app", "--help"], None);
    let help = help.map_or_else(|help| help.to_string(), |_| String::new());
    assert!(help.contains("--port"), "{help}");
    let is = ["--ssl-certfile", "--http2", "--config"]
        .iter()
        .all(|option| !help.contains(option));
    let is_wanted = std::env::var_os("TWINLANE_FEATURELESS").is_some();
    assert!(is || !is_wanted, "a feature is on: {help}");
    is
}

fn read(arguments: &[&str], variable: Option<(&str, &str)>) -> Result<Settings, SettingsError> {
    Settings::new().parse(arguments, |name: &str| {
        let found = variable.filter(|(known, _)| *known == name);
        found.map(|(_, value)| value.into())
    })
}

#[test]
fn an_option_of_a_feature_is_refused_with_what_to_do() {
    if !is_featureless() {
        return;
    }
    for (name, told) in REFUSED {
        let argument = format!("--{name}=1");
        let error = read(&["app", &argument], None).unwrap_err().to_string();
        assert!(error.contains(told), "{argument}: {error}");
    }
}

#[test]
fn so_is_its_variable() {
    if !is_featureless() {
        return;
    }
    for (name, told) in REFUSED {
        if name == "max-concurrent-streams" {
            continue; // Told as a variable that no option has.
        }
        let variable = format!("TWINLANE_{}", name.replace('-', "_").to_uppercase());
        let read = read(&["app"], Some((&variable, "1")));
        let error = read.expect_err(&variable);
        let error = error.to_string();
        assert!(error.contains(told), "{variable}: {error}");
    }
    assert!(read(&["app"], Some(("TWINLANE_HTTP2", "false"))).is_ok());
}
