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
async fn of_type(embed: Batch<Embed>) -> u32 {
    drop(embed);
    1
}

#[get("/model")]
async fn of_dependency(model: Batch<model>) -> u32 {
    drop(model);
    1
}

fn main() {
    embed(Vec::new());
}
