//! Addresses that cannot be had.

use twinlane_server::{Server, Settings};

#[tokio::test]
async fn a_taken_port_says_what_to_do() {
    let first = Server::bind(&Settings::default().port(0)).await.unwrap();
    let port = first.local_addr().unwrap().port();
    let error = Server::bind(&Settings::default().port(port))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")),
        "{error}"
    );
    assert!(
        error.ends_with("stop the program that listens there, or choose another `--port`"),
        "{error}"
    );
}

#[tokio::test]
async fn an_address_of_another_machine_says_what_to_do() {
    // 192.0.2.0/24 is for documentation: no machine has it.
    let error = Server::bind(&Settings::default().host("192.0.2.1").port(0))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("choose a `--host` that is an address of this machine"),
        "{error}"
    );
}
