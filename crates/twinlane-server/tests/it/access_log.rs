//! The access log, in Uvicorn's words.

use twinlane_server::Settings;

use crate::client::Running;
use crate::http2_client::Http2;
use crate::log::Lines;

#[tokio::test]
async fn each_answer_is_a_line_where_wanted() {
    // This test's runtime has one thread, its own, so the server logs here.
    let (lines, _log) = Lines::keep("twinlane::access");

    let silent = Running::start(Settings::default()).await;
    let mut client = silent.connect().await;
    client.get("/unseen").await;
    client.read_until("/unseen").await;

    let server = Running::start(Settings::default().access_log(true)).await;
    let mut client = server.connect().await;
    client.get("/x?y=1").await;
    client.read_until("/x").await;

    client.get("http://elsewhere/whole?z").await;
    client.read_until("/whole").await;
    client.get("/599").await;
    client.read_until("/599").await;
    // hyper takes UTF-8 in a target: a line separator, and a mark that turns what follows.
    client.get("/a\u{2028}INFO\u{202e}").await;
    client.read_until("/a").await;

    client
        .send("GET /old HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
        .await;
    client.read_until("/old").await;

    let text = lines.text();
    let peer = client.address();
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            format!("{peer} - \"GET /x?y=1 HTTP/1.1\" 200 OK"),
            format!("{peer} - \"GET /whole?z HTTP/1.1\" 200 OK"),
            format!("{peer} - \"GET /599 HTTP/1.1\" 599 "),
            format!("{peer} - \"GET /a%E2%80%A8INFO%E2%80%AE HTTP/1.1\" 200 OK"),
            format!("{peer} - \"GET /old HTTP/1.0\" 200 OK"),
        ]
    );
}

#[tokio::test]
async fn http_2_is_named_as_uvicorn_names_it() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let (_server, connector) = Running::in_memory(&Settings::default().access_log(true));
    let mut client = Http2::in_memory(&connector).await;
    client.get("/x?y=1").await;
    assert_eq!(lines.text().trim_end(), " - \"GET /x?y=1 HTTP/2\" 200 OK");
}
