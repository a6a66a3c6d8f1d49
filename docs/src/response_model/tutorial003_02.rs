use twinlane::prelude::*;

#[get("/portal")]
async fn get_portal(#[query(default = false)] teleport: bool) -> Response {
    if teleport {
        return Response::default()
            .with_status(StatusCode::TEMPORARY_REDIRECT)
            .with_header("location", "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    }
    Response::json(&json!({ "message": "Here's your interdimensional portal." }))
}

pub fn app() -> App {
    App::new().routes(routes![get_portal])
}
