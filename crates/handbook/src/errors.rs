//! The pages about error codes, at the addresses that problems name.

use std::fmt::Write;

use crate::layout::{self, Part, escape};
use crate::links::{Form, Links};
use crate::markdown;
use crate::source;

fn path(code: &str) -> String {
    format!("docs/errors/{code}.md")
}

/// Every code that has a page, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let pages = source::paths().filter_map(|path| path.strip_prefix("docs/errors/"));
    pages
        .filter_map(|name| name.strip_suffix(".md"))
        .filter(|code| *code != "README")
}

/// The heading of a code's page.
pub fn title(code: &str) -> Option<&'static str> {
    if code.contains('/') || code == "README" {
        return None;
    }
    let first = source::text(&path(code))?.lines().next()?;
    first.strip_prefix("# ")
}

/// The page about a code; none for a code that there is not.
pub fn error_page(code: &str, form: Form) -> Option<String> {
    let title = title(code)?;
    let address = format!("errors/{code}");
    let links = Links::of(form, &address);
    let rendered = markdown::render(&path(code), source::text(&path(code))?, links);
    let body = format!(
        "<p class=\"code-name\"><code>{}</code></p>\n{}<p class=\"back\"><a href=\"{}\">All error codes</a></p>\n",
        escape(code),
        rendered.html,
        links.page("errors"),
    );
    Some(layout::plain(&address, title, Part::Errors, links, &body))
}

/// The list of all codes.
pub fn errors_page(form: Form) -> String {
    let links = Links::of(form, "errors");
    let mut body = String::from(
        "<h1>Error codes</h1>\n<p>Every problem that the API answers has a stable <code>code</code>, and every code a page with its \
         cause and its cure. A problem’s <code>type</code> leads there.</p>\n<ul class=\"codes\">\n",
    );
    for (code, title) in codes().filter_map(|code| Some((code, title(code)?))) {
        let way = links.page(&format!("errors/{code}"));
        // Writing to a string does not fail.
        let _ = writeln!(
            body,
            "<li><a href=\"{way}\"><code>{code}</code></a> <span>{}</span></li>",
            markdown::inline(title)
        );
    }
    body.push_str("</ul>\n");
    layout::plain("errors", "Error codes", Part::Errors, links, &body)
}
