//! Versions come, come into force, go back, and are forgotten; and nobody without the permission changes them.

use bezant_kernel::{PrincipalId, Tenant, TenantId, Timestamp};

use super::*;
use crate::{Action, Authority, EventKind};

struct World {
    state: crate::State,
    clock: u64,
}

impl World {
    fn new() -> World {
        World {
            state: crate::State::default(),
            clock: 0,
        }
    }

    /// Each time as another tenant: the policy is kept once.
    fn ask_as(&mut self, by: Authority, command: Command) -> Result<Vec<&'static str>, &'static str> {
        self.clock += 1;
        let (now, tenant) = (
            Timestamp::from_microseconds(self.clock),
            Tenant::new(TenantId::from_u128(u128::from(self.clock))),
        );
        let command = crate::Command {
            by,
            action: Action::Bundle(command),
        };
        let events =
            crate::decide(&self.state, now, tenant, command).map_err(|rejection| rejection.code())?;
        for event in &events {
            let stored = crate::decode_event(&crate::encode_event(event)).unwrap();
            assert_eq!(&stored, event);
            assert!(matches!(event.kind, EventKind::Bundle(_)) && event.facts().is_none());
            crate::apply(&mut self.state, now, tenant, &stored);
        }
        assert_eq!(
            State::decode(&self.state.bundle.encode()).unwrap(),
            self.state.bundle
        );
        Ok(events.iter().map(crate::Event::name).collect())
    }

    fn ask(&mut self, command: Command) -> Result<Vec<&'static str>, &'static str> {
        self.ask_as(Authority::Node, command)
    }

    fn propose(&mut self, text: &str) -> u32 {
        assert_eq!(
            self.ask(propose(files("a.rego", text))),
            Ok(vec!["policy.proposed"])
        );
        self.state.bundle.count()
    }

    fn activate(&mut self, version: u32) {
        assert_eq!(
            self.ask(Command::Activate { version }),
            Ok(vec!["policy.activated"])
        );
    }
}

fn files(path: &str, text: &str) -> Files {
    Files::from([(path.to_owned(), text.to_owned())])
}

fn propose(files: Files) -> Command {
    let note = "why".to_owned();
    Command::Propose { files, note }
}

#[test]
fn a_version_is_proposed_put_in_force_and_taken_back() {
    let mut world = World::new();
    assert_eq!(world.ask(Command::RollBack), Err("policy_nothing_before"));
    assert_eq!(
        world.ask(Command::Activate { version: 1 }),
        Err("policy_version_unknown")
    );
    assert_eq!(
        world.ask(Command::Activate { version: BUILT_IN }),
        Err("policy_active_already")
    );
    let (one, two) = (world.propose("one"), world.propose("two"));
    assert_eq!((one, two, world.state.bundle.active()), (1, 2, BUILT_IN));
    assert!(world.state.bundle.active_version().is_none());
    world.activate(one);
    world.activate(two);
    let version = world.state.bundle.active_version().unwrap();
    assert_eq!(
        (version.files["a.rego"].as_str(), version.note.as_str()),
        ("two", "why")
    );
    assert_eq!(
        (&version.by, version.digest),
        (&Authority::Node, digest(&files("a.rego", "two")))
    );
    for expected in [one, BUILT_IN] {
        assert_eq!(world.ask(Command::RollBack), Ok(vec!["policy.rolled_back"]));
        assert_eq!(world.state.bundle.active(), expected);
    }
    assert_eq!(world.ask(Command::RollBack), Err("policy_nothing_before"));
}

#[test]
fn old_versions_are_forgotten_but_never_one_in_force_or_before_it() {
    let mut world = World::new();
    let (first, second) = (world.propose("first"), world.propose("second"));
    world.activate(first);
    world.activate(second);
    let last = (0..100)
        .map(|number| world.propose(&number.to_string()))
        .last()
        .unwrap();
    let kept: Vec<u32> = world
        .state
        .bundle
        .versions()
        .map(|(version, _)| version)
        .collect();
    assert_eq!(kept.len(), MAXIMUM_VERSIONS);
    assert_eq!((kept[0], kept[1], kept[2]), (first, second, last - 47));
    // More steps than are kept: the first ones are forgotten, and the state stays bounded.
    for _ in 0..20 {
        world.activate(BUILT_IN);
        world.activate(last);
    }
    world.propose("more");
    assert!(world.state.bundle.version(first).is_none());
}

#[test]
fn what_is_no_bundle_is_refused() {
    let mut world = World::new();
    let mut ask = |files: Files| world.ask(propose(files)).unwrap_err();
    assert_eq!(ask(Files::new()), "policy_files_invalid");
    for path in [
        "/a.rego",
        "../a.rego",
        "a/../b.rego",
        "a.json",
        "a//b.rego",
        ".rego",
        "ä.rego",
        "",
    ] {
        assert_eq!(ask(files(path, "")), "policy_files_invalid", "{path}");
    }
    let many = (0..=MAXIMUM_FILES).map(|number| (format!("{number}.rego"), String::new()));
    assert_eq!(ask(many.collect()), "policy_files_invalid");
    let text = "x".repeat(MAXIMUM_BYTES - "a/b.rego".len());
    assert_eq!(ask(files("a/b.rego", &format!("{text}x"))), "policy_too_large");
    assert!(world.ask(propose(files("a/b.rego", &text))).is_ok());
    let note = "x".repeat(MAXIMUM_NOTE_CHARACTERS + 1);
    let command = Command::Propose {
        files: files("a.rego", ""),
        note,
    };
    assert_eq!(world.ask(command), Err("policy_note_invalid"));
}

#[test]
fn only_who_may_manage_the_policy_does() {
    let mut world = World::new();
    for by in [
        Authority::Anyone,
        Authority::principal(PrincipalId::from_u128(7)),
        Authority::Key(bezant_kernel::ApiKeyId::from_u128(7)),
    ] {
        for command in [
            propose(files("a.rego", "")),
            Command::Activate { version: BUILT_IN },
            Command::RollBack,
        ] {
            assert_eq!(world.ask_as(by.clone(), command), Err("policy_not_permitted"));
        }
    }
    assert_eq!(world.state, crate::State::default());
}

#[test]
fn a_digest_tells_apart_what_runs_together() {
    let apart = [
        files("a.rego", "bc"),
        files("a.regob", "c"),
        Files::from([
            ("a.rego".to_owned(), String::new()),
            ("bc".to_owned(), String::new()),
        ]),
    ];
    let digests: std::collections::BTreeSet<[u8; 32]> = apart.iter().map(digest).collect();
    assert_eq!(digests.len(), apart.len());
}
