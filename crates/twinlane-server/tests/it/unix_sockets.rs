//! Unix sockets: their file, their peers, their stop.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::net::{TcpStream, UnixStream};
use twinlane_server::{Connection, Listener, Server, Settings};

use crate::client::{Client, Echo, Running};
use crate::log::Lines;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.sock");
    (folder, path)
}

async fn connect(path: &Path) -> Client<UnixStream> {
    Client::of(UnixStream::connect(path).await.unwrap())
}

fn mode_of(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o777
}

#[tokio::test]
async fn a_unix_socket_is_served_and_removed_at_the_stop() {
    let (_folder, path) = folder();
    let server = Running::on(&Settings::new().uds(&path)).await;
    let mut idle = connect(&path).await;
    idle.get("/idle").await;
    idle.read_until("/idle").await;
    let mut slow = connect(&path).await;
    slow.get("/slow").await;
    server.echo.slow_began.notified().await;

    server.tell_to_stop();
    assert_eq!(idle.read_to_end().await, "");
    assert!(!path.exists());
    server.echo.slow_goes_on.notify_one();
    assert!(slow.read_to_end().await.ends_with("/slow"));
    server.end().await;
}

#[tokio::test]
async fn a_server_that_is_dropped_removes_its_socket() {
    let (_folder, path) = folder();
    let server = Server::bind(&Settings::new().uds(&path)).await.unwrap();
    assert!(path.exists());
    drop(server);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_unix_socket_and_ports_are_served_together() {
    let (_folder, path) = folder();
    let server = Running::on(&Settings::new().uds(&path).port(0)).await;
    for round in 0..3 {
        let mut unix = connect(&path).await;
        unix.get(&format!("/unix{round}")).await;
        unix.read_until(&format!("/unix{round}")).await;
        let mut tcp = server.connect().await;
        tcp.get(&format!("/tcp{round}")).await;
        tcp.read_until(&format!("/tcp{round}")).await;
    }
    let (address, echo) = (server.address, server.echo.clone());
    server.tell_to_stop();
    server.end().await;
    assert!(!path.exists() && TcpStream::connect(address).await.is_err());
    assert_eq!(echo.seen.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn a_peer_has_no_address_and_is_told_by_its_process() {
    let (_folder, path) = folder();
    let server = Server::bind(&Settings::new().uds(&path)).await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (notes, echo) = (Arc::clone(&seen), Echo::default());
    let make = move |connection: &Connection| {
        notes.lock().unwrap().push(connection.clone());
        echo.clone()
    };
    let serving = tokio::spawn(server.serve(make, std::future::pending()));
    let mut client = connect(&path).await;
    client.get("/x").await;
    client.read_until("/x").await;
    let folder = fs::metadata(path.parent().unwrap()).unwrap();
    match &seen.lock().unwrap()[..] {
        [
            connection @ Connection::Unix {
                peer: Some(peer), ..
            },
        ] => {
            assert_eq!(connection.peer(), None);
            assert_eq!(peer.user, folder.uid());
            if cfg!(target_os = "linux") {
                assert_eq!(peer.process, Some(std::process::id()));
            }
        }
        other => panic!("{other:?}"),
    }
    serving.abort();
}

#[tokio::test]
async fn the_mode_is_uvicorns_that_of_the_socket_that_was_there_or_the_one_that_is_set() {
    let (_folder, path) = folder();
    let settings = Settings::new().uds(&path);
    let mode_with = async |settings: &Settings| {
        let listener = Listener::bind(settings).await.unwrap();
        let mode = mode_of(&path);
        drop(listener);
        mode
    };
    assert_eq!(mode_with(&settings).await, 0o666);
    for mode in [0o600, 0o640] {
        drop(UnixListener::bind(&path).unwrap());
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert_eq!(mode_with(&settings).await, mode);
    }
    drop(UnixListener::bind(&path).unwrap());
    assert_eq!(mode_with(&settings.uds_mode(0o660)).await, 0o660);
}

#[tokio::test]
async fn a_socket_that_nobody_listens_on_is_replaced_and_any_other_file_is_not() {
    let (folder, path) = folder();
    let settings = Settings::new().uds(&path);
    let fails = async || Listener::bind(&settings).await.unwrap_err().to_string();

    drop(UnixListener::bind(&path).unwrap());
    let listener = Listener::bind(&settings).await.unwrap();
    drop(connect(&path).await);

    // Another server, while this one listens.
    let error = fails().await;
    assert!(
        error.contains("stop the program that listens there"),
        "{error}"
    );
    drop(connect(&path).await);
    drop(listener);

    fs::write(&path, "notes").unwrap();
    let error = fails().await;
    assert!(error.contains("remove what is there"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "notes");
    fs::remove_file(&path).unwrap();

    fs::create_dir(&path).unwrap();
    assert!(fails().await.contains("remove what is there"));
    fs::remove_dir(&path).unwrap();

    // A link to a socket is no socket: it may be for another program.
    let real = folder.path().join("real");
    drop(UnixListener::bind(&real).unwrap());
    std::os::unix::fs::symlink(&real, &path).unwrap();
    assert!(fails().await.contains("remove what is there"));
    assert!(real.exists());
}

/// Its clients wait, and none is told: connecting would wait, too.
#[tokio::test]
async fn a_socket_whose_backlog_is_full_is_in_use() {
    let (_folder, path) = folder();
    let busy = Listener::bind(&Settings::new().uds(&path).backlog(1))
        .await
        .unwrap();
    let mut waiting = Vec::new();
    loop {
        let client = socket2::Socket::new(socket2::Domain::UNIX, socket2::Type::STREAM, None);
        let client = client.unwrap();
        client.set_nonblocking(true).unwrap();
        match client.connect(&socket2::SockAddr::unix(&path).unwrap()) {
            Ok(()) => waiting.push(client),
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
                break;
            }
        }
    }
    let error = Listener::bind(&Settings::new().uds(&path))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("stop the program"), "{error}");
    // The backlog is the one that was set.
    assert!(waiting.len() <= 3, "{}", waiting.len());
    drop(busy);
}

#[tokio::test]
async fn a_path_that_cannot_be_one_says_what_to_do() {
    let (folder, path) = folder();
    let fails = async |path: &Path| {
        let error = Listener::bind(&Settings::new().uds(path))
            .await
            .unwrap_err();
        error.to_string()
    };
    let long = folder.path().join("x".repeat(108));
    assert!(fails(&long).await.contains("107 bytes at most"));
    let missing = folder.path().join("missing/app.sock");
    assert!(fails(&missing).await.contains("make the folder"));
    fs::write(&path, "").unwrap();
    assert!(
        fails(&path.join("app.sock"))
            .await
            .contains("make the folder")
    );
}

/// A new server has taken the place of one that still stops.
#[tokio::test]
async fn the_socket_of_another_server_is_not_removed() {
    let (_folder, path) = folder();
    let old = Running::on(&Settings::new().uds(&path)).await;
    fs::remove_file(&path).unwrap();
    let new = Running::on(&Settings::new().uds(&path)).await;
    old.tell_to_stop();
    old.end().await;
    let mut client = connect(&path).await;
    client.get("/new").await;
    client.read_until("/new").await;
    drop(client);
    new.tell_to_stop();
    new.end().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_peer_of_a_unix_socket_is_believed_only_by_its_name_or_with_everyone() {
    for (proxies, expected) in [
        ("127.0.0.1,::1", ""),
        ("unix", "192.0.2.1:0"),
        ("*", "192.0.2.1:0"),
    ] {
        let (_folder, path) = folder();
        let (lines, _log) = Lines::keep("twinlane::access");
        let settings = Settings::new().uds(&path).access_log(true);
        let server = Running::on(&settings.forwarded_allow_ips(proxies.parse().unwrap())).await;
        let mut client = connect(&path).await;
        client
            .send("GET /x HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 192.0.2.1\r\n\r\n")
            .await;
        client.read_until("/x").await;
        let line = format!("{expected} - \"GET /x HTTP/1.1\" 200 OK");
        assert_eq!(lines.text().trim_end(), line, "{proxies}");
        server.tell_to_stop();
        server.end().await;
    }
}

#[tokio::test]
async fn a_unix_socket_that_listens_already_keeps_its_file() {
    let (_folder, path) = folder();
    let listener = Listener::from_std_unix(UnixListener::bind(&path).unwrap()).unwrap();
    let places: Vec<_> = listener
        .addresses()
        .map(|place| place.to_string())
        .collect();
    assert_eq!(places, [format!("unix socket {}", path.display())]);
    drop(listener);
    assert!(path.exists());
}
