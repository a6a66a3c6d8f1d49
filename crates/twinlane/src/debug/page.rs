//! The page that shows an error in a browser. It has no script, and everything in it is escaped.

use std::fmt;

use super::report::Report;

/// The page.
pub(super) fn html(report: &Report) -> String {
    let mut html = String::from(HEAD);
    html.push_str(&format!("<h1>{}</h1>\n", Escaped(&report.message)));
    add_list(&mut html, "Caused by", &report.causes);
    if let Some(place) = &report.place {
        add_text(&mut html, "Panicked at", &place.location);
    }
    if let Some(operation) = &report.operation {
        add_text(&mut html, "Operation", &operation.to_string());
    }
    if let Some(details) = &report.details {
        add_block(&mut html, "Details", details);
    }
    let place = report.place.as_ref();
    match place.map(|place| place.backtrace.as_deref()) {
        Some(Some(backtrace)) => add_block(&mut html, "Backtrace", backtrace),
        Some(None) => html.push_str(NO_BACKTRACE),
        None => {}
    }
    let request = &report.request;
    add_text(
        &mut html,
        "Request",
        &format!("{} {}", request.method, request.url),
    );
    add_table(&mut html, &request.headers);
    html.push_str("</body>\n</html>\n");
    html
}

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<title>500 Internal Server Error</title>
<style>
body { font-family: sans-serif; margin: 2em; color: #222; background: #fff }
h1 { font-size: 1.4em; color: #a00; white-space: pre-wrap; overflow-wrap: anywhere }
h2 { font-size: 1em; margin: 1.5em 0 .3em }
pre { background: #f4f4f4; padding: 1em; overflow-x: auto }
code, pre, td { font-family: monospace }
td { padding: .1em 1em .1em 0; vertical-align: top; overflow-wrap: anywhere }
</style>
</head>
<body>
<p>500 Internal Server Error. The application is in debug mode.</p>
";

const NO_BACKTRACE: &str =
    "<p>Run with <code>RUST_BACKTRACE=1</code> to see the backtrace here.</p>\n";

fn add_list(html: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let items = items
        .iter()
        .map(|item| format!("<li>{}</li>\n", Escaped(item)));
    let items: String = items.collect();
    html.push_str(&format!("<h2>{title}</h2>\n<ol>\n{items}</ol>\n"));
}

fn add_text(html: &mut String, title: &str, text: &str) {
    let text = Escaped(text);
    html.push_str(&format!("<h2>{title}</h2>\n<p><code>{text}</code></p>\n"));
}

fn add_block(html: &mut String, title: &str, text: &str) {
    let text = Escaped(text);
    html.push_str(&format!("<h2>{title}</h2>\n<pre>{text}</pre>\n"));
}

fn add_table(html: &mut String, rows: &[(String, String)]) {
    html.push_str("<table>\n");
    for (name, value) in rows {
        let (name, value) = (Escaped(name), Escaped(value));
        html.push_str(&format!("<tr><td>{name}</td><td>{value}</td></tr>\n"));
    }
    html.push_str("</table>\n");
}

/// A text as it stands in HTML.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(['&', '<', '>', '"', '\'']) {
            let end = part.len() - usize::from(part.ends_with(['&', '<', '>', '"', '\'']));
            f.write_str(&part[..end])?;
            f.write_str(match &part[end..] {
                "&" => "&amp;",
                "<" => "&lt;",
                ">" => "&gt;",
                "\"" => "&quot;",
                "'" => "&#x27;",
                _ => "",
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_reads_is_escaped() {
        let escaped = Escaped("<a href=\"x\" b='y'>&amp;é</a>").to_string();
        assert_eq!(
            escaped,
            "&lt;a href=&quot;x&quot; b=&#x27;y&#x27;&gt;&amp;amp;é&lt;/a&gt;"
        );
        assert_eq!(Escaped("").to_string(), "");
    }
}
