//! Swagger UI: its page, and its files from the `swagger-ui-redist` crate.

use bytes::Bytes;
use http::HeaderValue;
use serde_json::{Map, Value, json};
use swagger_ui_redist::SwaggerUi;

use super::Page;

/// The docs page and its files, which are at addresses below it.
pub(super) fn pages(
    title: &str,
    openapi_url: &str,
    docs_url: &str,
    parameters: &Map<String, Value>,
) -> Vec<Page> {
    let html = Page {
        address: docs_url.to_owned(),
        media_type: HeaderValue::from_static("text/html; charset=utf-8"),
        bytes: Bytes::from(html(title, openapi_url, docs_url, parameters)),
        cached: false,
    };
    std::iter::once(html)
        .chain(FILES.iter().filter_map(|file| asset(docs_url, file)))
        .collect()
}

/// What the page uses, with the media types.
const FILES: [(&str, &str); 3] = [
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("favicon-32x32.png", "image/png"),
];

fn asset(docs_url: &str, &(name, media_type): &(&str, &'static str)) -> Option<Page> {
    let files = SwaggerUi::static_files();
    let (_, bytes) = files.iter().find(|(file, _)| file.file_name() == name)?;
    Some(Page {
        address: format!("{}/{name}", docs_url.trim_end_matches('/')),
        media_type: HeaderValue::from_static(media_type),
        bytes: Bytes::from_static(bytes),
        cached: true,
    })
}

/// The page. Its addresses are relative, so that it works behind a proxy that strips a prefix.
fn html(title: &str, openapi_url: &str, docs_url: &str, parameters: &Map<String, Value>) -> String {
    let up = "../".repeat(docs_url.matches('/').count().saturating_sub(1));
    let here = match docs_url.rsplit('/').next() {
        None | Some("") => String::new(),
        Some(last) => format!("{last}/"),
    };
    let title = escape(title);
    let document = format!("{up}{}", openapi_url.trim_start_matches('/'));
    let parameters = script_value(&all_parameters(&document, parameters));
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>{title} - Swagger UI</title>
<link rel="stylesheet" href="{here}swagger-ui.css">
<link rel="icon" type="image/png" href="{here}favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{here}swagger-ui-bundle.js"></script>
<script>
window.ui = SwaggerUIBundle({{
  ...{parameters},
  presets: [SwaggerUIBundle.presets.apis],
}});
</script>
</body>
</html>
"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// FastAPI's parameters, with those of the application over them.
fn all_parameters(document: &str, parameters: &Map<String, Value>) -> Value {
    let mut all = json!({
        "url": document,
        "dom_id": "#swagger-ui",
        "layout": "BaseLayout",
        "deepLinking": true,
        "showExtensions": true,
        "showCommonExtensions": true,
    });
    for (name, value) in parameters {
        all[name.as_str()] = value.clone();
    }
    all
}

/// A value of JavaScript that cannot end the `<script>` it stands in, as FastAPI escapes it.
fn script_value(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_there() {
        let pages = pages("Shop", "/openapi.json", "/docs", &Map::new());
        let addresses: Vec<&str> = pages.iter().map(|page| page.address.as_str()).collect();
        assert_eq!(
            addresses,
            [
                "/docs",
                "/docs/swagger-ui.css",
                "/docs/swagger-ui-bundle.js",
                "/docs/favicon-32x32.png"
            ]
        );
    }

    #[test]
    fn a_title_cannot_break_out_of_the_page() {
        let html = html("</title><script>", "/</script>", "/a/docs", &Map::new());
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt; - Swagger UI</title>"));
        assert!(html.contains(r#""url":"../\u003c/script\u003e""#));
    }

    #[test]
    fn parameters_of_the_application_win() {
        let parameters = [("deepLinking", json!(false)), ("x", json!("</script>"))];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value));
        let html = html(
            "Shop",
            "/openapi.json",
            "/docs",
            &Map::from_iter(parameters),
        );
        assert!(
            html.contains(r#""deepLinking":false"#) && html.contains(r#""layout":"BaseLayout""#)
        );
        assert!(html.contains(r#""x":"\u003c/script\u003e""#));
    }
}
