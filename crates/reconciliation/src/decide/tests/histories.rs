//! Random commands over two states: one that keeps everything in memory and one that drops whatever it may, is
//! restored from snapshots and replayed from its log. They must always agree.

use std::collections::BTreeMap;

use super::*;
use crate::ColdKey;
use proptest::prelude::*;

/// The cold tier as the engine has it: versions by position, read as of a position.
#[derive(Default)]
struct Cold(BTreeMap<(ColdKey, u64), Vec<u8>>);

impl Cold {
    fn get(&self, key: ColdKey, as_of: u64) -> Result<Option<Vec<u8>>, std::convert::Infallible> {
        Ok(self
            .0
            .range((key, 0)..=(key, as_of))
            .next_back()
            .map(|(_, bytes)| bytes.clone()))
    }
}

#[derive(Clone, Debug)]
enum Act {
    Import(Vec<(i32, i128)>),
    Record(Option<&'static str>, Vec<usize>, u128),
    Accept(usize),
    Reject(usize),
    Assign(usize, bool),
    Note(usize),
    Resolve(usize, Option<Vec<u128>>),
    Reopen(usize),
    Evict(usize),
    Restore,
}

fn acts() -> impl Strategy<Value = Act> {
    let which = 0usize..64;
    prop_oneof![
        2 => prop::collection::vec((0i32..4, 1i128..4), 0..6).prop_map(Act::Import),
        6 => (prop::sample::select(vec![None, Some("auto"), Some("ask"), Some("group")]), prop::collection::vec(0usize..64, 1..4), 1u128..9)
            .prop_map(|(rule, items, transfer)| Act::Record(rule, items, transfer)),
        3 => which.clone().prop_map(Act::Accept),
        2 => which.clone().prop_map(Act::Reject),
        2 => (which.clone(), any::<bool>()).prop_map(|(item, to)| Act::Assign(item, to)),
        1 => which.clone().prop_map(Act::Note),
        3 => (which.clone(), prop::option::of(prop::collection::vec(1u128..9, 1..3))).prop_map(|(item, transfers)| Act::Resolve(item, transfers)),
        4 => which.prop_map(Act::Reopen),
        6 => (0usize..20).prop_map(Act::Evict),
        1 => Just(Act::Restore),
    ]
}

/// The command of an act; ids are picked from what the whole state knows.
fn command(act: &Act, number: u128, desk: &Desk) -> Option<Command> {
    let items = desk.items();
    let item = |at: &usize| items.get(at % items.len().max(1)).copied();
    let mut matches: Vec<MatchId> = desk.state.matches.keys().copied().collect();
    matches.sort_unstable();
    let which = |at: &usize| matches.get(at % matches.len().max(1)).copied();
    let (by, note) = (ann(), "because".to_owned());
    Some(match act {
        Act::Import(lines) => import(
            number,
            lines.iter().map(|(day, minor)| line(*day, *minor, "")).collect(),
        ),
        Act::Record(rule, places, transfer) => {
            let items: Vec<ItemId> = places.iter().filter_map(item).collect();
            record(number, vec![matching(*rule, &items, &[*transfer])])
        }
        Act::Accept(at) => Command::AcceptMatch {
            id: which(at)?,
            by,
            note,
        },
        Act::Reject(at) => Command::RejectMatch {
            id: which(at)?,
            by,
            note,
        },
        Act::Assign(at, to) => Command::Assign {
            item: item(at)?,
            assignee: to.then(ann),
            by,
            note,
        },
        Act::Note(at) => Command::Note {
            item: item(at)?,
            by,
            note,
        },
        Act::Resolve(at, transfers) => Command::Resolve {
            item: item(at)?,
            resolution: transfers
                .as_ref()
                .map_or(Resolution::WrittenOff, |transfers| by_hand(transfers)),
            by,
            note,
        },
        Act::Reopen(at) => Command::Reopen {
            item: item(at)?,
            by,
            note,
        },
        Act::Evict(_) | Act::Restore => return None,
    })
}

/// Brings everything there ever was back and compares it with the state that never let go.
fn assert_same(whole: &Desk, small: &mut State, cold: &Cold) {
    let as_of = whole.position;
    let get = &mut |key| cold.get(key, as_of);
    for id in whole.state.items.keys() {
        small.recall_item(*id, get).unwrap();
    }
    for id in whole.state.matches.keys() {
        small.recall_match(*id, get).unwrap();
    }
    for id in whole.state.statements.keys() {
        small.recall_statement(*id, get).unwrap();
    }
    for number in 1..3 {
        for named in 1..9 {
            let (by, of, id) = (tenant(1), reconciliation(number), transfer(named));
            small.recall_use(by, of, id, get).unwrap();
            assert_eq!(
                small.match_of_transfer(by, of, id),
                whole.state.match_of_transfer(by, of, id)
            );
        }
    }
    assert_eq!(small.items, whole.state.items);
    assert_eq!(small.statements, whole.state.statements);
    assert_eq!(small.reconciliations, whole.state.reconciliations);
    for (id, record) in &whole.state.matches {
        assert_eq!(small.matches.get(id), Some(record), "match {id}");
    }
    small.assert_consistent();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn memory_snapshots_and_replay_never_change_what_happens(
        acts in prop::collection::vec((1u128..3, acts()), 1..70),
    ) {
        let mut whole = Desk::default();
        let mut small = State::default();
        let mut cold = Cold::default();
        let mut log: Vec<Event> = Vec::new();
        let mut snapshot = (0, State::default().encode());
        for number in 1..3 {
            let event = whole.run(1, define(number)).unwrap();
            apply(&mut small, &stamp(whole.position, 1), &event);
            log.push(event);
        }
        for (number, act) in acts {
            let position = whole.position;
            match act {
                Act::Evict(limit) => {
                    small.evict(position, limit, &mut |key, at, bytes| {
                        cold.0.insert((key, at), bytes);
                    });
                }
                Act::Restore => {
                    // As after a crash: the snapshot before this one, the log from there, and a cold tier that knows more.
                    let (from, bytes) = std::mem::replace(&mut snapshot, (position, small.encode()));
                    let mut replayed = State::decode(&bytes).unwrap();
                    prop_assert_eq!(replayed.encode(), bytes);
                    for (at, event) in (from + 1..).zip(&log[from as usize..]) {
                        replayed.recall_event(tenant(1), event, &mut |key| cold.get(key, at - 1)).unwrap();
                        apply(&mut replayed, &stamp(at, 1), event);
                        replayed.assert_consistent();
                    }
                    small = replayed;
                }
                act => {
                    let Some(command) = command(&act, number, &whole) else { continue };
                    small.recall_command(tenant(1), &command, &mut |key| cold.get(key, position)).unwrap();
                    let decided = decide(&small, tenant(1), command.clone());
                    let expected = whole.run(1, command);
                    prop_assert_eq!(&decided.map(|mut events| events.remove(0)), &expected);
                    if let Ok(event) = expected {
                        apply(&mut small, &stamp(whole.position, 1), &event);
                        small.assert_consistent();
                        log.push(event);
                    }
                }
            }
        }
        // Each transfer is in at most one match that stands, each closed match's items agree with it.
        let standing = whole.state.matches.values().filter(|one| !one.status.is_over());
        let mut seen = BTreeSet::new();
        for one in standing {
            for id in &one.matched.transfers {
                prop_assert!(seen.insert((one.reconciliation, *id)));
            }
            for id in &one.matched.items {
                prop_assert_eq!(whole.state.item(tenant(1), *id).unwrap().match_id, Some(one.id));
            }
        }
        assert_same(&whole, &mut small, &cold);
        // Once nothing is open, nothing stays in memory.
        let closed = whole.state.open_count(tenant(1), reconciliation(1)) + whole.state.open_count(tenant(1), reconciliation(2)) == 0;
        small.evict(whole.position, usize::MAX, &mut |key, at, bytes| {
            cold.0.insert((key, at), bytes);
        });
        let open: usize = (1..3).map(|number| small.open_count(tenant(1), reconciliation(number))).sum();
        prop_assert_eq!(small.items.len(), open);
        prop_assert!(!closed || small.entities_in_memory() == 0);
        assert_same(&whole, &mut small, &cold);
    }

    #[test]
    fn damaged_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_event(&bytes);
        let _ = State::decode(&bytes);
        prop_assert!(crate::wire::decode_item(&bytes).is_err() || !bytes.is_empty());
    }
}
