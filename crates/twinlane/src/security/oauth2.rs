//! `OAuth2` and `OpenID Connect`.

use http::request::Parts;
use serde_json::{Value, json};

use super::SecurityScheme;
use super::authorization::{authorization, bearer_token, not_authenticated};
use super::options::{Common, common_options};
use crate::errors::HttpError;
use crate::json_object::object;

/// Scopes with what they allow: `&[("me", "Read your data")]`.
type Scopes = &'static [(&'static str, &'static str)];

/// One `OAuth2` flow: the URLs by which a client gets a token, and its scopes.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct OAuthFlow {
    authorization_url: Option<&'static str>,
    token_url: Option<&'static str>,
    refresh_url: Option<&'static str>,
    scopes: Scopes,
}

impl OAuthFlow {
    /// A flow without options.
    #[allow(
        clippy::new_without_default,
        reason = "without an address it is not whole"
    )]
    pub const fn new() -> Self {
        Self {
            authorization_url: None,
            token_url: None,
            refresh_url: None,
            scopes: &[],
        }
    }

    /// Sets the URL at which the user grants access.
    pub const fn authorization_url(mut self, url: &'static str) -> Self {
        self.authorization_url = Some(url);
        self
    }

    /// Sets the URL at which a client gets the token.
    pub const fn token_url(mut self, url: &'static str) -> Self {
        self.token_url = Some(url);
        self
    }

    /// Sets the URL at which a client exchanges a refresh token for a new token.
    pub const fn refresh_url(mut self, url: &'static str) -> Self {
        self.refresh_url = Some(url);
        self
    }

    /// Sets the scopes of the flow, with their descriptions.
    pub const fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    fn object(&self) -> Value {
        let scopes: serde_json::Map<String, Value> = self
            .scopes
            .iter()
            .map(|(scope, description)| ((*scope).to_owned(), Value::from(*description)))
            .collect();
        object([
            ("authorizationUrl", self.authorization_url.map(Value::from)),
            ("tokenUrl", self.token_url.map(Value::from)),
            ("refreshUrl", self.refresh_url.map(Value::from)),
            ("scopes", Some(Value::Object(scopes))),
        ])
    }
}

/// The options of a scheme that is one flow.
macro_rules! flow_options {
    ($($option:ident: $type:ty, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub const fn $option(mut self, value: $type) -> Self {
                self.flow = self.flow.$option(value);
                self
            }
        )*
    };
}

/// A scheme whose credentials are a bearer token.
macro_rules! bearer {
    ($(#[$doc:meta])* $scheme:ident, $class:literal, $flow:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        #[must_use]
        pub struct $scheme {
            common: Common,
            flow: OAuthFlow,
        }

        impl $scheme {
            #[doc = concat!("The scheme, named `", $class, "`. Set the addresses of its flow.")]
            #[allow(clippy::new_without_default, reason = "without an address it is not whole")]
            pub const fn new() -> Self {
                Self {
                    common: Common::named($class),
                    flow: OAuthFlow::new(),
                }
            }

            flow_options! {
                token_url: &'static str, "The address of the token, relative to the docs page unless it begins with `/`.";
                refresh_url: &'static str, "The address of a new token for an old one.";
                scopes: Scopes, "The scopes, each with its description.";
            }

            common_options!();
        }

        impl SecurityScheme for $scheme {
            type Credentials = String;

            /// The token. FastAPI lets `Bearer` alone pass too, as an empty one.
            fn credentials(&self, request: &Parts) -> Result<Option<String>, HttpError> {
                Ok(bearer_token(request))
            }

            fn not_authenticated(&self) -> HttpError {
                not_authenticated("Bearer")
            }

            fn name(&self) -> &'static str {
                self.common.name
            }

            fn object(&self) -> Value {
                let flows = json!({ $flow: self.flow.object() });
                self.common.object([("type", Some("oauth2".into())), ("flows", Some(flows))])
            }
        }
    };
}

bearer!(
    /// A bearer token that a client gets for a user name and a password; FastAPI's `OAuth2PasswordBearer`.
    OAuth2PasswordBearer,
    "OAuth2PasswordBearer",
    "password"
);
bearer!(
    /// A bearer token that a client gets for an authorization code; FastAPI's `OAuth2AuthorizationCodeBearer`.
    OAuth2AuthorizationCodeBearer,
    "OAuth2AuthorizationCodeBearer",
    "authorizationCode"
);

impl OAuth2AuthorizationCodeBearer {
    flow_options! {
        authorization_url: &'static str, "The address at which the user gives permission.";
    }
}

/// A scheme whose credentials are the whole header `Authorization`.
macro_rules! whole_header {
    ($scheme:ident, |$this:ident| $object:expr) => {
        impl SecurityScheme for $scheme {
            type Credentials = String;

            fn credentials(&self, request: &Parts) -> Result<Option<String>, HttpError> {
                Ok(authorization(request).map(Into::into))
            }

            fn not_authenticated(&self) -> HttpError {
                not_authenticated("Bearer")
            }

            fn name(&self) -> &'static str {
                self.common.name
            }

            fn object(&$this) -> Value {
                $object
            }
        }
    };
}

/// `OAuth2` with flows of any kind; FastAPI's `OAuth2`. Its credentials are the whole header `Authorization`.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct OAuth2 {
    common: Common,
    implicit: Option<OAuthFlow>,
    password: Option<OAuthFlow>,
    client_credentials: Option<OAuthFlow>,
    authorization_code: Option<OAuthFlow>,
}

impl OAuth2 {
    /// The scheme, named `OAuth2`, without a flow.
    #[allow(clippy::new_without_default, reason = "alike in all schemes of OAuth2")]
    pub const fn new() -> Self {
        Self {
            common: Common::named("OAuth2"),
            implicit: None,
            password: None,
            client_credentials: None,
            authorization_code: None,
        }
    }

    /// Sets the implicit flow.
    pub const fn implicit(mut self, flow: OAuthFlow) -> Self {
        self.implicit = Some(flow);
        self
    }

    /// Sets the password flow.
    pub const fn password(mut self, flow: OAuthFlow) -> Self {
        self.password = Some(flow);
        self
    }

    /// Sets the flow of client credentials.
    pub const fn client_credentials(mut self, flow: OAuthFlow) -> Self {
        self.client_credentials = Some(flow);
        self
    }

    /// Sets the flow of authorization codes.
    pub const fn authorization_code(mut self, flow: OAuthFlow) -> Self {
        self.authorization_code = Some(flow);
        self
    }

    common_options!();
}

whole_header!(OAuth2, |self| {
    let flow = |flow: &Option<OAuthFlow>| flow.as_ref().map(OAuthFlow::object);
    let flows = object([
        ("implicit", flow(&self.implicit)),
        ("password", flow(&self.password)),
        ("clientCredentials", flow(&self.client_credentials)),
        ("authorizationCode", flow(&self.authorization_code)),
    ]);
    self.common
        .object([("type", Some("oauth2".into())), ("flows", Some(flows))])
});

/// `OpenID Connect`; FastAPI's `OpenIdConnect`. Its credentials are the whole header `Authorization`.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct OpenIdConnect {
    common: Common,
    url: &'static str,
}

impl OpenIdConnect {
    /// The scheme, named `OpenIdConnect`. It needs the address of its configuration.
    #[allow(
        clippy::new_without_default,
        reason = "without an address it is not whole"
    )]
    pub const fn new() -> Self {
        Self {
            common: Common::named("OpenIdConnect"),
            url: "",
        }
    }

    /// Sets the URL of the provider's configuration.
    pub const fn open_id_connect_url(mut self, url: &'static str) -> Self {
        self.url = url;
        self
    }

    common_options!();
}

whole_header!(OpenIdConnect, |self| {
    self.common.object([
        ("type", Some("openIdConnect".into())),
        ("openIdConnectUrl", Some(self.url.into())),
    ])
});
