//! The vault in this process: checks and seals before the machine, opens behind it.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use bezant_engine::{
    Clock, Cold, ColdBehind, ColdError, Engine, Environment, FjallCold, MemoryArchive, Request, StartError,
    Storage, SubmitError, Unavailable, Wait, read_entry,
};
use bezant_kernel::{CardId, Tenant};
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{self, EmbeddedLog, FileSnapshots};
use bezant_log::{Log, LogError, LogReader, Position, ReservedSpace};
use tokio::sync::Notify;

use crate::access::{Access, Caller, Purpose};
use crate::codes::SecurityCodes;
use crate::machine::{
    Answer, CardView, Cards, Command, KeyId, Outcome, Query, Rejection, Reply, RotationView, SealedCard,
    vault_tenant,
};
use crate::number::{self, CustomerReference, NewCard, PlainCard};
use crate::pool::Pool;
use crate::secrets::TenantSecrets;
use crate::vault::{Facts, Listing, MOST_LISTED, Status, Token, Tokenized, Vault, VaultError};
use crate::{Expiry, HolderName, scheme};
use bezant_keyring::{DataKeys, KeyError};

/// How often a card is looked at again that was sealed anew while it was opened.
const LOOKS: usize = 4;

/// Where a vault is and how large.
pub struct Options {
    /// Its folder: log, snapshots and cold tier.
    pub folder: PathBuf,
    /// Cards whose sealed form stays in memory, about 400 bytes each. Of every card about 200 bytes stay.
    pub hot: usize,
    /// Records between two snapshots.
    pub snapshot_every: u64,
    /// Free space of the disk that the log does not take, for the last records.
    pub reserve_bytes: u64,
    /// Size of the log's files.
    pub segment_bytes: u64,
}

impl Options {
    /// A vault in this folder, as large as most are.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Options {
        Options {
            folder: folder.into(),
            hot: 100_000,
            snapshot_every: 250_000,
            reserve_bytes: 0,
            segment_bytes: 64 << 20,
        }
    }
}

/// Why a vault can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its log can't be opened.
    #[error("the vault's log: {0}")]
    Log(#[from] LogError),
    /// Its folder can't be used.
    #[error("the vault's folder: {0}")]
    Io(#[from] std::io::Error),
    /// Its cold tier can't be opened.
    #[error("the vault: {0}")]
    Cold(#[from] ColdError),
    /// Its state can't be recovered.
    #[error("the vault: {0}")]
    Start(#[from] StartError),
    /// What a crash left to do can't be done.
    #[error("the vault: {0}")]
    Mend(#[from] VaultError),
}

/// A vault in this process. Clones are handles to the same one.
#[derive(Clone)]
pub struct LocalVault(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) engine: Engine<Cards>,
    reader: Arc<dyn LogReader>,
    pub(crate) keys: Arc<DataKeys>,
    pub(crate) pool: Arc<Pool>,
    secrets: TenantSecrets,
    codes: SecurityCodes,
    clock: Arc<dyn Clock>,
    /// Keys were retired.
    pub(crate) retired: Arc<Notify>,
    /// One shreds at a time, so that nobody counts on what another has only begun.
    shredding: tokio::sync::Mutex<()>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Whoever waits for keys to shred sees that nobody is left.
        self.retired.notify_one();
    }
}

impl LocalVault {
    /// Opens the vault in this folder or makes it, finishes what a crash left undone, and goes on with a rotation that was under
    /// way. The keys are its own.
    pub async fn open(
        options: Options,
        keys: Arc<DataKeys>,
        clock: Arc<dyn Clock>,
    ) -> Result<LocalVault, OpenError> {
        let opened = tokio::task::spawn_blocking({
            let (keys, clock) = (Arc::clone(&keys), Arc::clone(&clock));
            move || open(&options, keys, clock)
        });
        let vault = LocalVault(Arc::new(opened.await.expect("opening does not panic")?));
        vault.0.shred_retired().await?;
        crate::rotation::shred_in_background(&vault.0);
        crate::rotation::go_on(&vault.0);
        Ok(vault)
    }

    /// Commits what was taken, saves a snapshot and ends.
    pub async fn shutdown(&self) {
        self.0.engine.shutdown().await;
    }

    /// Waits until the vault has ended, by a shutdown or because its log failed.
    pub async fn stopped(&self) {
        self.0.engine.stopped().await;
    }
}

fn open(options: &Options, keys: Arc<DataKeys>, clock: Arc<dyn Clock>) -> Result<Inner, OpenError> {
    let folder = options.folder.join("log");
    let disk = Arc::new(RealDisk::open(&folder)?);
    let layout = embedded::Options {
        segment_bytes: options.segment_bytes,
        ..embedded::Options::default()
    };
    let snapshots = FileSnapshots::open_with(disk.clone(), &layout)?;
    let log = EmbeddedLog::open(disk, layout)?;
    let cold_folder = options.folder.join("cold");
    if log.head() == Position::NONE && cold_folder.exists() {
        // What belongs to a log that is gone must not be taken for this one's.
        std::fs::remove_dir_all(&cold_folder)?;
    }
    let cold: Arc<dyn Cold> = Arc::new(ColdBehind::over(FjallCold::open(&cold_folder)?)?);
    let log = ReservedSpace::new(log, folder, options.reserve_bytes);
    let reader = log.reader();
    let storage = Storage {
        log: Box::new(log),
        snapshots: Arc::new(snapshots),
        cold,
        archive: Arc::new(MemoryArchive::new()),
    };
    let environment = Environment {
        clock: Arc::clone(&clock),
        seed: rand::random(),
    };
    let sizes = bezant_engine::Options {
        snapshot_every: options.snapshot_every,
        // Nobody follows it.
        ring: 1,
        ..bezant_engine::Options::default()
    };
    let cards = Cards::new(options.hot.max(1));
    let engine = Engine::start(cards, storage, environment, sizes, &mut |_| (), |fatal| {
        tracing::error!(error = %fatal, "the card vault stops");
    })?;
    Ok(Inner {
        engine,
        reader,
        pool: Pool::new(Arc::clone(&keys)),
        secrets: TenantSecrets::new(Arc::clone(&keys)),
        keys,
        codes: SecurityCodes::default(),
        clock,
        retired: Arc::default(),
        shredding: tokio::sync::Mutex::default(),
    })
}

/// What sealed bytes are bound to: they can't be read as another tenant's or another version's.
pub(crate) fn context(tenant: Tenant, key: KeyId) -> [u8; 32] {
    let mut context = [0; 32];
    context[..16].copy_from_slice(&tenant.id().as_u128().to_be_bytes());
    context[16..].copy_from_slice(&key.0.to_be_bytes());
    context
}

impl Inner {
    async fn submit(&self, tenant: Tenant, caller: &Caller, command: Command) -> Result<Reply, Refusal> {
        let request = Request {
            tenant,
            correlation: caller.correlation.clone(),
            idempotency: None,
            command,
        };
        Ok(self.engine.submit(request, Wait::Committed).await?.reply)
    }

    pub(crate) async fn query(&self, tenant: Tenant, query: Query) -> Result<Answer, VaultError> {
        self.engine.query(tenant, query).await.map_err(VaultError::from)
    }

    async fn view(&self, tenant: Tenant, query: Query) -> Result<Option<CardView>, VaultError> {
        match self.query(tenant, query).await? {
            Answer::Card(view) => Ok(view.map(|view| *view)),
            other => unreachable!("a card was asked for and {other:?} came"),
        }
    }

    async fn resolve(&self, tenant: Tenant, token: &Token) -> Result<CardId, VaultError> {
        match token {
            Token::Card(card) => Ok(*card),
            Token::FormatPreserving(token) => {
                let secrets = self.secrets.of(tenant).await?;
                let number = secrets
                    .format_preserving
                    .number(token)
                    .ok_or(VaultError::NotFound)?;
                let fingerprint = secrets.fingerprint(&number);
                let found = self.view(tenant, Query::ByFingerprint(fingerprint)).await?;
                Ok(found.ok_or(VaultError::NotFound)?.id)
            }
        }
    }

    /// Opens what a card is sealed in. A rotation may have shredded that key since: then what it is sealed in now.
    async fn open_sealed(
        &self,
        tenant: Tenant,
        card: CardId,
        mut key: KeyId,
        mut sealed: Vec<u8>,
    ) -> Result<(crate::CardNumber, Option<HolderName>), VaultError> {
        for _ in 0..LOOKS {
            match self.keys.find(key.name()) {
                Ok(Some(found)) => {
                    let plain = found.open(&context(tenant, key), &sealed);
                    let plain = plain.ok_or(VaultError::Damaged)?;
                    return number::unpack(&plain).ok_or(VaultError::Damaged);
                }
                Ok(None) => return Err(VaultError::Damaged),
                Err(KeyError::Erased) => {}
                Err(error) => return Err(error.into()),
            }
            match self.query(tenant, Query::Sealed(card)).await? {
                Answer::Sealed(Some((now, now_sealed))) if now != key => (key, sealed) = (now, now_sealed),
                // Its key is gone, but nobody deleted it: the file of keys is not this vault's.
                Answer::Sealed(Some(_)) => return Err(VaultError::Damaged),
                Answer::Sealed(None) => return Err(VaultError::Deleted),
                other => unreachable!("what a card is sealed in was asked for and {other:?} came"),
            }
        }
        Err(VaultError::Busy {
            retry_after: std::time::Duration::from_millis(100),
        })
    }

    /// Shreds all keys that have to go.
    pub(crate) async fn shred_retired(&self) -> Result<(), VaultError> {
        const AT_ONCE: usize = 256;
        let _turn = self.shredding.lock().await;
        loop {
            let listed = match self
                .query(vault_tenant(), Query::ToShred { limit: AT_ONCE })
                .await?
            {
                Answer::ToShred(keys) => keys,
                other => unreachable!("keys were asked for and {other:?} came"),
            };
            if listed.is_empty() {
                return Ok(());
            }
            let keys = Arc::clone(&self.keys);
            let names: Vec<_> = listed.iter().map(|key| key.name()).collect();
            tokio::task::spawn_blocking(move || keys.erase_all(&names))
                .await
                .expect("erasing does not panic")?;
            let request = Request {
                tenant: vault_tenant(),
                correlation: bezant_engine::Correlation::new("vault").expect("it is short"),
                idempotency: None,
                command: Command::Shredded(listed),
            };
            match self.engine.submit_from_follower(request).await {
                Ok(_) | Err(SubmitError::Rejected(Rejection::NothingToDo)) => {}
                // They are gone; that they are will be noted at the next start.
                Err(SubmitError::StorageFull) => return Ok(()),
                Err(error) => return Err(Refusal::from(error).into()),
            }
        }
    }

    async fn delete_with(&self, tenant: Tenant, caller: &Caller, command: Command) -> Result<u32, Refusal> {
        let erased = match self.submit(tenant, caller, command).await {
            Ok(Reply::Erased { cards, .. }) => cards,
            Ok(other) => unreachable!("cards were deleted and {other:?} came"),
            // Whoever deleted them may not have come to shredding.
            Err(Refusal::Rejected(Rejection::Deleted | Rejection::NoCards)) => 0,
            Err(error) => return Err(error),
        };
        self.shred_retired().await?;
        Ok(erased)
    }
}

#[async_trait]
impl Vault for LocalVault {
    async fn tokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        card: NewCard,
        format_preserving: bool,
    ) -> Result<Tokenized, VaultError> {
        let vault = &*self.0;
        card.expiry.check(vault.clock.now())?;
        let secrets = vault.secrets.of(tenant).await?;
        let key = vault.pool.take().await?;
        let packed = number::pack(&card.number, card.holder.as_ref());
        let sealed = SealedCard {
            fingerprint: secrets.fingerprint(&card.number),
            content: secrets.content(&packed, card.expiry),
            customer: card.customer.as_ref().map(|customer| secrets.customer(customer)),
            key: key.id,
            sealed: key.key.seal(&context(tenant, key.id), &packed),
            facts: facts(&card.number, card.expiry),
        };
        let command = Command::Tokenize {
            card: Box::new(sealed),
            by: caller.name.clone(),
        };
        let (view, outcome) = match vault.submit(tenant, caller, command).await {
            Ok(Reply::Card(view, outcome)) => (*view, outcome),
            Ok(other) => unreachable!("a card was handed in and {other:?} came"),
            Err(Refusal::Rejected(Rejection::Unchanged(view))) => {
                // Nothing that was sealed under it left this function.
                vault.pool.give_back(key);
                (*view, Outcome::Unchanged)
            }
            Err(error) => return Err(error.into()),
        };
        if outcome == Outcome::Updated {
            vault.retired.notify_one();
        }
        if let Some(code) = card.code {
            vault.codes.put(view.id, code, vault.clock.now());
        }
        let format_preserving = format_preserving
            .then(|| secrets.format_preserving.token(&card.number))
            .flatten();
        Ok(Tokenized {
            card: view,
            outcome,
            format_preserving,
        })
    }

    async fn detokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        token: &Token,
        purpose: Purpose,
    ) -> Result<PlainCard, VaultError> {
        let vault = &*self.0;
        let card = vault.resolve(tenant, token).await?;
        let command = Command::Access {
            card,
            purpose,
            allowed: caller.purposes,
            by: caller.name.clone(),
        };
        let (view, key, sealed) = match vault.submit(tenant, caller, command).await? {
            Reply::Opened { view, key, sealed } => (view, key, sealed),
            Reply::Refused => return Err(VaultError::Denied),
            other => unreachable!("a number was asked for and {other:?} came"),
        };
        let expiry = view.facts.as_ref().ok_or(VaultError::Deleted)?.expiry;
        let (number, holder) = vault.open_sealed(tenant, card, key, sealed).await?;
        let code = match purpose {
            Purpose::Authorization => vault.codes.take(card, vault.clock.now()),
            Purpose::NetworkToken | Purpose::MerchantExport | Purpose::Dispute | Purpose::SupportReveal => {
                None
            }
        };
        Ok(PlainCard {
            number,
            expiry,
            holder,
            code,
        })
    }

    async fn describe(&self, tenant: Tenant, card: CardId) -> Result<CardView, VaultError> {
        let view = self.0.view(tenant, Query::Card(card)).await?;
        view.ok_or(VaultError::NotFound)
    }

    async fn cards(&self, tenant: Tenant, listing: &Listing) -> Result<Vec<CardView>, VaultError> {
        let customer = match &listing.customer {
            Some(customer) => Some(self.0.secrets.of(tenant).await?.customer(customer)),
            None => None,
        };
        let query = Query::Cards {
            customer,
            after: listing.after,
            limit: listing.limit.min(MOST_LISTED),
        };
        match self.0.query(tenant, query).await? {
            Answer::Cards(cards) => Ok(cards),
            other => unreachable!("cards were asked for and {other:?} came"),
        }
    }

    async fn accesses(
        &self,
        tenant: Tenant,
        card: CardId,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Access>, VaultError> {
        let view = self.describe(tenant, card).await?;
        let reader = Arc::clone(&self.0.reader);
        let walk = move || walk(&*reader, card, view.latest, before, limit.min(MOST_LISTED));
        tokio::task::spawn_blocking(walk)
            .await
            .expect("reading does not panic")
    }

    async fn delete(&self, tenant: Tenant, caller: &Caller, card: CardId) -> Result<CardView, VaultError> {
        let by = caller.name.clone();
        self.0
            .delete_with(tenant, caller, Command::Delete { card, by })
            .await?;
        // The code of a card that is gone is of no use to anyone.
        drop(self.0.codes.take(card, self.0.clock.now()));
        self.describe(tenant, card).await
    }

    async fn erase_customer(
        &self,
        tenant: Tenant,
        caller: &Caller,
        customer: &CustomerReference,
    ) -> Result<u32, VaultError> {
        let customer = self.0.secrets.of(tenant).await?.customer(customer);
        let by = caller.name.clone();
        let command = Command::EraseCustomer { customer, by };
        Ok(self.0.delete_with(tenant, caller, command).await?)
    }

    async fn rotate(&self, caller: &Caller) -> Result<RotationView, VaultError> {
        let by = caller.name.clone();
        self.0
            .submit(vault_tenant(), caller, Command::Rotate { by })
            .await?;
        crate::rotation::go_on(&self.0);
        let status = self.status().await?;
        Ok(status.rotation.expect("one was just begun"))
    }

    async fn status(&self) -> Result<Status, VaultError> {
        match self.0.query(vault_tenant(), Query::Status).await? {
            Answer::Status(counted) => Ok(Status {
                cards: counted.cards,
                deleted: counted.deleted,
                in_memory: counted.in_memory,
                keys_to_shred: counted.to_shred,
                security_codes: self.0.codes.len(self.0.clock.now()) as u64,
                rotation: counted.rotation,
                position: counted.position,
            }),
            other => unreachable!("the status was asked for and {other:?} came"),
        }
    }
}

fn facts(number: &crate::CardNumber, expiry: Expiry) -> Facts {
    Facts {
        scheme: scheme::of(number.expose()),
        bin: number.bin().to_owned(),
        last4: number.last4().to_owned(),
        expiry,
    }
}

/// The record of a card, from its newest event backwards.
fn walk(
    reader: &dyn LogReader,
    card: CardId,
    latest: Position,
    before: Option<Position>,
    limit: usize,
) -> Result<Vec<Access>, VaultError> {
    let (mut lines, mut next) = (Vec::new(), latest);
    // Only places of this card lead anywhere; the newest before a place that is none are found from the front.
    while lines.len() < limit
        && let Some(after) = next.0.checked_sub(1)
    {
        let damaged = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, position = next.0, "the vault's log can't be read");
            VaultError::Damaged
        };
        let records = reader
            .read_after(Position(after), 1)
            .map_err(|error| damaged(&error))?;
        let record = records.into_iter().next().ok_or(VaultError::Damaged)?;
        let entry = read_entry::<Cards>(record).map_err(|error| damaged(&error))?;
        let entry = entry.ok_or(VaultError::Damaged)?;
        let found = entry.events.iter().find_map(|event| event.line(card, &entry));
        let (line, previous) = found.ok_or(VaultError::Damaged)?;
        if before.is_none_or(|before| line.position < before) {
            lines.push(line);
        }
        next = previous;
    }
    Ok(lines)
}

/// What the engine said.
pub(crate) enum Refusal {
    Rejected(Rejection),
    Other(VaultError),
}

impl From<SubmitError<Rejection>> for Refusal {
    fn from(error: SubmitError<Rejection>) -> Refusal {
        Refusal::Other(match error {
            SubmitError::Rejected(rejection) => return Refusal::Rejected(rejection),
            SubmitError::Busy { retry_after } => VaultError::Busy { retry_after },
            SubmitError::StorageFull => VaultError::StorageFull,
            SubmitError::Stopped => VaultError::Unavailable("it has stopped".to_owned()),
            SubmitError::KeyInFlight { .. } | SubmitError::KeyReused => {
                unreachable!("no request of the vault carries an idempotency key")
            }
            SubmitError::TooLarge => unreachable!("what the vault writes at once is bounded"),
        })
    }
}

impl From<VaultError> for Refusal {
    fn from(error: VaultError) -> Refusal {
        Refusal::Other(error)
    }
}

impl From<Refusal> for VaultError {
    fn from(refusal: Refusal) -> VaultError {
        match refusal {
            Refusal::Other(error) => error,
            Refusal::Rejected(rejection) => match rejection {
                Rejection::NotFound => VaultError::NotFound,
                Rejection::Deleted => VaultError::Deleted,
                Rejection::CustomerFull => VaultError::CustomerFull,
                Rejection::Rotating(_) => VaultError::Rotating,
                Rejection::Unchanged(_) | Rejection::NoCards | Rejection::NothingToDo => {
                    unreachable!("whoever gives the command answers this one")
                }
            },
        }
    }
}

impl From<Unavailable> for VaultError {
    fn from(error: Unavailable) -> VaultError {
        match error {
            Unavailable::Busy { retry_after } => VaultError::Busy { retry_after },
            Unavailable::Stopped => VaultError::Unavailable("it has stopped".to_owned()),
        }
    }
}

impl From<KeyError> for VaultError {
    fn from(error: KeyError) -> VaultError {
        VaultError::Unavailable(error.to_string())
    }
}
