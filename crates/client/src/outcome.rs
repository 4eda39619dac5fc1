//! What became of what was sent.

use std::fmt;

use bezant_kernel::Timestamp;
use bezant_proto::ledger::v1::{BatchResult, ResultCode, TransferField};
use bezant_proto::{PackedResult, results_in};
use bytes::Bytes;

use crate::error::ClientError;

/// Why the ledger did not accept a transfer: a stable number, with a name where this version knows it.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Code(u16);

/// A transfer that was not accepted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the batch.
    pub index: usize,
    /// Why.
    pub code: Code,
    /// What it is about, if it is about a field.
    pub field: Option<TransferField>,
}

/// What became of a batch. It is durable.
#[derive(Clone, Debug)]
pub struct BatchOutcome {
    sequence: u64,
    items: usize,
    position: u64,
    committed_at: Timestamp,
    results: Bytes,
}

/// What became of a single transfer. It is durable.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum TransferOutcome {
    /// Done now.
    Done {
        /// Where it is in the log.
        position: u64,
        /// Its commit time.
        committed_at: Timestamp,
    },
    /// In the books since before, with the same content.
    Existed,
    /// Not accepted.
    Refused(Refused),
}

impl Code {
    /// The number.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Which of the codes this version knows it is.
    pub fn known(self) -> Option<ResultCode> {
        ResultCode::try_from(i32::from(self.0)).ok()
    }

    fn is(self, code: ResultCode) -> bool {
        i32::from(self.0) == code as i32
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some(code) => {
                let name = code.as_str_name();
                let short = name.strip_prefix("RESULT_CODE_").unwrap_or(name);
                f.write_str(&short.to_ascii_lowercase())
            }
            None => write!(f, "code {}", self.0),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl BatchOutcome {
    pub(crate) fn of(answer: BatchResult, items: usize) -> Result<Self, ClientError> {
        let mut least = 0;
        let are_in_order = results_in(&answer.results)
            .map_err(|_| ClientError::Protocol("results that are no multiple of 8 bytes"))?
            .all(|result| {
                let index = result.index as usize;
                let is_in_order = index >= least && index < items && result.code != 0;
                least = index + 1;
                is_in_order
            });
        if !are_in_order {
            return Err(ClientError::Protocol("results that do not fit their batch"));
        }
        Ok(BatchOutcome {
            sequence: answer.sequence,
            items,
            position: answer.position,
            committed_at: Timestamp::from_microseconds(answer.committed_at_us),
            results: answer.results,
        })
    }

    /// Which batch of a stream it was, from zero on.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many transfers the batch has.
    pub fn items(&self) -> usize {
        self.items
    }

    /// Where it is in the log.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The commit time of those done now.
    pub fn committed_at(&self) -> Timestamp {
        self.committed_at
    }

    /// Whether every transfer of the batch is in the books.
    pub fn is_complete(&self) -> bool {
        self.refused().next().is_none()
    }

    /// Those that were not accepted.
    pub fn refused(&self) -> impl Iterator<Item = Refused> + '_ {
        self.results()
            .map(Refused::from)
            .filter(|one| !one.code.is(ResultCode::TransferExists))
    }

    /// Those that were in the books before, with the same content: all that an earlier attempt had done.
    pub fn existed(&self) -> impl Iterator<Item = usize> + '_ {
        self.results()
            .map(Refused::from)
            .filter(|one| one.code.is(ResultCode::TransferExists))
            .map(|one| one.index)
    }

    fn results(&self) -> impl Iterator<Item = PackedResult> + '_ {
        results_in(&self.results).expect("the length was checked when it came")
    }
}

impl From<PackedResult> for Refused {
    fn from(result: PackedResult) -> Self {
        Refused {
            index: result.index as usize,
            code: Code(result.code),
            field: field_of(i32::from(result.field)),
        }
    }
}

/// A field that this version does not know is none.
fn field_of(number: i32) -> Option<TransferField> {
    let field = TransferField::try_from(number).ok()?;
    (field != TransferField::None).then_some(field)
}

impl BatchOutcome {
    /// The outcome of each of its transfers, in order.
    pub(crate) fn each(&self) -> impl Iterator<Item = TransferOutcome> + '_ {
        let mut results = self.results().peekable();
        (0..self.items).map(move |index| {
            let Some(result) = results.next_if(|result| result.index as usize == index) else {
                return TransferOutcome::Done {
                    position: self.position,
                    committed_at: self.committed_at,
                };
            };
            let refused = Refused::from(result);
            if refused.code.is(ResultCode::TransferExists) {
                TransferOutcome::Existed
            } else {
                // Its batch is not its caller's business.
                TransferOutcome::Refused(Refused { index: 0, ..refused })
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(results: &[(u32, u16, u16)]) -> BatchResult {
        let packed: Vec<u8> = results
            .iter()
            .flat_map(|&(index, code, field)| PackedResult { index, code, field }.to_bytes())
            .collect();
        BatchResult {
            results: packed.into(),
            ..BatchResult::default()
        }
    }

    #[test]
    fn what_existed_counts_as_done() {
        let outcome = BatchOutcome::of(answer(&[(0, 1, 0), (2, 2, 5), (3, 60_000, 0)]), 4).unwrap();
        let refused: Vec<(usize, String, Option<TransferField>)> = outcome
            .refused()
            .map(|one| (one.index, one.code.to_string(), one.field))
            .collect();
        assert_eq!(
            refused,
            [
                (
                    2,
                    "transfer_exists_with_different_content".to_owned(),
                    Some(TransferField::Amount)
                ),
                (3, "code 60000".to_owned(), None)
            ]
        );
        assert_eq!(outcome.existed().collect::<Vec<_>>(), [0]);
        let each: Vec<_> = outcome.each().collect();
        assert_eq!(each[0], TransferOutcome::Existed);
        assert!(matches!(each[1], TransferOutcome::Done { .. }));
        let refused =
            |one: &TransferOutcome| matches!(one, TransferOutcome::Refused(Refused { index: 0, .. }));
        assert!(each.len() == 4 && refused(&each[2]) && refused(&each[3]));
        assert!(!outcome.is_complete());
        assert!(BatchOutcome::of(answer(&[(1, 1, 0)]), 2).unwrap().is_complete());
    }

    #[test]
    fn results_that_do_not_fit_are_not_believed() {
        for wrong in [
            &[(4, 1, 0)][..],
            &[(1, 1, 0), (1, 1, 0)],
            &[(1, 1, 0), (0, 1, 0)],
            &[(0, 0, 0)],
        ] {
            assert!(matches!(
                BatchOutcome::of(answer(wrong), 4),
                Err(ClientError::Protocol(_))
            ));
        }
        let odd = BatchResult {
            results: Bytes::from_static(&[0; 9]),
            ..BatchResult::default()
        };
        assert!(matches!(BatchOutcome::of(odd, 4), Err(ClientError::Protocol(_))));
    }
}
