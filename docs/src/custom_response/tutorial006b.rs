use twinlane::prelude::*;

#[get("/fastapi")]
async fn redirect_fastapi() -> Redirect {
    Redirect::to("https://fastapi.tiangolo.com")
}

pub fn app() -> App {
    App::new().routes(routes![redirect_fastapi])
}
