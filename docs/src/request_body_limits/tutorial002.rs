use twinlane::parameter::FormLimits;
use twinlane::prelude::*;

#[post("/notes")]
async fn create_note(#[form] text: String) -> Value {
    json!({ "size": text.len() })
}

#[post("/documents", form_limits(max_part_size = 2 * 1024 * 1024))]
async fn create_document(#[form] text: String) -> Value {
    json!({ "size": text.len() })
}

pub fn app() -> App {
    App::new()
        .form_limits(FormLimits::new().max_fields(5))
        .routes(routes![create_note, create_document])
}
