//! What the pages are made of: the documents, and the files that the pages load.

/// Path in the repository and text, sorted by path.
static SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The text of a document, by its path in the repository.
pub(crate) fn text(path: &str) -> Option<&'static str> {
    let at = SOURCES.binary_search_by(|row| row.0.cmp(path)).ok()?;
    Some(SOURCES[at].1)
}

/// Every document's path.
pub(crate) fn paths() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|row| row.0)
}

/// A file that pages load or lead to.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The content.
    pub text: &'static str,
    /// The media type.
    pub kind: &'static str,
}

const STYLE: &str = "text/css; charset=utf-8";
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What the pages load, by name.
pub(crate) const ASSETS: &[(&str, Asset)] = &[
    ("style.css", own(include_str!("assets/style.css"), STYLE)),
    ("code.css", own(include_str!("assets/code.css"), STYLE)),
    ("site.js", own(include_str!("assets/site.js"), SCRIPT)),
    (
        "reference.css",
        own(include_str!("reference/reference.css"), STYLE),
    ),
    ("script.js", own(include_str!("reference/script.js"), SCRIPT)),
    ("try.js", own(include_str!("reference/try.js"), SCRIPT)),
];

const fn own(text: &'static str, kind: &'static str) -> Asset {
    Asset { text, kind }
}

/// A file by its name: one that pages load, or one that lies beside the documents.
pub fn asset(name: &str) -> Option<Asset> {
    if let Some((_, asset)) = ASSETS.iter().find(|(own, _)| *own == name) {
        return Some(*asset);
    }
    let kind = match name.rsplit_once('.')?.1 {
        "svg" => "image/svg+xml",
        "graphql" => "text/plain; charset=utf-8",
        _ => return None,
    };
    let text = text(&format!("docs/{name}"))?;
    Some(Asset { text, kind })
}

/// The names of all files that [`asset`] has.
pub(crate) fn asset_names() -> impl Iterator<Item = &'static str> {
    let beside = paths().filter_map(|path| path.strip_prefix("docs/"));
    let beside = beside.filter(|name| asset(name).is_some());
    ASSETS.iter().map(|(name, _)| *name).chain(beside)
}
