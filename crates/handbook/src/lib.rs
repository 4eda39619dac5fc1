//! The handbook: the documents of this repository as pages to read.
//!
//! In come the Markdown files of `docs`, embedded when the crate is built, and a table that says in which order they are read. Out
//! come whole HTML pages with navigation, contents and coloured code, an index to search in, and the same as files for any
//! web server. It must never run what stands in a document: raw HTML is shown as text, and the pages need no script to be read.

mod contents;
mod errors;
mod export;
mod highlight;
mod index;
mod layout;
mod links;
mod markdown;
mod reference;
mod source;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use contents::{Page, SECTIONS, Section, page_at, pages};
pub use errors::{codes, error_page, errors_page, title as error_title};
pub use export::export;
pub use index::search_index;
pub use layout::page;
pub use links::Form;
pub use markdown::slug;
pub use reference::reference_page;
pub use source::{Asset, asset};

const PAGE: &str = "text/html; charset=utf-8";

/// What a node shows at an address below `/docs`, with its media type: a page, or a file that pages load.
pub fn served(address: &str) -> Option<(Cow<'static, str>, &'static str)> {
    if let Some(file) = asset(address) {
        return Some((Cow::Borrowed(file.text), file.kind));
    }
    let text = match address {
        "search-index.js" => return Some((Cow::Borrowed(search_index()), source::SCRIPT)),
        "api" => reference_page(Form::Served),
        "errors" => errors_page(Form::Served),
        other => match other.strip_prefix("errors/") {
            Some(code) => error_page(code, Form::Served)?,
            None => page(other, Form::Served)?,
        },
    };
    Some((Cow::Owned(text), PAGE))
}
