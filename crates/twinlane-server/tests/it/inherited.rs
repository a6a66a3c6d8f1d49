//! Sockets that the process is started with.
//!
//! The tests start this program again, for the one test that serves what it is handed. The shell gives the descriptors their numbers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Child, ChildStdout, Command, Stdio};

use twinlane_server::{Connection, Server, Settings, stop_signal, take_inherited_sockets};

use crate::client::Echo;
use crate::log::Lines;

/// The arguments of the program.
const SERVES: &str = "TWINLANE_TEST_SERVES_INHERITED";
/// Set, the sockets are taken at the start, as `#[twinlane::main]` does.
const TAKES: &str = "TWINLANE_TEST_TAKES_INHERITED";

#[tokio::test]
async fn serves_what_it_is_handed() {
    let Ok(arguments) = std::env::var(SERVES) else {
        return;
    };
    if std::env::var_os(TAKES).is_some() {
        let is_anothers = std::env::var_os("LISTEN_PID").is_some_and(|process| process == "1");
        take_inherited_sockets();
        assert_eq!(std::env::var_os("LISTEN_FDS").is_some(), is_anothers);
    }
    let (lines, _log) = Lines::keep("twinlane_server");
    let arguments = ["app"].into_iter().chain(arguments.split_whitespace());
    let settings = Settings::new()
        .listen_fds(true)
        .parse_from(arguments)
        .unwrap();
    let server = match Server::bind(&settings).await {
        Ok(server) => server,
        Err(error) => {
            println!("cannot {:?} {:?}", error.to_string(), error.mistakes);
            return;
        }
    };
    let places: Vec<_> = server.addresses().map(|place| place.to_string()).collect();
    println!("serves on {}", places.join(", "));
    let echo = Echo::default();
    server
        .serve(move |_: &Connection| echo.clone(), stop_signal())
        .await;
    println!("logged {:?}", lines.text());
}

struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// `shell` is what a shell does before the program takes its place; `$$` is the number of the process.
    fn start(socket: impl Into<OwnedFd>, arguments: &str, shell: &str) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("{shell} exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "inherited::serves_what_it_is_handed",
                "--nocapture",
            ])
            .env(SERVES, arguments)
            .env_remove("LISTEN_FDS")
            .stdin(Stdio::from(socket.into()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn line_after(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "no `{text}`");
            if let Some((_, rest)) = line.split_once(text) {
                return rest.trim_end().to_owned();
            }
        }
    }

    fn stop(mut self) -> String {
        let process = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &process]).status();
        assert!(status.unwrap().success());
        let logged = self.line_after("logged ");
        assert!(self.child.wait().unwrap().success());
        logged
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answered(mut client: impl Read + Write) {
    client
        .write_all(b"GET /inherited HTTP/1.0\r\n\r\n")
        .unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).unwrap();
    assert!(response.ends_with("/inherited"), "{response}");
}

/// The two ways to take the sockets: by default, and with the variable of this test.
const WAYS: [&str; 2] = ["", "export TWINLANE_TEST_TAKES_INHERITED=1;"];

#[test]
fn the_sockets_of_a_service_manager_are_served() {
    for way in WAYS {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let how = format!("{way} export LISTEN_FDS=1 LISTEN_PID=$$; exec 3<&0 </dev/null;");
        let mut server = Process::start(socket.try_clone().unwrap(), "", &how);
        assert_eq!(server.line_after("serves on "), address.to_string());
        answered(TcpStream::connect(address).unwrap());
        let logged = server.stop();
        assert_eq!(logged, "\"\"");
        // The socket is the manager's: clients wait for the next server.
        assert!(TcpStream::connect(address).is_ok());
    }
}

#[test]
fn a_unix_socket_of_a_service_manager_keeps_its_file() {
    for way in WAYS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.sock");
        let socket = UnixListener::bind(&path).unwrap();
        let how = format!("{way} export LISTEN_FDS=1; exec 3<&0 </dev/null;");
        let mut server = Process::start(socket.try_clone().unwrap(), "", &how);
        let place = format!("unix socket {}", path.display());
        assert_eq!(server.line_after("serves on "), place);
        answered(UnixStream::connect(&path).unwrap());
        server.stop();
        assert!(path.exists());
    }
}

#[test]
fn sockets_are_chosen_by_number_and_by_name_and_the_others_are_told() {
    for way in WAYS {
        for (arguments, left) in [
            ("--fd 3", "4 (admin)"),
            ("--fd web", "4 (admin)"),
            ("--fd admin", "3 (web)"),
            ("--fd 3,admin", ""),
            ("--fd web --fd 3 --fd 4", ""),
            ("", ""),
        ] {
            let socket = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = socket.local_addr().unwrap();
            let how = format!(
                "{way} export LISTEN_FDS=2 LISTEN_PID=$$ LISTEN_FDNAMES=web:admin; exec 3<&0 4<&0 </dev/null;"
            );
            let mut server = Process::start(socket, arguments, &how);
            let count = if left.is_empty() { 2 } else { 1 };
            let places = vec![address.to_string(); count];
            assert_eq!(
                server.line_after("serves on "),
                places.join(", "),
                "{arguments}"
            );
            answered(TcpStream::connect(address).unwrap());
            let logged = server.stop();
            let expected = format!("file descriptor {left} was handed over");
            assert_eq!(
                logged.contains(&expected),
                !left.is_empty(),
                "{arguments}: {logged}"
            );
        }
    }
}

/// A socket that a supervisor hands over with no variables: Uvicorn's `--fd 0`.
#[test]
fn a_descriptor_is_served_by_its_number() {
    for (number, how) in [(0, ""), (7, "exec 7<&0 </dev/null;")] {
        let socket = TcpListener::bind("[::]:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let mut server = Process::start(socket, &format!("--fd {number}"), how);
        let place = format!("[::]:{port} (IPv6 and IPv4)");
        assert_eq!(server.line_after("serves on "), place);
        answered(TcpStream::connect(("127.0.0.1", port)).unwrap());
        server.stop();
    }
}

#[test]
fn ports_that_are_named_are_served_too() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let how = "export LISTEN_FDS=1; exec 3<&0 </dev/null;";
    let mut server = Process::start(socket, "--port 0", how);
    let places = server.line_after("serves on ");
    let places: Vec<std::net::SocketAddr> = places
        .split(", ")
        .map(|place| place.parse().unwrap())
        .collect();
    assert_eq!(places.len(), 2);
    assert!(places.contains(&address));
    for place in places {
        answered(TcpStream::connect(place).unwrap());
    }
    server.stop();
}

#[test]
fn what_is_no_listening_socket_is_told() {
    let connected = || -> OwnedFd {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        TcpStream::connect(listener.local_addr().unwrap())
            .unwrap()
            .into()
    };
    let datagram = || -> OwnedFd { UnixDatagram::unbound().unwrap().into() };
    let file = || -> OwnedFd { tempfile::tempfile().unwrap().into() };
    let named = "export LISTEN_FDS=1 LISTEN_FDNAMES=web; exec 3<&0 </dev/null;";
    let taken = format!("{} {named}", WAYS[1]);
    for (socket, arguments, how, told) in [
        (connected(), "--fd 0", "", "does not listen"),
        (datagram(), "--fd 0", "", "no stream socket"),
        (file(), "--fd 0", "", "file descriptor 0"),
        (file(), "", named, "file descriptor 3 (web)"),
        (file(), "", &taken, "file descriptor 3 (web)"),
        (datagram(), "", &taken, "file descriptor 3 (web)"),
        (connected(), "", &taken, "does not listen"),
        (file(), "--fd admin", named, "there is 3 (web)"),
        (file(), "--fd 99", "", "file descriptor 99"),
        // More are announced than there are.
        (file(), "", "export LISTEN_FDS=900;", "file descriptor 902"),
        (
            file(),
            "",
            "export LISTEN_FDS=many;",
            "set it to their number",
        ),
        (
            file(),
            "",
            "export LISTEN_FDS=9999999999;",
            "set it to their number",
        ),
    ] {
        let mut server = Process::start(socket, arguments, how);
        let error = server.line_after("cannot ");
        assert!(error.contains(told), "{arguments} {how}: {error}");
    }
}

/// A child of a service is not its service.
#[test]
fn the_sockets_of_another_process_are_left_alone() {
    for way in WAYS {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let how = format!("{way} export LISTEN_FDS=1 LISTEN_PID=1; exec 3<&0 </dev/null;");
        let mut server = Process::start(socket, "--port 0", &how);
        let place: std::net::SocketAddr = server.line_after("serves on ").parse().unwrap();
        assert_ne!(place, address);
        answered(TcpStream::connect(place).unwrap());
        server.stop();
    }
}
