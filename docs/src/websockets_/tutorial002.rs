use twinlane::prelude::*;

const HTML: &str = r#"
<!DOCTYPE html>
<html>
    <head>
        <title>Chat</title>
    </head>
    <body>
        <h1>WebSocket Chat</h1>
        <form action="" onsubmit="sendMessage(event)">
            <label>Item ID: <input type="text" id="itemId" autocomplete="off" value="foo"/></label>
            <label>Token: <input type="text" id="token" autocomplete="off" value="some-key-token"/></label>
            <button onclick="connect(event)">Connect</button>
            <hr>
            <label>Message: <input type="text" id="messageText" autocomplete="off"/></label>
            <button>Send</button>
        </form>
        <ul id='messages'>
        </ul>
        <script>
        var ws = null;
            function connect(event) {
                var itemId = document.getElementById("itemId")
                var token = document.getElementById("token")
                ws = new WebSocket("ws://localhost:8000/items/" + itemId.value + "/ws?token=" + token.value);
                ws.onmessage = function(event) {
                    var messages = document.getElementById('messages')
                    var message = document.createElement('li')
                    var content = document.createTextNode(event.data)
                    message.appendChild(content)
                    messages.appendChild(message)
                };
                event.preventDefault()
            }
            function sendMessage(event) {
                var input = document.getElementById("messageText")
                ws.send(input.value)
                input.value = ''
                event.preventDefault()
            }
        </script>
    </body>
</html>
"#;

#[get("/")]
async fn get() -> Response {
    Html::new(HTML).into()
}

#[dependency]
async fn get_cookie_or_token(
    #[cookie] session: Option<String>,
    token: Option<String>,
) -> Result<String> {
    let policy_violation = || WebSocketError::new(1008, "");
    Ok(session.or(token).ok_or_else(policy_violation)?)
}

#[websocket("/items/{item_id}/ws")]
async fn websocket_endpoint(
    mut websocket: WebSocket,
    item_id: String,
    q: Option<i64>,
    cookie_or_token: Depends<get_cookie_or_token>,
) -> Result<()> {
    websocket.accept().await?;
    loop {
        let data = websocket.receive_text().await?;
        let value = &*cookie_or_token;
        websocket
            .send_text(format!("Session cookie or query token value is: {value}"))
            .await?;
        if let Some(q) = q {
            websocket
                .send_text(format!("Query parameter q is: {q}"))
                .await?;
        }
        let answer = format!("Message text was: {data}, for item ID: {item_id}");
        websocket.send_text(answer).await?;
    }
}

pub fn app() -> App {
    App::new().routes(routes![get, websocket_endpoint])
}
