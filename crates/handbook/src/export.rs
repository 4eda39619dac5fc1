//! The handbook as files, for any web server.

use crate::contents;
use crate::errors;
use crate::index::search_index;
use crate::layout;
use crate::links::{Form, file_name};
use crate::reference::reference_page;
use crate::source;

/// Every file of the handbook: its path in the folder, and its content. `openapi` is the document that the reference shows.
pub fn export(openapi: &str) -> Vec<(String, String)> {
    let pages = contents::pages().filter_map(|page| {
        let address = page.address();
        Some((file_name(&address), layout::page(&address, Form::Exported)?))
    });
    let codes = errors::codes().filter_map(|code| {
        let page = errors::error_page(code, Form::Exported)?;
        Some((file_name(&format!("errors/{code}")), page))
    });
    let files = source::asset_names()
        .filter_map(|name| Some((name.to_owned(), source::asset(name)?.text.to_owned())));
    let own = [
        (file_name("errors"), errors::errors_page(Form::Exported)),
        (file_name("api"), reference_page(Form::Exported)),
        ("openapi.json".to_owned(), openapi.to_owned()),
        ("search-index.js".to_owned(), search_index().to_owned()),
    ];
    pages.chain(codes).chain(files).chain(own).collect()
}
