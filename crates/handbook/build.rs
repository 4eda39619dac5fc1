//! Lists the documents of this repository, so that a page that is written is a page that is served.
//!
//! Out comes a table of path and text, sorted by path, in the form of Rust source. It reads the repository and nothing else.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Documents beside those under `docs`. The README is not among them: the front page of the handbook is its own.
const ROOT: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "PERFORMANCE.md",
    "THREATS.md",
];

fn main() -> Result<(), Box<dyn Error>> {
    // Asked now and not when this was compiled: checkouts may share a target folder.
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("Cargo names the folder of the crate")?;
    let root = Path::new(&folder)
        .ancestors()
        .nth(2)
        .ok_or("the crate lies two folders below the repository")?;
    let mut found = Vec::new();
    documents(root, "docs", &mut found)?;
    found.extend(ROOT.iter().map(|&name| name.to_owned()));
    if let Ok(kits) = fs::read_dir(root.join("sdk")) {
        for kit in kits {
            let name = format!("sdk/{}/README.md", kit?.file_name().to_string_lossy());
            if root.join(&name).is_file() {
                found.push(name);
            }
        }
    }
    found.sort();
    println!("cargo::rerun-if-changed={}", root.join("docs").display());
    let mut table = String::from("&[\n");
    for name in &found {
        let path = root.join(name);
        if !name.starts_with("docs/") {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let path = path.to_str().ok_or("the repository's path is no text")?;
        writeln!(table, "    ({name:?}, include_str!({path:?})),")?;
    }
    table.push_str("]\n");
    fs::write(Path::new(&std::env::var("OUT_DIR")?).join("sources.rs"), table)?;
    Ok(())
}

/// The texts in a folder and below, by their paths in the repository.
fn documents(root: &Path, folder: &str, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            documents(root, &name, found)?;
        } else if [".md", ".svg", ".graphql"].iter().any(|end| name.ends_with(end)) {
            found.push(name);
        }
    }
    Ok(())
}
