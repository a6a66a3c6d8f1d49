//! The form of a login: FastAPI's `OAuth2PasswordRequestForm`.

use std::fmt;

use twinlane_macros::dependency;

use crate::dependencies::Depends;

/// The form of a login in the password flow of `OAuth2`: a parameter, `form: OAuth2PasswordForm`.
///
/// It dereferences to [`PasswordForm`], which other functions of the request may share. Clone a field to keep its value.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::security::OAuth2PasswordForm;
///
/// #[post("/token")]
/// async fn login(form: OAuth2PasswordForm) -> Result<Value> {
///     if form.username != "ada" || form.password != "engine" {
///         return Err(HttpError::new(400, "Incorrect username or password").into());
///     }
///     Ok(json!({ "access_token": form.username, "token_type": "bearer" }))
/// }
/// # let app = App::new().routes(routes![login]);
/// # let client = twinlane::testing::TestClient::blocking(app);
/// # let answer = client.post("/token").form([("username", "ada"), ("password", "engine")]).send();
/// # assert_eq!(answer.status(), 200);
/// ```
pub type OAuth2PasswordForm = Depends<oauth2_password_form>;

/// As [`OAuth2PasswordForm`], with a required `grant_type`: FastAPI's `OAuth2PasswordRequestFormStrict`.
pub type OAuth2PasswordFormStrict = Depends<oauth2_password_form_strict>;

/// The fields of an [`OAuth2PasswordForm`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswordForm {
    /// The text `password`, if the client sends the field.
    pub grant_type: Option<String>,
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
    /// The scopes that the client requests: the field `scope`, split at blanks.
    pub scopes: Vec<String>,
    /// The id of the client.
    pub client_id: Option<String>,
    /// The secret of the client.
    pub client_secret: Option<String>,
}

/// Without the secrets.
impl fmt::Debug for PasswordForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordForm")
            .field("username", &self.username)
            .field("scopes", &self.scopes)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Reads the form of a login. Taken as an [`OAuth2PasswordForm`].
#[dependency(in_place)]
pub fn oauth2_password_form(
    #[form(pattern = "^password$")] grant_type: Option<String>,
    #[form] username: String,
    #[form(json_schema_extra = serde_json::json!({ "format": "password" }))] password: String,
    #[form(default = "")] scope: String,
    #[form] client_id: Option<String>,
    #[form(json_schema_extra = serde_json::json!({ "format": "password" }))] client_secret: Option<
        String,
    >,
) -> PasswordForm {
    PasswordForm {
        grant_type,
        username,
        password,
        scopes: scopes(&scope),
        client_id,
        client_secret,
    }
}

/// Reads the form of a login as strictly as `OAuth2` defines it. Taken as an [`OAuth2PasswordFormStrict`].
#[dependency(in_place)]
pub fn oauth2_password_form_strict(
    #[form(pattern = "^password$")] grant_type: String,
    #[form] username: String,
    #[form] password: String,
    #[form(default = "")] scope: String,
    #[form] client_id: Option<String>,
    #[form] client_secret: Option<String>,
) -> PasswordForm {
    PasswordForm {
        grant_type: Some(grant_type),
        username,
        password,
        scopes: scopes(&scope),
        client_id,
        client_secret,
    }
}

fn scopes(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
