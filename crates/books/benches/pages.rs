//! How long the hot questions take: an account's newest page of 100, a transfer by id, a balance long ago. Two million transfers
//! in batches of 8,190 over 1,000 accounts, in a real log and a real journal.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::sync::Arc;
use std::time::Instant;

use bezant_books::{As, Books, Filter, Order, Paging, open_journal};
use bezant_core::{Command, Core};
use bezant_engine::{Archive, Cold, Correlation, FjallCold, Partition, Request, Tiers};
use bezant_kernel::{AccountId, Currency, Money, Tenant, TenantId, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, Guard, OpenAccount, RequestBatch, RequestKind, account_id};
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options};
use bezant_log::{Batch, Log};
use bytes::Bytes;

const ACCOUNTS: u128 = 1_000;
const BATCHES: u64 = 245;

fn main() {
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let disk = |name: &str| Arc::new(RealDisk::open(folder.path().join(name)).unwrap());
    let mut log = EmbeddedLog::open(disk("log"), Options::default()).unwrap();
    let archive = open_journal::<Core>(
        folder.path().join("journal"),
        bezant_journal::Options::default(),
        log.reader(),
    )
    .unwrap();
    let cold: Arc<dyn Cold> = Arc::new(FjallCold::open(&folder.path().join("cold")).unwrap());
    let tiers = Tiers {
        cold: cold.clone(),
        archive: archive.clone() as Arc<dyn Archive>,
    };
    let snapshots = FileSnapshots::open(disk("snapshots")).unwrap();
    let mut partition: Partition<Core, (), ()> = Partition::recover(
        Core::new(),
        &*log.reader(),
        &snapshots,
        tiers,
        [7; 32],
        &mut |_| (),
    )
    .unwrap();
    let tenant = Tenant::new(TenantId::from_u128(1));
    let mut submit = |second: u64, command| {
        let request = Request {
            tenant,
            correlation: Correlation::new("").unwrap(),
            idempotency: None,
            command: Command::Ledger(command),
        };
        let now = Timestamp::from_microseconds(second * 1_000_000);
        partition.stage(now, request, None, ()).unwrap();
        let sealed = partition.seal(Batch::new()).unwrap();
        let epoch = log.epoch();
        let end = log.append(sealed.expected, epoch, &sealed.batch).unwrap();
        partition.commit(end).unwrap();
        while partition.evict().unwrap() > 0 {}
        while partition.pop_release().is_some() {}
    };
    let path = |number: u128| format!("assets:a{number}").parse().unwrap();
    let id_of = |number: u128| account_id(tenant.id(), &path(number), Currency::EUR);
    for number in 0..ACCOUNTS {
        let open = OpenAccount {
            guard: Guard::None,
            ..OpenAccount::at(path(number), Currency::EUR)
        };
        submit(1, bezant_ledger::Command::OpenAccount(open));
    }
    let ids: Vec<AccountId> = (0..ACCOUNTS).map(id_of).collect();
    let mut last = 0_u128;
    let mut random = 1_u64;
    let mut pick = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as usize % ids.len()
    };
    let all: Vec<AccountId> = (0..ACCOUNTS).map(id_of).collect();
    for second in 0..BATCHES {
        let mut packed = Vec::new();
        for _ in 0..8_190 {
            last += 1;
            let (debit, step) = (pick(), pick().max(1));
            let kind = RequestKind::Transfer {
                debit: all[debit],
                credit: all[(debit + step) % all.len()],
                amount: Money::new(7, Currency::EUR),
            };
            packed.extend(
                CallerTransfer::new(TransferId::from_u128(last), kind)
                    .pack()
                    .unwrap(),
            );
        }
        let batch = RequestBatch::try_from(Bytes::from(packed)).unwrap();
        submit(10 + second, bezant_ledger::Command::Batch(batch));
    }
    let journal = archive.journal();
    journal.flush().unwrap();
    journal.settle().unwrap();
    println!("{last} transfers, {:?}", journal.stats());

    let books = Books::new(archive, log.reader(), cold);
    let now = books.instant(As::default()).unwrap();
    let machine = partition.machine().ledger();
    measure("newest page of 100", || {
        let paging = Paging {
            order: Order::NewestFirst,
            cursor: None,
            limit: 100,
        };
        let page = books.account_transfers(tenant, all[pick()], &Filter::default(), &now, paging);
        assert_eq!(page.unwrap().transfers.len(), 100);
    });
    measure("page of 100 from the middle", || {
        let paging = Paging {
            order: Order::OldestFirst,
            cursor: Some(bezant_books::Place::first_of(bezant_log::Position(1_100))),
            limit: 100,
        };
        let page = books.account_transfers(tenant, all[pick()], &Filter::default(), &now, paging);
        assert_eq!(page.unwrap().transfers.len(), 100);
    });
    measure("transfer by id", || {
        let id = TransferId::from_u128(1 + (pick() * pick()) as u128);
        assert!(books.transfer(tenant, id, &now).unwrap().is_some());
    });
    measure("balance now, from the books", || {
        let account = machine.account(tenant, all[pick()]).unwrap();
        let balance = books.balance_at(&account, &now).unwrap();
        assert_eq!(balance.debits, account.debits);
    });
    measure("balance at a past second", || {
        let account = machine.account(tenant, all[pick()]).unwrap();
        let time = Timestamp::from_microseconds((10 + pick() as u64 % BATCHES) * 1_000_000);
        let asked = As {
            committed_by: Some(time),
            effective_by: None,
        };
        let at = books.instant(asked).unwrap();
        assert!(books.balance_at(&account, &at).unwrap().debits.posted > 0);
    });
}

fn measure(name: &str, mut one: impl FnMut()) {
    let mut times: Vec<_> = (0..500)
        .map(|_| {
            let begun = Instant::now();
            one();
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{name}: median {:?}, p99 {:?}, worst {:?}",
        times[250], times[495], times[499]
    );
}
