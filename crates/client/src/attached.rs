//! Words of the caller's that are attached to transfers.

use std::collections::BTreeMap;

use bezant_proto::attached;
use bezant_proto::ledger::v1;

use crate::error::ClientError;

/// What is attached to a transfer. The ledger keeps it beside the transfer and never reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// Your own name for it.
    pub external_reference: Option<String>,
    /// Words of your own.
    pub metadata: BTreeMap<String, String>,
}

impl Attached {
    /// Refuses what no ledger takes. In a batch the server says it; single transfers go out in common batches, where it would be
    /// the others' trouble.
    pub(crate) fn check(&self) -> Result<(), ClientError> {
        let message = self.message(0);
        if message.is_within_bounds() {
            return Ok(());
        }
        let (keys, key, value, reference) = (
            attached::MAX_KEYS,
            attached::MAX_KEY_BYTES,
            attached::MAX_VALUE_BYTES,
            attached::MAX_REFERENCE_BYTES,
        );
        Err(ClientError::Refused {
            code: "request_invalid".to_owned(),
            detail: format!(
                "a transfer has at most {keys} keys of 1 to {key} bytes with values of at most {value}, and an external \
                 reference of at most {reference} bytes"
            ),
        })
    }

    pub(crate) fn message(&self, index: u32) -> v1::Attachment {
        v1::Attachment {
            index,
            external_reference: self.external_reference.clone().unwrap_or_default(),
            metadata: self.metadata.clone().into_iter().collect(),
        }
    }
}

impl From<v1::Attachment> for Attached {
    fn from(message: v1::Attachment) -> Self {
        Attached {
            external_reference: Some(message.external_reference).filter(|text| !text.is_empty()),
            metadata: message.metadata.into_iter().collect(),
        }
    }
}
