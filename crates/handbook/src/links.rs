//! Where links lead: between documents they are paths of files, on the pages they are addresses.

use crate::contents;
use crate::source;

/// How pages are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By the node, under `/docs`.
    Served,
    /// As files in a folder, which may lie anywhere.
    Exported,
}

/// The links of one page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    pub(crate) form: Form,
    depth: usize,
}

/// What a link of a document turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A place on the pages.
    Inside(String),
    /// Somewhere else on the web.
    Outside(String),
    /// A file of the repository that is no page: readers of the pages may not have it.
    Source,
}

impl Links {
    /// The links of the page at an address such as `guides/refund`.
    pub(crate) fn of(form: Form, address: &str) -> Links {
        let depth = match address {
            // Its list is the index of the folder with the pages.
            "errors" => 1,
            other => other.matches('/').count(),
        };
        Links { form, depth }
    }

    fn up(self) -> String {
        "../".repeat(self.depth)
    }

    /// The way to the page at an address.
    pub(crate) fn page(self, address: &str) -> String {
        match (self.form, address) {
            (Form::Served, "") => "/docs".to_owned(),
            (Form::Served, address) => format!("/docs/{address}"),
            (Form::Exported, address) => self.up() + &file_name(address),
        }
    }

    /// The way to a file that pages load.
    pub(crate) fn file(self, name: &str) -> String {
        match self.form {
            Form::Served => format!("/docs/{name}"),
            Form::Exported => self.up() + name,
        }
    }

    /// The way to the OpenAPI document.
    pub(crate) fn openapi(self) -> String {
        match self.form {
            Form::Served => "/openapi.json".to_owned(),
            Form::Exported => self.up() + "openapi.json",
        }
    }

    /// What a link in a document leads to, `from` being the document's path.
    pub(crate) fn resolve(self, from: &str, link: &str) -> Target {
        if link.contains("://") || link.starts_with("mailto:") {
            return Target::Outside(link.to_owned());
        }
        if link.starts_with('#') {
            return Target::Inside(link.to_owned());
        }
        let (path, anchor) = link
            .split_once('#')
            .map_or((link, String::new()), |(path, anchor)| {
                (path, format!("#{anchor}"))
            });
        if path == "/openapi.json" {
            return Target::Inside(self.openapi());
        }
        // The reference has no document of its own, so it is named by its address.
        if let Some(address) = path.strip_prefix("/docs/") {
            return Target::Inside(self.page(address) + &anchor);
        }
        let Some(path) = joined(from, path) else {
            return Target::Source;
        };
        if let Some(address) = address_of(&path) {
            return Target::Inside(self.page(&address) + &anchor);
        }
        match path
            .strip_prefix("docs/")
            .filter(|name| source::asset(name).is_some())
        {
            Some(name) => Target::Inside(self.file(name)),
            None => Target::Source,
        }
    }
}

/// The file of the page at an address.
pub(crate) fn file_name(address: &str) -> String {
    match address {
        "" => "index.html".to_owned(),
        "errors" => "errors/index.html".to_owned(),
        other => format!("{other}.html"),
    }
}

/// The address of a document's page.
pub(crate) fn address_of(path: &str) -> Option<String> {
    if path == "README.md" {
        return Some(String::new());
    }
    if let Some(page) = path.strip_prefix("docs/errors/") {
        let code = page.strip_suffix(".md")?;
        return match code {
            "README" => Some("errors".to_owned()),
            code => crate::error_title(code).map(|_| format!("errors/{code}")),
        };
    }
    let inside = format!("{}/README.md", path.trim_end_matches('/'));
    let found = contents::pages().find(|page| page.source == path || page.source == inside)?;
    Some(found.address())
}

/// A relative path seen from a file, without dots; none where it leads out of the repository.
fn joined(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_documents_become_addresses() {
        let inside = |form, address, from, link| Links::of(form, address).resolve(from, link);
        for (form, address, from, link, expected) in [
            (
                Form::Served,
                "routing",
                "docs/routing.md",
                "gateways.md",
                "/docs/gateways",
            ),
            (Form::Served, "routing", "docs/routing.md", "#fees", "#fees"),
            (
                Form::Served,
                "",
                "docs/README.md",
                "../ARCHITECTURE.md",
                "/docs/architecture",
            ),
            (
                Form::Served,
                "errors/overdraft",
                "docs/errors/overdraft.md",
                "../http.md#x",
                "/docs/http#x",
            ),
            (
                Form::Exported,
                "errors/overdraft",
                "docs/errors/overdraft.md",
                "../http.md#x",
                "../http.html#x",
            ),
            (
                Form::Exported,
                "http",
                "docs/http.md",
                "errors/overdraft.md",
                "errors/overdraft.html",
            ),
            (
                Form::Exported,
                "http",
                "docs/http.md",
                "errors/README.md",
                "errors/index.html",
            ),
            (
                Form::Exported,
                "errors",
                "docs/errors/README.md",
                "../README.md",
                "../index.html",
            ),
            (
                Form::Exported,
                "graphql",
                "docs/graphql.md",
                "schema.graphql",
                "schema.graphql",
            ),
            (
                Form::Served,
                "graphql",
                "docs/graphql.md",
                "/docs/api#get-x",
                "/docs/api#get-x",
            ),
        ] {
            assert_eq!(
                inside(form, address, from, link),
                Target::Inside(expected.to_owned()),
                "{link}"
            );
        }
        for link in ["../crates/edge/src/lib.rs", "../../elsewhere.md", "missing.md"] {
            assert_eq!(inside(Form::Served, "http", "docs/http.md", link), Target::Source);
        }
    }
}
