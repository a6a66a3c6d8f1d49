//! Members in PostgreSQL by sqlx: what a request brings is inserted, what a row holds is answered, and no type is converted by hand.
//!
//! ```sh
//! cd examples/sql
//! MEMBERS_DATABASE_URL=postgres://user:password@localhost/members cargo run --example members
//! curl localhost:8000/members --json '{"email": "ada@example.com", "site": "https://ada.dev", "plan": "paid", "pin": "1843", "joined": "2024-01-02"}'
//! curl localhost:8000/members
//! ```

use sqlx::postgres::PgPool;
use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::{Email, HttpUrl, JsonColumn, TextColumn, Uuid7};

#[settings(prefix = "MEMBERS_")]
pub struct Config {
    database_url: Secret<String>,
}

const SCHEMA: &str = "
    DO $$ BEGIN CREATE TYPE plan AS ENUM ('free', 'paid'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    CREATE TABLE IF NOT EXISTS members (
        id UUID PRIMARY KEY DEFAULT uuid_in(overlay(overlay(md5(random()::text) placing '7' from 13) placing '8' from 17)::cstring),
        email TEXT NOT NULL,
        site TEXT,
        plan plan NOT NULL,
        pin TEXT NOT NULL,
        language TEXT NOT NULL,
        friends TEXT[] NOT NULL,
        display JSONB NOT NULL,
        joined TIMESTAMPTZ NOT NULL
    );";

#[model(rename_all = "lowercase")]
#[derive(Clone, Copy, sqlx::Type)]
#[sqlx(type_name = "plan", rename_all = "lowercase")]
enum Plan {
    Free,
    Paid,
}

/// A newtype with a rule: what a column holds is checked by it, too.
#[model]
struct Language(#[field(pattern = "^[a-z]{2}$")] String);

#[model]
struct Display {
    #[field(default = 12, ge = 8)]
    size: u8,
    #[field(default = false)]
    dark: bool,
}

#[model]
struct NewMember {
    email: Email,
    site: Option<HttpUrl>,
    plan: Plan,
    #[field(pattern = "^[0-9]{4,8}$")]
    pin: Secret<String>,
    #[field(default = Language("en".to_owned()).into())]
    language: TextColumn<Language>,
    #[field(default = [])]
    friends: Vec<Email>,
    #[field(default = Display { size: 12, dark: false }.into())]
    display: JsonColumn<Display>,
    joined: DateTime,
}

#[model]
#[derive(sqlx::FromRow)]
pub struct Member {
    id: Uuid7,
    #[sqlx(rename = "email")]
    #[field(alias = "mail")]
    address: Email,
    site: Option<HttpUrl>,
    plan: Plan,
    language: TextColumn<Language>,
    friends: Vec<Email>,
    display: JsonColumn<Display>,
    joined: DateTime,
}

#[post("/members", status = 201)]
async fn add(new: NewMember, pool: State<PgPool>) -> Result<Member> {
    let insert = "INSERT INTO members (email, site, plan, pin, language, friends, display, joined)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *";
    let member = sqlx::query_as(insert)
        .bind(new.email)
        .bind(new.site)
        .bind(new.plan)
        .bind(new.pin)
        .bind(new.language)
        .bind(new.friends)
        .bind(new.display)
        .bind(new.joined);
    Ok(member.fetch_one(&*pool).await?)
}

#[get("/members")]
async fn all(pool: State<PgPool>) -> Result<Vec<Member>> {
    let select = sqlx::query_as("SELECT * FROM members ORDER BY joined");
    Ok(select.fetch_all(&*pool).await?)
}

pub async fn app(config: Config) -> Result<App> {
    let pool = PgPool::connect(config.database_url.expose()).await?;
    sqlx::raw_sql(SCHEMA).execute(&pool).await?;
    Ok(App::new()
        .title("Members")
        .document_errors(true)
        .state(pool)
        .routes(routes![add, all]))
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    app(Config::load()?).await?.serve().await
}
