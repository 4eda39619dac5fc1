//! The ledger behind gRPC: the engine for what is decided and what stands now, the books for what was.

use async_trait::async_trait;
use bezant_books::{As, Balance, Books, Filter, Order, Paging, Period, Place, Placed, Side};
use bezant_core::{Answer, Command, Core, Query, Rejection, Reply};
use bezant_engine::{Engine, Outcome, Request, SubmitError, Wait};
use bezant_kernel::{
    AccountId, AccountPath, AccountType, Currency, PostingCode, Tenant, Timestamp, TransferId,
};
use bezant_ledger::{
    Attachment, Guard, InvalidExternalReference, ItemAttachment, MAX_BATCH, Metadata, Place as AccountPlace,
    RECORD_BYTES, RequestBatch, TransferKind,
};
use bezant_proto::ledger::v1;
use bytes::Bytes;

use crate::books::read;
use crate::edge::Edge;
use crate::grpc::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller};
use crate::problem::{Code, Problem};

/// The ledger of a running engine.
pub struct EngineLedger {
    engine: Engine<Core>,
    books: Books,
}

impl EngineLedger {
    /// Over the engine and the books of an edge.
    pub fn new(edge: &Edge) -> Self {
        EngineLedger {
            engine: edge.engine().clone(),
            books: edge.books().clone(),
        }
    }

    async fn submit(
        &self,
        caller: &LedgerCaller,
        command: bezant_ledger::Command,
    ) -> Result<Outcome<Reply>, SubmitError<Rejection>> {
        let request = Request {
            tenant: caller.tenant,
            correlation: caller.correlation.clone(),
            // Ids make every command of the ledger repeatable.
            idempotency: None,
            command: Command::Ledger(command),
        };
        self.engine.submit(request, Wait::Committed).await
    }
}

#[async_trait]
impl LedgerBackend for EngineLedger {
    async fn create_batch(
        &self,
        caller: LedgerCaller,
        records: Bytes,
        attachments: Vec<v1::Attachment>,
    ) -> Result<BatchOutcome, Problem> {
        let attachments = attachments.iter().enumerate();
        let attachments = attachments.map(|(nth, one)| item_attachment(nth, one));
        let attachments = attachments.collect::<Result<_, _>>()?;
        let batch = RequestBatch::try_from(records).map_err(|error| wrong("records", &error.to_string()))?;
        let batch = batch
            .with_attachments(attachments)
            .map_err(|error| wrong("attachments", &error.to_string()))?;
        let done = self.submit(&caller, bezant_ledger::Command::Batch(batch)).await?;
        let Reply::Transfers { made, refused } = done.reply else {
            unreachable!("a batch is answered with what was made and refused");
        };
        let first = made.as_ref().and_then(|made| made.iter().next());
        Ok(BatchOutcome {
            results: refused.map_or_else(Bytes::new, |refused| refused.as_bytes().clone()),
            position: done.position.0,
            committed_at: first.map_or(Timestamp::default(), |first| first.time),
        })
    }

    async fn open_accounts(
        &self,
        caller: LedgerCaller,
        accounts: Vec<v1::NewAccount>,
    ) -> Result<v1::OpenAccountsResponse, Problem> {
        // Handed in together, so that they share a sync.
        let opening = accounts.into_iter().map(|account| async {
            let open = match open_account(account) {
                Ok(open) => open,
                Err(code) => return Ok((AccountId::from_u128(0), code, 0)),
            };
            let asked = open.clone();
            let command = bezant_ledger::Command::OpenAccount(open);
            match self.submit(&caller, command).await {
                Ok(done) => {
                    let Reply::Account(id) = done.reply else {
                        unreachable!("an opened account is answered with its id");
                    };
                    Ok((id, "", done.position.0))
                }
                Err(SubmitError::Rejected(rejection)) => Ok(refused(caller.tenant, &asked, &rejection)),
                Err(other) => Err(Problem::from(other)),
            }
        });
        let mut response = v1::OpenAccountsResponse::default();
        for opened in futures::future::join_all(opening).await {
            let (id, code, position) = opened?;
            response.position = response.position.max(position);
            response.results.push(v1::OpenAccountResult {
                id: Some(id.as_u128().into()),
                code: code.to_owned(),
            });
        }
        Ok(response)
    }

    async fn accounts(&self, tenant: Tenant, ids: Vec<AccountId>) -> Result<Vec<v1::Account>, Problem> {
        let asked = ids
            .into_iter()
            .map(|id| self.engine.query(tenant, Query::Account(id)));
        let mut found = Vec::new();
        for answer in futures::future::join_all(asked).await {
            let Answer::Account(account) = answer? else {
                unreachable!("a question for an account is answered with one");
            };
            found.extend(account.map(|account| shown(&account)));
        }
        Ok(found)
    }

    async fn transfers(
        &self,
        tenant: Tenant,
        ids: Vec<TransferId>,
        with_attachments: bool,
    ) -> Result<v1::GetTransfersResponse, Problem> {
        read(&self.books, move |books| {
            let now = books.instant(As::default())?;
            let found = books.placed_transfers(tenant, &ids, &now)?;
            let mut packed = Vec::with_capacity(found.len() * RECORD_BYTES);
            for one in &found {
                packed.extend(one.map_or([0; RECORD_BYTES], |one| one.transfer.to_bytes()));
            }
            let mut attachments = Vec::new();
            if with_attachments {
                let (places, there): (Vec<u32>, Vec<Placed>) = (0..)
                    .zip(&found)
                    .filter_map(|(nth, one)| Some((nth, (*one)?)))
                    .unzip();
                let attached = places.into_iter().zip(books.attachments(&there)?);
                attachments.extend(attached.filter_map(|(nth, one)| Some(attachment_message(nth, &one?))));
            }
            Ok(v1::GetTransfersResponse {
                records: packed.into(),
                attachments,
            })
        })
        .await
    }

    async fn account_transfers(
        &self,
        tenant: Tenant,
        request: &v1::AccountTransfersRequest,
    ) -> Result<v1::TransferPage, Problem> {
        let account = AccountId::from_u128(request.account.map_or(0, u128::from));
        let filter = filter(request)?;
        let asked = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let paging = Paging {
            order: if request.oldest_first {
                Order::OldestFirst
            } else {
                Order::NewestFirst
            },
            cursor: cursor(&request.cursor)?,
            limit: if asked == 0 {
                MAX_BATCH
            } else {
                asked.min(MAX_BATCH)
            },
        };
        let page = read(&self.books, move |books| {
            let now = books.instant(As::default())?;
            Ok(books.account_transfers(tenant, account, &filter, &now, paging)?)
        })
        .await?;
        let packed = page.transfers.iter().flat_map(|one| one.transfer.to_bytes());
        let cursor = page.next.map(|place| place.to_bits().to_le_bytes());
        Ok(v1::TransferPage {
            records: packed.collect::<Vec<u8>>().into(),
            cursor: cursor.map_or_else(Bytes::new, |bytes| Bytes::copy_from_slice(&bytes)),
        })
    }

    async fn balance(
        &self,
        tenant: Tenant,
        account: AccountId,
        as_of: BalanceAsOf,
    ) -> Result<v1::BalanceResponse, Problem> {
        let asked = match as_of {
            BalanceAsOf::Now => As::default(),
            BalanceAsOf::CommittedBy(time) => As {
                committed_by: Some(time),
                effective_by: None,
            },
            BalanceAsOf::EffectiveBy(time) => As {
                committed_by: None,
                effective_by: Some(time),
            },
        };
        // The instant first: what is committed afterwards does not count, though the account may show it.
        let instant = read(&self.books, move |books| Ok(books.instant(asked)?)).await?;
        let Answer::Account(found) = self.engine.query(tenant, Query::Account(account)).await? else {
            unreachable!("a question for an account is answered with one");
        };
        let found =
            found.ok_or_else(|| Rejection::from(bezant_ledger::Rejection::AccountNotFound { account }))?;
        let currency = found.currency();
        let balance = match as_of {
            BalanceAsOf::Now => Balance {
                debits: found.debits,
                credits: found.credits,
            },
            BalanceAsOf::CommittedBy(_) | BalanceAsOf::EffectiveBy(_) => {
                read(&self.books, move |books| Ok(books.balance_at(&found, &instant)?)).await?
            }
        };
        Ok(v1::BalanceResponse {
            sums: Some(sums(balance.debits, balance.credits)),
            currency: u32::from(currency.number()),
            position: instant.position().0,
        })
    }
}

/// What the `nth` attachment of a batch says.
fn item_attachment(nth: usize, message: &v1::Attachment) -> Result<ItemAttachment, Problem> {
    let mut metadata = Metadata::new();
    for (key, value) in &message.metadata {
        metadata
            .insert(key, value)
            .map_err(|error| wrong(&format!("attachments[{nth}].metadata"), &error.to_string()))?;
    }
    let reference = Some(&message.external_reference).filter(|text| !text.is_empty());
    let reference = reference.map(|text| text.parse()).transpose();
    Ok(ItemAttachment {
        index: message.index as usize,
        metadata,
        external_reference: reference.map_err(|error: InvalidExternalReference| {
            let field = format!("attachments[{nth}].external_reference");
            wrong(&field, &error.to_string())
        })?,
    })
}

fn attachment_message(index: u32, attachment: &Attachment) -> v1::Attachment {
    let reference = attachment.external_reference.as_ref();
    let pairs = attachment.metadata.iter();
    v1::Attachment {
        index,
        external_reference: reference.map_or_else(String::new, |text| text.as_str().to_owned()),
        metadata: pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    }
}

fn wrong(field: &str, message: &str) -> Problem {
    Problem::mistake(field, Code::FieldInvalid, message)
}

fn cursor(bytes: &[u8]) -> Result<Option<Place>, Problem> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let bits = bytes
        .try_into()
        .map_err(|_| wrong("cursor", "it is not one that this list gave out"))?;
    Ok(Some(Place::from_bits(u64::from_le_bytes(bits))))
}

fn filter(request: &v1::AccountTransfersRequest) -> Result<Filter, Problem> {
    let side = match v1::AccountSide::try_from(request.side) {
        Ok(v1::AccountSide::Both) => None,
        Ok(v1::AccountSide::Debit) => Some(Side::Debit),
        Ok(v1::AccountSide::Credit) => Some(Side::Credit),
        Err(_) => return Err(wrong("side", "there is no such side")),
    };
    let kind = |&number: &i32| {
        let kind = u8::try_from(number).ok().and_then(TransferKind::from_number);
        kind.ok_or_else(|| wrong("kinds", "there is no such kind"))
    };
    let code = request
        .code
        .map(|code| u16::try_from(code).map(PostingCode))
        .transpose();
    let time = |us: u64| (us != 0).then(|| Timestamp::from_microseconds(us));
    Ok(Filter {
        side,
        kinds: request.kinds.iter().map(kind).collect::<Result<_, _>>()?,
        code: code.map_err(|_| wrong("code", "it must be at most 65535"))?,
        reference: request.reference.map(u128::from),
        committed: Period {
            from: time(request.committed_from_us),
            to: time(request.committed_before_us),
        },
        ..Filter::default()
    })
}

/// What became of an account that was not opened now. One that is open with the same content is as good as opened.
fn refused(
    tenant: Tenant,
    asked: &bezant_ledger::OpenAccount,
    rejection: &Rejection,
) -> (AccountId, &'static str, u64) {
    let id = match (&asked.place, asked.id) {
        (_, Some(id)) => id,
        (AccountPlace::At(path), None) => bezant_ledger::account_id(tenant.id(), path, asked.currency),
        (AccountPlace::Below(_), None) => AccountId::from_u128(0),
    };
    match rejection {
        Rejection::Item(bezant_ledger::Refusal {
            rejection: bezant_ledger::Rejection::AccountExists { account, same: true },
            ..
        }) => (*account, "", 0),
        other => (id, other.code(), 0),
    }
}

/// The command for a new account, or the code of what is wrong with it.
fn open_account(account: v1::NewAccount) -> Result<bezant_ledger::OpenAccount, &'static str> {
    let wrong = Code::FieldInvalid.as_str();
    let id = account
        .id
        .map(u128::from)
        .filter(|&id| id != 0)
        .map(AccountId::from_u128);
    let place = match AccountType::ALL
        .into_iter()
        .find(|one| one.root() == account.path)
    {
        Some(account_type) => AccountPlace::Below(account_type),
        None => AccountPlace::At(account.path.parse::<AccountPath>().map_err(|_| wrong)?),
    };
    let currency = u16::try_from(account.currency)
        .ok()
        .and_then(Currency::from_number)
        .ok_or(wrong)?;
    let mut metadata = Metadata::new();
    for (key, value) in &account.metadata {
        metadata.insert(key, value).map_err(|_| wrong)?;
    }
    Ok(bezant_ledger::OpenAccount {
        id,
        place,
        currency,
        guard: u32::try_from(account.guard)
            .ok()
            .and_then(Guard::from_number)
            .ok_or(wrong)?,
        credit_limit: account.credit_limit.map_or(0, u128::from),
        code: u16::try_from(account.code).map_err(|_| wrong)?,
        user_data: account.user_data.map_or(0, u128::from),
        metadata,
    })
}

fn shown(account: &bezant_ledger::Account) -> v1::Account {
    v1::Account {
        id: Some(account.id.as_u128().into()),
        path: account.path().to_string(),
        currency: u32::from(account.currency().number()),
        code: u32::from(account.terms.code),
        user_data: Some(account.terms.user_data.into()),
        guard: account.terms.guard as i32,
        credit_limit: Some(account.terms.credit_limit.into()),
        metadata: account
            .terms
            .metadata
            .iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        sums: Some(sums(account.debits, account.credits)),
        opened_at_us: account.opened_at.as_microseconds(),
        closed: account.closed,
        frozen: account.frozen,
    }
}

fn sums(debits: bezant_ledger::Sums, credits: bezant_ledger::Sums) -> v1::BalanceSums {
    v1::BalanceSums {
        debits_posted: Some(debits.posted.into()),
        debits_pending: Some(debits.pending.into()),
        credits_posted: Some(credits.posted.into()),
        credits_pending: Some(credits.pending.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clients have the bounds compiled in.
    #[test]
    fn the_bounds_of_attachments_are_the_ledgers() {
        use bezant_proto::attached;
        assert_eq!(
            bezant_proto::MAX_ATTACHED_BYTES,
            bezant_ledger::MAX_ATTACHED_BYTES
        );
        let text = |bytes: usize| "x".repeat(bytes);
        let message = |keys: usize, key: usize, value: usize, reference: usize| {
            let pair = |nth: usize| (format!("{nth:0key$}"), text(value));
            v1::Attachment {
                index: 7,
                external_reference: text(reference),
                metadata: (0..keys).map(pair).collect(),
            }
        };
        let [keys, key, value, reference] = [
            attached::MAX_KEYS,
            attached::MAX_KEY_BYTES,
            attached::MAX_VALUE_BYTES,
            attached::MAX_REFERENCE_BYTES,
        ];
        let largest = message(keys, key, value, reference);
        let item = item_attachment(0, &largest).unwrap();
        assert!(largest.is_within_bounds() && item.bytes() == largest.bytes());
        for too_large in [
            message(keys + 1, key, value, reference),
            message(keys, key + 1, value, reference),
            message(keys, key, value + 1, reference),
            message(keys, key, value, reference + 1),
        ] {
            assert!(!too_large.is_within_bounds() && item_attachment(0, &too_large).is_err());
        }
        // A full answer is no larger than any client takes it.
        assert!(bezant_proto::MAX_WITH_ATTACHMENTS * (largest.bytes() + RECORD_BYTES) < 2 << 20);
        let attachment = Attachment {
            transfer: TransferId::from_u128(1),
            metadata: item.metadata,
            external_reference: item.external_reference,
        };
        assert_eq!(attachment_message(7, &attachment), largest);
    }

    /// Clients have the numbers compiled in.
    #[test]
    fn the_numbers_of_packed_results_are_the_ledgers() {
        for &(number, code) in bezant_ledger::Rejection::NUMBERS {
            let Ok(known) = v1::ResultCode::try_from(i32::from(number)) else {
                // Codes beyond those of transfers never stand in a batch's results.
                assert!(number > 31, "{code} is missing in the protocol");
                continue;
            };
            assert_eq!(
                known.as_str_name(),
                format!("RESULT_CODE_{}", code.to_uppercase())
            );
        }
    }
}
