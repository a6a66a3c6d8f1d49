use twinlane::prelude::*;

#[model(tag = "contact_type", rename_all = "lowercase")]
enum Contact {
    Person { name: String },
    Company { company_name: String },
}

#[allow(clippy::upper_case_acronyms, reason = "the name of its schema")]
#[model(tag = "notification_type", rename_all = "lowercase")]
enum Notification {
    Email { email: String },
    SMS { phone: String },
}

#[post("/contacts/")]
async fn create_contact(
    #[form] contact: Contact,
    #[form] token: String,
    #[form] notification: Option<Notification>,
) -> Value {
    json!({ "contact": contact, "notification": notification, "token": token })
}

pub fn app() -> App {
    App::new().routes(routes![create_contact])
}
