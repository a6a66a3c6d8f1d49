//! Ports: several at once, of both families, and those that cannot be had.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use ::http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::net::TcpStream;
use twinlane_server::{
    Connection, Descriptor, Incoming, Listener, Reservation, Server, Settings, WithConnection,
};

use crate::client::{Client, Running};

#[tokio::test]
async fn every_address_is_served_at_one_port() {
    let settings = Settings::new().hosts(["127.0.0.1", "127.0.0.2", "::1"]);
    let server = Running::start(settings).await;
    let port = server.address.port();
    for host in ["127.0.0.1", "127.0.0.2", "::1"] {
        let mut client =
            Client::connect((host.parse::<std::net::IpAddr>().unwrap(), port).into()).await;
        client.get(&format!("/{host}")).await;
        client.read_until(&format!("/{host}")).await;
    }
    server.tell_to_stop();
    server.end().await;
    for host in ["127.0.0.1", "127.0.0.2", "::1"] {
        let refused = TcpStream::connect((host, port)).await;
        assert!(refused.is_err(), "{host}");
    }
}

/// A path of a client says from where it has come.
async fn peer_of(address: SocketAddr, server: Server) -> String {
    let tell = async |request: Request<Incoming>| {
        let text = match request.extensions().get::<Connection>() {
            Some(Connection::Tcp { peer, local, .. }) => format!("{} {}", peer.ip(), local.ip()),
            other => format!("{other:?}"),
        };
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(text)))
    };
    let service = tower::service_fn(tell);
    let serving = tokio::spawn(server.serve(WithConnection::make(service), std::future::pending()));
    let mut client = Client::connect(address).await;
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    let response = client.read_to_end().await;
    serving.abort();
    response.rsplit("\r\n\r\n").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_of_ipv4_has_an_address_of_ipv4_also_on_a_socket_for_both() {
    for (host, said) in [("::", true), ("", false), ("[::]", true)] {
        for (address, expected) in [
            (Ipv4Addr::LOCALHOST.into(), "127.0.0.1 127.0.0.1"),
            (Ipv6Addr::LOCALHOST.into(), "::1 ::1"),
        ] {
            let server = Server::bind(&Settings::new().host(host).port(0)).await;
            let server = server.unwrap();
            let port = server.local_addr().unwrap().port();
            let places: Vec<_> = server.addresses().map(|place| place.to_string()).collect();
            if said {
                assert_eq!(places, [format!("[::]:{port} (IPv6 and IPv4)")]);
            } else {
                assert_eq!(places, [format!("[::]:{port}"), format!("0.0.0.0:{port}")]);
            }
            assert_eq!(
                peer_of(SocketAddr::new(address, port), server).await,
                expected,
                "{host}"
            );
        }
    }
}

/// A place that is said twice is no mistake, and no second socket.
#[tokio::test]
async fn addresses_that_others_include_are_not_bound_twice() {
    for (hosts, expected) in [
        (&["127.0.0.1", "127.0.0.1"][..], &["127.0.0.1"][..]),
        (&["0.0.0.0", "127.0.0.1"], &["0.0.0.0"]),
        (&["::", "::1"], &["[::]"]),
        (&["::", "127.0.0.1"], &["[::]", "127.0.0.1"]),
        (&["::", "0.0.0.0"], &["[::]", "0.0.0.0"]),
    ] {
        let settings = Settings::new().hosts(hosts.iter().copied()).port(0);
        let listener = Listener::bind(&settings).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let places: Vec<_> = listener
            .addresses()
            .filter_map(|place| place.tcp())
            .collect();
        let expected: Vec<SocketAddr> = expected
            .iter()
            .map(|host| format!("{host}:{port}").parse().unwrap())
            .collect();
        assert_eq!(places, expected, "{hosts:?}");
    }
}

#[tokio::test]
async fn a_name_stands_for_all_of_its_addresses() {
    let listener = Listener::bind(&Settings::new().host("localhost").port(0)).await;
    let listener = listener.unwrap();
    let mut expected: Vec<_> = tokio::net::lookup_host(("localhost", 0))
        .await
        .unwrap()
        .collect();
    let port = listener.local_addr().unwrap().port();
    for address in &mut expected {
        address.set_port(port);
    }
    expected.sort();
    expected.dedup();
    let mut places: Vec<_> = listener
        .addresses()
        .filter_map(|place| place.tcp())
        .collect();
    places.sort();
    assert_eq!(places, expected);
}

#[tokio::test]
async fn everything_that_cannot_be_had_is_told_at_once() {
    let taken = Server::bind(&Settings::new().port(0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings = Settings::new()
        .hosts(["127.0.0.1", "192.0.2.1", "no-such-host.invalid"])
        .port(port)
        .uds(file.path())
        .fds([
            Descriptor::Number(1 << 19),
            Descriptor::Name("web".to_owned()),
        ]);
    let error = Server::bind(&settings).await.unwrap_err();
    let text = error.to_string();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("cannot listen on 6 places:"));
    let mut places: Vec<_> = error
        .mistakes
        .iter()
        .map(|mistake| mistake.place.clone())
        .collect();
    places.sort();
    let mut expected = [
        format!("127.0.0.1:{port}"),
        format!("192.0.2.1:{port}"),
        format!("no-such-host.invalid:{port}"),
        format!("unix socket {}", file.path().display()),
        format!("file descriptor {}", 1 << 19),
        "file descriptor web".to_owned(),
    ];
    expected.sort();
    assert_eq!(places, expected);
    for (line, mistake) in lines.zip(&error.mistakes) {
        let (place, advice) = (&mistake.place, &mistake.advice);
        assert_eq!(line, format!("- {place}: {advice} ({})", mistake.source));
        assert!(
            ["choose", "stop", "remove", "hand over"]
                .iter()
                .any(|verb| advice.starts_with(verb)),
            "{advice}"
        );
    }
    assert!(file.path().exists());
}

#[tokio::test]
async fn a_reserved_port_refuses_clients_until_it_is_listened_on_and_is_nobody_elses() {
    let reserved = Reservation::make(&Settings::new().port(0)).await.unwrap();
    let place = reserved.addresses().next().unwrap();
    let port = place.tcp().unwrap().port();
    let settings = Settings::new().port(port);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    let other = Reservation::make(&settings).await.unwrap();
    let listener = reserved.listen().unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    // A second reservation of the port fails when it is listened on.
    let error = other.listen().unwrap_err().to_string();
    assert!(
        error.contains(&format!("127.0.0.1:{port}")) && error.contains("--port"),
        "{error}"
    );
    assert!(Reservation::make(&settings).await.is_err());
    drop(listener);
}

#[tokio::test]
async fn the_default_port_is_left_out_only_if_there_is_another_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let nothing = Settings::new().uds(&path);
    let unix = format!("unix socket {}", path.display());
    for (settings, expected) in [
        (nothing.clone(), vec![unix.clone()]),
        (
            nothing.clone().port(0),
            vec!["127.0.0.1:PORT".to_owned(), unix.clone()],
        ),
        (
            nothing.host("127.0.0.2").port(0),
            vec!["127.0.0.2:PORT".to_owned(), unix.clone()],
        ),
        (Settings::new().port(0), vec!["127.0.0.1:PORT".to_owned()]),
    ] {
        let listener = Listener::bind(&settings).await.unwrap();
        let port = listener.local_addr().map_or(0, |address| address.port());
        let places: Vec<_> = listener
            .addresses()
            .map(|place| place.to_string().replace(&format!(":{port}"), ":PORT"))
            .collect();
        assert_eq!(places, expected);
    }
}
