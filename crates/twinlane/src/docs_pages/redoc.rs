//! `ReDoc`: its page, and with the feature `redoc` its script, from the `aide` crate.

use super::{own, relative};

/// The page, which shows the document. It loads no fonts, and asks for no icon.
pub(super) fn html(title: &str, openapi_url: &str, redoc_url: &str) -> String {
    let document = relative(redoc_url, openapi_url);
    let page = own::Redoc::new(document, format!("{title} - ReDoc"));
    #[cfg(feature = "redoc")]
    let page = page.script(relative(redoc_url, &in_program::address(redoc_url)));
    page.icon("data:,").google_fonts(false).html()
}

#[cfg(feature = "redoc")]
pub(super) use in_program::script;

#[cfg(feature = "redoc")]
mod in_program {
    use aide::redoc::Redoc;
    use http::HeaderValue;

    use crate::docs_pages::{Page, PageContent, below};

    /// The script, below the page.
    pub(in crate::docs_pages) fn script(redoc_url: &str) -> Option<Page> {
        let page = Redoc::new("").html();
        let (_, rest) = page.split_once("<script>")?;
        let (script, _) = rest.rsplit_once("Redoc.init(")?;
        Some(Page {
            name: None,
            address: address(redoc_url),
            media_type: HeaderValue::from_static("text/javascript; charset=utf-8"),
            content: PageContent::Bytes(script.replace(LOGO, "data:,").into()),
            cached: true,
        })
    }

    /// The one thing that the script would load from elsewhere: a picture beside the text "API docs by Redocly".
    const LOGO: &str = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    pub(super) fn address(redoc_url: &str) -> String {
        below(redoc_url, "redoc.standalone.js")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_title_nor_address_can_break_out_of_the_page() {
        let html = html("</title><script>", "/</script>\"", "/redoc");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt; - ReDoc</title>"));
        assert!(html.contains(r#"<redoc spec-url="&lt;/script&gt;&quot;">"#));
        #[cfg(feature = "redoc")]
        assert!(html.contains(r#"<script src="redoc/redoc.standalone.js">"#));
        #[cfg(not(feature = "redoc"))]
        assert!(html.contains(r#"<script src="https://cdn.jsdelivr.net/npm/redoc@2/"#));
    }

    #[cfg(feature = "redoc")]
    #[test]
    fn the_script_is_whole_and_loads_nothing_else() {
        use crate::docs_pages::PageContent;

        let page = script("/redoc").unwrap();
        assert_eq!(page.address, "/redoc/redoc.standalone.js");
        let PageContent::Bytes(bytes) = &page.content else {
            panic!()
        };
        let script = std::str::from_utf8(bytes).unwrap();
        assert!(script.trim_start().starts_with("/*!") && script.len() > 1_000_000);
        assert!(!script.contains("cdn.redoc.ly") && !script.contains("<html"));
    }
}
