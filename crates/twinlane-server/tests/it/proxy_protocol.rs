//! The PROXY protocol: who may connect, who the client is then, and what it may say.

use std::convert::Infallible;
use std::time::Duration;

use ::http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::io::DuplexStream;
use twinlane_server::{
    Connection, Incoming, Listener, MemoryConnector, Server, Settings, WithConnection,
};

use crate::client::{Client, Running};
use crate::log::Lines;

const LINE: &str = "PROXY TCP4 192.0.2.1 10.0.0.1 4711 443\r\n";
const GET: &str = "GET /x HTTP/1.0\r\nhost: a\r\n\r\n";

fn settings() -> Settings {
    Settings::new().proxy_protocol_from("unix".parse().unwrap())
}

async fn connect(connector: &MemoryConnector, header: &str) -> Client<DuplexStream> {
    let mut client = Client::in_memory(connector).await;
    client.send(header).await;
    client
}

#[tokio::test]
async fn the_client_is_the_one_that_the_header_names() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let (server, connector) = Running::in_memory(&settings().access_log(true));
    // In one piece, and a byte at a time.
    let mut client = connect(&connector, &format!("{LINE}{GET}")).await;
    assert!(client.read_to_end().await.ends_with("/x"));
    let mut client = Client::in_memory(&connector).await;
    for byte in format!("{LINE}{GET}").chars() {
        client.send(&byte.to_string()).await;
        tokio::task::yield_now().await;
    }
    assert!(client.read_to_end().await.ends_with("/x"));
    let line = "192.0.2.1:4711 - \"GET /x HTTP/1.0\" 200 OK\n";
    assert_eq!(lines.text(), line.repeat(2));
    server.tell_to_stop();
    server.end().await;
}

#[tokio::test]
async fn services_find_the_client_and_the_proxy() {
    let tell = async |request: Request<Incoming>| {
        let connection = request.extensions().get::<Connection>();
        let proxied = connection.and_then(Connection::proxied);
        let text =
            proxied.map(|one| format!("{:?} {:?} {:?}", one.client, one.destination, one.proxy));
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(format!("{text:?}"))))
    };
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &settings());
    let service = WithConnection::make(tower::service_fn(tell));
    let serving = tokio::spawn(server.serve(service, std::future::pending()));
    for (header, expected) in [
        (
            LINE,
            "Some(\"Some(192.0.2.1:4711) Some(10.0.0.1:443) InMemory\")",
        ),
        ("PROXY UNKNOWN\r\n", "Some(\"None None InMemory\")"),
        // The proxy itself.
        ("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", "None"),
    ] {
        let mut client = connect(&connector, &format!("{header}{GET}")).await;
        let response = client.read_to_end().await;
        assert!(
            response.ends_with(&format!("\r\n\r\n{expected}")),
            "{response}"
        );
    }
    serving.abort();
}

/// HTTP/2 follows the header, too.
#[tokio::test]
async fn http_2_follows_a_header() {
    let (server, connector) = Running::in_memory(&settings());
    let mut client = connect(&connector, LINE).await;
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    // The frame of its settings.
    client.send("\0\0\0\x04\0\0\0\0\0").await;
    let mut frame = [0; 9];
    client.read_exact(&mut frame).await;
    assert_eq!(frame[3], 4, "{frame:?}");
    drop(client);
    server.tell_to_stop();
    server.end().await;
}

#[tokio::test]
async fn who_may_not_say_it_and_who_does_not_is_closed_with_no_response() {
    for (proxies, header, told) in [
        (
            "127.0.0.1",
            LINE,
            "it is no proxy of `--proxy-protocol-from`",
        ),
        ("", LINE, "it is no proxy of `--proxy-protocol-from`"),
        ("unix", "", "it does not begin with a PROXY header"),
        ("*", "", "it does not begin with a PROXY header"),
        (
            "unix",
            "PROXY TCP4 192.0.2.1\r\n",
            "it does not begin with a PROXY header",
        ),
    ] {
        let (lines, _log) = Lines::keep("twinlane_server");
        let settings = Settings::new().proxy_protocol_from(proxies.parse().unwrap());
        let (server, connector) = Running::in_memory(&settings);
        for _ in 0..3 {
            let mut client = connect(&connector, &format!("{header}{GET}{GET}")).await;
            assert_eq!(client.read_to_end().await, "", "{proxies} {header}");
        }
        assert!(server.echo.seen.lock().unwrap().is_empty());
        server.tell_to_stop();
        server.end().await;
        // Once: anybody can connect as often as they like.
        let warned = lines
            .text()
            .matches("a connection from a unix socket is closed (")
            .count();
        assert_eq!(warned, 1, "{}", lines.text());
        assert!(lines.text().contains(told), "{}", lines.text());
    }
}

#[tokio::test]
async fn a_proxy_of_tcp_is_trusted_by_its_address() {
    for (proxies, is_served) in [("127.0.0.0/8", true), ("10.0.0.0/8,unix", false)] {
        let settings = Settings::new().proxy_protocol_from(proxies.parse().unwrap());
        let server = Running::start(settings).await;
        let mut client = server.connect().await;
        client.send(&format!("{LINE}{GET}")).await;
        assert_eq!(
            client.read_to_end().await.ends_with("/x"),
            is_served,
            "{proxies}"
        );
        server.tell_to_stop();
        server.end().await;
    }
}

/// A proxy that passes bytes on does not look at the headers of its clients, so that it does not vouch for them.
#[tokio::test]
async fn headers_are_believed_by_the_client_that_the_proxy_names_and_not_by_the_proxy() {
    const UNKNOWN: &str = "PROXY UNKNOWN\r\n";
    const LOCAL: &str = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";
    // `PROXY TCP4` from a process on the machine of the proxy.
    const LOOPBACK: &str = "PROXY TCP4 127.0.0.1 127.0.0.1 4711 443\r\n";
    for (trusted, header, expected) in [
        ("unix,127.0.0.1", LINE, "192.0.2.1:4711"),
        ("192.0.2.0/24", LINE, "198.51.100.7:0"),
        ("*", LINE, "198.51.100.7:0"),
        ("", LINE, "192.0.2.1:4711"),
        ("unix,127.0.0.1", UNKNOWN, ""),
        ("*", UNKNOWN, "198.51.100.7:0"),
        // This machine's loopback: the proxy is on it.
        ("127.0.0.1", LOOPBACK, "198.51.100.7:0"),
        // The request is the proxy's own.
        ("unix", LOCAL, "198.51.100.7:0"),
        ("127.0.0.1", LOCAL, ""),
    ] {
        let (lines, _log) = Lines::keep("twinlane::access");
        let settings = settings().access_log(true);
        let settings = settings.forwarded_allow_ips(trusted.parse().unwrap());
        let (server, connector) = Running::in_memory(&settings);
        let request = "GET /x HTTP/1.0\r\nhost: a\r\nx-forwarded-for: 198.51.100.7\r\n\r\n";
        let mut client = connect(&connector, &format!("{header}{request}")).await;
        assert!(client.read_to_end().await.ends_with("/x"));
        let line = format!("{expected} - \"GET /x HTTP/1.0\" 200 OK\n");
        assert_eq!(lines.text(), line, "{trusted} {header:?}");
        server.tell_to_stop();
        server.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_header_has_the_time_of_a_head_and_holds_nobody_up() {
    let time = Duration::from_secs(5);
    let (_server, connector) = Running::in_memory(&settings().header_timeout(time));
    let begun = tokio::time::Instant::now();
    let mut silent = Client::in_memory(&connector).await;
    let mut slow = connect(&connector, "PROXY TCP4 192.0.2").await;
    let mut client = connect(&connector, &format!("{LINE}{GET}")).await;
    assert!(client.read_to_end().await.ends_with("/x"));
    assert!(begun.elapsed() < time);
    assert_eq!(silent.read_to_end().await, "");
    assert_eq!(slow.read_to_end().await, "");
    assert!(begun.elapsed() >= time);
}

#[tokio::test]
async fn a_stop_closes_a_connection_in_its_header_and_finishes_what_is_in_flight() {
    let (server, connector) = Running::in_memory(&settings());
    let mut header = connect(&connector, "PROXY TCP4").await;
    let mut slow = connect(&connector, LINE).await;
    slow.get("/slow").await;
    server.echo.slow_began.notified().await;
    server.tell_to_stop();
    assert_eq!(header.read_to_end().await, "");
    server.echo.slow_goes_on.notify_one();
    assert!(slow.read_to_end().await.ends_with("/slow"));
    server.end().await;
}

#[test]
fn the_list_of_proxies_switches_it_on() {
    let of = |arguments: &str| {
        let settings = Settings::new().parse_from(arguments.split_whitespace());
        let settings = settings.unwrap();
        (
            settings.proxy_protocol,
            settings.proxy_protocol_from.to_string(),
        )
    };
    let default = "127.0.0.1,::1".to_owned();
    assert_eq!(of("app"), (false, default.clone()));
    assert_eq!(of("app --proxy-protocol"), (true, default));
    let list = "10.0.0.0/8".to_owned();
    assert_eq!(
        of("app --proxy-protocol-from 10.0.0.0/8"),
        (true, list.clone())
    );
    let off = of("app --proxy-protocol-from 10.0.0.0/8 --no-proxy-protocol");
    assert_eq!(off, (false, list));
    let variable = |name: &str| match name {
        "TWINLANE_PROXY_PROTOCOL_FROM" => Some("10.0.0.0/8".into()),
        "TWINLANE_PROXY_PROTOCOL" => Some("off".into()),
        _ => None,
    };
    assert!(
        !Settings::new()
            .parse(["app"], variable)
            .unwrap()
            .proxy_protocol
    );
}
