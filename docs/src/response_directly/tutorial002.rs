use twinlane::prelude::*;

#[get("/legacy/")]
fn get_legacy_data() -> Response {
    let data = r#"<?xml version="1.0"?>
    <shampoo>
    <Header>
        Apply shampoo here.
    </Header>
    <Body>
        You'll have to use soap here.
    </Body>
    </shampoo>
    "#;
    Response::text(data).with_header("content-type", "application/xml")
}

pub fn app() -> App {
    App::new().routes(routes![get_legacy_data])
}
