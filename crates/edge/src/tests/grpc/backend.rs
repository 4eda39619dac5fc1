//! Books that keep transfers as they are told, without a rule but that an id is used once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bezant_kernel::{AccountId, Tenant, Timestamp, TransferId};
use bezant_proto::ledger::v1::{self, ResultCode};
use bezant_proto::{PackedResult, PackedTransfer, TRANSFER_BYTES};
use bytes::Bytes;
use tokio::sync::watch;

use crate::problem::{Code, Problem};
use crate::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller};

pub(in crate::tests) const COMMITTED_AT: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

/// Transfers on a page: few, so that tests see several pages.
const PAGE: usize = 3;

/// A batch of a transfer with this code is refused as a whole.
pub(in crate::tests) const POISON: u16 = 666;

pub(in crate::tests) struct Books {
    kept: Mutex<Kept>,
    /// Batches handed in wait here until it is open.
    gate: watch::Sender<bool>,
    at_work: Arc<AtomicUsize>,
    most_at_work: AtomicUsize,
}

#[derive(Default)]
struct Kept {
    transfers: BTreeMap<(Tenant, u128), PackedTransfer>,
    attachments: BTreeMap<(Tenant, u128), v1::Attachment>,
    order: Vec<(Tenant, u128)>,
    batches: u64,
    accounts: BTreeMap<(Tenant, u128), v1::Account>,
}

impl Default for Books {
    fn default() -> Self {
        Books {
            kept: Mutex::default(),
            gate: watch::Sender::new(true),
            at_work: Arc::default(),
            most_at_work: AtomicUsize::default(),
        }
    }
}

/// Counts who is at work; a future that is dropped no longer is.
struct AtWork(Arc<AtomicUsize>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Books {
    pub(in crate::tests) fn shut_gate(&self) {
        self.gate.send_replace(false);
    }

    pub(in crate::tests) fn open_gate(&self) {
        self.gate.send_replace(true);
    }

    pub(in crate::tests) fn at_work(&self) -> usize {
        self.at_work.load(Ordering::SeqCst)
    }

    /// The most that ever were at the same time.
    pub(in crate::tests) fn most_at_work(&self) -> usize {
        self.most_at_work.load(Ordering::SeqCst)
    }

    /// The ids in the order in which they were carried out.
    pub(in crate::tests) fn order(&self) -> Vec<u128> {
        let kept = self.kept.lock().unwrap();
        kept.order.iter().map(|&(_, id)| id).collect()
    }

    fn keep(
        &self,
        tenant: Tenant,
        records: &[u8],
        attachments: &[v1::Attachment],
    ) -> Result<BatchOutcome, Problem> {
        let mut kept = self.kept.lock().unwrap();
        let mut results = Vec::new();
        kept.batches += 1;
        for (index, transfer) in PackedTransfer::all_in(records).unwrap().enumerate() {
            if transfer.code == POISON {
                return Err(Problem::new(Code::StorageFull, "poisoned"));
            }
            let key = (tenant, transfer.id);
            let code = match kept.transfers.get(&key) {
                None => {
                    let committed = PackedTransfer {
                        committed_at_microseconds: COMMITTED_AT.as_microseconds(),
                        effective_at_microseconds: COMMITTED_AT.as_microseconds(),
                        ..transfer
                    };
                    kept.transfers.insert(key, committed);
                    let mut attached = attachments.iter();
                    if let Some(attached) = attached.find(|one| one.index as usize == index) {
                        kept.attachments.insert(key, attached.clone());
                    }
                    kept.order.push(key);
                    continue;
                }
                Some(known) if known.amount == transfer.amount => ResultCode::TransferExists,
                Some(_) => ResultCode::TransferExistsWithDifferentContent,
            };
            let result = PackedResult {
                index: u32::try_from(index).unwrap(),
                code: u16::try_from(code as i32).unwrap(),
                field: 5 * u16::from(code == ResultCode::TransferExistsWithDifferentContent),
            };
            results.extend(result.to_bytes());
        }
        Ok(BatchOutcome {
            results: results.into(),
            position: kept.batches,
            committed_at: COMMITTED_AT,
        })
    }
}

#[async_trait]
impl LedgerBackend for Books {
    async fn create_batch(
        &self,
        caller: LedgerCaller,
        records: Bytes,
        attachments: Vec<v1::Attachment>,
    ) -> Result<BatchOutcome, Problem> {
        let at_work = self.at_work.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_work.fetch_max(at_work, Ordering::SeqCst);
        let _at_work = AtWork(Arc::clone(&self.at_work));
        let outcome = self.keep(caller.tenant, &records, &attachments);
        let mut gate = self.gate.subscribe();
        gate.wait_for(|&is_open| is_open).await.unwrap();
        outcome
    }

    async fn open_accounts(
        &self,
        caller: LedgerCaller,
        accounts: Vec<v1::NewAccount>,
    ) -> Result<v1::OpenAccountsResponse, Problem> {
        let mut kept = self.kept.lock().unwrap();
        let results = accounts
            .into_iter()
            .map(|new| {
                let id = v1::U128::or_zero(new.id.as_ref());
                if new.path.is_empty() {
                    let code = "path_invalid".to_owned();
                    return v1::OpenAccountResult { id: new.id, code };
                }
                let account = v1::Account {
                    id: new.id,
                    path: new.path,
                    currency: new.currency,
                    code: new.code,
                    user_data: new.user_data,
                    guard: new.guard,
                    credit_limit: new.credit_limit,
                    metadata: new.metadata,
                    sums: Some(v1::BalanceSums::default()),
                    opened_at_us: COMMITTED_AT.as_microseconds(),
                    closed: false,
                    frozen: true,
                };
                kept.accounts.insert((caller.tenant, id), account);
                v1::OpenAccountResult {
                    id: new.id,
                    code: String::new(),
                }
            })
            .collect();
        Ok(v1::OpenAccountsResponse { results, position: 1 })
    }

    async fn accounts(&self, tenant: Tenant, ids: Vec<AccountId>) -> Result<Vec<v1::Account>, Problem> {
        let kept = self.kept.lock().unwrap();
        let found = ids
            .iter()
            .filter_map(|id| kept.accounts.get(&(tenant, id.as_u128())));
        Ok(found.cloned().collect())
    }

    async fn transfers(
        &self,
        tenant: Tenant,
        ids: Vec<TransferId>,
        with_attachments: bool,
    ) -> Result<v1::GetTransfersResponse, Problem> {
        let kept = self.kept.lock().unwrap();
        let records: Vec<u8> = ids
            .iter()
            .flat_map(|id| match kept.transfers.get(&(tenant, id.as_u128())) {
                Some(transfer) => transfer.to_bytes(),
                None => [0; TRANSFER_BYTES],
            })
            .collect();
        let attached = (0..).zip(&ids).filter_map(|(index, id)| {
            let one = kept.attachments.get(&(tenant, id.as_u128()))?;
            Some(v1::Attachment { index, ..one.clone() })
        });
        Ok(v1::GetTransfersResponse {
            records: records.into(),
            attachments: attached.filter(|_| with_attachments).collect(),
        })
    }

    /// In the order they came in, whatever else was asked for. The cursor is how many were given.
    async fn account_transfers(
        &self,
        tenant: Tenant,
        request: &v1::AccountTransfersRequest,
    ) -> Result<v1::TransferPage, Problem> {
        let kept = self.kept.lock().unwrap();
        let account = v1::U128::or_zero(request.account.as_ref());
        let all: Vec<&PackedTransfer> = kept
            .order
            .iter()
            .filter(|(owner, _)| *owner == tenant)
            .map(|key| &kept.transfers[key])
            .filter(|one| one.debit == account || one.credit == account)
            .collect();
        let skip = request.cursor.first().map_or(0, |&given| usize::from(given));
        let most = match request.limit {
            0 => PAGE,
            limit => PAGE.min(usize::try_from(limit).unwrap()),
        };
        let page: Vec<u8> = all
            .iter()
            .skip(skip)
            .take(most)
            .flat_map(|one| one.to_bytes())
            .collect();
        let given = skip + page.len() / TRANSFER_BYTES;
        let cursor = if given < all.len() {
            vec![u8::try_from(given).unwrap()]
        } else {
            Vec::new()
        };
        Ok(v1::TransferPage {
            records: page.into(),
            cursor: cursor.into(),
        })
    }

    /// Its position tells the test what was asked.
    async fn balance(
        &self,
        _: Tenant,
        account: AccountId,
        as_of: BalanceAsOf,
    ) -> Result<v1::BalanceResponse, Problem> {
        if account.as_u128() == 404 {
            let rejection = bezant_ledger::Rejection::AccountNotFound { account };
            return Err(bezant_core::Rejection::from(rejection).into());
        }
        let sums = v1::BalanceSums {
            credits_posted: Some(account.as_u128().into()),
            ..v1::BalanceSums::default()
        };
        Ok(v1::BalanceResponse {
            sums: Some(sums),
            currency: 978,
            position: match as_of {
                BalanceAsOf::Now => 1,
                BalanceAsOf::CommittedBy(at) => at.as_microseconds(),
                BalanceAsOf::EffectiveBy(at) => at.as_microseconds() + 1_000,
            },
        })
    }
}
