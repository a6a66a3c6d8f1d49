//! Parameters as FastAPI spells them.

use twinlane::prelude::*;

#[dependency]
async fn get_user() -> String {
    String::new()
}

#[get("/items/{item_id}")]
async fn read(
    item_id: u32 = Path(ge = 1),
    q: Option<String> = None,
    limit: u32 = Query(10, le = 100),
    user: String = Depends(get_user),
) -> String {
    format!("{item_id} {q:?} {limit} {}", user.len())
}

#[get("/called")]
async fn called(user: Depends(get_user), again: Option<Depends<get_user()>>) -> usize {
    user.len() + again.map_or(0, |user| user.len())
}

#[get("/behind")]
async fn behind(x_token: #[header] String, #[query] q: u32) -> String {
    format!("{x_token} {q}")
}

fn main() {
    let _ = routes![read, called, behind];
}
