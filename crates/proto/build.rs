//! Compiles the protocol's descriptions to Rust, without protoc.

use prost::Message as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    let ledger = protox::compile(["bezant/ledger/v1/ledger.proto"], ["proto"])?;
    let api = protox::compile(["bezant/api/v1/services.proto"], ["proto"])?;

    // For those who look messages up by name: conversion of bodies, and reflection.
    let mut all = api.clone();
    all.file.extend(ledger.file.iter().cloned());
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(format!("{folder}/descriptors.bin"), all.encode_to_vec())?;

    // Packed fields are handed on as they were received: `Bytes` shares what was read from the socket.
    tonic_prost_build::configure()
        .bytes(".")
        // A channel and a server are the business of the crates that own one.
        .build_transport(false)
        .compile_fds(ledger)?;
    tonic_prost_build::configure()
        .build_transport(false)
        // It is served by the same routes as the REST interface, message by message.
        .build_server(false)
        .compile_fds(api)?;
    Ok(())
}
