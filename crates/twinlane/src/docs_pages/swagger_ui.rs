//! Swagger UI: its page, and with the feature `docs` its files, from the `swagger-ui-redist` crate.

use serde_json::{Map, Value, json};

use super::own::SwaggerUi;
use super::{DocsPages, relative, script_value};

impl DocsPages {
    /// The page. Its addresses are relative, so that it works behind a proxy of which the application knows nothing.
    pub(super) fn swagger_ui(&self, title: &str, openapi_url: &str, docs_url: &str) -> String {
        let document = relative(docs_url, openapi_url);
        let page = SwaggerUi::new(document, format!("{title} - Swagger UI"));
        #[cfg(feature = "docs")]
        let page = in_program::with_files(page, docs_url);
        let page = page
            .parameters(self.parameters.clone())
            .all_oauth(self.oauth.clone());
        let page = match &self.oauth2_redirect_url {
            Some(address) => page.relative_redirect(&relative(docs_url, address)),
            None => page,
        };
        page.html()
    }
}

#[cfg(feature = "docs")]
pub(super) use in_program::assets;

#[cfg(feature = "docs")]
mod in_program {
    use bytes::Bytes;
    use http::HeaderValue;
    use swagger_ui_redist::SwaggerUi as Files;

    use super::SwaggerUi;
    use crate::docs_pages::{Page, PageContent, below, relative};

    /// The files of the page, at addresses below it.
    pub(in crate::docs_pages) fn assets(docs_url: &str) -> impl Iterator<Item = Page> {
        FILES.iter().filter_map(move |file| asset(docs_url, file))
    }

    /// The page with these files.
    pub(super) fn with_files(page: SwaggerUi, docs_url: &str) -> SwaggerUi {
        let file = |name| relative(docs_url, &below(docs_url, name));
        let [style, icon, script] = FILES.map(|(name, _)| file(name));
        page.style(style).icon(icon).script(script)
    }

    /// The files that the page uses, with the media types.
    const FILES: [(&str, &str); 3] = [
        ("swagger-ui.css", "text/css; charset=utf-8"),
        ("favicon-32x32.png", "image/png"),
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ];

    fn asset(docs_url: &str, &(name, media_type): &(&str, &'static str)) -> Option<Page> {
        let files = Files::static_files();
        let (_, bytes) = files.iter().find(|(file, _)| file.file_name() == name)?;
        Some(Page {
            name: None,
            address: below(docs_url, name),
            media_type: HeaderValue::from_static(media_type),
            content: PageContent::Bytes(Bytes::from_static(bytes)),
            cached: true,
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_file_of_the_page_is_there() {
            let assets: Vec<Page> = assets("/docs").collect();
            let addresses: Vec<&str> = assets.iter().map(|page| page.address.as_str()).collect();
            assert_eq!(
                addresses,
                [
                    "/docs/swagger-ui.css",
                    "/docs/favicon-32x32.png",
                    "/docs/swagger-ui-bundle.js"
                ]
            );
        }
    }
}

/// FastAPI's parameters, with those of the application over them: a line each.
pub(super) fn parameter_lines(parameters: &Map<String, Value>) -> String {
    let mut all = json!({
        "dom_id": "#swagger-ui",
        "layout": "BaseLayout",
        "deepLinking": true,
        "showExtensions": true,
        "showCommonExtensions": true,
    });
    for (name, value) in parameters {
        all[name.as_str()] = value.clone();
    }
    let all = all.as_object().into_iter().flatten();
    let lines = all.map(|(name, value)| {
        let name = script_value(&name.as_str().into());
        format!("{name}: {},\n", script_value(value))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_break_out_of_the_page() {
        let pages = DocsPages::default();
        let html = pages.swagger_ui("</title><script>", "/</script>", "/a/docs");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt; - Swagger UI</title>"));
        assert!(html.contains(r"url: '../\u003c/script\u003e',"));
    }

    #[test]
    fn parameters_of_the_application_win() {
        let parameters = [
            ("deepLinking", json!(false)),
            ("x", json!("</script>")),
            ("y", json!(["é", 1e-7])),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value));
        let pages = DocsPages {
            parameters: Map::from_iter(parameters),
            ..DocsPages::default()
        };
        let html = pages.swagger_ui("Shop", "/openapi.json", "/docs");
        assert!(html.contains(r#""deepLinking": false,"#));
        assert!(html.contains(r#""layout": "BaseLayout","#));
        assert!(html.contains(r#""x": "\u003c/script\u003e","#));
        assert!(html.contains(r#""y": ["\u00e9", 1e-07],"#), "{html}");
    }

    #[test]
    fn an_authorization_server_sends_the_browser_back_to_its_page() {
        let html = DocsPages::default().swagger_ui("Shop", "/openapi.json", "/help/docs/");
        assert!(html.contains("new URL('../../docs/oauth2-redirect', window.location).href"));
        let without = DocsPages {
            oauth2_redirect_url: None,
            ..DocsPages::default()
        };
        let html = without.swagger_ui("Shop", "/openapi.json", "/docs");
        assert!(!html.contains("oauth2RedirectUrl"));
    }
}
