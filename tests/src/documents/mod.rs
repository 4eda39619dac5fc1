//! The blocks of code in the documents, run as a reader would run them.
//!
//! In come Markdown files. A block's language and the words behind it (its marks) say what is done with it:
//!
//! | Block | What the test does |
//! |---|---|
//! | `sh` | the blocks of a page run in order in one shell, beside a node of their own |
//! | `sh background` | the same, and the page goes on once the node that it starts is ready |
//! | `sh file: NAME`, `toml file: NAME`, … | is written into the page's folder for the commands after it |
//! | `console` | commands after `$`, and what they print is what the page shows |
//! | `json` | is JSON |
//! | `json answer` | is a part of what the commands before it printed |
//! | `json body: METHOD /path` | is sent to the node, which takes it |
//! | `toml` | `bezant config check` takes it |
//! | `toml your-own: WHAT` | it lacks nothing but what is the reader's own, such as certificates |
//! | `… not-run: REASON` | nothing; it is counted and listed |
//! | `… tested-by: FILE` | the file is there, and reads the document |
//!
//! `…` in what a page shows stands for whatever may change. A page with `<!-- commands: from nothing -->` starts its own node; any
//! other has one, a tenant `acme`, and a key of it in `KEY` and `BEZANT_API_KEY`.

mod compare;
mod shell;

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

pub use compare::{is_part_of, is_shown};
pub use shell::{Ran, Shell, Step};

/// A document with its blocks.
#[derive(Debug)]
pub struct Document {
    /// Its path in the repository.
    pub path: String,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// Whether it starts its node itself.
    pub from_nothing: bool,
}

/// A block of code.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it is, for people.
    pub place: String,
    /// The first word behind the fence; none for a block without one.
    pub language: Option<String>,
    /// The words behind the language.
    pub marks: String,
    /// What stands in it.
    pub text: String,
}

impl Block {
    /// What stands behind a mark such as `file:`.
    pub fn mark(&self, name: &str) -> Option<&str> {
        let rest = self.marks.strip_prefix(name)?;
        Some(rest.trim())
    }
}

/// The repository's folder.
pub fn root() -> PathBuf {
    let parent = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    parent.expect("the tests lie in the repository").to_path_buf()
}

/// Reads a document.
///
/// # Panics
/// If it can't be read.
pub fn read(path: &str) -> Document {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new(&text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.trim(),
                    CodeBlockKind::Indented => "",
                };
                let (language, marks) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
                let line = text[..range.start].lines().count() + 1;
                open = Some(Block {
                    place: format!("{path}:{line}"),
                    language: Some(language.to_owned()).filter(|language| !language.is_empty()),
                    marks: marks.trim().to_owned(),
                    text: String::new(),
                });
            }
            Event::Text(part) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    Document {
        path: path.to_owned(),
        blocks,
        from_nothing: text.contains("<!-- commands: from nothing -->"),
    }
}

/// Every document whose blocks are held to what they say.
///
/// # Panics
/// If a folder can't be read.
pub fn paths() -> Vec<String> {
    let mut found: Vec<String> = ["README.md", "CONTRIBUTING.md"].map(str::to_owned).to_vec();
    let mut folders = vec!["docs".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).expect("the folder is there") {
            let entry = entry.expect("it can be read");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.ends_with(".md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
