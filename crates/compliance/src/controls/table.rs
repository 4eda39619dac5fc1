//! The table: requirements of PCI DSS 4.0 in which Bezant has a part, in their order.

use super::{Control, Shown};
use crate::evidence::Kind;

const fn shown(file: &'static str, test: &'static str) -> Shown {
    Shown { file, test }
}

/// What stands for which requirement.
pub const CONTROLS: &[Control] = &[
    Control {
        requirement: "1.2.5",
        about: "Services and ports that are allowed",
        bezant: "Each listener shows its own part of the API, to networks that are listed",
        operator: "Lists networks per listener; filters in the network around the node",
        shown_by: &[
            shown(
                "tests/tests/listeners.rs",
                "each_listener_shows_its_part_to_those_who_may_come",
            ),
            shown(
                "tests/tests/listeners.rs",
                "a_listener_lets_in_its_own_networks_only",
            ),
        ],
        evidence: &[Kind::Listeners],
    },
    Control {
        requirement: "2.2.7",
        about: "Administrative access is encrypted",
        bezant: "The machine's own commands go over a socket that only its owner opens, never over a network",
        operator: "Reaches the machine over encrypted ways only",
        shown_by: &[shown(
            "tests/tests/listeners.rs",
            "the_socket_for_commands_is_the_owners_alone_and_a_half_request_does_not_keep_the_node",
        )],
        evidence: &[],
    },
    Control {
        requirement: "3.2.1",
        about: "Account data is kept no longer than needed",
        bezant: "Cards are deleted by id or customer, and by a rule when they are over, by shredding their keys; the rule's acts are on record",
        operator: "Says in `[retention]` how long cards are needed, or deletes them then",
        shown_by: &[
            shown(
                "tests/tests/vault.rs",
                "a_card_is_kept_shown_revealed_and_deleted",
            ),
            shown(
                "crates/edge/src/tests/retention.rs",
                "what_is_due_goes_and_what_is_held_stays_until_it_is_released",
            ),
        ],
        evidence: &[Kind::Vault],
    },
    Control {
        requirement: "3.3.1",
        about: "Security codes are not kept after authorization",
        bezant: "Codes are in memory for 15 minutes at most and wiped with the first authorization; nothing writes them",
        operator: "Sends codes nowhere else",
        shown_by: &[shown(
            "tests/tests/vault.rs",
            "no_file_and_no_output_has_a_number_a_code_or_a_name",
        )],
        evidence: &[],
    },
    Control {
        requirement: "3.4.1",
        about: "Numbers are masked when shown",
        bezant: "First six or eight and last four digits are shown; the whole takes `cards.reveal`, a fresh proof and a purpose",
        operator: "Gives `cards.reveal` to whom it must",
        shown_by: &[shown(
            "tests/tests/vault.rs",
            "a_card_is_kept_shown_revealed_and_deleted",
        )],
        evidence: &[Kind::Roles],
    },
    Control {
        requirement: "3.5.1",
        about: "Numbers are unreadable where they are stored",
        bezant: "One place has them, each sealed under a key of its own; elsewhere are tokens and keyed hashes",
        operator: "Puts no number into a reference or note; watches `pci_violations_total`",
        shown_by: &[
            shown(
                "tests/tests/planted.rs",
                "what_is_planted_is_in_no_file_no_output_and_no_metric",
            ),
            shown(
                "tests/tests/vault.rs",
                "no_file_and_no_output_has_a_number_a_code_or_a_name",
            ),
        ],
        evidence: &[Kind::Vault, Kind::CardViolations],
    },
    Control {
        requirement: "3.6.1",
        about: "Keys are protected against disclosure",
        bezant: "Data keys are wrapped by a ring, the ring by a root key that is sealed, shared or elsewhere",
        operator: "Seals, shares or moves the root key, which begins in the clear; backs keys up apart from data",
        shown_by: &[
            shown(
                "tests/tests/keyring.rs",
                "a_passphrase_is_asked_for_and_rotation_goes_on_under_it",
            ),
            shown(
                "tests/tests/keyring.rs",
                "a_node_waits_for_the_shares_that_people_bring",
            ),
        ],
        evidence: &[Kind::RootKey],
    },
    Control {
        requirement: "3.7.4",
        about: "Keys change at the end of their time",
        bezant: "Wrapping keys and cards' keys are rotated while the node works; a kill loses none",
        operator: "Says how long a key is used, and rotates by then",
        shown_by: &[shown(
            "tests/tests/keyring.rs",
            "a_kill_while_keys_are_wrapped_anew_loses_none",
        )],
        evidence: &[Kind::DataKeys],
    },
    Control {
        requirement: "3.7.6",
        about: "Nobody alone has a whole key",
        bezant: "The root key can be split into shares, of which several people bring theirs at a start",
        operator: "Gives each share to another person",
        shown_by: &[shown(
            "tests/tests/keyring.rs",
            "a_node_waits_for_the_shares_that_people_bring",
        )],
        evidence: &[Kind::RootKey],
    },
    Control {
        requirement: "4.2.1",
        about: "Numbers are encrypted on open networks",
        bezant: "TLS 1.3, 1.2 only if allowed; certificates are renewed without a restart; gateways are called over TLS",
        operator: "Sets certificates, or ends TLS before the node on the same machine",
        shown_by: &[shown(
            "tests/tests/transport.rs",
            "payments_come_in_over_tls_and_a_renewal_needs_no_restart",
        )],
        evidence: &[Kind::Listeners],
    },
    Control {
        requirement: "5.2.1",
        about: "Malicious software",
        bezant: "One binary that loads no code but hooks, which run bounded and see no token",
        operator: "Protects the machine",
        shown_by: &[shown(
            "crates/edge/src/tests/protection.rs",
            "attacks_are_refused_where_rules_are_enforced_and_told_where_they_are_not",
        )],
        evidence: &[Kind::Versions],
    },
    Control {
        requirement: "6.2.4",
        about: "Common attacks on software",
        bezant: "No unsafe code; bounded parsers that are fuzzed; threats with the test that meets each (`THREATS.md`)",
        operator: "Reviews hooks and policies of its own",
        shown_by: &[
            shown(
                "tests/tests/json_torture.rs",
                "json_is_what_the_standard_says_and_all_else_is_refused",
            ),
            shown(
                "tests/tests/threats.rs",
                "each_threat_is_met_by_tests_that_are_there",
            ),
        ],
        evidence: &[],
    },
    Control {
        requirement: "6.3.3",
        about: "Known vulnerabilities are patched",
        bezant: "Advisories of dependencies are checked with each change (`./x lint`); the lock file is committed",
        operator: "Runs the newest release; patches the machine",
        shown_by: &[shown(
            "tests/tests/tidy.rs",
            "every_crate_takes_the_lints_of_the_workspace",
        )],
        evidence: &[Kind::Versions],
    },
    Control {
        requirement: "6.4.2",
        about: "Attacks on public web interfaces are found and stopped",
        bezant: "Attack rules, rates and load shedding before any handler",
        operator: "Switches the attack rules to `enforce`",
        shown_by: &[
            shown(
                "crates/edge/src/tests/protection.rs",
                "attacks_are_refused_where_rules_are_enforced_and_told_where_they_are_not",
            ),
            shown(
                "crates/edge/src/tests/protection.rs",
                "limits_count_each_for_itself_and_are_told",
            ),
        ],
        evidence: &[],
    },
    Control {
        requirement: "6.5.1",
        about: "Changes are controlled",
        bezant: "Changes of routing, fees, roles, keys and policies are recorded with old and new values; `bezant compliance report changes`",
        operator: "Reviews that report; switches four eyes on for routing rules",
        shown_by: &[shown(
            "tests/tests/compliance.rs",
            "changes_are_reported_with_who_stands_behind_them",
        )],
        evidence: &[],
    },
    Control {
        requirement: "7.2.1",
        about: "Access by need",
        bezant: "Every route demands a permission; roles are sets of permissions; a policy decides on top",
        operator: "Defines roles by need",
        shown_by: &[
            shown(
                "crates/edge/src/tests/access_matrix.rs",
                "nobody_gets_what_they_may_not",
            ),
            shown(
                "crates/edge/src/tests/access_matrix.rs",
                "the_roles_may_do_what_their_names_say",
            ),
        ],
        evidence: &[Kind::Roles],
    },
    Control {
        requirement: "7.2.4",
        about: "Access is reviewed twice a year",
        bezant: "Lists roles with their holders, accounts and keys that nobody uses",
        operator: "Reviews them, and takes away what is not needed",
        shown_by: &[shown(
            "tests/tests/compliance.rs",
            "evidence_is_gathered_signed_and_checked",
        )],
        evidence: &[Kind::Roles, Kind::UnusedAccess],
    },
    Control {
        requirement: "7.3.3",
        about: "What is not allowed is denied",
        bezant: "A route without a demand does not compile; the policy never allows what it could not decide",
        operator: "Tests a policy of its own before it is activated",
        shown_by: &[
            shown(
                "crates/edge/src/tests/access_matrix.rs",
                "nobody_gets_what_they_may_not",
            ),
            shown(
                "tests/tests/policy_command.rs",
                "the_policy_that_bezant_brings_passes_its_tests_and_can_be_changed",
            ),
        ],
        evidence: &[Kind::AccessPolicy],
    },
    Control {
        requirement: "8.2.1",
        about: "Everybody has an id of their own",
        bezant: "Principals, keys and sessions have ids of their own, which are never given again",
        operator: "Lets nobody share an account",
        shown_by: &[shown(
            "crates/edge/src/tests/identity/people.rs",
            "people_are_made_found_changed_and_forgotten",
        )],
        evidence: &[],
    },
    Control {
        requirement: "8.2.6",
        about: "Accounts that nobody uses end within 90 days",
        bezant: "Lists users and keys that were not seen for 90 days; it does not disable them by itself",
        operator: "Disables them",
        shown_by: &[shown(
            "tests/tests/compliance.rs",
            "evidence_is_gathered_signed_and_checked",
        )],
        evidence: &[Kind::UnusedAccess],
    },
    Control {
        requirement: "8.2.8",
        about: "Idle sessions end",
        bezant: "Sessions end when they are idle and after an absolute time; the tenant sets both",
        operator: "Sets 15 minutes where card data is seen",
        shown_by: &[shown(
            "tests/tests/sign_in.rs",
            "a_session_outlives_the_node_and_ends_when_it_is_left",
        )],
        evidence: &[],
    },
    Control {
        requirement: "8.3.2",
        about: "Secrets are unreadable where they are kept and on the way",
        bezant: "Passwords are argon2id hashes; keys and tokens are hashes; seeds are sealed",
        operator: "Keeps keys of its programs in a vault",
        shown_by: &[
            shown(
                "crates/credentials/src/password.rs",
                "a_hash_knows_its_password_and_its_cost",
            ),
            shown(
                "tests/tests/planted.rs",
                "what_is_planted_is_in_no_file_no_output_and_no_metric",
            ),
        ],
        evidence: &[],
    },
    Control {
        requirement: "8.3.4",
        about: "Guessing is stopped",
        bezant: "Delays that grow with each failure, and lock nobody out",
        operator: "Decides whether delays do in place of a lock; they are a customized approach",
        shown_by: &[shown(
            "crates/edge/src/tests/sign_in_attacks.rs",
            "who_guesses_is_slowed_down_and_locks_nobody_out",
        )],
        evidence: &[],
    },
    Control {
        requirement: "8.4.2",
        about: "A second factor for all access to card data",
        bezant: "One-time passwords and passkeys; a tenant can require them; who shows a number proves themself again",
        operator: "Requires them in every tenant",
        shown_by: &[
            shown(
                "crates/edge/src/tests/sign_in.rs",
                "where_a_second_factor_is_required_a_password_is_good_for_setting_one_up",
            ),
            shown(
                "crates/edge/src/tests/sign_in_attacks.rs",
                "second_factors_are_not_guessed",
            ),
        ],
        evidence: &[Kind::SecondFactors],
    },
    Control {
        requirement: "8.6.3",
        about: "Secrets of programs change",
        bezant: "Keys expire and rotate with an overlap",
        operator: "Gives every key an end",
        shown_by: &[
            shown(
                "crates/edge/src/tests/keys.rs",
                "expired_and_revoked_keys_are_refused",
            ),
            shown(
                "crates/edge/src/tests/identity/credentials.rs",
                "keys_show_their_secret_once_and_rotate_with_an_overlap",
            ),
        ],
        evidence: &[Kind::KeyExpiry],
    },
    Control {
        requirement: "9.4.1",
        about: "Media with card data",
        bezant: "Files have sealed numbers only, so that a disk or backup without the root key shows none",
        operator: "Protects rooms, machines and media",
        shown_by: &[shown(
            "tests/tests/planted.rs",
            "what_is_planted_is_in_no_file_no_output_and_no_metric",
        )],
        evidence: &[Kind::RootKey],
    },
    Control {
        requirement: "10.2.1",
        about: "Every access is recorded",
        bezant: "The audit trail has each request and each change; what must not go unrecorded is refused when it can't be",
        operator: "Leaves `[audit] when_unavailable` at `refuse`",
        shown_by: &[
            shown(
                "crates/edge/src/tests/audit.rs",
                "a_request_is_recorded_with_who_what_and_what_was_decided",
            ),
            shown(
                "crates/edge/src/tests/audit.rs",
                "what_must_not_go_unrecorded_is_refused_when_it_might",
            ),
            shown("tests/tests/audit.rs", "kill_9_loses_no_change_and_doubles_none"),
        ],
        evidence: &[Kind::AuditCompleteness],
    },
    Control {
        requirement: "10.3.4",
        about: "Records that are changed are found",
        bezant: "The trail is chained by hash and signed; a changed byte is named by its place",
        operator: "Keeps checkpoints elsewhere; hands the trail to another system",
        shown_by: &[
            shown(
                "tests/tests/audit.rs",
                "a_byte_that_was_changed_is_found_and_its_place_is_named",
            ),
            shown(
                "crates/audit/src/tests/damage.rs",
                "checkpoints_tell_of_a_log_that_was_written_anew",
            ),
        ],
        evidence: &[Kind::AuditTrail],
    },
    Control {
        requirement: "10.4.1",
        about: "Records are reviewed",
        bezant: "Rules look at each record as it comes; reports for auditors; search",
        operator: "Follows the alerts, and reviews the reports",
        shown_by: &[
            shown(
                "crates/audit/src/tests/alerts.rs",
                "refusals_are_counted_for_who_it_is_or_where_they_come_from",
            ),
            shown(
                "tests/tests/compliance.rs",
                "who_reached_health_data_is_reported_and_counted",
            ),
        ],
        evidence: &[],
    },
    Control {
        requirement: "10.5.1",
        about: "The history of records is kept for twelve months at least",
        bezant: "Records are kept for ever, or as long as a rule says, a year at least; what leaves is on record, and proofs of the rest hold on",
        operator: "Sets `retention.audit_days` to what the law asks for, if at all",
        shown_by: &[
            shown(
                "crates/audit/src/tests/retention.rs",
                "what_is_old_leaves_and_the_rest_is_proved_as_before",
            ),
            shown(
                "crates/audit/src/tests/retention.rs",
                "records_that_are_gone_without_a_word_are_noticed",
            ),
        ],
        evidence: &[Kind::AuditTrail],
    },
    Control {
        requirement: "10.6.1",
        about: "Clocks are right",
        bezant: "Times come from the machine's clock, and never go back within a log",
        operator: "Keeps the machine's clock by NTP",
        shown_by: &[shown(
            "tests/tests/compliance.rs",
            "evidence_is_gathered_signed_and_checked",
        )],
        evidence: &[Kind::Clock],
    },
    Control {
        requirement: "10.7.2",
        about: "Failures of controls are told",
        bezant: "Metrics of the trail, the vault and the keys; a node that can't record says so and refuses",
        operator: "Alerts on them (`docs/alerts.md`)",
        shown_by: &[shown(
            "crates/edge/src/tests/audit.rs",
            "what_must_not_go_unrecorded_is_refused_when_it_might",
        )],
        evidence: &[Kind::AuditCompleteness],
    },
    Control {
        requirement: "11.5.2",
        about: "Changed files are found",
        bezant: "Log, trail and vault are chained by hash and checked; the binary is not",
        operator: "Watches the binary and the configuration",
        shown_by: &[shown(
            "tests/tests/proofs.rs",
            "a_transfer_is_proved_offline_and_no_changed_byte_passes",
        )],
        evidence: &[Kind::AuditTrail],
    },
    Control {
        requirement: "12.10.5",
        about: "Alerts of controls reach those who respond",
        bezant: "Alerts are records of the trail and go to other systems over TLS; emergency access is one of them",
        operator: "Has people who respond",
        shown_by: &[shown(
            "crates/audit/src/tests/alerts.rs",
            "privileges_the_machines_administrator_and_the_trails_custody_are_always_said",
        )],
        evidence: &[],
    },
];
