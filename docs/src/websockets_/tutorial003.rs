use std::sync::{Mutex, MutexGuard, PoisonError};

use twinlane::prelude::*;
use twinlane::websocket::WebSocketSender;

const HTML: &str = r##"
<!DOCTYPE html>
<html>
    <head>
        <title>Chat</title>
    </head>
    <body>
        <h1>WebSocket Chat</h1>
        <h2>Your ID: <span id="ws-id"></span></h2>
        <form action="" onsubmit="sendMessage(event)">
            <input type="text" id="messageText" autocomplete="off"/>
            <button>Send</button>
        </form>
        <ul id='messages'>
        </ul>
        <script>
            var client_id = Date.now()
            document.querySelector("#ws-id").textContent = client_id;
            var ws = new WebSocket(`ws://localhost:8000/ws/${client_id}`);
            ws.onmessage = function(event) {
                var messages = document.getElementById('messages')
                var message = document.createElement('li')
                var content = document.createTextNode(event.data)
                message.appendChild(content)
                messages.appendChild(message)
            };
            function sendMessage(event) {
                var input = document.getElementById("messageText")
                ws.send(input.value)
                input.value = ''
                event.preventDefault()
            }
        </script>
    </body>
</html>
"##;

#[get("/")]
async fn get() -> Response {
    Html::new(HTML).into()
}

#[derive(Default)]
struct ConnectionManager {
    active_connections: Mutex<Vec<(i64, WebSocketSender)>>,
}

impl ConnectionManager {
    fn connections(&self) -> MutexGuard<'_, Vec<(i64, WebSocketSender)>> {
        let connections = self.active_connections.lock();
        connections.unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self, client_id: i64, websocket: WebSocketSender) {
        self.connections().push((client_id, websocket));
    }

    fn disconnect(&self, client_id: i64) {
        self.connections().retain(|(id, _)| *id != client_id);
    }

    async fn broadcast(&self, message: &str) {
        let connections = self.connections().clone();
        for (_, mut connection) in connections {
            // One that has gone is taken out by its own operation.
            let _ = connection.send_text(message).await;
        }
    }
}

#[websocket("/ws/{client_id}")]
async fn websocket_endpoint(
    mut websocket: WebSocket,
    client_id: i64,
    manager: State<ConnectionManager>,
) -> Result<()> {
    websocket.accept().await?;
    let (mut sender, mut receiver) = websocket.split();
    manager.connect(client_id, sender.clone());
    while let Ok(data) = receiver.receive_text().await {
        let _ = sender.send_text(format!("You wrote: {data}")).await;
        manager
            .broadcast(&format!("Client #{client_id} says: {data}"))
            .await;
    }
    manager.disconnect(client_id);
    manager
        .broadcast(&format!("Client #{client_id} left the chat"))
        .await;
    Ok(())
}

pub fn app() -> App {
    App::new()
        .routes(routes![get, websocket_endpoint])
        .state(ConnectionManager::default())
}
