use rusqlite::{Connection, OptionalExtension, Row};
use twinlane::prelude::*;

const SQLITE_FILE_NAME: &str = "database.db";

#[model]
struct HeroBase {
    name: String,
    age: Option<i64>,
}

#[model]
struct HeroPublic {
    #[field(flatten)]
    base: HeroBase,
    id: i64,
}

#[model]
struct HeroCreate {
    #[field(flatten)]
    base: HeroBase,
    secret_name: String,
}

#[model]
struct HeroUpdate {
    name: Option<String>,
    age: Option<i64>,
    secret_name: Option<String>,
}

impl HeroPublic {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let base = HeroBase {
            name: row.get("name")?,
            age: row.get("age")?,
        };
        Ok(Self {
            base,
            id: row.get("id")?,
        })
    }
}

impl HeroUpdate {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            age: row.get("age")?,
            secret_name: row.get("secret_name")?,
        })
    }
}

// It makes the table before the first request.
#[dependency(lifespan)]
fn create_db_and_tables() -> Result<()> {
    Connection::open(SQLITE_FILE_NAME)?.execute_batch(
        "CREATE TABLE IF NOT EXISTS hero (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            age INTEGER,
            secret_name TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS ix_hero_name ON hero (name);
        CREATE INDEX IF NOT EXISTS ix_hero_age ON hero (age);",
    )?;
    Ok(())
}

// A connection of each request. A plain `fn`, as all that asks for it: SQLite blocks.
#[dependency]
fn get_session() -> Result<Connection> {
    Ok(Connection::open(SQLITE_FILE_NAME)?)
}

#[post("/heroes/")]
fn create_hero(hero: HeroCreate, session: DependsMut<get_session>) -> Result<HeroPublic> {
    let insert = "INSERT INTO hero (name, age, secret_name) VALUES (?1, ?2, ?3) RETURNING *";
    let values = (hero.base.name, hero.base.age, hero.secret_name);
    Ok(session.query_row(insert, values, HeroPublic::from_row)?)
}

#[get("/heroes/")]
fn read_heroes(
    session: DependsMut<get_session>,
    #[query(default = 0)] offset: i64,
    #[query(default = 100, le = 100)] limit: i64,
) -> Result<Vec<HeroPublic>> {
    let mut select = session.prepare("SELECT * FROM hero LIMIT ?1 OFFSET ?2")?;
    let heroes = select.query_map([limit, offset], HeroPublic::from_row)?;
    Ok(heroes.collect::<Result<_, _>>()?)
}

#[get("/heroes/{hero_id}")]
fn read_hero(hero_id: i64, session: DependsMut<get_session>) -> Result<HeroPublic> {
    let hero = session.query_row(
        "SELECT * FROM hero WHERE id = ?1",
        [hero_id],
        HeroPublic::from_row,
    );
    hero.optional()?.or_404("Hero not found")
}

#[patch("/heroes/{hero_id}")]
fn update_hero(
    hero_id: i64,
    hero: Given<HeroUpdate>,
    session: DependsMut<get_session>,
) -> Result<HeroPublic> {
    let stored = session.query_row(
        "SELECT * FROM hero WHERE id = ?1",
        [hero_id],
        HeroUpdate::from_row,
    );
    let mut stored = stored.optional()?.or_404("Hero not found")?;
    hero.apply(&mut stored)?;
    let update = "UPDATE hero SET name = ?2, age = ?3, secret_name = ?4 WHERE id = ?1 RETURNING *";
    let values = (hero_id, stored.name, stored.age, stored.secret_name);
    Ok(session.query_row(update, values, HeroPublic::from_row)?)
}

#[delete("/heroes/{hero_id}")]
fn delete_hero(hero_id: i64, session: DependsMut<get_session>) -> Result<Value> {
    match session.execute("DELETE FROM hero WHERE id = ?1", [hero_id])? {
        0 => Err(HttpError::new(404, "Hero not found").into()),
        _ => Ok(json!({ "ok": true })),
    }
}

pub fn app() -> App {
    App::new()
        .lifespan(dependencies![create_db_and_tables])
        .routes(routes![
            create_hero,
            read_heroes,
            read_hero,
            update_hero,
            delete_hero
        ])
}
