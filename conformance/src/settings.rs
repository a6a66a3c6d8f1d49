//! The settings whose values are compared with those of pydantic-settings: each has a counterpart in `conformance/settings/models.py`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use twinlane::prelude::*;
use twinlane::settings::{LoadSettings, SettingsError};
use twinlane::types::JsonText;

#[model(rename_all = "lowercase")]
enum Color {
    Red,
    Blue,
}

#[model(literal, rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[settings]
struct Tutorial {
    #[field(default = "Awesome API")]
    app_name: String,
    admin_email: String,
    #[field(default = 50)]
    items_per_user: i64,
}

#[settings(prefix = "SHOP_")]
struct Plain {
    #[field(default = "shop")]
    name: String,
    #[field(default = 80, ge = 1, le = 65535)]
    port: i64,
    #[field(default = 0.5)]
    ratio: f64,
    #[field(default = false)]
    debug: bool,
    price: Option<Decimal>,
    #[field(default = Color::Red)]
    color: Color,
    #[field(default = Level::Low)]
    level: Level,
    #[field(default = Secret::new("correct horse".to_owned()), min_length = 8)]
    secret: Secret<String>,
    #[field(default = Value::Null)]
    anything: Value,
}

#[settings(prefix = "SHOP_")]
struct Required {
    name: String,
    port: i64,
    #[field(min_length = 8)]
    secret: Secret<String>,
}

#[settings(prefix = "SHOP_", extra = "ignore", ignore_empty)]
struct Ignoring {
    #[field(default = "shop")]
    name: String,
    #[field(default = 80)]
    port: i64,
    #[field(default)]
    tags: Vec<String>,
}

#[settings(prefix = "SHOP_", extra = "allow")]
struct Keeping {
    #[field(default = "shop")]
    name: String,
    #[field(extra)]
    others: IndexMap<String, Value>,
}

#[settings(prefix = "SHOP_", dotenv_filtering = "only_existing")]
struct OnlyExisting {
    #[field(default = "shop")]
    name: String,
}

#[settings(
    prefix = "SHOP_",
    dotenv_filtering = "match_prefix",
    nested_delimiter = "__"
)]
struct MatchPrefix {
    #[field(default = "shop")]
    name: String,
    #[field(default)]
    labels: IndexMap<String, String>,
}

#[settings(case_sensitive, nested_delimiter = "__")]
#[allow(non_snake_case, reason = "a name that is a variable's")]
struct CaseSensitive {
    #[field(default = "shop")]
    name: String,
    #[field(default = 80)]
    PORT: i64,
    #[field(default)]
    labels: IndexMap<String, String>,
}

#[settings(prefix = "SHOP_")]
struct Aliases {
    #[field(default = "shop", alias = "SITE")]
    name: String,
    #[field(
        default = "none",
        validation_alias = ["auth_key", "API_KEY"],
        serialization_alias = "key"
    )]
    key: String,
    #[field(default = 80, alias = "port")]
    port: i64,
}

#[settings(prefix = "SHOP_", populate_by_name)]
struct ByName {
    #[field(default = "shop", alias = "SITE")]
    name: String,
}

#[model(untagged)]
enum Either {
    One(i64),
    Many(Vec<i64>),
}

#[settings]
struct Lists {
    #[field(default)]
    tags: Vec<String>,
    #[field(default)]
    numbers: BTreeSet<i64>,
    #[field(default = (1, "a".to_owned()))]
    pair: (i64, String),
    #[field(default)]
    labels: BTreeMap<String, i64>,
    maybe: Option<Vec<i64>>,
    #[field(default = Either::One(0))]
    either: Either,
    text: Option<JsonText<Vec<i64>>>,
}

#[model]
struct Database {
    host: String,
    #[field(default = 5432)]
    port: i64,
    #[field(default)]
    password: Secret<String>,
    #[field(default)]
    tags: Vec<String>,
    #[field(default = 5)]
    pool_size: i64,
}

#[model(extra = "forbid")]
struct Replica {
    #[field(alias = "HostName")]
    host_name: String,
    database: Option<Database>,
}

#[settings(nested_delimiter = "__")]
struct Nested {
    db: Database,
    replica: Option<Replica>,
    #[field(default)]
    dbs: IndexMap<String, Database>,
    #[field(default)]
    limits: IndexMap<String, Either>,
    #[field(default)]
    open: IndexMap<String, Value>,
}

#[model]
struct Server {
    #[field(validation_alias = ["HostName", "server"])]
    host: String,
    #[field(validation_alias = ["HostName", "Login"], default = "u")]
    user: String,
    #[field(validation_alias = AliasPath("Ports", 0), default = 0)]
    first: i64,
    #[field(validation_alias = ["Limits", "l"], default)]
    limits: IndexMap<String, i64>,
}

#[settings(nested_delimiter = "__")]
struct NestedNames {
    s: Server,
}

#[settings(prefix = "SHOP_", nested_delimiter = "_", nested_max_split = 1)]
struct Split {
    db: Database,
}

#[settings]
struct Flat {
    db: Database,
}

#[settings(parse_none_str = "null", nested_delimiter = "__")]
struct Nothing {
    #[field(default = "shop")]
    name: Option<String>,
    #[field(default = 80)]
    port: i64,
    #[field(default = Some(Vec::new()))]
    tags: Option<Vec<String>>,
    db: Option<Database>,
    #[field(default)]
    limits: IndexMap<String, Option<i64>>,
}

#[model(tag = "kind", rename_all = "lowercase")]
enum Pet {
    Cat {
        #[field(default = 9)]
        lives: i64,
    },
    Dog {
        name: String,
    },
}

#[settings(nested_delimiter = "__")]
struct Tagged {
    pet: Pet,
}

#[model]
struct Port(#[field(ge = 1)] i64);

#[settings]
struct BadDefault {
    #[field(default = "ab", min_length = 3)]
    name: String,
    #[field(default = Secret::new("hunter2".to_owned()), min_length = 8)]
    secret: Secret<String>,
    #[field(default = vec![Port(0), Port(1)])]
    ports: Vec<Port>,
}

/// The outcome of loading settings: their JSON and their secrets, or the error.
pub type Outcome = Result<(String, Vec<String>), SettingsError>;

/// Loads the settings of this name.
///
/// # Panics
///
/// If no settings have this name.
pub fn load(name: &str, sources: Sources) -> Outcome {
    match name {
        "Tutorial" => written::<Tutorial>(sources, |_| Vec::new()),
        "Plain" => written::<Plain>(sources, |plain| vec![&plain.secret]),
        "Required" => written::<Required>(sources, |required| vec![&required.secret]),
        "Ignoring" => written::<Ignoring>(sources, |_| Vec::new()),
        "Keeping" => written::<Keeping>(sources, |_| Vec::new()),
        "OnlyExisting" => written::<OnlyExisting>(sources, |_| Vec::new()),
        "MatchPrefix" => written::<MatchPrefix>(sources, |_| Vec::new()),
        "CaseSensitive" => written::<CaseSensitive>(sources, |_| Vec::new()),
        "Aliases" => written::<Aliases>(sources, |_| Vec::new()),
        "ByName" => written::<ByName>(sources, |_| Vec::new()),
        "Lists" => written::<Lists>(sources, |_| Vec::new()),
        "Nested" => written::<Nested>(sources, Nested::secrets),
        "NestedNames" => written::<NestedNames>(sources, |_| Vec::new()),
        "Split" => written::<Split>(sources, |split| vec![&split.db.password]),
        "Flat" => written::<Flat>(sources, |flat| vec![&flat.db.password]),
        "Nothing" => written::<Nothing>(sources, |nothing| {
            nothing.db.iter().map(|db| &db.password).collect()
        }),
        "Tagged" => written::<Tagged>(sources, |_| Vec::new()),
        "BadDefault" => written::<BadDefault>(sources, |bad| vec![&bad.secret]),
        _ => panic!("no settings are called {name}"),
    }
}

impl Nested {
    fn secrets(&self) -> Vec<&Secret<String>> {
        let replica = self.replica.iter().flat_map(|replica| &replica.database);
        let databases = std::iter::once(&self.db)
            .chain(replica)
            .chain(self.dbs.values());
        databases.map(|database| &database.password).collect()
    }
}

fn written<T: LoadSettings>(sources: Sources, secrets: fn(&T) -> Vec<&Secret<String>>) -> Outcome {
    let loaded = T::load_from(sources)?;
    let secrets = secrets(&loaded).into_iter();
    let secrets = secrets.map(|secret| secret.expose().clone()).collect();
    Ok((loaded.to_json(), secrets))
}
