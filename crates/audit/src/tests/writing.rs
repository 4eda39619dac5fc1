//! Records go in, stay, come back, are found and are handed over.

use bezant_log::Position;

use super::*;
use crate::export::{Bound, check, export};
use crate::search::{Filter, Search};
use crate::verify::verify;

#[test]
fn what_was_taken_in_is_there_after_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let one = tenant(1);
    for round in 0..3 {
        let trail = trail(folder.path());
        for number in 0..500 {
            assert!(trail.note(&request(round * 500 + number, one)));
        }
        trail.close(at(0));
        assert!(!trail.note(&request(0, one)), "a closed trail takes nothing in");
    }
    let trail = trail(folder.path());
    let reader = trail.reader();
    assert_eq!(reader.head(), Position(1_500));
    for position in [1, 700, 1_500] {
        let record = trail.record(one, position).unwrap().unwrap();
        assert_eq!(record, request(position - 1, one));
        assert!(
            trail.record(tenant(2), position).unwrap().is_none(),
            "another tenant's"
        );
    }
    assert!(trail.record(one, 0).unwrap().is_none() && trail.record(one, 1_501).unwrap().is_none());
    drop(trail);
    let verified = verify(folder.path(), &key().verifying_key(), &mut |_, _| ()).unwrap();
    assert_eq!(
        (verified.records, verified.checkpoints, verified.signed_until),
        (1_500, 3, 1_500)
    );
    assert!(verified.segments > 1, "it goes over segments: {verified:?}");
}

#[test]
fn a_full_queue_refuses_changes_and_sensitive_reads_only_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Options {
        // The writer may be awake at the beginning: it is outrun by the size of the records.
        write_every: std::time::Duration::from_secs(3_600),
        ..options(folder.path())
    };
    let trail = Trail::open(slow.clone()).unwrap();
    trail.flush(SOON);
    assert!(trail.is_available());
    let (mut taken, one) = (0, tenant(1));
    let large = long_request(one);
    while trail.note(&large) {
        taken += 1;
        assert!(taken < 1_000_000, "the queue has an end");
    }
    assert!(!trail.is_available());
    assert!(trail.refuses(true, DataClass::Other) && trail.refuses(false, DataClass::Personal));
    assert!(!trail.refuses(false, DataClass::Payment));
    assert!(trail.flush(SOON));
    assert_eq!(trail.stats().head, taken);
    assert!(!trail.refuses(true, DataClass::Card), "there is room again");
    drop(trail);
    let counting = Trail::open(Options {
        when_unavailable: WhenUnavailable::Count,
        ..slow
    })
    .unwrap();
    counting.flush(SOON);
    while counting.note(&large) {}
    assert!(!counting.refuses(true, DataClass::Card));
}

#[test]
fn an_export_is_checked_with_the_public_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let trail = trail(folder.path());
    for number in 0..40 {
        trail.note(&request(number, tenant(1)));
        if number % 7 == 0 {
            trail.flush(SOON);
        }
    }
    trail.flush(SOON);
    let out = folder.path().join("export.jsonl");
    // Beside the writer.
    let part = (Some(Bound::Position(11)), Some(Bound::Time(at(29))));
    let exported = export(folder.path(), part, &key(), at(99), &out)
        .unwrap()
        .unwrap();
    assert_eq!((exported.first, exported.last), (11, 30));
    assert_eq!(check(&out, &key().verifying_key()).unwrap(), exported);
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    assert!(check(&out, &other).is_err());
    let nothing = (Some(Bound::Position(41)), None);
    assert!(
        export(folder.path(), nothing, &key(), at(99), &out)
            .unwrap()
            .is_none()
    );
}

#[test]
fn records_are_found_by_what_they_say_and_by_their_own_tenant_only() {
    let folder = tempfile::tempdir().unwrap();
    let trail = trail(folder.path());
    let (one, other) = (tenant(1), tenant(2));
    for number in 0..30 {
        trail.note(&request(number, one));
        trail.note(&change(number, other));
    }
    trail.flush(SOON);
    let search = Search::start(trail.clone()).unwrap();
    until(|| search.position() == 60);
    let find = |tenant, filter: Filter| {
        let page = search.find(tenant, &filter).unwrap();
        let positions: Vec<u64> = page.found.iter().map(|found| found.position).collect();
        (positions, page.next, page.behind)
    };
    let base = || Filter {
        limit: 10,
        ..Filter::default()
    };
    let (first, next, behind) = find(one, base());
    assert_eq!((first[0], first.len(), next, behind), (59, 10, Some(41), 0));
    let (second, ..) = find(
        one,
        Filter {
            before: next,
            ..base()
        },
    );
    assert_eq!(second[0], 39);
    let by = |filter: Filter| (find(one, filter.clone()).0.len(), find(other, filter).0.len());
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        by(Filter {
            kind: some("change"),
            ..base()
        }),
        (0, 10)
    );
    assert_eq!(
        by(Filter {
            correlation: some("request-7"),
            ..base()
        }),
        (1, 1)
    );
    assert_eq!(
        by(Filter {
            action: some("role.changed"),
            ..base()
        }),
        (0, 10)
    );
    assert_eq!(
        by(Filter {
            action: some("/api/v1/payments/{id}"),
            ..base()
        }),
        (10, 0)
    );
    assert_eq!(
        by(Filter {
            resource: some("clerk"),
            ..base()
        }),
        (0, 10)
    );
    assert_eq!(
        by(Filter {
            outcome: some("denied"),
            ..base()
        }),
        (0, 0)
    );
    assert_eq!(
        by(Filter {
            data_class: some("payment"),
            ..base()
        }),
        (10, 0)
    );
    assert_eq!(
        by(Filter {
            text: some("Ledger.Write"),
            ..base()
        }),
        (0, 10)
    );
    assert_eq!(
        by(Filter {
            text: some("ledger.read"),
            ..base()
        }),
        (0, 0)
    );
    assert_eq!(
        by(Filter {
            from: Some(at(3)),
            to: Some(at(5)),
            ..base()
        }),
        (2, 2)
    );
    search.close();
    drop(search);

    // What comes later is found after the next start, and a damaged index is made anew.
    trail.note(&request(77, one));
    trail.flush(SOON);
    for is_damaged in [false, true] {
        if is_damaged {
            std::fs::write(folder.path().join("index/meta.json"), "{").unwrap();
        }
        let search = Search::start(trail.clone()).unwrap();
        until(|| search.position() == 61);
        let page = search.find(one, &base()).unwrap();
        assert_eq!(page.found[0].position, 61);
    }
}

pub(crate) fn until(mut is_so: impl FnMut() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed() < SOON, "it takes too long");
        std::thread::yield_now();
    }
}
