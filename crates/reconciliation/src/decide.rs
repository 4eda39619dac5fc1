//! The decision between what is asked and what happens.

use std::collections::BTreeSet;

use bezant_kernel::{Money, Tenant, TransferId};

use crate::ids::item_id;
use crate::rejection::InvalidMatch;
use crate::rule::{MAXIMUM_GROUP, check_rules};
use crate::text::normalized;
use crate::{
    Acceptance, Actor, Command, Definition, Event, Header, Item, ItemId, Match, MatchId, MatchRecord,
    MatchStatus, NewItem, Reconciliation, ReconciliationId, RecordedMatch, Rejection, Resolution, Rule,
    Shape, State, Statement, Step,
};

/// A tenant has at most so many reconciliations.
pub const MAXIMUM_RECONCILIATIONS: usize = 1_000;

/// A command takes in at most so many lines: with the longest texts, of four bytes a character, that is 1.8 MB, and a record
/// of the log has 2 MiB.
pub const MAXIMUM_LINES_PER_IMPORT: usize = 200;

/// A command names at most so many lines and transfers in its matches, each of which may have to be looked up on disk.
pub const MAXIMUM_MEMBERS_PER_COMMAND: usize = 4_000;

/// A note has at most so many characters.
pub const NOTE_CHARACTERS: usize = 1_000;

/// A reconciliation has at most so many open items, since they are held in memory.
const MAXIMUM_OPEN_ITEMS: usize = 500_000;

/// Decides a command of `tenant`. Whatever it names must have been recalled before, see [`State::recall_command`].
pub fn decide(state: &State, tenant: Tenant, command: Command) -> Result<Vec<Event>, Rejection> {
    let event = match command {
        Command::DefineReconciliation { id, definition, by } => define(state, tenant, id, definition, by)?,
        Command::ImportStatement {
            reconciliation,
            statement,
            by,
        } => import(state, tenant, reconciliation, &statement, by)?,
        Command::RecordMatches {
            reconciliation,
            matches,
            by,
        } => record(state, tenant, reconciliation, matches, by)?,
        Command::AcceptMatch { id, by, note } => {
            check_note(&note)?;
            proposed(state, tenant, id)?;
            Event::MatchAccepted { id, by, note }
        }
        Command::RejectMatch { id, by, note } => {
            check_note(&note)?;
            proposed(state, tenant, id)?;
            Event::MatchRejected { id, by, note }
        }
        Command::Assign {
            item,
            assignee,
            by,
            note,
        } => {
            check_note(&note)?;
            let step = if assignee.is_some() {
                Step::Assign
            } else {
                Step::Release
            };
            may(state, tenant, item, step)?;
            Event::ItemAssigned {
                item,
                assignee,
                by,
                note,
            }
        }
        Command::Note { item, by, note } => {
            check_note(&note)?;
            if note.trim().is_empty() {
                return Err(Rejection::NoteMissing);
            }
            may(state, tenant, item, Step::Note)?;
            Event::ItemNoted { item, by, note }
        }
        Command::Resolve {
            item,
            resolution,
            by,
            note,
        } => {
            check_note(&note)?;
            let found = may(state, tenant, item, Step::Resolve)?;
            check_resolution(state, found, &resolution)?;
            Event::ItemResolved {
                item,
                resolution,
                by,
                note,
            }
        }
        Command::Reopen { item, by, note } => {
            check_note(&note)?;
            let found = may(state, tenant, item, Step::Reopen)?;
            reopen(state, found, by, note)
        }
    };
    Ok(vec![event])
}

fn define(
    state: &State,
    tenant: Tenant,
    id: ReconciliationId,
    definition: Definition,
    by: Actor,
) -> Result<Event, Rejection> {
    let fits = |text: &str, maximum| text.trim() == text && (1..=maximum).contains(&text.chars().count());
    let names_account = !normalized(&definition.outside_account).is_empty();
    if !fits(&definition.name, 100) || !fits(&definition.outside_account, 64) || !names_account {
        return Err(Rejection::DefinitionInvalid);
    }
    check_rules(&definition.rules)
        .map_err(|(position, reason)| Rejection::RuleInvalid { position, reason })?;
    match state.reconciliation(tenant, id) {
        Some(known) => {
            let before = &known.definition;
            let same = before.account == definition.account
                && before.currency == definition.currency
                && normalized(&before.outside_account) == normalized(&definition.outside_account);
            if known.has_statements() && !same {
                return Err(Rejection::AccountFixed);
            }
        }
        None if state.reconciliations(tenant).count() >= MAXIMUM_RECONCILIATIONS => {
            return Err(Rejection::TooManyReconciliations);
        }
        None => {}
    }
    Ok(Event::ReconciliationDefined { id, definition, by })
}

impl Definition {
    /// Whether a statement is one of the account outside.
    pub fn check(&self, header: &Header) -> Result<(), Rejection> {
        if normalized(&header.account) != normalized(&self.outside_account) {
            return Err(Rejection::AccountMismatch {
                statement: header.account.clone(),
                expected: self.outside_account.clone(),
            });
        }
        if header.currency != self.currency {
            return Err(Rejection::CurrencyMismatch {
                statement: header.currency,
                expected: self.currency,
            });
        }
        Ok(())
    }
}

fn import(
    state: &State,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    statement: &Statement,
    by: Actor,
) -> Result<Event, Rejection> {
    let known = existing(state, tenant, reconciliation)?;
    let header = statement.header();
    known.definition.check(header)?;
    if statement.lines().len() > MAXIMUM_LINES_PER_IMPORT {
        return Err(Rejection::StatementTooLong);
    }
    let id = statement.id(tenant, reconciliation);
    if state.has_statement(id) {
        return Err(Rejection::StatementImported);
    }
    let items: Vec<NewItem> = statement
        .lines()
        .iter()
        .map(|line| (item_id(tenant, reconciliation, line.id), line))
        .filter(|(id, _)| !state.has_item(*id))
        .map(|(id, line)| NewItem {
            id,
            line: line.clone(),
        })
        .collect();
    if state.open_count(tenant, reconciliation) + items.len() > MAXIMUM_OPEN_ITEMS {
        return Err(Rejection::TooManyOpenItems);
    }
    let known_lines = statement.lines().len() - items.len();
    // A statement that begins before the last one ended repeats days, so its opening balance says nothing new.
    let gap = known
        .latest_closing
        .filter(|(day, _)| header.from >= *day)
        .zip(header.opening)
        .and_then(|((_, closing), opening)| opening.checked_sub(closing).ok())
        .filter(|gap| !gap.is_zero());
    Ok(Event::StatementImported {
        id,
        reconciliation,
        header: header.clone(),
        items,
        known_lines: u32::try_from(known_lines).expect("an import has at most 200 lines"),
        gap,
        by,
    })
}

fn record(
    state: &State,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    matches: Vec<Match>,
    by: Actor,
) -> Result<Event, Rejection> {
    let known = existing(state, tenant, reconciliation)?;
    let invalid = |position, reason| Err(Rejection::MatchInvalid { position, reason });
    if matches.is_empty() {
        return invalid(0, InvalidMatch::None);
    }
    let members = |one: &Match| one.items.len() + one.transfers.len();
    if matches.iter().map(members).sum::<usize>() > MAXIMUM_MEMBERS_PER_COMMAND {
        return invalid(0, InvalidMatch::TooLarge);
    }
    let (mut items, mut transfers) = (BTreeSet::new(), BTreeSet::new());
    let mut recorded = Vec::with_capacity(matches.len());
    for (position, mut one) in matches.into_iter().enumerate() {
        one.items.sort_unstable();
        one.transfers.sort_unstable();
        check_members(&one.items, &one.transfers)
            .map_err(|reason| Rejection::MatchInvalid { position, reason })?;
        let distinct = one.items.iter().all(|id| items.insert(*id))
            && one.transfers.iter().all(|id| transfers.insert(*id));
        if !distinct {
            return invalid(position, InvalidMatch::Twice);
        }
        if one.difference.currency() != known.definition.currency {
            return invalid(position, InvalidMatch::Currency);
        }
        let id = one.id();
        for &item in &one.items {
            let found = may(state, tenant, item, Step::Propose)?;
            if found.reconciliation != reconciliation {
                return invalid(position, InvalidMatch::OtherReconciliation);
            }
            if one.rule.is_some() && found.refused.contains(&id) {
                return Err(Rejection::MatchRefused(id));
            }
        }
        check_free(state, tenant, reconciliation, &one.transfers)?;
        let rule = match &one.rule {
            Some(name) => match known.definition.rules.iter().find(|rule| rule.name == *name) {
                Some(rule) => Some(rule),
                None => return invalid(position, InvalidMatch::RuleUnknown),
            },
            None => None,
        };
        if rule.is_some_and(|rule| !allows(state, rule, &one)) {
            return invalid(position, InvalidMatch::OutsideRule);
        }
        one.acceptance = rule.map_or(Acceptance::Proposed, |rule| rule.acceptance);
        one.difference_account = rule
            .and_then(|rule| rule.difference_account)
            .filter(|_| !one.difference.is_zero());
        one.reference = crate::text::clean(&one.reference, crate::statement::REFERENCE_CHARACTERS);
        recorded.push(RecordedMatch { id, matched: one });
    }
    Ok(Event::MatchesRecorded {
        reconciliation,
        matches: recorded,
        by,
    })
}

/// Whether the rule could have found this, as far as it is known here: the transfers' amounts and days are the finder's word.
fn allows(state: &State, rule: &Rule, one: &Match) -> bool {
    let amounts = one
        .items
        .iter()
        .map(|id| state.known_item(*id).line.content.amount);
    let mut sum = Money::zero(one.difference.currency());
    for amount in amounts {
        match sum.checked_add(amount) {
            Ok(more) => sum = more,
            Err(_) => return false,
        }
    }
    let (lines, transfers) = (one.items.len(), one.transfers.len());
    let (fits, single) = match rule.shape {
        Shape::OneToOne => (lines == 1 && transfers == 1, Ok(sum)),
        Shape::OneToMany { maximum } => (
            lines == 1 && (2..=usize::from(maximum)).contains(&transfers),
            Ok(sum),
        ),
        Shape::ManyToOne { maximum } => (
            transfers == 1 && (2..=usize::from(maximum)).contains(&lines),
            sum.checked_sub(one.difference),
        ),
    };
    fits && one.days <= u32::from(rule.maximum_days)
        && single.is_ok_and(|single| {
            one.difference.minor().unsigned_abs() <= rule.allowed_difference(single.minor())
        })
}

fn check_resolution(state: &State, item: &Item, resolution: &Resolution) -> Result<(), Rejection> {
    match resolution {
        Resolution::MatchedByHand {
            transfers,
            difference,
        } => {
            let invalid = |reason| Rejection::MatchInvalid { position: 0, reason };
            let mut sorted = transfers.clone();
            sorted.sort_unstable();
            check_members(&[item.id], &sorted).map_err(invalid)?;
            if difference.currency() != item.line.content.amount.currency() {
                return Err(invalid(InvalidMatch::Currency));
            }
            check_free(state, item.tenant, item.reconciliation, transfers)
        }
        Resolution::WrittenOff | Resolution::Ignored | Resolution::ToBeCorrectedAtBank => Ok(()),
    }
}

/// Checks the members of a match, both sorted.
fn check_members(items: &[ItemId], transfers: &[TransferId]) -> Result<(), InvalidMatch> {
    let most = usize::from(MAXIMUM_GROUP);
    if items.is_empty() || transfers.is_empty() {
        Err(InvalidMatch::Empty)
    } else if items.len() > most || transfers.len() > most {
        Err(InvalidMatch::TooLarge)
    } else if transfers[0].as_u128() == 0 {
        Err(InvalidMatch::ZeroTransfer)
    } else if items.windows(2).any(|pair| pair[0] == pair[1])
        || transfers.windows(2).any(|pair| pair[0] == pair[1])
    {
        Err(InvalidMatch::Twice)
    } else {
        Ok(())
    }
}

fn check_free(
    state: &State,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    transfers: &[TransferId],
) -> Result<(), Rejection> {
    let taken = transfers.iter().find_map(|&transfer| {
        let taken_by = state.match_of_transfer(tenant, reconciliation, transfer)?;
        Some(Rejection::TransferTaken { transfer, taken_by })
    });
    taken.map_or(Ok(()), Err)
}

fn reopen(state: &State, item: &Item, by: Actor, note: String) -> Event {
    let mut items = vec![item.id];
    let dissolved = item.match_id.map(|id| {
        let record = state.known_match(id);
        items.extend(
            record
                .matched
                .items
                .iter()
                .copied()
                .filter(|other| *other != item.id),
        );
        (id, record.matched.transfers.clone())
    });
    Event::ItemsReopened {
        items,
        dissolved,
        by,
        note,
    }
}

fn existing(state: &State, tenant: Tenant, id: ReconciliationId) -> Result<&Reconciliation, Rejection> {
    state
        .reconciliation(tenant, id)
        .ok_or(Rejection::ReconciliationUnknown(id))
}

fn may(state: &State, tenant: Tenant, id: ItemId, step: Step) -> Result<&Item, Rejection> {
    let item = state.item(tenant, id).ok_or(Rejection::ItemUnknown(id))?;
    match item.status.after(step) {
        Some(_) => Ok(item),
        None => Err(Rejection::ItemStatus {
            item: id,
            status: item.status,
            step,
        }),
    }
}

fn proposed(state: &State, tenant: Tenant, id: MatchId) -> Result<&MatchRecord, Rejection> {
    let record = state
        .match_record(tenant, id)
        .ok_or(Rejection::MatchUnknown(id))?;
    match record.status {
        MatchStatus::Proposed => Ok(record),
        status @ (MatchStatus::Accepted | MatchStatus::Rejected | MatchStatus::Dissolved) => {
            Err(Rejection::MatchNotProposed { id, status })
        }
    }
}

fn check_note(note: &str) -> Result<(), Rejection> {
    if note.chars().count() > NOTE_CHARACTERS {
        Err(Rejection::NoteTooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
