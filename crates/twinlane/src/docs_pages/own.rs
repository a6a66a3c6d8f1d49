//! The pages as FastAPI's functions make them, with scripts of any address.

use serde_json::{Map, Value, json};

use super::swagger_ui::parameter_lines;
use super::{OAUTH2_REDIRECT, escape, script_text, script_value};
use crate::answer::Html;

/// A page of Swagger UI: for [`get_swagger_ui_html`].
#[derive(Debug, Clone)]
#[must_use = "it is given to `get_swagger_ui_html`"]
pub struct SwaggerUi {
    openapi_url: String,
    title: String,
    script: String,
    style: String,
    icon: String,
    /// A value of JavaScript.
    oauth2_redirect: Option<String>,
    parameters: Map<String, Value>,
    oauth: Map<String, Value>,
}

/// A page of `ReDoc`: for [`get_redoc_html`].
#[derive(Debug, Clone)]
#[must_use = "it is given to `get_redoc_html`"]
pub struct Redoc {
    openapi_url: String,
    title: String,
    script: String,
    icon: String,
    google_fonts: bool,
}

/// The page of Swagger UI, FastAPI's `get_swagger_ui_html`.
#[must_use]
pub fn get_swagger_ui_html(page: &SwaggerUi) -> Html {
    Html::new(page.html())
}

/// The page of `ReDoc`, FastAPI's `get_redoc_html`.
#[must_use]
pub fn get_redoc_html(page: &Redoc) -> Html {
    Html::new(page.html())
}

/// The page that an authorization server sends the browser back to, FastAPI's `get_swagger_ui_oauth2_redirect_html`.
#[must_use]
pub fn get_swagger_ui_oauth2_redirect_html() -> Html {
    Html::new(OAUTH2_REDIRECT)
}

const FAVICON: &str = "https://fastapi.tiangolo.com/img/favicon.png";

impl SwaggerUi {
    /// Creates a page that shows the document at this URL. By default its scripts are loaded from a CDN, as FastAPI's are.
    pub fn new(openapi_url: impl Into<String>, title: impl Into<String>) -> Self {
        const FILES: &str = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5";
        Self {
            openapi_url: openapi_url.into(),
            title: title.into(),
            script: format!("{FILES}/swagger-ui-bundle.js"),
            style: format!("{FILES}/swagger-ui.css"),
            icon: FAVICON.to_owned(),
            oauth2_redirect: None,
            parameters: Map::new(),
            oauth: Map::new(),
        }
    }

    /// Sets the URL of the page's script, FastAPI's `swagger_js_url`.
    pub fn script(mut self, url: impl Into<String>) -> Self {
        self.script = url.into();
        self
    }

    /// Sets the URL of the page's style sheet, FastAPI's `swagger_css_url`.
    pub fn style(mut self, url: impl Into<String>) -> Self {
        self.style = url.into();
        self
    }

    /// Sets the URL of the page's icon, FastAPI's `swagger_favicon_url`.
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.icon = url.into();
        self
    }

    /// Sets the path, on the same host, to which an authorization server sends the browser back; none by default.
    pub fn oauth2_redirect_url(mut self, path: impl Into<String>) -> Self {
        let path = script_text(&path.into());
        self.oauth2_redirect = Some(format!("window.location.origin + {path}"));
        self
    }

    /// Sets a parameter of Swagger UI, as [`App::docs_parameter`](crate::App::docs_parameter) does.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Sets a value of the authorization dialogue, as [`App::docs_oauth`](crate::App::docs_oauth) does. Never set a secret here.
    pub fn oauth(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.oauth.insert(name.into(), value.into());
        self
    }

    /// As [`oauth2_redirect_url`](Self::oauth2_redirect_url), with an address relative to the page.
    pub(super) fn relative_redirect(mut self, address: &str) -> Self {
        let address = script_text(address);
        self.oauth2_redirect = Some(format!("new URL({address}, window.location).href"));
        self
    }

    pub(super) fn parameters(mut self, parameters: Map<String, Value>) -> Self {
        self.parameters = parameters;
        self
    }

    pub(super) fn all_oauth(mut self, oauth: Map<String, Value>) -> Self {
        self.oauth = oauth;
        self
    }

    /// The text that FastAPI makes of it, spaces included.
    pub(super) fn html(&self) -> String {
        let title = escape(&self.title);
        let [script, style, icon] =
            [&self.script, &self.style, &self.icon].map(|text| attribute(text));
        let document = script_text(&self.openapi_url);
        let parameters = parameter_lines(&self.parameters);
        let redirect = self.oauth2_redirect.as_ref();
        let redirect = redirect.map(|value| format!("oauth2RedirectUrl: {value},"));
        let redirect = redirect.unwrap_or_default();
        let oauth = if self.oauth.is_empty() {
            String::new()
        } else {
            let oauth = script_value(&json!(self.oauth));
            format!("\n        ui.initOAuth({oauth})\n        ")
        };
        format!(
            r#"
    <!DOCTYPE html>
    <html>
    <head>
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <link type="text/css" rel="stylesheet" href="{style}">
    <link rel="shortcut icon" href="{icon}">
    <title>{title}</title>
    </head>
    <body>
    <div id="swagger-ui">
    </div>
    <script src="{script}"></script>
    <!-- `SwaggerUIBundle` is now available on the page -->
    <script>
    const ui = SwaggerUIBundle({{
        url: {document},
    {parameters}{redirect}
    presets: [
        SwaggerUIBundle.presets.apis,
        SwaggerUIBundle.SwaggerUIStandalonePreset
        ],
    }}){oauth}
    </script>
    </body>
    </html>
    "#
        )
    }
}

impl Redoc {
    /// Creates a page that shows the document at this URL. By default its script is loaded from a CDN, as FastAPI's is.
    pub fn new(openapi_url: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            openapi_url: openapi_url.into(),
            title: title.into(),
            script: "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js".to_owned(),
            icon: FAVICON.to_owned(),
            google_fonts: true,
        }
    }

    /// Sets the URL of the page's script, FastAPI's `redoc_js_url`.
    pub fn script(mut self, url: impl Into<String>) -> Self {
        self.script = url.into();
        self
    }

    /// Sets the URL of the page's icon, FastAPI's `redoc_favicon_url`.
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.icon = url.into();
        self
    }

    /// Loads fonts from Google's servers if true, which is the default.
    pub fn google_fonts(mut self, are_loaded: bool) -> Self {
        self.google_fonts = are_loaded;
        self
    }

    /// The text that FastAPI makes of it, spaces included.
    pub(super) fn html(&self) -> String {
        let title = escape(&self.title);
        let [script, icon, document] =
            [&self.script, &self.icon, &self.openapi_url].map(|text| attribute(text));
        let fonts = if self.google_fonts {
            r#"
    <link href="https://fonts.googleapis.com/css?family=Montserrat:300,400,700|Roboto:300,400,700" rel="stylesheet">
    "#
        } else {
            ""
        };
        format!(
            r#"
    <!DOCTYPE html>
    <html>
    <head>
    <title>{title}</title>
    <!-- needed for adaptive design -->
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    {fonts}
    <link rel="shortcut icon" href="{icon}">
    <!--
    ReDoc doesn't change outer page styles
    -->
    <style>
      body {{
        margin: 0;
        padding: 0;
      }}
    </style>
    </head>
    <body>
    <noscript>
        ReDoc requires Javascript to function. Please enable it to browse the documentation.
    </noscript>
    <redoc spec-url="{document}"></redoc>
    <script src="{script}"> </script>
    </body>
    </html>
    "#
        )
    }
}

/// A text as it stands in an attribute of HTML.
fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_given_can_break_out_of_a_page() {
        let evil = "'\"></script><script>x";
        let page = SwaggerUi::new(evil, evil)
            .script(evil)
            .style(evil)
            .icon(evil)
            .oauth2_redirect_url(evil)
            .parameter(evil, evil)
            .oauth(evil, evil);
        let redoc = Redoc::new(evil, evil).script(evil).icon(evil);
        for html in [page.html(), redoc.html()] {
            assert!(
                !html.contains("<script>x") && !html.contains("\">x") && !html.contains("''"),
                "{html}"
            );
        }
    }

    #[test]
    fn a_page_has_the_addresses_that_are_given() {
        let page = SwaggerUi::new("/openapi.json", "Shop")
            .script("/a.js")
            .style("/a.css")
            .oauth2_redirect_url("/back")
            .parameter("deepLinking", false)
            .oauth("clientId", "me");
        let html = page.html();
        for part in [
            r#"<script src="/a.js"></script>"#,
            r#"href="/a.css""#,
            "url: '/openapi.json',",
            "oauth2RedirectUrl: window.location.origin + '/back',",
            r#""deepLinking": false,"#,
            r#""layout": "BaseLayout","#,
            r#"ui.initOAuth({"clientId": "me"})"#,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let html = Redoc::new("/openapi.json", "Shop")
            .google_fonts(false)
            .html();
        assert!(html.contains(r#"<redoc spec-url="/openapi.json">"#));
        assert!(!html.contains("googleapis"));
    }
}
