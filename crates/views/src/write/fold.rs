//! Folds entries into rows. Pure: what it needs is in memory, what it finds out goes back there and into the batch.

use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{AccountId, PaymentId};
use bezant_ledger::{RECORD_BYTES, Transfer, TransferKind};
use bezant_payments::{Created, EventKind, Status};
use rustc_hash::FxHashMap;

use super::GENERATION_ROWS;
use super::memory::{Account, Memory, Standing};
use super::payments::{change, minor};
use super::rows::{
    AccountRow, ChangedRow, CreatedRow, HistoryRow, JournalRow, LineRow, LookupRow, SumsRow, TenantRow,
};
use crate::ViewsError;
use crate::key::{Lookup, row_key, tenant_number, tenant_of};

/// The rows of one transaction.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) tenants: Vec<TenantRow>,
    pub(crate) payments_created: Vec<CreatedRow>,
    pub(crate) payments_changed: Vec<ChangedRow>,
    pub(crate) history: Vec<HistoryRow>,
    pub(crate) journal: Vec<JournalRow>,
    pub(crate) accounts_opened: Vec<AccountRow>,
    pub(crate) accounts_changed: Vec<SumsRow>,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) lookups: Vec<LookupRow>,
}

pub(crate) fn fold(memory: &mut Memory, entries: &[Arc<Entry<Event>>]) -> Result<Batch, ViewsError> {
    let mut folding = Folding {
        memory,
        batch: Batch::default(),
        created: FxHashMap::default(),
        changed: Vec::new(),
        moved: Vec::new(),
    };
    for entry in entries {
        folding.entry(entry)?;
    }
    Ok(folding.finish())
}

struct Folding<'a> {
    memory: &'a mut Memory,
    batch: Batch,
    /// The payments created in this batch, and their row.
    created: FxHashMap<PaymentId, usize>,
    /// The payments changed in this batch, each once, in order.
    changed: Vec<PaymentId>,
    /// The accounts whose sums changed in this batch, each once.
    moved: Vec<AccountId>,
}

/// What one entry adds beside the batch's rows.
struct Open {
    key: i64,
    position: u64,
    at: i64,
    payment: Option<PaymentId>,
    events: Vec<u8>,
    transfers: Vec<u8>,
    /// Where the entry's lines begin.
    first_line: usize,
    /// Where the entry's lookups begin.
    first_lookup: usize,
}

impl Folding<'_> {
    fn entry(&mut self, entry: &Entry<Event>) -> Result<(), ViewsError> {
        let shown = |event: &Event| matches!(event, Event::Payment(_) | Event::Ledger(_));
        if !entry.events.iter().any(shown) {
            return Ok(());
        }
        let tenant = self.tenant(entry)?;
        let mut open = Open {
            key: row_key(tenant, entry.position.0),
            position: entry.position.0,
            at: entry.committed_at.as_microseconds().cast_signed(),
            payment: None,
            events: Vec::new(),
            transfers: Vec::new(),
            first_line: self.batch.lines.len(),
            first_lookup: self.batch.lookups.len(),
        };
        for (index, event) in entry.events.iter().enumerate() {
            match event {
                Event::Payment(event) => self.payment(&mut open, index, event)?,
                Event::Ledger(bezant_ledger::Event::AccountOpened {
                    id, path, currency, ..
                }) => {
                    self.open_account(tenant, *id, path, *currency)?;
                }
                Event::Ledger(bezant_ledger::Event::Posted(transfer)) => {
                    self.transfer(&mut open, transfer)?
                }
                Event::Identity(_) | Event::Webhooks(_) | Event::Routing(_) | Event::PolicySet(_) => {}
            }
        }
        self.close(open);
        Ok(())
    }

    fn tenant(&mut self, entry: &Entry<Event>) -> Result<i64, ViewsError> {
        let id = entry.tenant.id();
        if let Some(&number) = self.memory.tenants.get(&id) {
            return Ok(number);
        }
        let number = tenant_number(self.memory.tenants.len())?;
        self.memory.tenants.insert(id, number);
        self.batch.tenants.push(TenantRow {
            number,
            id: id.as_u128(),
        });
        Ok(number)
    }

    fn payment(
        &mut self,
        open: &mut Open,
        index: usize,
        event: &bezant_payments::Event,
    ) -> Result<(), ViewsError> {
        let id = event.payment;
        if let EventKind::Created(created) = &event.kind {
            self.create(open, id, created)?;
        } else {
            let standing = self
                .memory
                .payment(id)
                .ok_or(ViewsError::Damaged("a payment that changes is not there"))?;
            if tenant_of(standing.key) != tenant_of(open.key) {
                return Err(ViewsError::Damaged("a payment changes under another tenant"));
            }
            change(standing, event)?;
            standing.updated_at = open.at;
            if !standing.changed {
                standing.changed = true;
                self.changed.push(id);
            }
        }
        match open.payment {
            None => open.payment = Some(id),
            Some(first) if first == id => {}
            Some(_) => return Err(ViewsError::Damaged("an entry changes two payments")),
        }
        stored_event(index, event, &mut open.events);
        Ok(())
    }

    fn create(&mut self, open: &Open, id: PaymentId, created: &Created) -> Result<(), ViewsError> {
        let standing = Standing {
            key: open.key,
            status: Status::Initiated,
            captured: 0,
            refunded: 0,
            gateway: None,
            failure_code: None,
            version: 0,
            last: 0,
            updated_at: open.at,
            changed: true,
        };
        if self.memory.insert_payment(id, standing).is_some() {
            return Err(ViewsError::Damaged("a payment is created twice"));
        }
        self.created.insert(id, self.batch.payments_created.len());
        self.changed.push(id);
        self.batch.payments_created.push(CreatedRow {
            id: id.as_u128(),
            currency: created.amount.currency().number(),
            amount: minor(created.amount)?,
            method: created.method.number(),
            created_at: open.at,
            customer: created.customer.clone(),
            reference: created.reference.clone(),
            description: created.description.clone(),
            standing: None,
        });
        if let Some(reference) = &created.reference {
            self.look_up(open, Lookup::PaymentReference(reference));
        }
        if let Some(customer) = &created.customer {
            self.look_up(open, Lookup::Customer(customer));
        }
        Ok(())
    }

    fn open_account(
        &mut self,
        tenant: i64,
        id: AccountId,
        path: &bezant_kernel::AccountPath,
        currency: bezant_kernel::Currency,
    ) -> Result<(), ViewsError> {
        let key = row_key(tenant, self.memory.accounts.len() as u64);
        let account = Account {
            key,
            is_debit_normal: path.account_type().is_debit_normal(),
            debits: 0,
            credits: 0,
            changed: false,
        };
        if self.memory.accounts.insert(id, account).is_some() {
            return Err(ViewsError::Damaged("an account is opened twice"));
        }
        self.batch.accounts_opened.push(AccountRow {
            key,
            id: id.as_u128(),
            path: path.as_str().to_owned(),
            currency: currency.number(),
        });
        Ok(())
    }

    fn transfer(&mut self, open: &mut Open, transfer: &Transfer) -> Result<(), ViewsError> {
        let moves = match transfer.kind {
            TransferKind::Transfer | TransferKind::Post => i128::try_from(transfer.amount)
                .map_err(|_| ViewsError::Damaged("an amount is beyond the ledger's largest sum"))?,
            TransferKind::Hold | TransferKind::Void => 0,
        };
        for (id, is_debit) in [(transfer.debit, true), (transfer.credit, false)] {
            let account = self
                .memory
                .accounts
                .get_mut(&id)
                .ok_or(ViewsError::Damaged("an account that moves is not there"))?;
            let sum = if is_debit {
                &mut account.debits
            } else {
                &mut account.credits
            };
            *sum = sum
                .checked_add(moves)
                .ok_or(ViewsError::Damaged("a sum is beyond the ledger's largest"))?;
            if moves != 0 && !account.changed {
                account.changed = true;
                self.moved.push(id);
            }
            let (key, balance) = (account.key, account.balance());
            let lines = &mut self.batch.lines[open.first_line..];
            if let Some(line) = lines.iter_mut().find(|line| line.account == key) {
                line.moved |= moves != 0;
                line.balance = balance;
            } else {
                self.batch.lines.push(LineRow {
                    account: key,
                    moved: moves != 0,
                    position: open.position.cast_signed(),
                    balance,
                });
            }
        }
        open.transfers.reserve(RECORD_BYTES);
        open.transfers.extend_from_slice(&transfer.to_bytes());
        self.look_up(open, Lookup::Transfer(transfer.id.as_u128()));
        if transfer.reference != 0 {
            self.look_up(open, Lookup::TransferReference(transfer.reference));
        }
        Ok(())
    }

    /// An entry is found once by the same thing, however often it names it.
    fn look_up(&mut self, open: &Open, lookup: Lookup<'_>) {
        let (hash, key) = (lookup.hash(), open.key);
        // The repeated one is a payment's reference, close to the end.
        let known = self.batch.lookups[open.first_lookup..].iter().rev().take(8);
        if known.into_iter().any(|row| row.hash == hash) {
            return;
        }
        if self.memory.generation_rows == GENERATION_ROWS {
            self.memory.generation += 1;
            self.memory.generation_rows = 0;
        }
        self.memory.generation_rows += 1;
        let generation = self.memory.generation;
        self.batch.lookups.push(LookupRow {
            generation,
            hash,
            key,
        });
    }

    fn close(&mut self, open: Open) {
        if let Some(id) = open.payment {
            let standing = self
                .memory
                .payment(id)
                .expect("the entry's payment was just changed");
            standing.version += 1;
            let previous = (standing.last != 0).then_some(standing.last);
            standing.last = open.key;
            self.batch.history.push(HistoryRow {
                key: open.key,
                previous,
                at: open.at,
                events: open.events,
            });
        }
        if !open.transfers.is_empty() {
            self.batch.journal.push(JournalRow {
                key: open.key,
                transfers: open.transfers,
            });
        }
    }

    fn finish(mut self) -> Batch {
        for id in self.changed {
            let standing = self.memory.payment(id).expect("a changed payment is remembered");
            standing.changed = false;
            let standing = standing.clone();
            match self.created.get(&id) {
                Some(&row) => self.batch.payments_created[row].standing = Some(standing),
                None => self.batch.payments_changed.push(ChangedRow(standing)),
            }
        }
        for id in self.moved {
            let account = self
                .memory
                .accounts
                .get_mut(&id)
                .expect("a changed account is there");
            account.changed = false;
            self.batch.accounts_changed.push(SumsRow {
                key: account.key,
                debits: account.debits,
                credits: account.credits,
            });
        }
        // Pages are touched in order, each once.
        self.batch.lookups.sort_unstable();
        self.batch
    }
}

/// Appends an event to its row: index and length, then the bytes as they stand in the log.
fn stored_event(index: usize, event: &bezant_payments::Event, out: &mut Vec<u8>) {
    let index = u32::try_from(index).expect("an entry has fewer events than 2^32");
    out.extend_from_slice(&index.to_le_bytes());
    let length_at = out.len();
    out.extend_from_slice(&[0; 4]);
    bezant_payments::encode_event(event, out);
    let length = u32::try_from(out.len() - length_at - 4).expect("an event is smaller than 4 GiB");
    out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}
