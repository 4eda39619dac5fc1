//! The calls: each checks sizes, hands over to the backend and shapes the answer.

use std::sync::Arc;

use bezant_kernel::{AccountId, Timestamp, TransferId};
use bezant_proto::ledger::v1::{self, ledger_server::Ledger};
use bezant_proto::{
    MAX_BATCH_ITEMS, MAX_WITH_ATTACHMENTS, PackedTransfer, RESULT_BYTES, TRANSFER_BYTES, flags, ids_in,
    results_in,
};
use bytes::Bytes;
use futures::stream::BoxStream;
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status, Streaming};

use super::backend::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller};
use super::front::Admitted;
use super::{batches, pages};
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// What one connection's batches may hold in memory while they are at work: more wait. Sixteen of the largest.
pub(super) const IN_FLIGHT_BYTES: usize = 16 << 20;

/// A permit stands for so much.
const PERMIT_BYTES: usize = 1 << 10;

/// What a key of metadata takes in memory besides its words, and an attachment besides its keys.
const PAIR_BYTES: usize = 128;

pub(super) const MAX_ACCOUNTS: usize = 1_000;

/// The service of one connection.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) edge: Edge,
    pub(super) backend: Arc<dyn LedgerBackend>,
    pub(super) room: Arc<Semaphore>,
}

impl Service {
    pub(super) fn new(edge: Edge, backend: Arc<dyn LedgerBackend>) -> Self {
        Service {
            edge,
            backend,
            room: Arc::new(Semaphore::new(IN_FLIGHT_BYTES / PERMIT_BYTES)),
        }
    }

    /// Carries out a batch that was checked. Waits for room among the connection's batches.
    async fn carry_out(
        &self,
        caller: LedgerCaller,
        batch: v1::TransferBatch,
    ) -> Result<BatchOutcome, Problem> {
        let _room = self
            .room
            .acquire_many(room_for(&batch))
            .await
            .expect("it is never closed");
        let items = batch.records.len() / TRANSFER_BYTES;
        let outcome = self
            .backend
            .create_batch(caller, batch.records, batch.attachments)
            .await?;
        assert_outcome(&outcome, items);
        Ok(outcome)
    }
}

/// No batch waits for more room than there is.
pub(super) fn room_for(batch: &v1::TransferBatch) -> u32 {
    let attached = batch.attachments.iter();
    let attached = attached.map(|one| one.bytes() + (1 + one.metadata.len()) * PAIR_BYTES);
    let bytes = batch.records.len() + attached.sum::<usize>();
    u32::try_from(bytes.min(IN_FLIGHT_BYTES).div_ceil(PERMIT_BYTES)).expect("the room is small")
}

/// What a backend promises; the largest index is the last.
pub(super) fn assert_outcome(outcome: &BatchOutcome, items: usize) {
    assert!(
        outcome.results.len().is_multiple_of(RESULT_BYTES) && outcome.results.len() / RESULT_BYTES <= items,
        "a batch has at most one result for each item"
    );
}

/// The records of a batch, if it has one to 8,190 of them.
pub(super) fn checked(batch: &v1::TransferBatch) -> Result<(), Problem> {
    let bytes = batch.records.len();
    let what = if !bytes.is_multiple_of(TRANSFER_BYTES) {
        format!("{bytes} bytes are no multiple of {TRANSFER_BYTES}")
    } else if bytes == 0 {
        "a batch holds at least one transfer".to_owned()
    } else if bytes / TRANSFER_BYTES > MAX_BATCH_ITEMS {
        format!(
            "a batch holds at most {MAX_BATCH_ITEMS} transfers, this one {}",
            bytes / TRANSFER_BYTES
        )
    } else {
        return Ok(());
    };
    Err(Problem::mistake("records", Code::FieldInvalid, what))
}

pub(super) fn batch_result(outcome: BatchOutcome, sequence: u64) -> v1::BatchResult {
    v1::BatchResult {
        results: outcome.results,
        position: outcome.position,
        committed_at_us: outcome.committed_at.as_microseconds(),
        sequence,
    }
}

/// The ids in a packed field.
fn checked_ids(packed: &[u8], most: usize) -> Result<impl Iterator<Item = u128> + '_, Problem> {
    let ids =
        ids_in(packed).map_err(|error| Problem::mistake("ids", Code::FieldInvalid, error.to_string()))?;
    counted("ids", ids.len(), most)?;
    Ok(ids)
}

fn counted(field: &str, items: usize, most: usize) -> Result<(), Problem> {
    if (1..=most).contains(&items) {
        Ok(())
    } else {
        let what = format!("there must be from 1 to {most}, these are {items}");
        Err(Problem::mistake(field, Code::FieldInvalid, what))
    }
}

/// An id that must be there.
pub(super) fn required(field: &str, value: Option<&v1::U128>) -> Result<u128, Problem> {
    match v1::U128::or_zero(value) {
        0 => Err(Problem::mistake(
            field,
            Code::FieldMissing,
            "it must be given and not zero",
        )),
        id => Ok(id),
    }
}

/// A single transfer as a batch.
fn packed(transfer: v1::Transfer) -> Result<v1::TransferBatch, Problem> {
    let packed = PackedTransfer::try_from(&transfer)
        .map_err(|error| Problem::mistake(error.field, Code::FieldInvalid, error.to_string()))?;
    if packed.flags & flags::LINKED != 0 {
        let what = "a transfer by itself can't be linked to a next one";
        return Err(Problem::mistake("flags", Code::FieldInvalid, what));
    }
    let attachment = v1::Attachment {
        index: 0,
        external_reference: transfer.external_reference,
        metadata: transfer.metadata,
    };
    Ok(v1::TransferBatch {
        records: Bytes::copy_from_slice(&packed.to_bytes()),
        sequence: 0,
        attachments: Vec::from_iter((!attachment.is_empty()).then_some(attachment)),
    })
}

/// What became of the only transfer of a batch.
fn transfer_result(outcome: &BatchOutcome) -> v1::TransferResult {
    let mut results = results_in(&outcome.results).expect("a backend packs results whole");
    match results.next() {
        None => v1::TransferResult {
            code: v1::ResultCode::Done.into(),
            field: 0,
            position: outcome.position,
            committed_at_us: outcome.committed_at.as_microseconds(),
        },
        Some(result) => v1::TransferResult {
            code: i32::from(result.code),
            field: i32::from(result.field),
            position: 0,
            committed_at_us: 0,
        },
    }
}

#[tonic::async_trait]
impl Ledger for Service {
    async fn create_transfers(
        &self,
        request: Request<v1::TransferBatch>,
    ) -> Result<Response<v1::BatchResult>, Status> {
        let caller = Admitted::of(&request).caller.clone();
        let batch = request.into_inner();
        checked(&batch)?;
        let sequence = batch.sequence;
        let outcome = self.carry_out(caller, batch).await?;
        Ok(Response::new(batch_result(outcome, sequence)))
    }

    type StreamTransfersStream = BoxStream<'static, Result<v1::BatchResult, Status>>;

    async fn stream_transfers(
        &self,
        request: Request<Streaming<v1::TransferBatch>>,
    ) -> Result<Response<Self::StreamTransfersStream>, Status> {
        let admitted = Admitted::of(&request).clone();
        let answers = batches::answers(self.clone(), admitted, request.into_inner());
        Ok(Response::new(Box::pin(answers)))
    }

    async fn create_transfer(
        &self,
        request: Request<v1::Transfer>,
    ) -> Result<Response<v1::TransferResult>, Status> {
        let caller = Admitted::of(&request).caller.clone();
        let batch = packed(request.into_inner())?;
        let outcome = self.carry_out(caller, batch).await?;
        Ok(Response::new(transfer_result(&outcome)))
    }

    async fn open_accounts(
        &self,
        request: Request<v1::OpenAccountsRequest>,
    ) -> Result<Response<v1::OpenAccountsResponse>, Status> {
        let caller = Admitted::of(&request).caller.clone();
        let accounts = request.into_inner().accounts;
        counted("accounts", accounts.len(), MAX_ACCOUNTS)?;
        let asked = accounts.len();
        let answer = self.backend.open_accounts(caller, accounts).await?;
        assert_eq!(answer.results.len(), asked, "each account has its result");
        Ok(Response::new(answer))
    }

    async fn get_accounts(
        &self,
        request: Request<v1::GetAccountsRequest>,
    ) -> Result<Response<v1::GetAccountsResponse>, Status> {
        let tenant = Admitted::of(&request).caller.tenant;
        let ids = checked_ids(&request.get_ref().ids, MAX_ACCOUNTS)?
            .map(AccountId::from_u128)
            .collect();
        let accounts = self.backend.accounts(tenant, ids).await?;
        Ok(Response::new(v1::GetAccountsResponse { accounts }))
    }

    async fn get_transfers(
        &self,
        request: Request<v1::GetTransfersRequest>,
    ) -> Result<Response<v1::GetTransfersResponse>, Status> {
        let tenant = Admitted::of(&request).caller.tenant;
        let with_attachments = request.get_ref().with_attachments;
        let most = if with_attachments {
            MAX_WITH_ATTACHMENTS
        } else {
            MAX_BATCH_ITEMS
        };
        let ids: Vec<TransferId> = checked_ids(&request.get_ref().ids, most)?
            .map(TransferId::from_u128)
            .collect();
        let asked = ids.len();
        let answer = self.backend.transfers(tenant, ids, with_attachments).await?;
        assert_eq!(
            answer.records.len(),
            asked * TRANSFER_BYTES,
            "each id has its place"
        );
        Ok(Response::new(answer))
    }

    type AccountTransfersStream = BoxStream<'static, Result<v1::TransferPage, Status>>;

    async fn account_transfers(
        &self,
        request: Request<v1::AccountTransfersRequest>,
    ) -> Result<Response<Self::AccountTransfersStream>, Status> {
        let admitted = Admitted::of(&request).clone();
        let question = request.into_inner();
        required("account", question.account.as_ref())?;
        let pages = pages::pages(self.clone(), admitted, question);
        Ok(Response::new(Box::pin(pages)))
    }

    async fn balance(
        &self,
        request: Request<v1::BalanceRequest>,
    ) -> Result<Response<v1::BalanceResponse>, Status> {
        use v1::balance_request::At;
        let tenant = Admitted::of(&request).caller.tenant;
        let question = request.get_ref();
        let account = AccountId::from_u128(required("account", question.account.as_ref())?);
        let as_of = match question.at {
            None => BalanceAsOf::Now,
            Some(At::CommittedByUs(at)) => BalanceAsOf::CommittedBy(Timestamp::from_microseconds(at)),
            Some(At::EffectiveByUs(at)) => BalanceAsOf::EffectiveBy(Timestamp::from_microseconds(at)),
        };
        Ok(Response::new(self.backend.balance(tenant, account, as_of).await?))
    }
}
