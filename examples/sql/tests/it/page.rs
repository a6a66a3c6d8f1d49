//! The page `docs/databases.md`: its programs are compiled, and that of diesel is run.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::{Email, HttpUrl, JsonColumn, TextColumn};

diesel::table! {
    guests (id) {
        id -> Integer,
        email -> Text,
        site -> Nullable<Text>,
        language -> Text,
        display -> Json,
        joined -> Timestamp,
    }
}

#[model]
struct Display {
    #[field(ge = 8)]
    size: u8,
}

#[model]
#[derive(Insertable)]
#[diesel(table_name = guests)]
struct NewGuest {
    email: Email,
    site: Option<HttpUrl>,
    #[field(max_length = 2)]
    language: TextColumn<String>,
    display: JsonColumn<Display>,
    joined: DateTime,
}

#[model]
#[derive(Queryable, Selectable)]
#[diesel(table_name = guests)]
struct Guest {
    id: i32,
    #[diesel(column_name = email)]
    #[field(alias = "mail")]
    address: Email,
    site: Option<HttpUrl>,
    language: TextColumn<String>,
    display: JsonColumn<Display>,
    joined: DateTime,
}

fn add(new: NewGuest, connection: &mut SqliteConnection) -> Result<Guest> {
    let insert = diesel::insert_into(guests::table).values(new);
    Ok(insert
        .returning(Guest::as_returning())
        .get_result(connection)?)
}

#[test]
fn a_body_is_inserted_and_its_row_is_answered() {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection
        .batch_execute(
            "CREATE TABLE guests (id INTEGER PRIMARY KEY, email TEXT NOT NULL, site TEXT, language TEXT NOT NULL,
                display JSON NOT NULL, joined TIMESTAMP NOT NULL)",
        )
        .unwrap();
    let body = json!({ "email": "ada@example.com", "language": "en", "display": { "size": 8 }, "joined": "2024-01-02T03:04:05+02:00" });
    let guest = add(NewGuest::from_value(body).unwrap(), &mut connection).unwrap();
    let answer = r#"{"id":1,"mail":"ada@example.com","site":null,"language":"en","display":{"size":8},"joined":"2024-01-02T01:04:05"}"#;
    assert_eq!(guest.to_json(), answer);
}

#[test]
fn the_page_shows_what_is_compiled() {
    let page = include_str!("../../../../docs/databases.md");
    let compiled = [include_str!("../../members.rs"), include_str!("page.rs")];
    let programs: Vec<_> = page.split("```rust\n").skip(1).collect();
    assert_eq!(programs.len(), 2);
    for program in programs {
        let program = program.split("```").next().unwrap();
        assert!(
            compiled.iter().any(|file| file.contains(program)),
            "{program}"
        );
    }
}
