//! Compiles the protocol's descriptions to Rust, without protoc.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    let descriptors = protox::compile(["bezant/ledger/v1/ledger.proto"], ["proto"])?;
    // Packed fields are handed on as they were received: `Bytes` shares what was read from the socket.
    tonic_prost_build::configure()
        .bytes(".")
        // A channel and a server are the business of the crates that own one.
        .build_transport(false)
        .compile_fds(descriptors)?;
    Ok(())
}
