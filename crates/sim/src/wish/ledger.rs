//! What callers wish of the ledger: accounts of every kind, chains and batches of every kind of transfer, timers and
//! monitors, and old transfers sent again.

use bezant_kernel::{
    AccountId, Currency, Milliseconds, Money, MonitorId, PostingCode, ScheduleId, Tenant, Timestamp,
    TransferId,
};
use bezant_ledger::{
    AccountChange, CallerTransfer, Command, Comparison, Condition, Flags, ItemAttachment, Measure, Metadata,
    RequestBatch, RequestKind, TemporaryLimit, account_id,
};

use crate::chance::Chance;
use crate::clients::{Clients, Expectation};
use crate::wish::chart::{CHART, GUARDED, account, open, open_numbers};
use crate::wish::{Body, CURRENCIES, PAYABLE, path};

/// A packed transfer.
pub(crate) type Packed = [u8; 128];

/// Where `LINKED` stands in a packed transfer.
pub(crate) const FLAGS_AT: usize = 120;
const REFERENCE_AT: usize = 80;
const AMOUNT_AT: usize = 64;

/// What a request is answered that was made before, and one that says something else under its id; with the field.
const EXISTS: (u16, u16) = (1, 0);
const OTHER_REFERENCE: (u16, u16) = (2, 7);

/// Something for the ledger to do.
pub(super) fn work(
    chance: &mut Chance,
    clients: &Clients,
    tenant: Tenant,
    now: Timestamp,
) -> (Body, Expectation) {
    let currency = CURRENCIES[usize::from(chance.percent(15))];
    let mut maker = Maker {
        currency,
        open: open_numbers(clients, tenant, currency),
        chance,
        clients,
        tenant,
        now,
        holds: Vec::new(),
        made: Vec::new(),
    };
    let kind = maker.chance.below(100);
    let command = match kind {
        _ if maker.open.len() < CHART.len() && maker.chance.percent(40) => maker.open(),
        0..6 => maker.open(),
        6..22 => maker.change(),
        22..50 => Command::Transfers(maker.chain()),
        50..74 => maker.batch(),
        74..80 => maker.schedule(),
        80..82 => Command::CancelSchedule {
            id: maker.schedule_id(),
        },
        82..88 => maker.monitor(),
        88..89 => Command::RemoveMonitor {
            id: maker.monitor_id(),
        },
        _ => match again(maker.chance, clients, tenant) {
            Some(again) => return again,
            None => Command::Transfers(maker.chain()),
        },
    };
    (Body::Ledger(command), Expectation::Nothing)
}

/// Old transfers, as they were or changed, under no key or another one: each must be told from a new one.
fn again(chance: &mut Chance, clients: &Clients, tenant: Tenant) -> Option<(Body, Expectation)> {
    let chains: Vec<_> = clients
        .known_chains
        .iter()
        .filter(|known| known.0 == tenant)
        .collect();
    if !chains.is_empty() && chance.percent(30) {
        let (_, chain) = *chance.pick(&chains);
        let command = Command::Transfers(chain.clone());
        return Some((Body::Ledger(command), Expectation::ChainExists));
    }
    let known: Vec<&Packed> = clients
        .known_items
        .iter()
        .filter(|known| known.0 == tenant)
        .map(|(_, item)| item)
        .collect();
    if known.is_empty() {
        return None;
    }
    let count = chance.between(1, 12);
    let items: Vec<&Packed> = (0..count).map(|_| *chance.pick(&known)).collect();
    Some(exists(items.into_iter(), |_| chance.percent(30)))
}

/// A batch of transfers that were made before, some of them with another reference.
pub(crate) fn exists<'a>(
    items: impl Iterator<Item = &'a Packed>,
    mut changes: impl FnMut(&Packed) -> bool,
) -> (Body, Expectation) {
    let (mut bytes, mut expected) = (Vec::new(), Vec::new());
    for item in items {
        let mut copy = *item;
        let is_other = changes(item);
        copy[REFERENCE_AT] ^= u8::from(is_other);
        expected.push(if is_other { OTHER_REFERENCE } else { EXISTS });
        bytes.extend(copy);
    }
    let batch = RequestBatch::try_from(bytes::Bytes::from(bytes)).expect("a few items are a batch");
    (Body::Ledger(Command::Batch(batch)), Expectation::Exists(expected))
}

/// Makes up requests of one tenant.
struct Maker<'a> {
    chance: &'a mut Chance,
    clients: &'a Clients,
    tenant: Tenant,
    now: Timestamp,
    currency: Currency,
    /// The accounts of the chart that are open, as far as callers know.
    open: Vec<usize>,
    /// Holds of this very command.
    holds: Vec<TransferId>,
    /// Transfers of this very command.
    made: Vec<TransferId>,
}

impl Maker<'_> {
    fn open(&mut self) -> Command {
        let is_new = |number: &usize| !self.open.contains(number);
        let next = (0..CHART.len()).find(is_new);
        let number = next.unwrap_or_else(|| self.number());
        Command::OpenAccount(open(self.tenant, number, self.currency))
    }

    fn change(&mut self) -> Command {
        let open = self
            .open
            .iter()
            .copied()
            .filter(|number| GUARDED.contains(number));
        let open: Vec<usize> = open.collect();
        let number = match open.is_empty() {
            true => GUARDED[0],
            false => *self.chance.pick(&open),
        };
        let amount = u128::from(self.chance.below(4_000));
        let mut change = AccountChange::default();
        match self.chance.below(10) {
            0..3 => change.credit_limit = Some(amount),
            3..6 => {
                let for_ms = self.chance.between(1_000, 200_000);
                change.temporary_limit = Some(TemporaryLimit {
                    extra: amount,
                    until: self.now.after(Milliseconds(for_ms)),
                });
            }
            6..8 => change.frozen = Some(self.chance.percent(35)),
            8 => change.closed = Some(self.chance.percent(30)),
            _ => change.user_data = Some(amount),
        }
        Command::ChangeAccount {
            account: account(self.tenant, number, self.currency),
            change,
        }
    }

    fn chain(&mut self) -> Vec<CallerTransfer> {
        let length = match self.chance.below(10) {
            0..6 => 1,
            _ => self.chance.between(2, 6),
        };
        let all_held = length > 1 && self.chance.percent(30);
        (0..length)
            .map(|_| {
                let mut transfer = self.transfer();
                if all_held && let Some(hold) = as_hold(transfer.kind) {
                    transfer.kind = hold;
                    self.holds.push(transfer.id);
                }
                if self.chance.percent(8) {
                    transfer
                        .metadata
                        .insert("note", "simulated")
                        .expect("a short word");
                    transfer.external_reference = Some("invoice-7".parse().expect("a short word"));
                }
                transfer
            })
            .collect()
    }

    fn batch(&mut self) -> Command {
        let length = match self.chance.below(20) {
            0 => self.chance.between(60, 200),
            1..8 => self.chance.between(1, 4),
            _ => self.chance.between(4, 30),
        };
        let (mut bytes, mut attachments) = (Vec::new(), Vec::new());
        let mut last: Option<Packed> = None;
        for nth in 0..length {
            let mut item = match last.filter(|_| self.chance.percent(3)) {
                // The same once more within the batch.
                Some(twin) => twin,
                None => self
                    .transfer()
                    .pack()
                    .expect("what is made up here can be packed"),
            };
            item[FLAGS_AT] &= !1;
            if self.chance.percent(15) && (nth + 1 < length || self.chance.percent(5)) {
                item[FLAGS_AT] |= 1;
            }
            if self.chance.percent(1) {
                item[AMOUNT_AT..AMOUNT_AT + 16].fill(0xff);
            }
            if self.chance.percent(8) {
                attachments.push(ItemAttachment {
                    index: usize::try_from(nth).expect("a batch is short"),
                    metadata: Metadata::new(),
                    external_reference: Some("invoice-8".parse().expect("a short word")),
                });
            }
            bytes.extend(item);
            last = Some(item);
        }
        let batch = RequestBatch::try_from(bytes::Bytes::from(bytes)).expect("a few items are a batch");
        Command::Batch(
            batch
                .with_attachments(attachments)
                .expect("each is of an item, and short"),
        )
    }

    fn schedule(&mut self) -> Command {
        let later = self.chance.between(500, 60_000);
        let mut transfers = self.chain();
        for transfer in &mut transfers {
            transfer.effective = None;
            if !matches!(
                transfer.kind,
                RequestKind::Transfer { .. } | RequestKind::Hold { .. }
            ) {
                (transfer.kind, transfer.flags) = (self.fresh_kind(), Flags::NONE);
            }
        }
        Command::Schedule {
            id: self.schedule_id(),
            at: self.now.after(Milliseconds(later)),
            transfers,
        }
    }

    fn monitor(&mut self) -> Command {
        let number = self.number();
        let threshold = i128::from(self.chance.below(6_000)) - 1_000;
        Command::SetMonitor {
            // One id stays with its account most of the time.
            id: match self.chance.percent(90) {
                true => MonitorId::from_u128(100 + number as u128),
                false => self.monitor_id(),
            },
            account: account(self.tenant, number, self.currency),
            condition: Condition {
                measure: *self.chance.pick(Measure::ALL),
                comparison: *self.chance.pick(Comparison::ALL),
                threshold,
            },
        }
    }

    /// An account of the chart, mostly one that is open.
    fn number(&mut self) -> usize {
        if !self.open.is_empty() && self.chance.percent(98) {
            return *self.chance.pick(&self.open);
        }
        usize::try_from(self.chance.below(CHART.len() as u64)).expect("an index fits")
    }

    fn schedule_id(&mut self) -> ScheduleId {
        ScheduleId::from_u128(u128::from(self.chance.between(1, 40)))
    }

    fn monitor_id(&mut self) -> MonitorId {
        MonitorId::from_u128(u128::from(self.chance.between(100, 120)))
    }

    /// A transfer of any kind.
    fn transfer(&mut self) -> CallerTransfer {
        let id = self.fresh_id();
        let (kind, flags) = match self.chance.below(100) {
            0..24 => self.end(),
            24..31 => self.reversal(),
            _ => self.fresh(),
        };
        match kind {
            RequestKind::Hold { .. } => self.holds.push(id),
            RequestKind::Transfer { .. } => self.made.push(id),
            RequestKind::Post { .. } | RequestKind::Void { .. } | RequestKind::Reversal { .. } => {}
        }
        let backdated = self.chance.percent(8).then(|| {
            let back = self.chance.below(1_000_000_000);
            Timestamp::from_microseconds(self.now.as_microseconds() - back)
        });
        CallerTransfer {
            flags,
            effective: backdated,
            reference: u128::from(self.chance.below(5)),
            code: PostingCode(7),
            ..CallerTransfer::new(id, kind)
        }
    }

    fn fresh_id(&mut self) -> TransferId {
        loop {
            let id = TransferId::from_u128(self.chance.u128());
            if id.as_u128() != 0 {
                return id;
            }
        }
    }

    fn fresh(&mut self) -> (RequestKind, Flags) {
        let kind = self.fresh_kind();
        let flags = match self.chance.below(100) {
            0..7 => Flags::BALANCING_DEBIT,
            7..11 => Flags::BALANCING_CREDIT,
            11..13 => Flags::BALANCING_DEBIT.with(Flags::BALANCING_CREDIT),
            _ => Flags::NONE,
        };
        let (is_uncapped, closes) = (self.chance.percent(40), self.chance.percent(2));
        match kind {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            } => {
                // Closing empties an account, and only the callers' own guarded ones.
                let is_own = GUARDED
                    .iter()
                    .any(|&own| account(self.tenant, own, self.currency) == debit);
                let flags = if closes && is_own {
                    Flags::BALANCING_DEBIT.with(Flags::CLOSING_DEBIT)
                } else {
                    flags
                };
                let capped = flags == Flags::NONE || !is_uncapped;
                let amount = if capped {
                    amount
                } else {
                    Money::new(0, self.currency)
                };
                let kind = RequestKind::Transfer {
                    debit,
                    credit,
                    amount,
                };
                (kind, flags)
            }
            other => (other, flags),
        }
    }

    /// A transfer or hold of a fixed amount.
    fn fresh_kind(&mut self) -> RequestKind {
        let amount = Money::new(i128::from(self.chance.between(1, 3_000)), self.currency);
        let (debit, credit) = self.pair();
        if self.chance.percent(35) {
            let timed = self.chance.percent(40);
            let timeout_seconds = if timed {
                self.chance.between(1, 90) as u32
            } else {
                0
            };
            RequestKind::Hold {
                debit,
                credit,
                amount,
                timeout_seconds,
            }
        } else {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            }
        }
    }

    /// Two accounts of the callers' own, or one of them and what merchants are owed.
    fn pair(&mut self) -> (AccountId, AccountId) {
        let own = account(self.tenant, self.number(), self.currency);
        if self.chance.percent(15) {
            let bank = account(self.tenant, 0, self.currency);
            let payable = account_id(self.tenant.id(), &path(PAYABLE), self.currency);
            return match self.chance.percent(50) {
                true => (payable, bank),
                false => (bank, payable),
            };
        }
        // Now and then both sides are one account: that must be refused.
        let mut other = account(self.tenant, self.number(), self.currency);
        if other == own {
            other = account(self.tenant, self.number(), self.currency);
        }
        (own, other)
    }

    fn end(&mut self) -> (RequestKind, Flags) {
        let own = &self.clients.holds;
        let mut known: Vec<TransferId> = own
            .iter()
            .rev()
            .filter(|hold| hold.0 == self.tenant)
            .map(|hold| hold.1)
            .take(20)
            .collect();
        known.extend(&self.holds);
        if known.is_empty() {
            return self.fresh();
        }
        let hold = *self.chance.pick(&known);
        match self.chance.below(6) {
            0 | 1 => (RequestKind::Void { hold }, Flags::NONE),
            2 => (RequestKind::Void { hold }, Flags::WHOLE_CHAIN),
            3 => (RequestKind::Post { hold, amount: None }, Flags::WHOLE_CHAIN),
            4 => (RequestKind::Post { hold, amount: None }, Flags::NONE),
            _ => {
                let amount = Some(u128::from(self.chance.between(1, 500)));
                (RequestKind::Post { hold, amount }, Flags::NONE)
            }
        }
    }

    fn reversal(&mut self) -> (RequestKind, Flags) {
        let own = self.clients.known_items.iter().rev();
        let mut known: Vec<TransferId> = own
            .filter(|known| known.0 == self.tenant)
            .map(|(_, item)| TransferId::from_u128(id_of(item)))
            .take(30)
            .collect();
        known.extend(&self.made);
        if known.is_empty() {
            return self.fresh();
        }
        let original = *self.chance.pick(&known);
        (RequestKind::Reversal { original }, Flags::NONE)
    }
}

/// The same movement as a hold without timeout, if it is of a fixed amount.
fn as_hold(kind: RequestKind) -> Option<RequestKind> {
    match kind {
        RequestKind::Transfer {
            debit,
            credit,
            amount,
        } if amount.is_positive() => Some(RequestKind::Hold {
            debit,
            credit,
            amount,
            timeout_seconds: 0,
        }),
        _ => None,
    }
}

/// The id of a packed transfer.
pub(crate) fn id_of(item: &Packed) -> u128 {
    u128::from_le_bytes(*item.first_chunk().expect("a transfer is 128 bytes"))
}
