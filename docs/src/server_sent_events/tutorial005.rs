use twinlane::prelude::*;
use twinlane::response::{Event, EventStream};

#[model]
struct Prompt {
    text: String,
}

#[post("/chat/stream")]
async fn stream_chat(prompt: Prompt) -> EventStream<Value> {
    let words: Vec<_> = prompt
        .text
        .split_whitespace()
        .map(|word| Event::new(json!(word)).name("token"))
        .collect();
    EventStream::of(words.into_iter().chain([Event::raw("[DONE]").name("done")]))
}

pub fn app() -> App {
    App::new().routes(routes![stream_chat])
}
