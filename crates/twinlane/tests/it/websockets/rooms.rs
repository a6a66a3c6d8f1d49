//! Rooms, as operations have them.

use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use tokio::select;
use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::response::EventStream;
use twinlane::rooms::{Backplane, Inbox, Lagged, RoomMessage, Subscription};
use twinlane::testing::{TestClient, TestWebSocket};
use twinlane::websocket::PreparedMessage;
use twinlane_log_lines::LogLines;

/// The one who talks.
struct User {
    name: String,
}

#[dependency]
async fn current_user(name: String) -> User {
    User { name }
}

#[websocket("/rooms/{room}/ws")]
async fn chat(
    mut socket: WebSocket,
    room: String,
    user: Depends<current_user>,
    rooms: State<Rooms>,
) -> Result<()> {
    socket.accept().await?;
    let mut news = rooms.subscribe(&room);
    loop {
        select! {
            text = socket.receive_text() => rooms.publish(&room, format!("{}: {}", user.name, text?)),
            line = news.receive() => socket.send_text(line?).await?,
        }
    }
}

/// It says when it is there, and receives nothing until it is told to.
#[websocket("/slow/{how}")]
async fn slow(mut socket: WebSocket, how: String, rooms: State<Rooms>) -> Result<()> {
    socket.accept().await?;
    let mut news = rooms.subscribe("news");
    socket.send_text("here").await?;
    socket.receive_text().await?;
    loop {
        match news.receive().await {
            Ok(line) => socket.send_text(line).await?,
            Err(Lagged(lost)) if how == "goes-on" => {
                socket.send_text(format!("{lost} lost")).await?;
            }
            Err(lagged) => return Err(lagged.into()),
        }
    }
}

#[get("/events")]
async fn events(rooms: State<Rooms>) -> EventStream<String> {
    let mut news = rooms.subscribe("news");
    EventStream::from_fn(async move |mut out| {
        loop {
            out.send(news.receive().await?.to_string()).await?;
        }
    })
}

/// A subscription is a stream of its own: a room of events needs no line more.
#[get("/prices")]
async fn prices(rooms: State<Rooms<Price>>) -> EventStream<Value> {
    EventStream::new(Prices(rooms.subscribe("tea")))
}

#[model]
#[derive(Debug, PartialEq)]
struct Price {
    amount: i64,
}

struct Prices(Subscription<Price>);

impl futures_core::Stream for Prices {
    type Item = Result<Value, Lagged>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = std::pin::Pin::new(&mut self.0).poll_next(cx);
        next.map(|price| price.map(|price| price.map(|price| json!(price.amount))))
    }
}

fn client(rooms: &Rooms) -> TestClient {
    let app = App::new()
        .state(rooms.clone())
        .state(Rooms::<Price>::default());
    TestClient::new(app.routes(routes![chat, slow, events]))
}

async fn enter(client: &TestClient, room: &str, name: &str) -> TestWebSocket {
    let handshake = client.websocket(&format!("/rooms/{room}/ws"));
    handshake.query([("name", name)]).await.unwrap()
}

/// Waits until so many rooms are there.
async fn until_count(rooms: &Rooms, count: usize) {
    while rooms.count() != count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_one_says_all_in_the_room_receive() {
    let rooms = Rooms::new();
    let client = client(&rooms);
    let mut ada = enter(&client, "tea", "Ada").await;
    ada.send_text("alone").await;
    assert_eq!(ada.receive_text().await, "Ada: alone");
    let mut bob = enter(&client, "tea", "Bob").await;
    let mut eve = enter(&client, "rum", "Eve").await;
    bob.send_text("hello").await;
    assert_eq!(ada.receive_text().await, "Bob: hello");
    assert_eq!(bob.receive_text().await, "Bob: hello");
    eve.send_text("who?").await;
    assert_eq!(eve.receive_text().await, "Eve: who?");
    assert_eq!(rooms.count(), 2);
    drop(eve);
    ada.close(1000, "").await;
    ada.receive_close().await;
    until_count(&rooms, 1).await;
    drop(bob);
    until_count(&rooms, 0).await;
}

#[tokio::test]
async fn who_does_not_keep_up_is_closed_or_goes_on() {
    let rooms = Rooms::new().capacity(2);
    let client = client(&rooms);
    let mut closed = client.websocket("/slow/closed").await.unwrap();
    let mut goes_on = client.websocket("/slow/goes-on").await.unwrap();
    for socket in [&mut closed, &mut goes_on] {
        assert_eq!(socket.receive_text().await, "here");
    }
    for line in ["1", "2", "3", "4"] {
        rooms.publish("news", line);
    }
    for socket in [&mut closed, &mut goes_on] {
        socket.send_text("go").await;
    }
    let end = closed.receive_close().await;
    assert_eq!(end.code, 1013);
    assert_eq!(
        end.reason,
        "2 messages were lost: they came faster than they were received"
    );
    for line in ["2 lost", "3", "4"] {
        assert_eq!(goes_on.receive_text().await, line);
    }
}

#[tokio::test]
async fn events_of_a_room_need_no_websocket() {
    let rooms = Rooms::new();
    let client = client(&rooms);
    let mut stream = client.get("/events").open().await;
    until_count(&rooms, 1).await;
    rooms.publish("news", "rain");
    assert_eq!(stream.event().await.unwrap().unwrap(), "data: \"rain\"");
    drop(stream);
    until_count(&rooms, 0).await;
}

#[tokio::test]
async fn a_subscription_is_a_stream() {
    let rooms: Rooms<Price> = Rooms::default();
    let client = TestClient::new(App::new().state(rooms.clone()).routes(routes![prices]));
    let mut stream = client.get("/prices").open().await;
    while rooms.count() == 0 {
        tokio::task::yield_now().await;
    }
    rooms.publish("tea", Price { amount: 3 });
    assert_eq!(stream.event().await.unwrap().unwrap(), "data: 3");
}

#[websocket("/prepared")]
async fn prepared(mut socket: WebSocket, rooms: State<Rooms<PreparedMessage>>) -> Result<()> {
    // An accepted client is in the room already.
    let mut news = rooms.subscribe("news");
    socket.accept().await?;
    loop {
        socket.send_prepared(&*news.receive().await?).await?;
    }
}

#[tokio::test]
async fn a_message_is_compressed_once_for_all() {
    let rooms: Rooms<PreparedMessage> = Rooms::default();
    let client = TestClient::new(App::new().state(rooms.clone()).routes(routes![prepared]));
    let mut packed = client
        .websocket("/prepared")
        .compression(true)
        .await
        .unwrap();
    let mut plain = client.websocket("/prepared").await.unwrap();
    let text = "rain ".repeat(1000);
    rooms.publish("news", PreparedMessage::text(text.clone()));
    assert_eq!(packed.receive_text().await, text);
    assert_eq!(plain.receive_text().await, text);
}

/// The carrier between two processes, here between two `Rooms`: a queue that a test carries to the other side when it likes.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    inboxes: Vec<Inbox>,
    messages: Vec<(usize, String, Bytes)>,
    interest: Vec<(usize, String)>,
}

/// One end of a wire: that of the process with this number.
struct End(Wire, usize);

impl Backplane for End {
    fn start(&self, inbox: Inbox) {
        self.0.queue().inboxes.push(inbox);
    }

    fn publish(&self, room: &str, message: Bytes) -> Result<()> {
        let message = (self.1, room.to_owned(), message);
        self.0.queue().messages.push(message);
        Ok(())
    }

    fn interest_changed(&self, room: &str) {
        self.0.queue().interest.push((self.1, room.to_owned()));
    }
}

impl Wire {
    /// Two rooms with a wire between them.
    fn between<T: RoomMessage + ?Sized + Send + Sync + 'static>() -> (Self, Rooms<T>, Rooms<T>) {
        let wire = Self::default();
        let [one, two] = [0, 1].map(|number| Rooms::default().backplane(End(wire.clone(), number)));
        (wire, one, two)
    }

    /// Carries what is in the queue: `false` if nobody takes it.
    fn carry(&self) -> bool {
        let mut queue = self.queue();
        let messages = std::mem::take(&mut queue.messages);
        let to_other = |(from, room, message): (usize, String, Bytes)| {
            queue.inboxes[1 - from].deliver(&room, &message)
        };
        messages.into_iter().all(to_other)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap()
    }
}

#[tokio::test]
async fn two_processes_have_the_same_rooms() {
    let (wire, one, two) = Wire::between::<str>();
    let (here, there) = (client(&one), client(&two));
    let mut ada = enter(&here, "tea", "Ada").await;
    let mut bob = enter(&there, "tea", "Bob").await;
    until_count(&one, 1).await;
    until_count(&two, 1).await;
    ada.send_text("hello").await;
    assert_eq!(ada.receive_text().await, "Ada: hello");
    assert!(wire.carry());
    assert_eq!(bob.receive_text().await, "Ada: hello");
    // It is carried once, and not back.
    assert!(wire.queue().messages.is_empty());
    bob.send_text("hi").await;
    assert_eq!(bob.receive_text().await, "Bob: hi");
    assert!(wire.carry());
    assert_eq!(ada.receive_text().await, "Bob: hi");
}

#[tokio::test]
async fn models_are_carried_as_json_and_what_is_none_is_left_out() {
    let (wire, one, two) = Wire::between::<Price>();
    let mut news = two.subscribe("tea");
    one.publish("tea", Price { amount: 3 });
    assert_eq!(wire.queue().messages[0].2, r#"{"amount":3}"#);
    assert!(wire.carry());
    let inbox = wire.queue().inboxes[1].clone();
    assert!(inbox.deliver("tea", br#"{"amount": "much"}"#));
    one.publish("tea", Price { amount: 4 });
    assert!(wire.carry());
    assert_eq!(news.receive().await.unwrap().amount, 3);
    assert_eq!(news.receive().await.unwrap().amount, 4);
}

#[test]
fn a_backplane_knows_which_rooms_somebody_is_in_and_when_the_rooms_have_ended() {
    let (wire, one, two) = Wire::between::<str>();
    let inbox = wire.queue().inboxes[0].clone();
    let first = one.subscribe("tea");
    let second = one.subscribe("tea");
    assert!(inbox.wants("tea") && !inbox.wants("rum"));
    drop(first);
    assert!(inbox.wants("tea"));
    drop(second);
    assert!(!inbox.wants("tea"));
    let tea = (0, "tea".to_owned());
    assert_eq!(wire.queue().interest, [tea.clone(), tea]);
    drop((one, two));
    assert!(!inbox.deliver("tea", b"late"));
}

/// A broker that carries what is subscribed to, as Redis, with connections that may be lost. It takes short messages alone, as `NOTIFY` does.
#[derive(Clone, Default)]
struct Broker(Arc<Mutex<Connections>>);

#[derive(Default)]
struct Connections {
    inboxes: Vec<Inbox>,
    /// The rooms that each process has subscribed to, on the connection that it has now.
    subscribed: Vec<Option<Vec<String>>>,
}

/// The connection of the process with this number.
struct Process(Broker, usize);

const LONGEST: usize = 100;

impl Backplane for Process {
    fn start(&self, inbox: Inbox) {
        let mut broker = self.0.lock();
        broker.inboxes.push(inbox);
        broker.subscribed.push(Some(Vec::new()));
    }

    fn publish(&self, room: &str, message: Bytes) -> Result<()> {
        if message.len() > LONGEST {
            return Err(twinlane::Error::msg("it is too long"));
        }
        let broker = self.0.lock();
        if broker.subscribed[self.1].is_none() {
            return Err(twinlane::Error::msg("the connection is lost"));
        }
        for (number, inbox) in broker.inboxes.iter().enumerate() {
            let has = |rooms: &Vec<String>| rooms.iter().any(|known| known == room);
            if number != self.1 && broker.subscribed[number].as_ref().is_some_and(has) {
                inbox.deliver(room, &message);
            }
        }
        Ok(())
    }

    fn interest_changed(&self, room: &str) {
        let mut broker = self.0.lock();
        let wants = broker.inboxes[self.1].wants(room);
        if let Some(rooms) = &mut broker.subscribed[self.1] {
            rooms.retain(|known| known != room);
            rooms.extend(wants.then(|| room.to_owned()));
        }
    }
}

impl Broker {
    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.0.lock().unwrap()
    }

    fn disconnect(&self, number: usize) {
        self.lock().subscribed[number] = None;
    }

    /// The connection is back: what is subscribed to is subscribed to again, and all learn that something may be missing.
    fn reconnect(&self, number: usize) {
        let inbox = self.lock().inboxes[number].clone();
        let rooms = inbox.rooms();
        let rooms = rooms.iter().map(ToString::to_string);
        self.lock().subscribed[number] = Some(rooms.collect());
        inbox.lost();
    }
}

fn processes() -> (Broker, [Rooms; 2]) {
    let broker = Broker::default();
    let rooms = [0, 1].map(|number| Rooms::new().backplane(Process(broker.clone(), number)));
    (broker, rooms)
}

#[tokio::test]
async fn what_a_lost_connection_has_not_carried_is_told() {
    let (lines, _log) = LogLines::keep(LevelFilter::WARN);
    let (broker, [one, two]) = processes();
    let (mut before, mut slow) = (two.subscribe("tea"), two.subscribe("tea"));
    one.publish("tea", "1");
    assert_eq!(&*before.receive().await.unwrap(), "1");
    broker.disconnect(1);
    // A room joined meanwhile is subscribed to with the others.
    let mut meanwhile = two.subscribe("rum");
    one.publish("tea", "lost");
    two.publish("tea", "own");
    assert_eq!(&*before.receive().await.unwrap(), "own");
    let line = lines.take();
    assert!(
        line.contains(r#"the room "tea" does not reach other processes: the connection is lost"#),
        "{line}"
    );
    broker.reconnect(1);
    one.publish("tea", "2");
    one.publish("rum", "3");
    for news in [&mut before, &mut meanwhile] {
        assert_eq!(news.receive().await.unwrap_err(), Lagged(0));
    }
    assert_eq!(&*before.receive().await.unwrap(), "2");
    assert_eq!(&*meanwhile.receive().await.unwrap(), "3");
    // In the place at which it is: behind what came before.
    for expected in [Ok("1"), Ok("own"), Err(Lagged(0)), Ok("2")] {
        let news = slow.receive().await;
        assert_eq!(news.as_deref(), expected.as_deref());
    }
    let mut late = two.subscribe("tea");
    one.publish("tea", "4");
    assert_eq!(&*late.receive().await.unwrap(), "4");
}

#[tokio::test]
async fn what_cannot_be_carried_stays_here() {
    let (_, [one, two]) = processes();
    let (mut here, mut there) = (one.subscribe("tea"), two.subscribe("tea"));
    let long = "x".repeat(LONGEST + 1);
    one.publish("tea", &*long);
    one.publish("tea", "short");
    assert_eq!(&*here.receive().await.unwrap(), &*long);
    assert_eq!(&*there.receive().await.unwrap(), "short");
}

/// A WebSocket whose room has lost messages is closed with 1013, unless its operation goes on.
#[tokio::test]
async fn a_client_whose_room_has_lost_messages_comes_again() {
    let (broker, [_one, two]) = processes();
    let mut ada = enter(&client(&two), "tea", "Ada").await;
    until_count(&two, 1).await;
    broker.disconnect(1);
    broker.reconnect(1);
    let end = ada.receive_close().await;
    assert_eq!(end.code, 1013);
    assert_eq!(end.reason, "messages of other processes were lost");
}
