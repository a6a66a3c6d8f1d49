//! The options of TLS, as Uvicorn spells them.

use std::path::PathBuf;

use twinlane_server::{ClientCertificates, Settings, TlsSettings, TlsVersion};

fn parse(arguments: &[&str]) -> Result<TlsSettings, String> {
    parse_with(arguments, &[])
}

fn parse_with(arguments: &[&str], variables: &[(&str, &str)]) -> Result<TlsSettings, String> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).into())
    };
    let arguments = ["app"].iter().chain(arguments).copied();
    match Settings::new().parse(arguments, variable) {
        Ok(settings) => Ok(settings.tls),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn every_option_is_taken() {
    let tls = parse(&[
        "--ssl-certfile=a.pem",
        "--ssl-keyfile=a.key",
        "--ssl-certfile=b.pem",
        "--ssl-keyfile=b.key",
        "--ssl-keyfile-password=secret",
        "--ssl-cert-reqs=2",
        "--ssl-ca-certs=ca.pem",
        "--ssl-version=17",
        "--ssl-ciphers=ECDHE-RSA-AES128-GCM-SHA256",
        "--ssl-minimum-version=1.3",
        "--ssl-redirect-port=8080",
    ]);
    let expected = TlsSettings::new()
        .certificate("a.pem", "a.key")
        .certificate("b.pem", "b.key")
        .keyfile_password("secret")
        .client_certificates(ClientCertificates::Required, "ca.pem")
        .ciphers("ECDHE-RSA-AES128-GCM-SHA256".parse().unwrap())
        .minimum_version(TlsVersion::V1_3)
        .redirect_port(8080);
    assert_eq!(tls.unwrap(), expected);
    assert!(!parse(&[]).unwrap().is_on());
}

#[test]
fn variables_stand_for_options() {
    let variables = [
        ("TWINLANE_SSL_CERTFILE", "a.pem"),
        ("TWINLANE_SSL_KEYFILE", "a.key"),
        ("TWINLANE_SSL_KEYFILE_PASSWORD", "secret"),
        ("TWINLANE_SSL_CERT_REQS", "1"),
    ];
    let tls = parse_with(&["--ssl-keyfile=b.key"], &variables).unwrap();
    assert_eq!(tls.certfiles, [PathBuf::from("a.pem")]);
    assert_eq!(tls.keyfiles, [PathBuf::from("b.key")]);
    assert_eq!(tls.client_certificates, ClientCertificates::Optional);
    assert!(tls.keyfile_password.is_some());
}

#[test]
fn what_is_wrong_is_told_with_what_can_be_typed() {
    for (argument, told) in [
        ("--ssl-cert-reqs=3", "possible values: 0, 1, 2"),
        ("--ssl-version=5", "only 17 can be typed"),
        ("--ssl-ciphers=HIGH", "TLS_AES_128_GCM_SHA256"),
        ("--ssl-minimum-version=1.1", "possible values: 1.2, 1.3"),
        (
            "--ssl-redirect-port=x",
            "not a whole number from 0 to 65535",
        ),
    ] {
        let error = parse(&[argument]).unwrap_err();
        assert!(error.contains(told), "{argument}: {error}");
    }
}
