//! Clients that go, read nothing or say nothing, and a server that stops.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::prelude::*;
use twinlane::testing::TestClient;

/// The events, in order.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn add(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until so many things have happened.
    async fn wait_for(&self, count: usize) -> Vec<String> {
        while self.all().len() < count {
            sleep(Duration::from_millis(10)).await;
        }
        self.all()
    }
}

#[dependency]
async fn held(events: State<Events>) -> Provided<i64, AfterResponse> {
    let events = Events::clone(&events);
    Provided::new(1).after_response(async move |_, outcome: Outcome| {
        events.add(format!("undone: {outcome:?}"));
    })
}

/// Is interested in something else than its client.
#[websocket("/waits", ping_interval = Duration::ZERO)]
async fn waits(mut socket: WebSocket, _held: Depends<held>) -> Result<()> {
    socket.accept().await?;
    pending().await
}

/// Sends something now and then.
#[websocket("/sends")]
async fn sends(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    loop {
        sleep(Duration::from_secs(4)).await;
        if let Err(end) = socket.send_text("news").await {
            events.add(format!("{}", end.code));
            return Err(end.into());
        }
    }
}

/// Notices that its client has gone, and has much to tidy up.
#[websocket("/tidies")]
async fn tidies(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    let end = socket.receive().await.unwrap_err();
    sleep(Duration::from_secs(50)).await;
    events.add(format!("tidy after {}", end.code));
    Ok(())
}

/// Sends more than anybody can read at once.
#[websocket("/floods")]
async fn floods(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    loop {
        if let Err(end) = socket.send_text("x".repeat(10_000)).await {
            events.add(format!("{}", end.code));
            return Ok(());
        }
    }
}

#[websocket("/pings", ping_interval = Duration::from_secs(1), ping_timeout = Duration::from_secs(2))]
async fn pings(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    let end = socket.receive().await.unwrap_err();
    events.add(format!("{}: {}", end.code, end.reason));
    Ok(())
}

/// Takes a message every three seconds.
#[websocket("/busy", ping_interval = Duration::from_secs(1), ping_timeout = Duration::from_secs(2))]
async fn busy(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    loop {
        match socket.receive_text().await {
            Ok(text) => events.add(format!("{} bytes", text.len())),
            Err(end) => {
                events.add(format!("{}: {}", end.code, end.reason));
                return Ok(());
            }
        }
        sleep(Duration::from_secs(3)).await;
    }
}

/// Decides late.
#[websocket("/late")]
async fn late(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    sleep(Duration::from_secs(5)).await;
    let accepted = socket.accept().await;
    events.add(format!("accepted: {}", accepted.is_ok()));
    Ok(())
}

/// Does not listen to what it is told.
#[websocket("/ignores")]
async fn ignores(mut socket: WebSocket, events: State<Events>, _held: Depends<held>) -> Result<()> {
    socket.accept().await?;
    loop {
        sleep(Duration::from_secs(7)).await;
        let sent = socket.send_text("news").await;
        events.add(format!("sent: {}", sent.is_ok()));
    }
}

/// Sends much at once, and has nothing else to do.
#[websocket("/large", write_timeout = Duration::from_mins(5))]
async fn large(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.send_text("x".repeat(1_000_000)).await?;
    Ok(())
}

/// Sends more than its client has read, and then listens.
#[websocket("/listens", ping_interval = Duration::ZERO)]
async fn listens(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    for _ in 0..3 {
        socket.send_text("x".repeat(60_000)).await?;
    }
    let text = socket.receive_text().await?;
    events.add(text);
    Ok(())
}

/// Ends though much has arrived that it has not received.
#[websocket("/ends")]
async fn ends(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.receive_text().await?;
    sleep(Duration::from_secs(1)).await;
    socket.close(4001, "enough");
    Ok(())
}

/// Only waits for the end.
#[websocket("/ended")]
async fn ended(mut socket: WebSocket, events: State<Events>) -> Result<()> {
    socket.accept().await?;
    let end = socket.closed().await;
    events.add(format!("{}", end.code));
    Ok(())
}

async fn client() -> (TestClient, Events) {
    let events = Events::default();
    let routes = routes![
        waits, sends, tidies, floods, pings, busy, late, ignores, large, listens, ends, ended
    ];
    let app = App::new().state(events.clone()).routes(routes);
    (TestClient::start(app).await.unwrap(), events)
}

#[tokio::test(start_paused = true)]
async fn a_function_that_waits_for_something_else_is_dropped_after_its_client() {
    let (client, events) = client().await;
    let socket = client.websocket("/waits").await.unwrap();
    sleep(Duration::from_hours(1)).await;
    assert_eq!(events.all(), [""; 0]);
    drop(socket);
    let begun = Instant::now();
    assert_eq!(events.wait_for(1).await, ["undone: ClientGone"]);
    assert_eq!(begun.elapsed().as_secs(), 10);
    client.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_only_sends_is_told_by_the_next_send() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/sends").await.unwrap();
    assert_eq!(socket.receive_text().await, "news");
    drop(socket);
    assert_eq!(events.wait_for(1).await, ["1006"]);
}

#[tokio::test(start_paused = true)]
async fn who_has_noticed_is_given_the_time_that_it_takes() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/tidies").await.unwrap();
    socket.close(4000, "").await;
    assert_eq!(socket.receive_close().await.code, 4000);
    assert_eq!(events.wait_for(1).await, ["tidy after 4000"]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_is_closed() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/floods").await.unwrap();
    let begun = Instant::now();
    assert_eq!(events.wait_for(1).await, ["1013"]);
    assert_eq!(begun.elapsed().as_secs(), 20);
    // It has been told, behind what was sent to it.
    let end = loop {
        if let Err(end) = socket.receive().await {
            break end;
        }
    };
    assert_eq!(end.code, 1013);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_no_ping_is_closed() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/pings").await.unwrap();
    let begun = Instant::now();
    assert_eq!(events.wait_for(1).await, ["1011: keepalive ping timeout"]);
    assert_eq!(begun.elapsed().as_secs(), 3);
    assert_eq!(socket.receive_close().await.code, 1011);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_pings_stays() {
    let (client, events) = client().await;
    let handshake = client.websocket("/pings");
    let mut socket = handshake.receive_timeout(Duration::MAX).await.unwrap();
    let receiving = tokio::time::timeout(Duration::from_mins(10), socket.receive());
    receiving.await.unwrap_err();
    assert_eq!(events.all(), [""; 0]);
    drop(socket);
    assert_eq!(events.wait_for(1).await, ["1006: "]);
}

/// It cannot answer: what it sends is not read.
#[tokio::test(start_paused = true)]
async fn a_client_that_the_function_lets_wait_is_not_closed_for_it() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/busy").await.unwrap();
    let large = "x".repeat(60_000);
    for _ in 0..5 {
        socket.send_text(&large).await;
    }
    assert_eq!(events.wait_for(5).await, ["60000 bytes"; 5]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_goes_before_it_is_accepted_is_found_gone() {
    let (client, events) = client().await;
    let handshake = client.websocket("/late").into_future();
    let given_up = tokio::time::timeout(Duration::from_secs(1), handshake).await;
    given_up.unwrap_err();
    assert_eq!(events.wait_for(1).await, ["accepted: false"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_tells_clients_and_does_not_wait_for_long() {
    let (client, events) = client().await;
    let mut noticed = client.websocket("/tidies").await.unwrap();
    let mut waits = client.websocket("/waits").await.unwrap();
    let begun = Instant::now();
    let stopping = tokio::spawn(client.stop());
    assert_eq!(noticed.receive_close().await.code, 1012);
    assert_eq!(waits.receive_close().await.code, 1012);
    stopping.await.unwrap().unwrap();
    // The limit of a stop; the one that tidies up is not waited for any longer.
    assert_eq!(begun.elapsed().as_secs(), 25);
    assert_eq!(events.all(), ["undone: ClientGone"]);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_listen_is_given_up_after_a_minute() {
    let (client, events) = client().await;
    let socket = client.websocket("/ignores").await.unwrap();
    drop(socket);
    let begun = Instant::now();
    let all = events.wait_for(10).await;
    assert_eq!(all.last().unwrap(), "undone: ClientGone");
    let seconds = begun.elapsed().as_secs();
    assert!((60..=70).contains(&seconds), "{seconds} seconds: {all:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_is_sent_everything() {
    let (client, _) = client().await;
    let mut socket = client.websocket("/large").await.unwrap();
    sleep(Duration::from_mins(1)).await;
    assert_eq!(socket.receive_text().await.len(), 1_000_000);
    assert_eq!(socket.receive_close().await.code, 1000);
}

#[tokio::test(start_paused = true)]
async fn what_comes_after_much_has_been_sent_is_received() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/listens").await.unwrap();
    sleep(Duration::from_secs(1)).await;
    for _ in 0..3 {
        assert_eq!(socket.receive_text().await.len(), 60_000);
    }
    sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    socket.send_text("heard").await;
    assert_eq!(events.wait_for(1).await, ["heard"]);
    // It has not waited for a deadline.
    assert!(begun.elapsed().as_secs() < 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_word_of_a_client_is_read_behind_what_nobody_receives() {
    let (client, _) = client().await;
    let mut socket = client.websocket("/ends").await.unwrap();
    for _ in 0..3 {
        socket.send_text("x".repeat(30_000)).await;
    }
    let begun = Instant::now();
    let end = socket.receive_close().await;
    assert_eq!((end.code, &*end.reason), (4001, "enough"));
    client.stop().await.unwrap();
    assert!(begun.elapsed().as_secs() < 5);
}

#[tokio::test(start_paused = true)]
async fn the_end_can_be_waited_for() {
    let (client, events) = client().await;
    let mut socket = client.websocket("/ended").await.unwrap();
    socket.close(4005, "").await;
    assert_eq!(events.wait_for(1).await, ["4005"]);
}
