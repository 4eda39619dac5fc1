//! The port: what stands behind the gRPC service.

use async_trait::async_trait;
use bezant_engine::Correlation;
use bezant_kernel::{AccountId, Tenant, Timestamp, TransferId};
use bezant_proto::ledger::v1;
use bytes::Bytes;

use crate::problem::Problem;

/// On whose behalf.
#[derive(Clone, Debug)]
pub struct LedgerCaller {
    /// Whose books; from a checked key.
    pub tenant: Tenant,
    /// What follows the call through logs and events.
    pub correlation: Correlation,
}

/// What became of a batch that was carried out. It is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Packed results, 8 bytes for each item that was not simply done, in the order of the batch.
    pub results: Bytes,
    /// Where it is in the log.
    pub position: u64,
    /// The commit time of its transfers.
    pub committed_at: Timestamp,
}

/// As of when a balance is asked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum BalanceAsOf {
    /// What is committed at this moment.
    Now,
    /// What had been committed by then.
    CommittedBy(Timestamp),
    /// What counts as of then, whenever it was committed.
    EffectiveBy(Timestamp),
}

/// The books behind the service.
///
/// The service has checked sizes and the key, and nothing else. All calls may be repeated by callers, so a write must answer
/// the same for what was done before as for what is done now, but for the codes that say so.
#[async_trait]
pub trait LedgerBackend: Send + Sync + 'static {
    /// Carries out a batch of 1 to 8,190 packed transfers of 128 bytes, with what is attached to them, and answers when it is
    /// durable.
    ///
    /// The future's first poll hands the batch in: batches whose futures are first polled in some order are carried out in
    /// that order. A future that is dropped then leaves its batch to be carried out or not.
    async fn create_batch(
        &self,
        caller: LedgerCaller,
        records: Bytes,
        attachments: Vec<v1::Attachment>,
    ) -> Result<BatchOutcome, Problem>;

    /// Opens 1 to 1,000 accounts, each by itself: one result for each, in their order.
    async fn open_accounts(
        &self,
        caller: LedgerCaller,
        accounts: Vec<v1::NewAccount>,
    ) -> Result<v1::OpenAccountsResponse, Problem>;

    /// Accounts as they stand, in the order asked for, without those that do not exist.
    async fn accounts(&self, tenant: Tenant, ids: Vec<AccountId>) -> Result<Vec<v1::Account>, Problem>;

    /// Packed transfers, 128 bytes for each id in the order asked for, all zero where there is none; with what is attached to
    /// them, or without.
    async fn transfers(
        &self,
        tenant: Tenant,
        ids: Vec<TransferId>,
        with_attachments: bool,
    ) -> Result<v1::GetTransfersResponse, Problem>;

    /// Some transfers of an account, at most 8,190 and no more than `request.limit` (zero is
    /// no bound), from behind `request.cursor` on; with the cursor to go on, which is empty behind the last.
    async fn account_transfers(
        &self,
        tenant: Tenant,
        request: &v1::AccountTransfersRequest,
    ) -> Result<v1::TransferPage, Problem>;

    /// An account's balance.
    async fn balance(
        &self,
        tenant: Tenant,
        account: AccountId,
        as_of: BalanceAsOf,
    ) -> Result<v1::BalanceResponse, Problem>;
}
