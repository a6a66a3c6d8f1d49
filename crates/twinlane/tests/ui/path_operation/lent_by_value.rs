use twinlane::prelude::*;

#[get("/")]
async fn lost(mut tasks: BackgroundTasks, response: ResponseParts) {
    tasks.add(async {});
    let _ = response;
}

#[dependency]
async fn lost_too(tasks: BackgroundTasks, user: Depends<nobody>) -> u8 {
    let _ = (tasks, user);
    0
}

fn nobody() {}

fn main() {}
