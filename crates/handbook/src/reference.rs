//! The reference of the API: a page that a script makes from the OpenAPI document, in the frame of the handbook.

use crate::layout::{self, Part};
use crate::links::{Form, Links};

/// The page. Exported, it describes and sends nothing: there is no node behind it.
pub fn reference_page(form: Form) -> String {
    let links = Links::of(form, "api");
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{}\">\n<script type=\"module\" src=\"{}\"></script>\n",
        links.file("reference.css"),
        links.file("script.js"),
    );
    let body = include_str!("reference/page.html")
        .replace("{errors}", &links.page("errors"))
        .replace("{openapi}", &links.openapi())
        .replace("{start}", &links.page("start"))
        .replace("{http}", &links.page("http"));
    layout::whole(
        "API reference",
        "Every operation of Bezant’s API, with forms to try it.",
        &head,
        Part::Reference,
        links,
        &body,
    )
}
