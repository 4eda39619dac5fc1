//! Writes the seeds of the formats that nobody writes by hand into the folder of the corpora that `FUZZ_CORPUS` names.
//!
//! It does so as a fuzz target that ends before it begins: built with the instrumentation of the others, it links no
//! other way, and a build without would take as long again.

#![no_main]

use std::path::PathBuf;
use std::{env, fs, io, process};

libfuzzer_sys::fuzz_target!(init: finish(write()), |_bytes: &[u8]| ());

fn write() -> io::Result<()> {
    let corpus = env::var_os("FUZZ_CORPUS")
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other("name the folder of the corpora in FUZZ_CORPUS"))?;
    for (target, name, bytes) in bezant_fuzz::seeds::all() {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn finish(written: io::Result<()>) {
    if let Err(error) = written {
        eprintln!("error: {error}");
        process::exit(1);
    }
    process::exit(0);
}
