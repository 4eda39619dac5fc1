//! A partition over a log, a journal and a cold tier, and the list of all transfers that it has committed.

use std::sync::Arc;

use bezant_books::{Books, JournalArchive, LogRecords, Order, Paging, Place};
use bezant_core::{Command, Core, Event, Reply};
use bezant_engine::{Archive, Cold, Correlation, MemoryCold, Partition, Release, Request, Tiers};
use bezant_journal::{Journal, Options};
use bezant_kernel::{AccountId, Currency, Tenant, TenantId, Timestamp};
use bezant_ledger::{Account, CallerTransfer, Guard, OpenAccount, Transfer};
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots};
use bezant_log::{Batch, Log, LogReader};

/// Small tables, so that most of a history is in runs.
pub(crate) const TINY: Options = Options {
    table_transfers: 150,
    waiting_tables: 2,
    ids_fan_in: 2,
    accounts_fan_in: 2,
};

const SECOND: u64 = 1_000_000;

pub(crate) fn second(number: u64) -> Timestamp {
    Timestamp::from_microseconds(number * SECOND)
}

pub(crate) fn tenant(number: u8) -> Tenant {
    Tenant::new(TenantId::from_u128(u128::from(number) + 100))
}

pub(crate) fn paging(order: Order, cursor: Option<Place>, limit: usize) -> Paging {
    Paging { order, cursor, limit }
}

/// A committed transfer.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Known {
    pub(crate) tenant: Tenant,
    pub(crate) place: Place,
    pub(crate) transfer: Transfer,
}

pub(crate) struct World {
    log: EmbeddedLog,
    partition: Partition<Core, (), ()>,
    pub(crate) books: Books,
    pub(crate) reader: Arc<dyn LogReader>,
    pub(crate) all: Vec<Known>,
    /// In seconds.
    pub(crate) now: u64,
}

impl World {
    pub(crate) fn new() -> World {
        let log_options = bezant_log::embedded::Options {
            segment_bytes: 4 << 20,
            ..Default::default()
        };
        let disk = Arc::new(SimulatedDisk::new(1));
        let log = EmbeddedLog::open(disk.clone(), log_options).unwrap();
        let reader = log.reader();
        let records = Arc::new(LogRecords::<Core>::new(reader.clone()));
        let journal = Journal::open_on(Arc::new(SimulatedDisk::new(2)), TINY, records).unwrap();
        let archive = Arc::new(JournalArchive::new(journal));
        let cold: Arc<dyn Cold> = Arc::new(MemoryCold::new());
        let tiers = Tiers {
            cold: cold.clone(),
            archive: archive.clone() as Arc<dyn Archive>,
        };
        let snapshots = FileSnapshots::open(disk).unwrap();
        let partition =
            Partition::recover(Core::new(), &*reader, &snapshots, tiers, [7; 32], &mut |_| ()).unwrap();
        World {
            log,
            partition,
            books: Books::new(archive, reader.clone(), cold),
            reader,
            all: Vec::new(),
            now: 1_000,
        }
    }

    /// Commits a command of the ledger, and then what is due.
    pub(crate) fn submit(&mut self, tenant: Tenant, command: bezant_ledger::Command) -> Option<Reply> {
        let request = Request {
            tenant,
            correlation: Correlation::new("").unwrap(),
            idempotency: None,
            command: Command::Ledger(command),
        };
        self.partition.stage(second(self.now), request, None, ()).unwrap();
        let reply = self.commit();
        while self.partition.stage_timers(second(self.now)).unwrap() > 0 {
            self.commit();
        }
        reply
    }

    fn commit(&mut self) -> Option<Reply> {
        if let Some(sealed) = self.partition.seal(Batch::new()) {
            let epoch = self.log.epoch();
            let end = self.log.append(sealed.expected, epoch, &sealed.batch).unwrap();
            for entry in self.partition.commit(end).unwrap() {
                let mut nth = 0;
                for event in &entry.events {
                    let Event::Ledger(bezant_ledger::Event::Posted(records)) = event else {
                        continue;
                    };
                    for transfer in records.iter() {
                        assert_eq!(transfer.time, entry.committed_at, "one time for a record");
                        self.all.push(Known {
                            tenant: entry.tenant,
                            place: Place::new(entry.position, nth),
                            transfer,
                        });
                        nth += 1;
                    }
                }
            }
        }
        while self.partition.evict().unwrap() > 0 {}
        match self.partition.pop_release()? {
            Release::Submitted { outcome, .. } => outcome.ok().map(|outcome| outcome.reply),
            Release::Answered { .. } => None,
        }
    }

    /// Opens an account without a guard.
    pub(crate) fn open(&mut self, tenant: Tenant, path: &str, currency: Currency) -> AccountId {
        let open = OpenAccount {
            guard: Guard::None,
            ..OpenAccount::at(path.parse().unwrap(), currency)
        };
        match self.submit(tenant, bezant_ledger::Command::OpenAccount(open)) {
            Some(Reply::Account(id)) => id,
            other => panic!("the account opens: {other:?}"),
        }
    }

    pub(crate) fn transfers(&mut self, tenant: Tenant, transfers: Vec<CallerTransfer>) -> Option<Reply> {
        self.submit(tenant, bezant_ledger::Command::Transfers(transfers))
    }

    pub(crate) fn ledger(&self) -> &bezant_ledger::State {
        self.partition.machine().ledger()
    }

    pub(crate) fn account(&self, tenant: Tenant, id: AccountId) -> Account {
        self.ledger().account(tenant, id).unwrap()
    }

    pub(crate) fn accounts(&self, tenant: Tenant) -> Vec<Account> {
        self.ledger().accounts(tenant).collect()
    }

    pub(crate) fn of(&self, tenant: Tenant) -> impl Iterator<Item = &Known> {
        self.all.iter().filter(move |known| known.tenant == tenant)
    }
}
