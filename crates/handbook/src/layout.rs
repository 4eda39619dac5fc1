//! The frame around a page: header, navigation, contents, the pages before and after.

use std::fmt::Write;

use crate::contents::{self, Page, SECTIONS};
use crate::links::{Form, Links};
use crate::markdown::{self, Rendered};
use crate::source;

/// The parts between which the header leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Handbook,
    Reference,
    Errors,
}

/// Text in HTML, also within quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The page at an address such as `guides/refund`; none where there is none.
pub fn page(address: &str, form: Form) -> Option<String> {
    let page = contents::page_at(address)?;
    let links = Links::of(form, address);
    let rendered = markdown::render(page.source, source::text(page.source)?, links);
    let kind = if address.is_empty() { "front" } else { "page" };
    let mut body = String::with_capacity(rendered.html.len() + 16_384);
    let parts = [
        "<div class=\"frame\">\n",
        &navigation(Some(page), links),
        "<main id=\"content\" class=\"",
        kind,
        "\">\n<article>\n",
        &rendered.html,
        "</article>\n",
        &turning(page, links),
        "</main>\n",
        &on_this_page(&rendered),
        "</div>\n",
    ];
    body.extend(parts);
    let title = match address {
        "" => "Bezant handbook",
        _ => &rendered.title,
    };
    Some(whole(title, &rendered.lead, "", Part::Handbook, links, &body))
}

/// A page beside the handbook's own, in the same frame.
pub(crate) fn plain(address: &str, title: &str, part: Part, links: Links, html: &str) -> String {
    let kind = if address.contains('/') {
        "page"
    } else {
        "page list"
    };
    let body = format!(
        "<div class=\"frame\">\n{}<main id=\"content\" class=\"{kind}\">\n<article>\n{html}</article>\n</main>\n</div>\n",
        navigation(None, links)
    );
    whole(title, title, "", part, links, &body)
}

/// A whole page around what stands under its header.
pub(crate) fn whole(title: &str, lead: &str, head: &str, part: Part, links: Links, body: &str) -> String {
    let tabs = [
        (Part::Handbook, "Handbook", links.page("")),
        (Part::Reference, "API reference", links.page("api")),
        (Part::Errors, "Error codes", links.page("errors")),
    ];
    let tabs = tabs.map(|(one, label, way)| {
        let current = if one == part { " aria-current=\"true\"" } else { "" };
        format!("<a href=\"{way}\"{current}>{label}</a>")
    });
    let exported = match links.form {
        Form::Served => "",
        Form::Exported => " data-exported",
    };
    let lead: String = lead.chars().take(300).collect();
    let full_title = match title.contains("Bezant") {
        true => escape(title),
        false => format!("{} · Bezant", escape(title)),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{full_title}</title>\n\
         <meta name=\"description\" content=\"{lead}\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{style}\">\n<link rel=\"stylesheet\" href=\"{code}\">\n\
         <script defer src=\"{script}\"></script>\n{head}</head>\n\
         <body data-index=\"{index}\" data-front=\"{front}\" data-api=\"{api}\" data-openapi=\"{openapi}\"{exported}>\n\
         <a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
         <header class=\"top\">\n<p class=\"brand\"><a href=\"{front}\">Bezant</a></p>\n\
         <nav class=\"tabs\" aria-label=\"Documentation\">{tabs}</nav>\n\
         <div class=\"finder\" role=\"search\" hidden>\n<label class=\"hidden\" for=\"find\">Search the handbook</label>\n\
         <input id=\"find\" type=\"search\" role=\"combobox\" aria-expanded=\"false\" aria-controls=\"finds\" \
         aria-autocomplete=\"list\" aria-keyshortcuts=\"/\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"Search\">\n\
         <kbd aria-hidden=\"true\">/</kbd>\n\
         <div id=\"found\" hidden><ul id=\"finds\" role=\"listbox\" aria-label=\"Pages found\"></ul>\
         <p id=\"find-note\" role=\"status\"></p></div>\n</div>\n</header>\n{body}</body>\n</html>\n",
        lead = escape(&lead),
        style = links.file("style.css"),
        code = links.file("code.css"),
        script = links.file("site.js"),
        index = links.file("search-index.js"),
        front = links.page(""),
        api = links.page("api"),
        openapi = links.openapi(),
        tabs = tabs.concat(),
    )
}

/// The sections and their pages; the section that is being read is open.
fn navigation(current: Option<&Page>, links: Links) -> String {
    let mut out = String::from(
        "<nav class=\"pages\" aria-label=\"Handbook\">\n<details id=\"contents\" open>\n<summary>Contents</summary>\n",
    );
    for section in SECTIONS {
        let mut pages = section.pages().peekable();
        if pages.peek().is_none() {
            continue;
        }
        let is_open = section.pages().any(|page| Some(page) == current);
        let open = if is_open { " open" } else { "" };
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "<details class=\"section\"{open}>\n<summary>{}</summary>\n<ul>",
            section.title
        );
        for page in pages {
            let mark = match Some(page) == current {
                true => " aria-current=\"page\"",
                false => "",
            };
            let way = links.page(&page.address());
            let _ = writeln!(out, "<li><a href=\"{way}\"{mark}>{}</a></li>", page.label);
        }
        out.push_str("</ul>\n</details>\n");
    }
    out.push_str("</details>\n</nav>\n");
    out
}

/// The headings of a page. One that has hardly any needs no list of them.
fn on_this_page(rendered: &Rendered) -> String {
    if rendered.headings.len() < 2 {
        return "<div class=\"outline\"></div>\n".to_owned();
    }
    let mut out = String::from(
        "<nav class=\"outline\" aria-labelledby=\"outline-title\">\n<h2 id=\"outline-title\">On this page</h2>\n<ul>\n",
    );
    for heading in &rendered.headings {
        let _ = writeln!(
            out,
            "<li class=\"level-{}\"><a href=\"#{}\">{}</a></li>",
            heading.level,
            escape(&heading.anchor),
            escape(&heading.text)
        );
    }
    out.push_str("</ul>\n</nav>\n");
    out
}

/// The pages before and after, in the order of the navigation.
fn turning(current: &Page, links: Links) -> String {
    let all: Vec<&Page> = contents::pages().collect();
    let at = all.iter().position(|page| *page == current).unwrap_or_default();
    let before = at.checked_sub(1).map(|before| (all[before], "prev", "Before"));
    let after = all.get(at + 1).map(|after| (*after, "next", "Next"));
    let mut out = String::from("<nav class=\"turning\" aria-label=\"Before and next\">\n");
    for (page, rel, word) in [before, after].into_iter().flatten() {
        let way = links.page(&page.address());
        let _ = writeln!(
            out,
            "<a rel=\"{rel}\" href=\"{way}\"><span>{word}</span> {}</a>",
            page.label
        );
    }
    out.push_str("</nav>\n");
    out
}
