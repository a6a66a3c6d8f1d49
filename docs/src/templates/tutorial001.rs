use twinlane::prelude::*;
use twinlane::{Mount, StaticFiles, Templates, context};

#[get("/items/{id}")]
async fn read_item(id: String, templates: Templates) -> Result<Html> {
    templates.render("item.html", context! { id })
}

pub fn app() -> App {
    App::new()
        .mount(
            "/static",
            Mount::new(StaticFiles::new("static")).name("static"),
        )
        .routes(routes![read_item])
        .templates(Templates::new("templates"))
}
