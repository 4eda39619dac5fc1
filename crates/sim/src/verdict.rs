//! What an answer to transfers must say, worked out from the request alone: each item made as asked or refused, chains
//! as a whole, and nothing besides.

use bezant_ledger::{Command, Flags, Records, Results, Transfer, TransferKind};

use crate::violation::{Invariant, Violation, ensure};
use crate::wish::{FLAGS_AT, Packed, id_of};

/// The packed items that a command asks for, linked as the command means it.
pub(crate) fn items(command: &Command) -> Vec<Packed> {
    match command {
        Command::Batch(batch) => batch.as_bytes().as_chunks().0.to_vec(),
        Command::Transfers(chain) => {
            // What can't be packed is refused anyhow.
            let pack = |(nth, transfer): (usize, &bezant_ledger::CallerTransfer)| {
                let mut item = transfer.pack().ok()?;
                item[FLAGS_AT] |= u8::from(nth + 1 < chain.len());
                Some(item)
            };
            chain.iter().enumerate().filter_map(pack).collect()
        }
        _ => Vec::new(),
    }
}

/// The items that were made, unlinked, if the answer is a right one.
pub(crate) fn made_items(
    command: &Command,
    made: Option<&Records>,
    refused: Option<&Results>,
) -> Result<Vec<Packed>, Violation> {
    let items = items(command);
    let wrong = |invariant, what: &str| {
        let detail = format!("{what}: {command:?} is answered with {made:?}, {refused:?}");
        Err(Violation::new(invariant, detail))
    };
    let mut is_made = vec![true; items.len()];
    for result in refused.into_iter().flat_map(Results::iter) {
        match is_made.get_mut(result.index as usize) {
            Some(is_made) => *is_made = false,
            None => return wrong(Invariant::AnswersAreRight, "there is no such item"),
        }
    }
    if matches!(command, Command::Transfers(_)) && refused.is_some() {
        return wrong(Invariant::ChainsAreWhole, "a chain is refused in part");
    }
    let is_linked = |item: &Packed| item[FLAGS_AT] & 1 != 0;
    for at in 1..items.len() {
        if is_linked(&items[at - 1]) && is_made[at] != is_made[at - 1] {
            return wrong(Invariant::ChainsAreWhole, "a chain is made in part");
        }
    }
    let mut records = made.into_iter().flat_map(Records::iter).peekable();
    let mut taken = Vec::new();
    for (item, _) in items.iter().zip(&is_made).filter(|(_, made)| **made) {
        let Some(record) = records.next() else {
            return wrong(Invariant::AnswersAreRight, "an item is neither made nor refused");
        };
        is_as_asked(item, &record)?;
        // The further members of a whole chain.
        while records
            .next_if(|record| record.flags.contains(Flags::WHOLE_CHAIN.with(Flags::INTERNAL)))
            .is_some()
        {}
        let mut item = *item;
        item[FLAGS_AT] &= !1;
        taken.push(item);
    }
    match records.next() {
        None => Ok(taken),
        Some(_) => wrong(Invariant::AnswersAreRight, "more is made than was asked for"),
    }
}

fn is_as_asked(item: &Packed, record: &Transfer) -> Result<(), Violation> {
    let wide = |at: usize| u128::from_le_bytes(*item[at..].first_chunk().expect("a field of 16 bytes"));
    let either = |asked: u128, made: u128| asked == 0 || asked == made;
    let names_another = record.kind.ends_hold() || record.kind == TransferKind::Reversal;
    let flags = Flags::from_bits(u16::from(item[FLAGS_AT]) | u16::from(item[FLAGS_AT + 1]) << 8);
    let is_balancing = record
        .flags
        .intersects(Flags::BALANCING_DEBIT.with(Flags::BALANCING_CREDIT));
    let amount = wide(64);
    let is_same = id_of(item) == record.id.as_u128()
        && item[122] == record.kind as u8
        && either(wide(16), record.debit.as_u128())
        && either(wide(32), record.credit.as_u128())
        && wide(48) == record.related.as_u128()
        && wide(80) == record.reference
        && item[118..120] == record.code.0.to_le_bytes()
        && item[124..128] == record.digest.to_le_bytes()
        && item[112..116] == record.timeout_seconds.to_le_bytes()
        && match amount {
            0 => names_another || is_balancing,
            asked if is_balancing => record.amount <= asked,
            asked => record.amount == asked,
        }
        && flags.is_some_and(|flags| record.flags.contains(flags.without(Flags::LINKED)));
    ensure(is_same, Invariant::AnswersAreRight, || {
        format!("{record:?} is not what was asked for: {item:?}")
    })
}
