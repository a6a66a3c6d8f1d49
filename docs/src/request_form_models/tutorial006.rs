use twinlane::prelude::*;

#[model(tag = "kind", rename_all = "lowercase")]
enum Contact {
    Person { name: String },
    Company { company_name: String },
}

#[post("/contacts/")]
async fn create_contact(#[form] contact: Option<Contact>) -> Value {
    json!(contact)
}

pub fn app() -> App {
    App::new().routes(routes![create_contact])
}
