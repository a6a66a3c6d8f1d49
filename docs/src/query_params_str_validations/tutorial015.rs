use rand::seq::IndexedRandom;
use twinlane::prelude::*;

const DATA: [(&str, &str); 3] = [
    ("isbn-9781529046137", "The Hitchhiker's Guide to the Galaxy"),
    ("imdb-tt0371724", "The Hitchhiker's Guide to the Galaxy"),
    (
        "isbn-9781439512982",
        "Isaac Asimov: The Complete Stories, Vol. 2",
    ),
];

fn check_valid_id(id: &str) -> Result<(), FieldError> {
    if id.starts_with("isbn-") || id.starts_with("imdb-") {
        return Ok(());
    }
    Err(FieldError::value(
        r#"Invalid ID format, it must start with "isbn-" or "imdb-""#,
    ))
}

#[model]
struct ItemId(#[field(check = check_valid_id)] String);

#[get("/items/")]
async fn read_items(id: Option<ItemId>) -> Value {
    match id {
        Some(ItemId(id)) => {
            let item = DATA
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, name)| name);
            json!({ "id": id, "name": item })
        }
        None => {
            let (id, item) = DATA.choose(&mut rand::rng()).unwrap();
            json!({ "id": id, "name": item })
        }
    }
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
