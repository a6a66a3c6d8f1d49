use twinlane::prelude::*;

fn embed(items: Vec<u32>) -> Vec<u32> {
    items
}

#[dependency(lifespan)]
fn model() -> u32 {
    1
}

struct Embed;

#[get("/")]
async fn of_type(embed: Batch<Embed>) -> Result<u32> {
    Ok(embed.one(1).await?)
}

#[get("/model")]
async fn of_dependency(model: Batch<model>) -> u32 {
    drop(model);
    1
}

#[dependency]
fn by_dependency(embed: Batch<Embed>) -> Result<u32> {
    Ok(embed.one_blocking(1)?)
}

#[batch]
fn by_batch(items: Vec<u32>, embed: Batch<Embed>) -> Vec<u32> {
    drop(embed);
    items
}

#[websocket("/socket")]
async fn by_socket(socket: WebSocket, embed: Batch<Embed>) {
    drop((socket, embed.one(1).await));
}

fn main() {
    embed(Vec::new());
}
