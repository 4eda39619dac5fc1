//! Every page, as it is served and as it is exported: whole, and every link of it leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::contents::{self, SECTIONS};
use crate::links::{Form, Links, file_name};
use crate::{asset, codes, error_page, errors_page, export, page, reference_page, search_index, source};

/// Documents that others write beside this; without the file, no page.
const MAY_BE_MISSING: &[&str] = &[];

/// The values of an attribute.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_document_has_one_place_and_every_place_a_document() {
    let places: Vec<&str> = SECTIONS
        .iter()
        .flat_map(|section| section.every_entry())
        .map(|page| page.source)
        .collect();
    let once: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(once.len(), places.len(), "a document has two places");
    for path in source::paths().filter(|path| path.ends_with(".md") && !path.starts_with("docs/errors/")) {
        assert!(once.contains(path), "{path} has no place in contents.rs");
    }
    for place in places {
        let is_there = source::text(place).is_some();
        assert!(
            is_there || MAY_BE_MISSING.contains(&place),
            "{place} is not there"
        );
    }
}

#[test]
fn every_page_has_one_heading_and_the_ids_of_a_page_are_its_own() {
    for one in contents::pages() {
        let html = page(&one.address(), Form::Served).expect("a page that is listed is there");
        assert_eq!(html.matches("<h1").count(), 1, "{}", one.source);
        assert!(
            html.contains(&format!(">{}</a>", one.label)),
            "{} is not in the navigation",
            one.source
        );
        let ids = attributes(&html, "id");
        let apart: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(apart.len(), ids.len(), "{}: {ids:?}", one.source);
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_nothing_stands_in_a_page_that_the_policy_forbids() {
    for (name, html) in export("{}") {
        if !name.ends_with(".html") {
            continue;
        }
        for forbidden in [" style=\"", "<style", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
        let loaded = attributes(&html, "src").into_iter();
        let styles = html.split("<link rel=\"stylesheet\" href=\"").skip(1);
        let loaded = loaded.chain(styles.filter_map(|rest| rest.split('"').next()));
        for from in loaded {
            assert!(
                !from.contains(':') && !from.starts_with('/'),
                "{name} loads {from}"
            );
        }
        assert!(!html.contains("<script>"), "{name}");
    }
}

/// Every page as it is served, by its address.
fn served() -> BTreeMap<String, String> {
    let links = Links::of(Form::Served, "");
    let pages = contents::pages().map(|one| one.address());
    let pages = pages.map(|address| (links.page(&address), page(&address, Form::Served).unwrap()));
    let errors = codes().map(|code| {
        (
            format!("/docs/errors/{code}"),
            error_page(code, Form::Served).unwrap(),
        )
    });
    let own = [
        ("/docs/errors".to_owned(), errors_page(Form::Served)),
        ("/docs/api".to_owned(), reference_page(Form::Served)),
    ];
    pages.chain(errors).chain(own).collect()
}

/// What is wrong with the links of pages. The reference's operations are the script's; the edge's tests know them.
fn dead(
    pages: &BTreeMap<String, String>,
    files: impl Fn(&str) -> bool,
    way: impl Fn(&str, &str) -> String,
) -> Vec<String> {
    let anchors: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(name, html)| (name.as_str(), attributes(html, "id").into_iter().collect()))
        .collect();
    let mut dead = Vec::new();
    for (name, html) in pages {
        for link in attributes(html, "href")
            .into_iter()
            .chain(attributes(html, "src"))
        {
            if link.contains("://") || link.starts_with("mailto:") || link == "data:," {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                name.clone()
            } else {
                way(name, path)
            };
            let is_operation = target.contains("api")
                && ["get-", "post-", "put-", "patch-", "delete-"]
                    .iter()
                    .any(|method| anchor.starts_with(method));
            let is_alive = match anchors.get(target.as_str()) {
                Some(anchors) => anchor.is_empty() || is_operation || anchors.contains(anchor),
                None => anchor.is_empty() && files(&target),
            };
            if !is_alive {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    dead
}

#[test]
fn every_link_of_the_served_pages_leads_somewhere() {
    let files = |target: &str| {
        let name = target.strip_prefix("/docs/").unwrap_or_default();
        target == "/openapi.json" || asset(name).is_some()
    };
    let dead = dead(&served(), files, |_, path| path.to_owned());
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

#[test]
fn every_link_of_the_exported_files_leads_to_a_file() {
    let files: BTreeMap<String, String> = export("{}").into_iter().collect();
    let pages = files.iter().filter(|(name, _)| name.ends_with(".html"));
    let pages: BTreeMap<String, String> = pages.map(|(name, html)| (name.clone(), html.clone())).collect();
    assert!(pages.len() > 300 && pages.contains_key("index.html"));
    let way = |from: &str, path: &str| {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => assert!(parts.pop().is_some(), "{from}: {path} leads out of the folder"),
                part => parts.push(part),
            }
        }
        parts.join("/")
    };
    let dead = dead(&pages, |target| files.contains_key(target), way);
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

#[test]
fn no_link_of_a_document_leads_to_a_file_that_is_not_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut dead = Vec::new();
    for path in source::paths().filter(|path| path.ends_with(".md")) {
        let text = source::text(path).unwrap();
        let parser = pulldown_cmark::Parser::new(text);
        for event in parser {
            if let pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) = event {
                let file = dest_url.split('#').next().unwrap_or_default();
                let is_elsewhere = file.contains("://") || file.starts_with('/') || file.is_empty();
                let folder = std::path::Path::new(path).parent().unwrap();
                if !is_elsewhere && !root.join(folder).join(file).exists() {
                    dead.push(format!("{path}: {dest_url}"));
                }
            }
        }
    }
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

#[test]
fn the_index_has_every_page_and_every_code() {
    let index = search_index().strip_prefix("window.bezantIndex = ").unwrap();
    let index: serde_json::Value = serde_json::from_str(index.trim_end().trim_end_matches(';')).unwrap();
    let pages = index["pages"].as_array().unwrap();
    assert_eq!(pages.len(), contents::pages().count() + codes().count());
    let addresses: BTreeSet<&str> = pages.iter().map(|page| page[0].as_str().unwrap()).collect();
    assert!(addresses.contains("http") && addresses.contains("errors/overdraft"));
    for passage in index["passages"].as_array().unwrap() {
        assert!((passage[0].as_u64().unwrap() as usize) < pages.len(), "{passage}");
    }
}

#[test]
fn what_is_not_there_is_not_served() {
    for address in [
        "nothing",
        "errors",
        "../README",
        "errors/overdraft",
        "docs/http",
        "README",
    ] {
        assert!(page(address, Form::Served).is_none(), "{address}");
    }
    for code in ["README", "nothing", "../http", ""] {
        assert!(error_page(code, Form::Served).is_none(), "{code}");
    }
    for name in [
        "README.md",
        "../ARCHITECTURE.md",
        "http.md",
        "errors/overdraft.md",
    ] {
        assert!(asset(name).is_none(), "{name}");
    }
    assert_eq!(file_name("guides/refund"), "guides/refund.html");
}
