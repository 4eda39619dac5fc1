//! Transfers: those a caller asks for, and those the ledger has.

use bezant_kernel::{AccountId, Currency, Timestamp, TransferId};
use bezant_proto::ledger::v1;
use bezant_proto::{PackedTransfer, TRANSFER_BYTES, flags, kinds};

use crate::attached::Attached;

const NO_ACCOUNT: AccountId = AccountId::from_u128(0);

/// A transfer to be made. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a transfer does nothing until it is sent"]
pub struct Transfer {
    pub(crate) packed: PackedTransfer,
    /// Most have none.
    pub(crate) attached: Option<Box<Attached>>,
}

/// What a transfer does.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Moves money at once.
    Transfer,
    /// Reserves money.
    Hold,
    /// Moves a hold's money, or part of it, and releases the rest.
    Post,
    /// Releases a hold.
    Void,
    /// A hold released by its timeout.
    Expiry,
    /// Moves a transfer's money back.
    Reversal,
}

impl Transfer {
    /// Moves money from the side of credits to the side of debits: debits `debit`, credits `credit`.
    pub fn new(
        id: TransferId,
        debit: AccountId,
        credit: AccountId,
        amount: u128,
        currency: Currency,
    ) -> Self {
        Transfer::from(PackedTransfer {
            id: id.as_u128(),
            debit: debit.as_u128(),
            credit: credit.as_u128(),
            amount,
            currency: currency.number(),
            kind: kinds::TRANSFER,
            ..PackedTransfer::default()
        })
    }

    /// Reserves money until a post or void.
    pub fn hold(
        id: TransferId,
        debit: AccountId,
        credit: AccountId,
        amount: u128,
        currency: Currency,
    ) -> Self {
        let mut transfer = Transfer::new(id, debit, credit, amount, currency);
        transfer.packed.kind = kinds::HOLD;
        transfer
    }

    /// Moves all of a hold's money.
    pub fn post(id: TransferId, hold: TransferId) -> Self {
        Transfer::about(kinds::POST, id, hold, 0)
    }

    /// Moves part of a hold's money and releases the rest. Zero is all.
    pub fn post_part(id: TransferId, hold: TransferId, amount: u128) -> Self {
        Transfer::about(kinds::POST, id, hold, amount)
    }

    /// Releases a hold.
    pub fn void(id: TransferId, hold: TransferId) -> Self {
        Transfer::about(kinds::VOID, id, hold, 0)
    }

    /// Moves a transfer's money back.
    pub fn reversal(id: TransferId, original: TransferId) -> Self {
        Transfer::about(kinds::REVERSAL, id, original, 0)
    }

    fn about(kind: u8, id: TransferId, related: TransferId, amount: u128) -> Self {
        Transfer::from(PackedTransfer {
            id: id.as_u128(),
            debit: NO_ACCOUNT.as_u128(),
            credit: NO_ACCOUNT.as_u128(),
            related: related.as_u128(),
            amount,
            kind,
            ..PackedTransfer::default()
        })
    }

    /// Why money moves, in your own numbers.
    pub fn code(mut self, code: u16) -> Self {
        self.packed.code = code;
        self
    }

    /// Any number to find it by.
    pub fn reference(mut self, reference: u128) -> Self {
        self.packed.reference = reference;
        self
    }

    /// From when on it counts, if not from its commit on.
    pub fn effective_at(mut self, at: Timestamp) -> Self {
        self.packed.effective_at_microseconds = at.as_microseconds();
        self
    }

    /// Ends a hold by itself after so many seconds.
    pub fn timeout_seconds(mut self, seconds: u32) -> Self {
        self.packed.timeout_seconds = seconds;
        self
    }

    /// Your own name for it, such as an invoice number, up to 128 bytes; empty for none.
    pub fn external_reference(mut self, text: impl Into<String>) -> Self {
        let text = Some(text.into()).filter(|text| !text.is_empty());
        self.words().external_reference = text;
        self
    }

    /// Words of your own under a key: up to 32 keys of 1 to 40 bytes, with values of up to 500.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.words().metadata.insert(key.into(), value.into());
        self
    }

    /// Done only together with the next transfer of the batch.
    pub fn linked(self) -> Self {
        self.with(flags::LINKED)
    }

    /// Moves what the debit account's guard leaves, at most the amount; no amount is no bound.
    pub fn balancing_debit(self) -> Self {
        self.with(flags::BALANCING_DEBIT)
    }

    /// Moves what the credit account's guard leaves, at most the amount; no amount is no bound.
    pub fn balancing_credit(self) -> Self {
        self.with(flags::BALANCING_CREDIT)
    }

    /// Closes the debit account.
    pub fn closing_debit(self) -> Self {
        self.with(flags::CLOSING_DEBIT)
    }

    /// Closes the credit account.
    pub fn closing_credit(self) -> Self {
        self.with(flags::CLOSING_CREDIT)
    }

    /// Posts or voids every hold of the chain that the named hold was made in.
    pub fn whole_chain(self) -> Self {
        self.with(flags::WHOLE_CHAIN)
    }

    /// Its id.
    pub fn id(&self) -> TransferId {
        TransferId::from_u128(self.packed.id)
    }

    pub(crate) fn is_linked(&self) -> bool {
        self.packed.flags & flags::LINKED != 0
    }

    /// What is attached to it, as an item of a batch.
    pub(crate) fn attachment(&self, index: usize) -> Option<v1::Attachment> {
        let attached = self.attached.as_ref()?;
        let message = attached.message(u32::try_from(index).expect("a batch is short"));
        (!message.is_empty()).then_some(message)
    }

    fn words(&mut self) -> &mut Attached {
        self.attached.get_or_insert_default()
    }

    fn with(mut self, flag: u16) -> Self {
        self.packed.flags |= flag;
        self
    }
}

impl From<PackedTransfer> for Transfer {
    fn from(packed: PackedTransfer) -> Self {
        Transfer {
            packed,
            attached: None,
        }
    }
}

/// A transfer in the books.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    packed: PackedTransfer,
    kind: Kind,
    currency: Currency,
}

impl Committed {
    /// Nothing where the bytes hold what this version of the client does not know.
    pub(crate) fn from_packed(packed: PackedTransfer) -> Option<Committed> {
        let kind = match packed.kind {
            kinds::TRANSFER => Kind::Transfer,
            kinds::HOLD => Kind::Hold,
            kinds::POST => Kind::Post,
            kinds::VOID => Kind::Void,
            kinds::EXPIRY => Kind::Expiry,
            kinds::REVERSAL => Kind::Reversal,
            _ => return None,
        };
        Some(Committed {
            currency: Currency::from_number(packed.currency)?,
            packed,
            kind,
        })
    }

    /// Its id.
    pub fn id(&self) -> TransferId {
        TransferId::from_u128(self.packed.id)
    }

    /// What it does.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The account that is debited.
    pub fn debit(&self) -> AccountId {
        AccountId::from_u128(self.packed.debit)
    }

    /// The account that is credited.
    pub fn credit(&self) -> AccountId {
        AccountId::from_u128(self.packed.credit)
    }

    /// The hold that it ends, or the original that it reverses.
    pub fn related(&self) -> Option<TransferId> {
        (self.packed.related != 0).then(|| TransferId::from_u128(self.packed.related))
    }

    /// Minor units.
    pub fn amount(&self) -> u128 {
        self.packed.amount
    }

    /// The currency of both accounts.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Why money moved.
    pub fn code(&self) -> u16 {
        self.packed.code
    }

    /// What its maker wants to find it by; zero for nothing.
    pub fn reference(&self) -> u128 {
        self.packed.reference
    }

    /// When it was committed.
    pub fn committed_at(&self) -> Timestamp {
        Timestamp::from_microseconds(self.packed.committed_at_microseconds)
    }

    /// From when on it counts.
    pub fn effective_at(&self) -> Timestamp {
        Timestamp::from_microseconds(self.packed.effective_at_microseconds)
    }

    /// When a hold ends by itself.
    pub fn timeout_seconds(&self) -> Option<u32> {
        (self.packed.timeout_seconds != 0).then_some(self.packed.timeout_seconds)
    }

    /// Whether something is attached to it, which [`crate::Client::transfers_with_attachments`] reads.
    pub fn has_attachments(&self) -> bool {
        self.packed.digest != 0
    }

    /// All its fields as they are on the wire, 128 bytes.
    pub fn to_bytes(&self) -> [u8; TRANSFER_BYTES] {
        self.packed.to_bytes()
    }
}
