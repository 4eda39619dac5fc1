//! The calls that read.

use std::collections::VecDeque;

use bezant_kernel::{AccountId, Currency, Timestamp, TransferId};
use bezant_proto::ledger::v1;
use bezant_proto::{MAX_BATCH_ITEMS, MAX_WITH_ATTACHMENTS, PackedTransfer, TRANSFER_BYTES, kinds, pack_ids};
use bytes::Bytes;
use tonic::Streaming;

use crate::account::{Account, BalanceSums, currency};
use crate::attached::Attached;
use crate::calls::Calls;
use crate::client::{Client, within};
use crate::error::{ClientError, Failure};
use crate::retry::Attempts;
use crate::transfer::{Committed, Kind};

const MAX_ACCOUNTS: usize = 1_000;

/// As of when a balance is asked for.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum AsOf {
    /// What is committed at this moment.
    #[default]
    Now,
    /// What had been committed by then.
    CommittedBy(Timestamp),
    /// What counts as of then, whenever it was committed.
    EffectiveBy(Timestamp),
}

/// A balance.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Both sides of the account.
    pub sums: BalanceSums,
    /// Its currency.
    pub currency: Currency,
    /// The position of the log that it reflects.
    pub position: u64,
}

/// A side of an account.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Either.
    #[default]
    Both,
    /// Those that debit it.
    Debit,
    /// Those that credit it.
    Credit,
}

/// Which of an account's transfers. All, the newest first, unless something else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only those on one side of it.
    pub side: Side,
    /// Only these kinds; all if empty.
    pub kinds: Vec<Kind>,
    /// Only those with this code.
    pub code: Option<u16>,
    /// Only those with this reference.
    pub reference: Option<u128>,
    /// Only those committed at or after this.
    pub committed_from: Option<Timestamp>,
    /// Only those committed before this.
    pub committed_before: Option<Timestamp>,
    /// The oldest first.
    pub oldest_first: bool,
    /// At most so many.
    pub limit: Option<u64>,
}

impl Client {
    /// Accounts as they stand now, in the order asked for; those that do not exist are left out.
    pub async fn accounts(&self, ids: &[AccountId]) -> Result<Vec<Account>, ClientError> {
        within(ids.len(), MAX_ACCOUNTS)?;
        let packed = pack_ids(ids.iter().map(|id| id.as_u128()));
        let message = || v1::GetAccountsRequest { ids: packed.clone() };
        let answer = self
            .calls
            .call(message, |mut ledger, request| async move {
                ledger.get_accounts(request).await
            })
            .await?;
        answer.accounts.into_iter().map(Account::of).collect()
    }

    /// Transfers by id, in the order asked for; nothing where there is none.
    pub async fn transfers(&self, ids: &[TransferId]) -> Result<Vec<Option<Committed>>, ClientError> {
        within(ids.len(), MAX_BATCH_ITEMS)?;
        Ok(self.read_transfers(ids, false).await?.0)
    }

    /// Up to 100 transfers by id with what is attached to them, in the order asked for; nothing where there is none.
    pub async fn transfers_with_attachments(
        &self,
        ids: &[TransferId],
    ) -> Result<Vec<Option<(Committed, Attached)>>, ClientError> {
        within(ids.len(), MAX_WITH_ATTACHMENTS)?;
        let (transfers, attachments) = self.read_transfers(ids, true).await?;
        let with_nothing = |one: Option<Committed>| one.map(|one| (one, Attached::default()));
        let mut found: Vec<_> = transfers.into_iter().map(with_nothing).collect();
        for attachment in attachments {
            let place = found.get_mut(attachment.index as usize);
            let Some((_, attached)) = place.and_then(Option::as_mut) else {
                return Err(ClientError::Protocol("what is attached to no transfer"));
            };
            *attached = attachment.into();
        }
        Ok(found)
    }

    async fn read_transfers(
        &self,
        ids: &[TransferId],
        with_attachments: bool,
    ) -> Result<(Vec<Option<Committed>>, Vec<v1::Attachment>), ClientError> {
        let packed = pack_ids(ids.iter().map(|id| id.as_u128()));
        let message = || v1::GetTransfersRequest {
            ids: packed.clone(),
            with_attachments,
        };
        let answer = self
            .calls
            .call(message, |mut ledger, request| async move {
                ledger.get_transfers(request).await
            })
            .await?;
        if answer.records.len() != ids.len() * TRANSFER_BYTES {
            return Err(ClientError::Protocol("not one transfer for each id"));
        }
        let transfers = PackedTransfer::all_in(&answer.records)
            .map_err(|_| ClientError::Protocol("transfers that are no multiple of 128 bytes"))?
            .map(|packed| {
                if packed.id == 0 {
                    Ok(None)
                } else {
                    committed(packed).map(Some)
                }
            })
            .collect::<Result<_, _>>()?;
        Ok((transfers, answer.attachments))
    }

    /// An account's balance, now or as it was.
    pub async fn balance(&self, account: AccountId, as_of: AsOf) -> Result<Balance, ClientError> {
        use v1::balance_request::At;
        let message = v1::BalanceRequest {
            account: Some(account.as_u128().into()),
            at: match as_of {
                AsOf::Now => None,
                AsOf::CommittedBy(at) => Some(At::CommittedByUs(at.as_microseconds())),
                AsOf::EffectiveBy(at) => Some(At::EffectiveByUs(at.as_microseconds())),
            },
        };
        let answer = self
            .calls
            .call(
                || message,
                |mut ledger, request| async move { ledger.balance(request).await },
            )
            .await?;
        Ok(Balance {
            sums: answer.sums.as_ref().map(BalanceSums::from).unwrap_or_default(),
            currency: currency(answer.currency).ok_or(ClientError::Protocol("a currency that is unknown"))?,
            position: answer.position,
        })
    }

    /// An account's transfers, fetched as they are taken.
    pub fn history(&self, account: AccountId, filter: &HistoryFilter) -> History {
        History {
            calls: self.calls.clone(),
            attempts: Attempts::new(self.calls.options().retry),
            request: v1::AccountTransfersRequest {
                account: Some(account.as_u128().into()),
                side: match filter.side {
                    Side::Both => v1::AccountSide::Both,
                    Side::Debit => v1::AccountSide::Debit,
                    Side::Credit => v1::AccountSide::Credit,
                }
                .into(),
                kinds: filter.kinds.iter().map(|&kind| kind_number(kind)).collect(),
                code: filter.code.map(u32::from),
                reference: filter.reference.map(v1::U128::from),
                committed_from_us: filter.committed_from.map_or(0, Timestamp::as_microseconds),
                committed_before_us: filter.committed_before.map_or(0, Timestamp::as_microseconds),
                oldest_first: filter.oldest_first,
                limit: filter.limit.unwrap_or(0),
                cursor: Bytes::new(),
            },
            is_over: filter.limit == Some(0),
            pages: None,
            ready: VecDeque::new(),
        }
    }
}

/// An account's transfers, one after the other. A lost connection is made anew and goes on where it was.
pub struct History {
    calls: Calls,
    attempts: Attempts,
    /// What is left to be asked for.
    request: v1::AccountTransfersRequest,
    is_over: bool,
    pages: Option<Streaming<v1::TransferPage>>,
    ready: VecDeque<Committed>,
}

impl History {
    /// The next transfer; nothing after the last.
    pub async fn next(&mut self) -> Result<Option<Committed>, ClientError> {
        loop {
            if let Some(transfer) = self.ready.pop_front() {
                return Ok(Some(transfer));
            }
            if self.is_over {
                return Ok(None);
            }
            self.attempts.ready().await;
            let limit = self.calls.options().answer_within;
            let failure = match tokio::time::timeout(limit, self.page()).await {
                Ok(Ok(page)) => {
                    self.attempts.forget();
                    self.take_in(&page)?;
                    continue;
                }
                Ok(Err(failure)) => failure,
                Err(_) => Failure::Final(ClientError::TimedOut),
            };
            self.pages = None;
            self.attempts.note(failure)?;
        }
    }

    async fn page(&mut self) -> Result<v1::TransferPage, Failure> {
        let pages = match &mut self.pages {
            Some(pages) => pages,
            None => {
                let request = self.calls.open_ended(self.request.clone());
                let response = self.calls.ledger().account_transfers(request).await?;
                self.pages.insert(response.into_inner())
            }
        };
        match pages.message().await? {
            Some(page) => Ok(page),
            None => Err(Failure::lost("the pages end before the last")),
        }
    }

    fn take_in(&mut self, page: &v1::TransferPage) -> Result<(), ClientError> {
        let transfers = PackedTransfer::all_in(&page.records)
            .map_err(|_| ClientError::Protocol("transfers that are no multiple of 128 bytes"))?
            .map(committed)
            .collect::<Result<Vec<_>, _>>()?;
        self.is_over = page.cursor.is_empty();
        if self.request.limit > 0 {
            // What is asked for again after a loss is only what is missing then.
            self.request.limit = self.request.limit.saturating_sub(transfers.len() as u64);
            self.is_over |= self.request.limit == 0;
        }
        self.request.cursor = page.cursor.clone();
        self.ready.extend(transfers);
        Ok(())
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("History")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

fn committed(packed: PackedTransfer) -> Result<Committed, ClientError> {
    Committed::from_packed(packed).ok_or(ClientError::Protocol("a transfer of an unknown kind or currency"))
}

fn kind_number(kind: Kind) -> i32 {
    i32::from(match kind {
        Kind::Transfer => kinds::TRANSFER,
        Kind::Hold => kinds::HOLD,
        Kind::Post => kinds::POST,
        Kind::Void => kinds::VOID,
        Kind::Expiry => kinds::EXPIRY,
        Kind::Reversal => kinds::REVERSAL,
    })
}
