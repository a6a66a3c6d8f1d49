//! Postcards: pages with a login, forms, a file that is uploaded, and a list that a script asks for again in part.
//!
//! ```sh
//! cargo run --example pages      # then http://localhost:8000, as ada with the password lovelace
//! ```
//!
//! Pages and styles are in the program. README.md beside this file goes through it, step by step.

mod cards;

use std::collections::HashMap;

use twinlane::error::ValidationErrors;
use twinlane::files::StaticFiles;
use twinlane::middleware::{CspNonce, Csrf, SecurityHeaders};
use twinlane::prelude::*;
use twinlane::response::Content;
use twinlane::routing::Mount;
use twinlane::security::password;
use twinlane::sessions::{Session, Sessions};
use twinlane::templates::{Context, Templates};
use twinlane::{context, embed};

use cards::{Card, Cards, NewCard, Picture};

/// The one who may log in. A real application has a table of them, and makes the hash with `password::hash`.
const USERS: &[(&str, &str)] = &[(
    "ada",
    "$argon2id$v=19$m=19456,t=2,p=1$+X8Av59v7jK+aXzR8VottA$/y6EJbCbeeQ60nvZGfELEAOkqgbp4jyArTRGK/5qy0U",
)];

/// The most that a form with a picture may hold.
const MAX_BODY: usize = 1024 * 1024;

/// The name of who has logged in.
#[dependency]
async fn current_user(session: &Session) -> Result<String> {
    session.get("user")?.or_401("Not logged in")
}

/// Either the page to go on with, or the form again, with what is wrong with it.
#[derive(ApiResponse)]
enum Submitted {
    #[response(status = 303)]
    Done(Redirect),
    #[response(status = 422)]
    Again(Html),
}

// The list

/// All cards, or those with a word in them.
#[get("/")]
async fn home(
    #[query(default = "")] q: String,
    cards: State<Cards>,
    templates: Templates,
) -> Result<Html> {
    templates.render("home.html", context! { cards => cards.with(&q), q })
}

/// The list alone: `static/search.js` puts it into the page while you type.
#[get("/list")]
async fn list(
    #[query(default = "")] q: String,
    cards: State<Cards>,
    templates: Templates,
) -> Result<Html> {
    templates.render_block("home.html", "list", context! { cards => cards.with(&q) })
}

// Login and logout

#[get("/login")]
async fn login_form(templates: Templates) -> Result<Html> {
    templates.render("login.html", context! {})
}

/// A plain `fn`: to check a password keeps a processor busy, in a lane of its own.
#[post("/login", cpu)]
fn login(
    #[form(default = "")] name: String,
    #[form(default = "")] password: String,
    session: &mut Session,
    templates: Templates,
) -> Result<Submitted> {
    let hash = USERS.iter().find(|(known, _)| *known == name);
    // An unknown name takes as long as a wrong password.
    if !password::verify(&password, hash.map(|(_, hash)| *hash)) {
        let error = "The name or the password is wrong.";
        let page = templates.render("login.html", context! { name, error })?;
        return Ok(Submitted::Again(page));
    }
    session.renew()?;
    session.insert("user", name)?;
    Ok(Submitted::Done(see_other("/")))
}

#[post("/logout", status = 303)]
async fn logout(session: &mut Session) -> Result<Redirect> {
    session.clear()?;
    Ok(see_other("/"))
}

// A new card

#[get("/cards/new")]
async fn card_form(user: Depends<current_user>, templates: Templates) -> Result<Html> {
    templates.render("new.html", context! { user => &*user })
}

/// Fields that nobody has filled in are empty texts here, so that [`NewCard`] says what is wrong with them, in the page.
#[post("/cards", max_body_size = MAX_BODY, form_limits(max_files = 1))]
async fn send_card(
    user: Depends<current_user>,
    #[form(default = "")] title: String,
    #[form(default = "")] text: String,
    picture: Option<UploadFile>,
    cards: State<Cards>,
    request: &Request,
    templates: Templates,
) -> Result<Submitted> {
    let mut errors = HashMap::new();
    let card = NewCard::from_value(json!({ "title": title, "text": text }));
    let card = card.map_err(|found| errors = messages(&found)).ok();
    let picture = match picture.filter(|file| file.size() > 0) {
        None => None,
        Some(file) => {
            let picture = Picture::read(&file.bytes().await?);
            if picture.is_none() {
                errors.insert("picture".to_owned(), "Choose a PNG, JPEG or GIF".to_owned());
            }
            picture
        }
    };
    let Some(card) = card.filter(|_| errors.is_empty()) else {
        let page =
            templates.render("new.html", context! { user => &*user, title, text, errors })?;
        return Ok(Submitted::Again(page));
    };
    let id = cards.add(card, user.clone(), picture);
    let url = request.url_for::<read_card>().param("id", id).url()?;
    Ok(Submitted::Done(see_other(url.as_str())))
}

#[get("/cards/{id}")]
async fn read_card(id: usize, cards: State<Cards>, templates: Templates) -> Result<Html> {
    let card: Card = cards.get(id).or_404("There is no such card")?;
    templates.render("card.html", context! { card })
}

#[get("/cards/{id}/picture")]
async fn read_picture(id: usize, cards: State<Cards>) -> Result<Content> {
    let picture = cards.picture(id).or_404("There is no such picture")?;
    Ok(Content::new(picture.media_type, picture.content))
}

// Errors

/// Somebody who has not logged in is sent to the login.
async fn to_login(_: HttpError, _: Request) -> Redirect {
    see_other("/login")
}

async fn not_found(error: HttpError, request: Request) -> Result<(StatusCode, Html)> {
    error_page(error.status(), &request).await
}

async fn error_page(status: StatusCode, request: &Request) -> Result<(StatusCode, Html)> {
    let templates = request.templates().await?;
    let reason = status.canonical_reason().unwrap_or("Error");
    let page = templates.render("error.html", context! { status => status.as_u16(), reason })?;
    Ok((status, page))
}

/// The first message for each field.
fn messages(errors: &ValidationErrors) -> HashMap<String, String> {
    let mut messages = HashMap::new();
    for error in errors.errors() {
        let field = error.loc.last().map(ToString::to_string);
        messages
            .entry(field.unwrap_or_default())
            .or_insert_with(|| error.msg.to_string());
    }
    messages
}

/// After a form, so that to reload the page does not send it again.
fn see_other(url: &str) -> Redirect {
    Redirect::to(url).with_status(StatusCode::SEE_OTHER)
}

/// The values that every page is told.
fn common(request: &Request) -> Context {
    let nonce = request.extensions().get::<CspNonce>();
    context! { nonce => nonce.map_or("", CspNonce::as_str) }
}

fn app() -> App {
    // Without a secret of its own, nobody is logged in any more when the program starts again.
    let secret = std::env::var("PAGES_SECRET");
    let secret = secret.unwrap_or_else(|_| format!("{}{}", Uuid::new_v4(), Uuid::new_v4()));
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                  script-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'";
    let files = StaticFiles::embedded(embed!("pages/static")).cache("*", "no-cache");
    let routes = routes![
        home,
        list,
        login_form,
        login,
        logout,
        card_form,
        send_card,
        read_card,
        read_picture
    ];
    App::new()
        .title("Postcards")
        .state(Cards::default())
        .routes(routes)
        .mount("/static", Mount::new(files).name("static"))
        .templates(Templates::new(embed!("pages/templates")).context_processor(common))
        .on_status(StatusCode::UNAUTHORIZED, to_login)
        .on_status(StatusCode::NOT_FOUND, not_found)
        // The last is the outermost: refused requests have the headers too.
        .middleware(Sessions::new(secret))
        .middleware(Csrf::new())
        .middleware(SecurityHeaders::new().content_security_policy(policy))
}

#[twinlane::main]
async fn main() -> Result {
    app().serve().await
}
