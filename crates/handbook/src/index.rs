//! What the search looks in: every passage of every page, and every error code.

use std::sync::LazyLock;

use serde_json::json;

use crate::contents;
use crate::errors;
use crate::links::{Form, Links};
use crate::markdown;
use crate::source;

static INDEX: LazyLock<String> = LazyLock::new(made);

/// The index as a script, which pages load when somebody searches. A script and no JSON, so that it also loads where pages are
/// opened as files.
pub fn search_index() -> &'static str {
    &INDEX
}

fn made() -> String {
    let mut pages = Vec::new();
    let mut passages = Vec::new();
    for section in contents::SECTIONS {
        for page in section.pages() {
            let Some(text) = source::text(page.source) else {
                continue;
            };
            let address = page.address();
            let number = pages.len();
            pages.push(json!([address, page.label, section.title]));
            let rendered = markdown::render(page.source, text, Links::of(Form::Served, &address));
            for passage in rendered.passages {
                passages.push(json!([number, passage.anchor, passage.heading, passage.text]));
            }
        }
    }
    for (code, title) in errors::codes().filter_map(|code| Some((code, errors::title(code)?))) {
        let number = pages.len();
        pages.push(json!([format!("errors/{code}"), title, "Error codes"]));
        passages.push(json!([number, "", code, code.replace('_', " ")]));
    }
    let index = json!({ "pages": pages, "passages": passages });
    format!("window.bezantIndex = {index};\n")
}
