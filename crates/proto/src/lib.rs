//! The wire protocol of Bezant's gRPC interface: what the files under `proto/` say, as Rust types, and the packed layouts
//! that their `bytes` fields hold.
//!
//! Bytes come in and typed messages go out, and the other way round. It must never hold a rule of the ledger, open a
//! connection, or change the meaning of a number that was once given out.

mod attachment;
mod message;
mod packed;

pub use attachment::{MAX_ATTACHED_BYTES, MAX_WITH_ATTACHMENTS, attached};
pub use message::OutOfRange;
pub use packed::{
    InvalidPacked, MAX_BATCH_ITEMS, PackedResult, PackedTransfer, RESULT_BYTES, TRANSFER_BYTES, flags,
    ids_in, kinds, pack_ids, results_in,
};

/// The ledger.
pub mod ledger {
    /// Version 1.
    #[allow(missing_docs, unreachable_pub, clippy::all, clippy::disallowed_types)]
    pub mod v1 {
        tonic::include_proto!("bezant.ledger.v1");
    }
}

/// The REST interface in messages.
pub mod api {
    /// Version 1.
    #[allow(missing_docs, unreachable_pub, clippy::all, clippy::disallowed_types)]
    pub mod v1 {
        tonic::include_proto!("bezant.api.v1");
    }
}

/// Every file under `proto/`, described: a `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
