use twinlane::context;
use twinlane::files::StaticFiles;
use twinlane::prelude::*;
use twinlane::routing::Mount;
use twinlane::templates::Templates;

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
