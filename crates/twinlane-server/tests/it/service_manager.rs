//! The words that a service manager is told.

use std::ffi::OsString;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use twinlane_server::ServiceManager;

use crate::log::Lines;

fn received(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 4096];
    let count = socket.recv(&mut bytes).unwrap();
    String::from_utf8(bytes[..count].to_vec()).unwrap()
}

fn is_silent(socket: &UnixDatagram) -> bool {
    socket.set_nonblocking(true).unwrap();
    let error = socket.recv(&mut [0; 64]).map_err(|error| error.kind());
    socket.set_nonblocking(false).unwrap();
    error == Err(std::io::ErrorKind::WouldBlock)
}

fn manager(variables: &[(&str, &str)]) -> Option<ServiceManager> {
    ServiceManager::from_variables(|name| {
        let found = variables.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

#[tokio::test]
async fn it_is_told_at_a_path_and_at_an_abstract_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let name = format!("twinlane-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(name.as_bytes()).unwrap();
    for (socket, variable) in [
        (
            UnixDatagram::bind(&path).unwrap(),
            path.to_str().unwrap().to_owned(),
        ),
        (
            UnixDatagram::bind_addr(&address).unwrap(),
            format!("@{name}"),
        ),
    ] {
        let manager = manager(&[("NOTIFY_SOCKET", &variable)]).unwrap();
        assert!(is_silent(&socket));
        // A status is one line, whatever is in it.
        manager.ready("serves on /run/a\nSTOPPING=1");
        assert_eq!(
            received(&socket),
            "READY=1\nSTATUS=serves on /run/a\\nSTOPPING=1\n"
        );
        manager.stopping("stops");
        assert_eq!(received(&socket), "STOPPING=1\nSTATUS=stops\n");
        // Nobody asked for signs of life.
        assert!(is_silent(&socket));
    }
}

#[tokio::test]
async fn without_a_manager_nothing_is_told_and_one_that_cannot_be_reached_is_logged() {
    let (lines, _log) = Lines::keep("twinlane_server");
    assert!(manager(&[]).is_none());
    assert!(manager(&[("NOTIFY_SOCKET", "")]).is_none());
    assert_eq!(lines.text(), "");
    for name in ["/no/such/socket", "vsock:2:1", "relative", "@"] {
        assert!(manager(&[("NOTIFY_SOCKET", name)]).is_none(), "{name}");
        assert!(lines.text().contains(name), "{}", lines.text());
    }
}

#[tokio::test(start_paused = true)]
async fn signs_of_life_come_in_half_of_the_time_and_end_with_the_manager() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let path = path.to_str().unwrap();
    let process = std::process::id().to_string();
    for (watchdog, expected) in [
        (&[("WATCHDOG_USEC", "2000000")][..], 6),
        (
            &[("WATCHDOG_USEC", "2000000"), ("WATCHDOG_PID", &process)],
            6,
        ),
        (&[("WATCHDOG_USEC", "2000000"), ("WATCHDOG_PID", "1")], 0),
        (&[("WATCHDOG_USEC", "0")], 0),
        (&[("WATCHDOG_USEC", "soon")], 0),
    ] {
        let variables = [watchdog, &[("NOTIFY_SOCKET", path)]].concat();
        let manager = manager(&variables).unwrap();
        manager.ready("serves");
        assert!(received(&socket).starts_with("READY=1\n"));
        // One at once, then one a second.
        tokio::time::sleep(Duration::from_millis(5500)).await;
        for _ in 0..expected {
            assert_eq!(received(&socket), "WATCHDOG=1\n");
        }
        assert!(is_silent(&socket), "{watchdog:?}");
        drop(manager);
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(is_silent(&socket));
    }
}

/// The server does not wait for the manager.
#[tokio::test(start_paused = true)]
async fn a_manager_with_much_to_read_is_told_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let busy = UnixDatagram::unbound().unwrap();
    busy.set_nonblocking(true).unwrap();
    let mut waiting = 0;
    while busy.send_to(b"x", &path).is_ok() {
        waiting += 1;
    }
    let manager = manager(&[("NOTIFY_SOCKET", path.to_str().unwrap())]).unwrap();
    manager.ready("serves");
    for _ in 0..waiting {
        assert_eq!(received(&socket), "x");
    }
    assert!(is_silent(&socket));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(received(&socket), "READY=1\nSTATUS=serves\n");
}
