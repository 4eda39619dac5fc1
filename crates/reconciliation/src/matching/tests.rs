//! Matching against a naive matcher, its invariants over random input, and what people expect of it by example.

use super::*;
use crate::Tolerance;
use crate::text::normalized;
use proptest::prelude::*;

const DAY: i32 = 20_758;

fn content(day: i32, minor: i128, references: &[&str], text: &str) -> LineContent {
    let date = Date::from_days(DAY + day).unwrap();
    LineContent {
        booked_on: date,
        value_on: date,
        amount: Money::new(minor, Currency::EUR),
        references: references.iter().map(|text| (*text).to_owned()).collect(),
        counterparty: String::new(),
        text: text.to_owned(),
        is_reversal: false,
    }
}

fn open_lines<'a>(contents: &'a [LineContent], refused: &'a [MatchId]) -> Vec<OpenLine<'a>> {
    let line = |(number, content)| OpenLine {
        id: ItemId::from_u128(number),
        content,
        refused,
    };
    (1u128..).zip(contents).map(line).collect()
}

fn transfer(number: u128, day: i32, minor: i128, external: &str) -> Candidate {
    Candidate {
        transfer: TransferId::from_u128(number),
        amount: Money::new(minor, Currency::EUR),
        effective_on: Date::from_days(DAY + day).unwrap(),
        reference: 0,
        external_reference: external.to_owned(),
    }
}

fn rule(shape: Shape, tolerance: Tolerance, maximum_days: u16, reference: ReferenceCondition) -> Rule {
    Rule {
        name: format!("{shape:?} {tolerance:?} {maximum_days} {reference:?}"),
        priority: 1,
        shape,
        tolerance,
        maximum_days,
        reference,
        currency: None,
        acceptance: Acceptance::Proposed,
        difference_account: Some(AccountId::from_u128(9)),
    }
}

/// Lines and transfers of each match, by number.
fn numbers(proposals: &Proposals) -> Vec<(Vec<u128>, Vec<u128>)> {
    let ids = |one: &Match| {
        (
            one.items.iter().map(|id| id.as_u128()).collect(),
            one.transfers.iter().map(|id| id.as_u128()).collect(),
        )
    };
    proposals.matches.iter().map(ids).collect()
}

fn find(rules: &[Rule], contents: &[LineContent], candidates: &[Candidate]) -> Vec<(Vec<u128>, Vec<u128>)> {
    let proposals = propose(rules, &open_lines(contents, &[]), candidates);
    assert!(proposals.is_complete);
    numbers(&proposals)
}

#[test]
fn the_best_pair_comes_first_and_rules_come_by_priority() {
    let near = rule(
        Shape::OneToOne,
        Tolerance::Absolute(10),
        3,
        ReferenceCondition::Any,
    );
    // The second line fits the transfer better, so the first gets what is left.
    let lines = [content(0, 1_000, &[], ""), content(1, 1_005, &[], "")];
    let transfers = [transfer(1, 1, 1_005, ""), transfer(2, 3, 1_010, "")];
    assert_eq!(
        find(std::slice::from_ref(&near), &lines, &transfers),
        [(vec![2], vec![1]), (vec![1], vec![2])]
    );

    let by_reference = Rule {
        priority: 0,
        name: "by reference".into(),
        ..rule(Shape::OneToOne, Tolerance::Exact, 30, ReferenceCondition::Equal)
    };
    let lines = [content(0, 500, &["re-2026 / 17"], ""), content(0, 500, &[], "")];
    let transfers = [transfer(1, 0, 500, ""), transfer(2, 20, 500, "RE 2026-17")];
    let proposals = propose(&[near, by_reference], &open_lines(&lines, &[]), &transfers);
    assert_eq!(numbers(&proposals), [(vec![1], vec![2]), (vec![2], vec![1])]);
    assert_eq!(
        proposals.matches[0].explanation(),
        "by reference: 1 line(s) with 1 transfer(s), no difference, 20 day(s) apart, reference RE202617"
    );
}

#[test]
fn references_are_the_transfers_id_its_number_or_its_external_text() {
    let contains = [rule(
        Shape::OneToOne,
        Tolerance::Exact,
        5,
        ReferenceCondition::Contains,
    )];
    let mut candidate = transfer(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057, 0, 100, "INV-4711");
    candidate.reference = 8_675_309;
    for (text, is_found) in [
        ("paid trf_01h455vb4pex5vsknk084sn02q thanks", true),
        ("PAID TRF01H455VB4PEX5VSKNK084SN02Q", true),
        ("ref. 8675309", true),
        ("inv 4711.", true),
        ("INV47110", false),
        ("86753091", false),
        ("", false),
    ] {
        let found = find(
            &contains,
            &[content(0, 100, &[], text)],
            std::slice::from_ref(&candidate),
        );
        assert_eq!(found.len(), usize::from(is_found), "{text}");
    }
}

#[test]
fn a_payout_net_of_refunds_is_found_by_its_reference_or_by_its_day() {
    let transfers = [
        transfer(1, 0, 10_000, "payout-8"),
        transfer(2, 0, -1_500, "payout-8"),
        transfer(3, 0, -255, "payout-8"),
        transfer(4, 1, 8_245, "payout-9"),
    ];
    let shape = Shape::OneToMany { maximum: 10 };
    let lines = [content(2, 8_245, &["PAYOUT 8"], "")];
    let by_key = [rule(shape, Tolerance::Exact, 3, ReferenceCondition::Equal)];
    assert_eq!(find(&by_key, &lines, &transfers), [(vec![1], vec![1, 2, 3])]);
    let by_day = [rule(shape, Tolerance::Exact, 3, ReferenceCondition::Any)];
    assert_eq!(find(&by_day, &lines, &transfers), [(vec![1], vec![1, 2, 3])]);
    let too_small = [rule(
        Shape::OneToMany { maximum: 2 },
        Tolerance::Exact,
        3,
        ReferenceCondition::Equal,
    )];
    assert!(find(&too_small, &lines, &transfers).is_empty());
    let too_far = [rule(shape, Tolerance::Exact, 1, ReferenceCondition::Equal)];
    assert!(find(&too_far, &lines, &transfers).is_empty());
}

#[test]
fn a_difference_within_the_tolerance_is_named_and_where_to_book_it() {
    // Two bank lines pay one invoice less 2 % discount.
    let lines = [
        content(0, 50_000, &[], "INV-77 part 1"),
        content(4, 48_000, &[], "INV-77 rest"),
    ];
    let transfers = [transfer(1, 2, 100_000, "INV-77")];
    let shape = Shape::ManyToOne { maximum: 5 };
    let discount = rule(
        shape,
        Tolerance::BasisPoints(200),
        3,
        ReferenceCondition::Contains,
    );
    let proposals = propose(
        std::slice::from_ref(&discount),
        &open_lines(&lines, &[]),
        &transfers,
    );
    assert_eq!(numbers(&proposals), [(vec![1, 2], vec![1])]);
    let found = &proposals.matches[0];
    assert_eq!(
        (found.difference, found.days),
        (Money::new(-2_000, Currency::EUR), 2)
    );
    assert_eq!(found.difference_account, Some(AccountId::from_u128(9)));
    let less = rule(
        shape,
        Tolerance::BasisPoints(199),
        3,
        ReferenceCondition::Contains,
    );
    assert!(find(&[less], &lines, &transfers).is_empty());
}

#[test]
fn what_was_rejected_is_not_proposed_again() {
    let lines = [content(0, 100, &[], "")];
    let transfers = [
        transfer(1, 0, 100, ""),
        transfer(2, 1, 100, ""),
        transfer(3, -1, 100, ""),
    ];
    let rules = [rule(
        Shape::OneToOne,
        Tolerance::Exact,
        2,
        ReferenceCondition::Any,
    )];
    let mut refused = Vec::new();
    for expected in [1, 2, 3] {
        let proposals = propose(&rules, &open_lines(&lines, &refused), &transfers);
        assert_eq!(numbers(&proposals), [(vec![1], vec![expected])]);
        refused.push(proposals.matches[0].id());
    }
    assert!(
        propose(&rules, &open_lines(&lines, &refused), &transfers)
            .matches
            .is_empty()
    );
}

#[test]
fn nothing_matches_across_currencies_signs_or_zero() {
    let mut dollars = transfer(1, 0, 100, "");
    dollars.amount = Money::new(100, Currency::USD);
    let transfers = [
        dollars,
        transfer(2, 0, -100, ""),
        transfer(3, 0, 0, ""),
        transfer(4, 0, i128::MAX, ""),
    ];
    let lines = [
        content(0, 100, &[], ""),
        content(0, 0, &[], ""),
        content(0, i128::MAX, &[], ""),
    ];
    let rules = [
        rule(
            Shape::OneToOne,
            Tolerance::Absolute(u64::MAX),
            9,
            ReferenceCondition::Any,
        ),
        rule(
            Shape::OneToMany { maximum: 9 },
            Tolerance::BasisPoints(10_000),
            9,
            ReferenceCondition::Any,
        ),
    ];
    assert!(find(&rules, &lines, &transfers).is_empty());
}

/// Everything alike is the worst case of a search.
#[test]
fn many_alike_are_matched_to_the_last() {
    const COUNT: u128 = 3_000;
    let contents: Vec<LineContent> = (0..COUNT)
        .map(|n| content((n % 7) as i32, 999, &["SUBSCRIPTION"], ""))
        .collect();
    let transfers: Vec<Candidate> = (1..=COUNT)
        .map(|n| transfer(n, (n % 5) as i32, 999, "subscription"))
        .collect();
    for reference in [
        ReferenceCondition::Any,
        ReferenceCondition::Equal,
        ReferenceCondition::Contains,
    ] {
        let rules = [rule(Shape::OneToOne, Tolerance::Absolute(5), 31, reference)];
        assert_eq!(find(&rules, &contents, &transfers).len(), COUNT as usize);
    }
    // No pair of them gives the amount, so that each looks in vain.
    let rules = [rule(
        Shape::OneToMany { maximum: 8 },
        Tolerance::Exact,
        31,
        ReferenceCondition::Any,
    )];
    assert!(find(&rules, &contents, &transfers).is_empty());
}

const REFERENCES: [&str; 5] = ["", "REF1", "REF12", "REF3", "REF4"];

fn shared(reference: ReferenceCondition, line: &LineContent, candidate: &Candidate) -> bool {
    let wanted = normalized(&candidate.external_reference);
    let mut words = line
        .references
        .iter()
        .map(String::as_str)
        .chain(line.text.split(' '));
    match reference {
        ReferenceCondition::Any => true,
        ReferenceCondition::Equal => !wanted.is_empty() && line.references.contains(&wanted),
        ReferenceCondition::Contains => !wanted.is_empty() && words.any(|word| word == wanted),
    }
}

/// All pairs by score, the best first.
fn naive_pairs(
    rules: &[Rule],
    contents: &[LineContent],
    candidates: &[Candidate],
) -> Vec<(Vec<u128>, Vec<u128>)> {
    let mut lines: Vec<(u128, &LineContent)> = (1u128..).zip(contents).collect();
    lines.sort_by_key(|(id, line)| (line.value_on, *id));
    let mut candidates: Vec<&Candidate> = candidates.iter().collect();
    candidates.sort_by_key(|candidate| (candidate.effective_on, candidate.transfer));
    let mut rules: Vec<&Rule> = rules.iter().collect();
    rules.sort_by_key(|rule| rule.priority);
    let (mut used_lines, mut used_candidates) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for rule in rules {
        let mut pairs = Vec::new();
        for (line_rank, (id, line)) in lines.iter().enumerate() {
            for (rank, candidate) in candidates.iter().enumerate() {
                let (wanted, amount) = (line.amount.minor(), candidate.amount.minor());
                let difference = wanted.abs_diff(amount);
                let days = line.value_on.distance(candidate.effective_on);
                let allowed = match rule.tolerance {
                    Tolerance::Exact => 0,
                    Tolerance::Absolute(minor) => u128::from(minor),
                    Tolerance::BasisPoints(points) => wanted.unsigned_abs() * u128::from(points) / 10_000,
                };
                let fits = wanted.signum() * amount.signum() == 1
                    && difference <= allowed
                    && days <= u32::from(rule.maximum_days)
                    && shared(rule.reference, line, candidate);
                if fits {
                    let is_before = candidate.effective_on < line.value_on;
                    let order = if is_before { usize::MAX - rank } else { rank };
                    pairs.push((
                        (difference, days, is_before, line_rank, order),
                        *id,
                        candidate.transfer.as_u128(),
                    ));
                }
            }
        }
        pairs.sort();
        for (_, line, candidate) in pairs {
            if !used_lines.contains(&line) && !used_candidates.contains(&candidate) {
                used_lines.insert(line);
                used_candidates.insert(candidate);
                found.push((vec![line], vec![candidate]));
            }
        }
    }
    found
}

fn tolerances() -> impl Strategy<Value = Tolerance> {
    prop_oneof![
        Just(Tolerance::Exact),
        (0u64..4).prop_map(Tolerance::Absolute),
        (0u32..5_000).prop_map(Tolerance::BasisPoints),
    ]
}

fn conditions() -> impl Strategy<Value = ReferenceCondition> {
    prop::sample::select(vec![
        ReferenceCondition::Any,
        ReferenceCondition::Equal,
        ReferenceCondition::Contains,
    ])
}

fn rules(shapes: impl Strategy<Value = Shape>) -> impl Strategy<Value = Rule> {
    (shapes, tolerances(), 0u16..5, conditions(), 0u16..3).prop_map(
        |(shape, tolerance, days, reference, priority)| Rule {
            priority,
            ..rule(shape, tolerance, days, reference)
        },
    )
}

fn any_shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::OneToOne),
        (2u16..6).prop_map(|maximum| Shape::OneToMany { maximum }),
        (2u16..6).prop_map(|maximum| Shape::ManyToOne { maximum }),
    ]
}

fn some_lines() -> impl Strategy<Value = Vec<LineContent>> {
    let line = (0i32..6, -9i128..10, 0usize..5, 0usize..5).prop_map(|(day, minor, reference, word)| {
        content(
            day,
            minor,
            &[REFERENCES[reference]],
            &format!("for {} or so", REFERENCES[word]),
        )
    });
    prop::collection::vec(line, 0..14)
}

fn some_transfers() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0i32..6, -9i128..10, 0usize..5);
    prop::collection::vec(one, 0..14).prop_map(|all| {
        let number = |(number, (day, minor, reference))| transfer(number, day, minor, REFERENCES[reference]);
        (1u128..).zip(all).map(number).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn pairs_are_those_of_the_naive_matcher(
        rules in prop::collection::vec(rules(Just(Shape::OneToOne)), 1..4),
        lines in some_lines(),
        transfers in some_transfers(),
    ) {
        prop_assert_eq!(find(&rules, &lines, &transfers), naive_pairs(&rules, &lines, &transfers));
    }

    #[test]
    fn matches_keep_to_their_rule_whatever_the_order_of_the_input(
        rules in prop::collection::vec(rules(any_shape()), 1..5),
        lines in some_lines(),
        transfers in some_transfers(),
    ) {
        let open = open_lines(&lines, &[]);
        let proposals = propose(&rules, &open, &transfers);
        let reversed_lines: Vec<OpenLine<'_>> = open.iter().rev().copied().collect();
        let reversed_transfers: Vec<Candidate> = transfers.iter().rev().cloned().collect();
        prop_assert_eq!(&propose(&rules, &reversed_lines, &reversed_transfers), &proposals);
        let (mut used_lines, mut used_transfers) = (BTreeSet::new(), BTreeSet::new());
        for one in &proposals.matches {
            let rule = rules.iter().find(|rule| Some(&rule.name) == one.rule.as_ref()).unwrap();
            let of_line = |id: &ItemId| &lines[id.as_u128() as usize - 1];
            let of_transfer = |id: &TransferId| &transfers[id.as_u128() as usize - 1];
            let sum: i128 = one.items.iter().map(|id| of_line(id).amount.minor()).sum();
            let other: i128 = one.transfers.iter().map(|id| of_transfer(id).amount.minor()).sum();
            prop_assert_eq!(one.difference.minor(), sum - other);
            prop_assert_eq!(sum.signum() * other.signum(), 1);
            let (single, many) = match rule.shape {
                Shape::OneToOne => (sum, 1..=1),
                Shape::OneToMany { maximum } => (sum, 2..=usize::from(maximum)),
                Shape::ManyToOne { maximum } => (other, 2..=usize::from(maximum)),
            };
            prop_assert!(one.difference.minor().unsigned_abs() <= rule.allowed_difference(single));
            prop_assert!(one.items.len().min(one.transfers.len()) == 1);
            prop_assert!(many.contains(&one.items.len().max(one.transfers.len())));
            for id in &one.items {
                prop_assert!(used_lines.insert(*id), "a line is matched once");
                for candidate in one.transfers.iter().map(of_transfer) {
                    let days = of_line(id).value_on.distance(candidate.effective_on);
                    prop_assert!(days <= one.days && days <= u32::from(rule.maximum_days));
                    prop_assert!(shared(rule.reference, of_line(id), candidate));
                }
            }
            for id in &one.transfers {
                prop_assert!(used_transfers.insert(*id), "a transfer is matched once");
            }
        }
    }

    #[test]
    fn a_sum_of_a_few_is_found_if_there_is_one(
        wanted in 1i128..60,
        amounts in prop::collection::vec(1i128..30, 0..10),
        maximum in 2u16..8,
    ) {
        let transfers: Vec<Candidate> =
            (1u128..).zip(&amounts).map(|(number, minor)| transfer(number, (number % 3) as i32, *minor, "")).collect();
        let exists = (0u32..1 << amounts.len()).any(|chosen| {
            let members = || (0..amounts.len()).filter(|at| chosen >> at & 1 == 1);
            (2..=usize::from(maximum)).contains(&members().count())
                && members().map(|at| amounts[at]).sum::<i128>() == wanted
        });
        let rules = [rule(Shape::OneToMany { maximum }, Tolerance::Exact, 3, ReferenceCondition::Any)];
        let found = find(&rules, &[content(1, wanted, &[], "")], &transfers);
        prop_assert_eq!(found.len(), usize::from(exists));
    }
}
