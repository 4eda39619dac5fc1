//! Readers beside the writer and the background work: what is committed is always found.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_journal::{Journal, Of, Options, Order, Place, Query, Stored};
use bezant_log::Position;
use bytes::Bytes;

use super::world::{CommittedRecords, Draft, tenant};

const RECORDS: u64 = 400;
const PER_RECORD: u16 = 100;

fn draft(place: Place) -> Draft {
    let number = u128::from((place.position().0 - 1) * u64::from(PER_RECORD)) + u128::from(place.nth());
    Draft {
        id: number + 1,
        debit: number % 10,
        credit: 10,
        related: 0,
        reference: 0,
        is_backdated: false,
    }
}

#[test]
fn readers_always_find_what_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let records = Arc::new(CommittedRecords::default());
    let options = Options {
        table_transfers: 1500,
        waiting_tables: 2,
        ids_fan_in: 2,
        accounts_fan_in: 3,
    };
    let journal = Journal::open(folder.path(), options, records.clone()).unwrap();
    let committed = AtomicU64::new(0);
    let owner = tenant(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for position in (1..=RECORDS).map(Position) {
                let places = (0..PER_RECORD).map(|nth| Place::new(position, nth));
                let transfers: Vec<_> = places.map(|place| (place, draft(place).pack())).collect();
                let bytes: Vec<u8> = transfers.iter().flat_map(|(_, transfer)| *transfer).collect();
                journal.add(owner, position, 0, &Bytes::from(bytes)).unwrap();
                for (place, transfer) in transfers {
                    records.insert(
                        place,
                        Stored {
                            tenant: owner,
                            transfer,
                        },
                    );
                }
                journal.committed(position);
                committed.store(position.0, Ordering::Release);
            }
        });
        for reader in 0..2 {
            let (journal, committed) = (&journal, &committed);
            scope.spawn(move || {
                let mut asked = reader;
                let mut newest = 0;
                while newest < RECORDS {
                    newest = committed.load(Ordering::Acquire);
                    if newest == 0 {
                        std::thread::yield_now();
                        continue;
                    }
                    asked = (asked * 7919 + 13) % newest;
                    let place = Place::new(
                        Position(asked + 1),
                        u16::try_from(asked * 31 % u64::from(PER_RECORD)).unwrap(),
                    );
                    let wanted = draft(place);
                    let found = journal.transfer(owner, wanted.id, Position(newest)).unwrap();
                    assert_eq!(found, Some((place, wanted.pack())));
                    let query = Query {
                        of: Of::Account(wanted.debit),
                        order: Order::NewestFirst,
                        positions: Position(1)..=place.position(),
                        cursor: None,
                        limit: 30,
                        scan: 100,
                    };
                    let page = journal.places(owner, &query).unwrap();
                    let per_record = u64::from(PER_RECORD) / 10;
                    assert_eq!(page.len() as u64, 30.min(place.position().0 * per_record));
                    assert_eq!(page[0].position(), place.position());
                    assert!(page.is_sorted_by(|a, b| a > b));
                }
            });
        }
    });
    journal.flush().unwrap();
    journal.settle().unwrap();
    journal.verify().unwrap();
    let stats = journal.stats();
    assert!(stats.flushes > 10 && stats.merges >= 2, "{stats:?}");
    assert_eq!(journal.indexed(), Position(RECORDS));
}
