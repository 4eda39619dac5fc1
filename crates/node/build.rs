//! Takes the built console into the binary: what lies in `web/dist/console`, zipped where that makes it shorter. A build without it
//! works as well, and says at `/console/` that it has none.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() {
    let home = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where it builds"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where output goes"));
    let built = home.join("../../web/dist");
    println!("cargo:rerun-if-changed=build.rs");
    // The folder is in the repository, empty, so that cargo sees it fill.
    println!("cargo:rerun-if-changed={}", built.display());
    let root = built.join("console");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let mut list = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        add(&root, file, &out, number, &mut list);
    }
    list.push(']');
    fs::write(out.join("console_files.rs"), list).expect("the list of the console's files is written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        // What the builder of the console keeps for itself.
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if is_hidden {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn add(root: &Path, file: &Path, out: &Path, number: usize, list: &mut String) {
    let path = file.strip_prefix(root).expect("it was found below");
    let path = path
        .to_str()
        .expect("built files have plain names")
        .replace('\\', "/");
    let content = fs::read(file).expect("a built file can be read");
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    zipped.write_all(&content).expect("a vector takes everything");
    let zipped = zipped.finish().expect("a vector takes everything");
    let gzip = if zipped.len() < content.len() {
        let name = out.join(format!("console-{number}.gz"));
        fs::write(&name, &zipped).expect("a zipped file is written");
        format!("Some(include_bytes!({name:?}))")
    } else {
        "None".to_owned()
    };
    let tag = format!("\"{}\"", &blake3::hash(&content).to_hex()[..32]);
    writeln!(
        list,
        "PageFile {{ path: {path:?}, kind: {:?}, content: include_bytes!({file:?}), gzip: {gzip}, tag: {tag:?}, \
         is_immutable: {} }},",
        kind_of(&path),
        path.starts_with("assets/"),
    )
    .expect("a string takes everything");
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some(_) | None => "application/octet-stream",
    }
}
