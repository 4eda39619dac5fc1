//! What is old leaves the trail, says so, and is missed by nobody else.

use bezant_log::SnapshotStore;

use super::*;
use crate::change::testing::{followed_at, save_known, snapshots};
use crate::cursor::keep_cursor;
use crate::error::AuditError;
use crate::record::Custody;
use crate::retention::Retired;
use crate::search::{Filter, Search};
use crate::verify::verify;

const RECORDS: u64 = 6_000;

/// Several segments of records, one a microsecond.
fn filled(folder: &Path) -> Trail {
    let trail = trail(folder);
    for number in 0..RECORDS {
        let record = match number % 10 {
            0 => change(number, tenant(1)),
            _ => request(number, tenant(1)),
        };
        trail.note(&record);
    }
    assert!(trail.flush(SOON));
    trail.keep_checkpoint(at(RECORDS)).unwrap();
    trail
}

fn retire(trail: &Trail, before: u64) -> Option<Retired> {
    let now = at(RECORDS + 1);
    trail.retire(at(before), &[], "node", "3 days", now).unwrap()
}

fn custodies(trail: &Trail) -> Vec<Custody> {
    let mut found = Vec::new();
    let mut after = trail.reader().begins_after();
    loop {
        let records = trail.reader().read_after(after, 1 << 20).unwrap();
        let Some(last) = records.last() else { return found };
        after = last.position;
        for record in &records {
            if let Some(Kind::Custody(custody)) = Record::read(&record.payload).unwrap().kind {
                found.push(custody);
            }
        }
    }
}

#[test]
fn what_is_old_leaves_and_the_rest_is_proved_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    let kept = trail.prove(tenant(1), 5, at(0)).unwrap().unwrap();
    // Nothing that the trail would have to be read for at the next start goes.
    assert_eq!(retire(&trail, RECORDS), None);
    save_known(&trail);

    assert_eq!(retire(&trail, 0), None, "nothing is as old");
    let retired = retire(&trail, RECORDS / 2).expect("the first half is");
    assert!(
        retired.first == 1 && retired.last > 100 && retired.last <= RECORDS / 2,
        "{retired:?}"
    );
    assert_eq!(trail.record(tenant(1), retired.last).unwrap(), None);
    assert!(trail.record(tenant(1), retired.last + 1).unwrap().is_some());
    let said = custodies(&trail);
    assert_eq!(
        said.iter()
            .map(|one| (&*one.action, one.first, one.last))
            .collect::<Vec<_>>(),
        [("retiring", 1, retired.last), ("retired", 1, retired.last)]
    );
    assert_eq!((&*said[0].by, &*said[0].reason), ("node", "3 days"));

    let verified = verify(folder.path(), &key().verifying_key(), &mut |_, _| ()).unwrap();
    assert_eq!(
        (verified.retired, verified.retired + verified.records),
        (retired.last, RECORDS + 2)
    );
    assert_eq!(verified.checkpoints, 2, "that of before, and the one on record");
    // Who has kept a record can still show that it was in the trail.
    assert_eq!(kept.check(&key().verifying_key()).unwrap(), 5);

    let further = retire(&trail, RECORDS).expect("there is more");
    assert_eq!(further.first, retired.last + 1);
    trail.close(at(RECORDS + 2));
    let again = super::trail(folder.path());
    assert_eq!(again.reader().begins_after().0, further.last);
}

#[test]
fn how_far_changes_were_followed_outlives_the_changes() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    save_known(&trail);
    assert_eq!(followed_at(&trail), RECORDS - 10);
    // Requests only, from here on: no change is left in what is kept.
    for number in RECORDS..2 * RECORDS {
        trail.note(&request(number, tenant(1)));
    }
    assert!(trail.flush(SOON));
    save_known(&trail);
    retire(&trail, 2 * RECORDS).unwrap();
    assert!(trail.reader().begins_after().0 > RECORDS);
    snapshots(&trail).remove_all().unwrap();
    assert_eq!(followed_at(&trail), RECORDS - 10);
}

#[test]
fn nothing_leaves_that_only_an_unreadable_snapshot_knows() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    let head = trail.reader().head();
    snapshots(&trail).save(head, b"of another version").unwrap();
    assert_eq!(retire(&trail, RECORDS), None);
    assert_eq!(followed_at(&trail), RECORDS - 10, "it is read from the records");
}

#[test]
fn what_an_export_was_not_given_stays() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    save_known(&trail);
    let may_go = |exports: &[&str]| trail.retirable(at(RECORDS), exports).unwrap();
    assert!(may_go(&[]).is_some());
    assert_eq!(may_go(&["siem"]), None, "it has never been given anything");
    let file = crate::siem::cursor_file(trail.folder(), "siem").unwrap();
    keep_cursor(&file, RECORDS / 2).unwrap();
    let part = may_go(&["siem"]).unwrap();
    assert!(part.last <= RECORDS / 2 && may_go(&[]).unwrap().last > part.last);
}

#[test]
fn records_that_are_gone_without_a_word_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    trail
        .retirement()
        .retire_oldest(bezant_log::Position(RECORDS))
        .unwrap();
    let found = verify(folder.path(), &key().verifying_key(), &mut |_, _| ());
    assert!(matches!(found, Err(AuditError::Unexplained(_))), "{found:?}");
}

#[test]
fn searches_forget_what_left() {
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path());
    save_known(&trail);
    let search = Search::start(trail.clone()).unwrap();
    let filter = Filter {
        kind: Some("change".to_owned()),
        limit: 10_000,
        ..Filter::default()
    };
    let wait_for = |wanted: &dyn Fn(usize) -> bool| {
        let deadline = std::time::Instant::now() + SOON;
        loop {
            let page = search.find(tenant(1), &filter).unwrap();
            if page.behind == 0 && wanted(page.found.len()) {
                return page.found.len();
            }
            assert!(std::time::Instant::now() < deadline, "{} found", page.found.len());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    assert_eq!(wait_for(&|found| found == 600), 600);
    let retired = retire(&trail, RECORDS / 2).unwrap();
    let left = wait_for(&|found| found < 600);
    assert_eq!(left as u64, RECORDS / 10 - retired.last.div_ceil(10));
}
