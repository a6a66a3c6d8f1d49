use twinlane::prelude::*;

#[get("/typer")]
async fn redirect_typer() -> Redirect {
    Redirect::to("https://typer.tiangolo.com")
}

pub fn app() -> App {
    App::new().routes(routes![redirect_typer])
}
