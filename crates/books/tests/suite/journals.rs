//! How a journal is opened beside a log: as it is, or made anew.

use std::path::Path;
use std::sync::Arc;

use bezant_books::{As, Axis, Books, JournalArchive, Period, open_journal};
use bezant_core::Core;
use bezant_engine::{Archive, By, Cold, MemoryCold, Partition, Tiers};
use bezant_kernel::{AccountId, Currency, Money, PostingCode, TransferId};
use bezant_ledger::{
    CallerTransfer, Flags, Guard, HoldOutcome, NO_TRANSFER, Records, RequestKind, Terms, Transfer,
    TransferKind,
};
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options};
use bezant_log::{Batch, Log, LogReader, Position};
use bytes::Bytes;

use crate::history::{PATHS, account_id, world};
use crate::world::{TINY, World, second, tenant};

fn sample() -> World {
    let mut world = world();
    let [bank, wallet] = [PATHS[0], PATHS[2]].map(|path| account_id(tenant(0), path, Currency::EUR));
    for number in 1..=700 {
        let kind = RequestKind::Transfer {
            debit: bank,
            credit: wallet,
            amount: Money::new(5, Currency::EUR),
        };
        let transfer = CallerTransfer::new(TransferId::from_u128(number), kind);
        world.transfers(tenant(0), vec![transfer]).unwrap();
    }
    world
}

type Recovered = (Partition<Core, (), ()>, Arc<JournalArchive>, Arc<dyn Cold>);

fn recover(folder: &Path, reader: &Arc<dyn LogReader>) -> Arc<JournalArchive> {
    recover_all(folder, reader).1
}

/// What a node does at its start: opens the journal and recovers.
fn recover_all(folder: &Path, reader: &Arc<dyn LogReader>) -> Recovered {
    let archive = open_journal::<Core>(folder, TINY, reader.clone()).unwrap();
    let cold: Arc<dyn Cold> = Arc::new(MemoryCold::new());
    let tiers = Tiers {
        cold: cold.clone(),
        archive: archive.clone() as Arc<dyn Archive>,
    };
    let snapshots = FileSnapshots::open(Arc::new(SimulatedDisk::new(9))).unwrap();
    let mut partition =
        Partition::recover(Core::new(), &**reader, &snapshots, tiers, [1; 32], &mut |_| ()).unwrap();
    while partition.evict().unwrap() > 0 {}
    archive.journal().flush().unwrap();
    archive.journal().settle().unwrap();
    (partition, archive, cold)
}

fn count_found(archive: &JournalArchive, head: Position) -> usize {
    let ids: Vec<u128> = (0..=800).collect();
    let mut found = 0;
    archive
        .find(tenant(0), By::Id, &ids, head, &mut |_| found += 1)
        .unwrap();
    found
}

#[test]
fn a_damaged_journal_is_made_anew() {
    let world = sample();
    let folder = tempfile::tempdir().unwrap();
    let head = world.reader.head();
    assert_eq!(count_found(&recover(folder.path(), &world.reader), head), 700);
    // Opened again it is still there, and nothing needs to be added.
    let archive = open_journal::<Core>(folder.path(), TINY, world.reader.clone()).unwrap();
    assert!(archive.indexed() > Position::NONE);
    assert_eq!(archive.committed_position(), archive.indexed());
    drop(archive);
    let runs: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.metadata().unwrap().len() >= 8_192)
        .collect();
    assert!(!runs.is_empty());
    for path in runs {
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(count_found(&recover(folder.path(), &world.reader), head), 700);
}

#[test]
fn a_journal_that_is_ahead_of_the_log_is_made_anew() {
    let world = sample();
    let folder = tempfile::tempdir().unwrap();
    drop(recover(folder.path(), &world.reader));
    let empty = EmbeddedLog::open(Arc::new(SimulatedDisk::new(3)), Options::default()).unwrap();
    let archive = open_journal::<Core>(folder.path(), TINY, empty.reader()).unwrap();
    assert_eq!(archive.indexed(), Position::NONE);
    assert_eq!(count_found(&archive, world.reader.head()), 0);
}

/// A log whose records have several events with transfers, written by hand.
struct ManyEvents {
    log: EmbeddedLog,
    last_id: u128,
}

impl ManyEvents {
    fn new() -> Self {
        let disk = Arc::new(SimulatedDisk::new(4));
        let log = EmbeddedLog::open(disk, Options::default()).unwrap();
        ManyEvents { log, last_id: 0 }
    }

    fn append(&mut self, second: u64, events: &[Vec<u8>]) {
        let mut payload = Vec::new();
        prost::encoding::uint64::encode(1, &1, &mut payload);
        prost::encoding::uint64::encode(2, &(second * 1_000_000), &mut payload);
        let tenant = tenant(0).id().as_u128().to_be_bytes().to_vec();
        prost::encoding::bytes::encode(3, &tenant, &mut payload);
        for event in events {
            let stored: Vec<u8> = [&[2], event.as_slice()].concat();
            prost::encoding::bytes::encode(9, &stored, &mut payload);
        }
        let mut batch = Batch::new();
        batch.push(&payload);
        let epoch = self.log.epoch();
        self.log.append(self.log.head(), epoch, &batch).unwrap();
    }

    fn transfer(&mut self, second: u64, debit: AccountId, credit: AccountId, amount: u128) -> Vec<u8> {
        self.last_id += 1;
        let transfer = Transfer {
            id: TransferId::from_u128(self.last_id),
            debit,
            credit,
            related: NO_TRANSFER,
            amount,
            reference: 7,
            time: self::second(second),
            effective: self::second(second),
            timeout_seconds: 0,
            currency: Currency::EUR,
            code: PostingCode(5),
            flags: Flags::NONE,
            kind: TransferKind::Transfer,
            outcome: HoldOutcome::Open,
            digest: 0,
        };
        let records = Records::from_stored(Bytes::copy_from_slice(&transfer.to_bytes())).unwrap();
        stored(&bezant_ledger::Event::Posted(records))
    }
}

fn stored(event: &bezant_ledger::Event) -> Vec<u8> {
    let mut stored = Vec::new();
    bezant_ledger::encode_event(event, &mut stored);
    stored
}

#[test]
fn transfers_and_balances_are_right_where_a_record_has_many_events() {
    let mut many = ManyEvents::new();
    let paths = [PATHS[0], PATHS[2], PATHS[3]];
    let [bank, wallet, capital] = paths.map(|path| account_id(tenant(0), path, Currency::EUR));
    let opened = paths.map(|path| {
        let terms = Terms {
            guard: Guard::None,
            ..Terms::new(path.parse().unwrap(), Currency::EUR)
        };
        stored(&bezant_ledger::Event::AccountOpened {
            id: account_id(tenant(0), path, Currency::EUR),
            terms,
            opened_at: second(1),
        })
    });
    many.append(1, &opened);
    // The bank is touched up to three times in a record, so that its checkpoints stand anywhere within one.
    let mut sums = vec![0];
    for now in 2..=500 {
        let mut sum = *sums.last().unwrap();
        let events: Vec<Vec<u8>> = (0..u128::from(now % 4))
            .map(|nth| {
                sum += nth + u128::from(now);
                many.transfer(now, bank, wallet, nth + u128::from(now))
            })
            .collect();
        let other = many.transfer(now, capital, wallet, 1);
        many.append(now, &[events, vec![other]].concat());
        sums.push(sum);
    }

    let folder = tempfile::tempdir().unwrap();
    let reader = many.log.reader();
    let (partition, archive, cold) = recover_all(folder.path(), &reader);
    assert_eq!(count_found(&archive, reader.head()), 800);
    let ledger = partition.machine().ledger();
    let bank = ledger.account(tenant(0), bank).unwrap();
    assert!(bank.touches > 2 * bezant_ledger::CHECKPOINT_INTERVAL);
    let books = Books::new(archive, reader, cold);
    for (now, sum) in (1..).zip(&sums).step_by(7) {
        let asked = As {
            committed_by: Some(second(now)),
            effective_by: None,
        };
        let at = books.instant(asked).unwrap();
        let balance = books.balance_at(&bank, &at).unwrap();
        assert_eq!(
            (balance.debits.posted, balance.credits.posted),
            (*sum, 0),
            "second {now}"
        );
    }
    // A page that ends within a record begins the next one there.
    let at = books.instant(As::default()).unwrap();
    let (mut cursor, mut closing) = (None, 0);
    loop {
        let page = books
            .statement(&bank, Period::ALWAYS, Axis::Commit, &at, cursor, 41)
            .unwrap();
        assert_eq!(page.opening, closing);
        (cursor, closing) = (page.next, page.closing);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(closing, i128::try_from(*sums.last().unwrap()).unwrap());
}
