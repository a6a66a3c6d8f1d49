//! The page that shows an error in a browser. It has no script, and everything in it is escaped.

use std::fmt;

use super::report::Report;

/// The page, as it is written.
pub(super) struct Page<'r>(pub(super) &'r Report);

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(report) = self;
        f.write_str(HEAD)?;
        writeln!(f, "<h1>{}</h1>", Escaped(&report.message))?;
        write_list(f, "Caused by", &report.causes)?;
        if let Some(place) = &report.place {
            write_line(f, "Panicked at", &place.location)?;
        }
        if let Some(operation) = &report.operation {
            write_line(f, "Operation", &operation.to_string())?;
        }
        if let Some(details) = &report.details {
            write_block(f, "Details", details)?;
        }
        let place = report.place.as_ref();
        match place.map(|place| place.backtrace.as_deref()) {
            Some(Some(backtrace)) => write_block(f, "Backtrace", backtrace)?,
            Some(None) => f.write_str(NO_BACKTRACE)?,
            None => {}
        }
        let request = &report.request;
        let line = format!("{} {}", request.method, request.url);
        write_line(f, "Request", &line)?;
        write_table(f, &request.headers)?;
        f.write_str("</body>\n</html>\n")
    }
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

fn write_list(f: &mut fmt::Formatter<'_>, title: &str, items: &[String]) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(f, "<h2>{title}</h2>\n<ol>")?;
    for item in items {
        writeln!(f, "<li>{}</li>", Escaped(item))?;
    }
    f.write_str("</ol>\n")
}

fn write_line(f: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    let text = Escaped(text);
    writeln!(f, "<h2>{title}</h2>\n<p><code>{text}</code></p>")
}

fn write_block(f: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    let text = Escaped(text);
    writeln!(f, "<h2>{title}</h2>\n<pre>{text}</pre>")
}

fn write_table(f: &mut fmt::Formatter<'_>, rows: &[(String, String)]) -> fmt::Result {
    f.write_str("<table>\n")?;
    for (name, value) in rows {
        let (name, value) = (Escaped(name), Escaped(value));
        writeln!(f, "<tr><td>{name}</td><td>{value}</td></tr>")?;
    }
    f.write_str("</table>\n")
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
