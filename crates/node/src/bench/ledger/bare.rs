//! The ceiling: a loop that does only what no ledger can leave out, in one thread.

use std::os::unix::fs::FileExt;
use std::time::Instant;

use rustc_hash::{FxHashMap, FxHashSet};

use super::transfers::{RECORD_BYTES, Transfers};
use crate::Failure;
use crate::bench::Measured;
use crate::bench::child::Folder;

/// Transfers for each sync.
const GROUP: usize = 8_192;

/// A set of all ids, a look-up of two accounts, a record of 128 bytes, one fdatasync for 8,192 records of a file that was written out
/// before.
pub(crate) fn bare_loop(transfers: u64, accounts: u64) -> Result<Measured, Failure> {
    let folder = Folder::new("bare-loop")?;
    let file = std::fs::File::create(folder.path().join("log"))?;
    let count = usize::try_from(transfers)?.next_multiple_of(GROUP);
    let zeros = vec![0u8; GROUP * RECORD_BYTES];
    for group in 0..count / GROUP {
        file.write_all_at(&zeros, (group * zeros.len()) as u64)?;
    }
    file.sync_all()?;

    let mut source = Transfers::even(1, accounts);
    let mut numbers: FxHashMap<u128, u32> = FxHashMap::default();
    let mut balances = Vec::new();
    for account in 1..=accounts {
        numbers.insert(u128::from(account), u32::try_from(balances.len())?);
        balances.push([0u128; 2]);
    }
    let mut ids: FxHashSet<u128> = FxHashSet::with_capacity_and_hasher(count, Default::default());
    let drawn: Vec<_> = (0..GROUP * 8).map(|_| source.draw()).collect();
    let mut buffer = vec![0u8; GROUP * RECORD_BYTES];
    let began = Instant::now();
    for group in 0..count / GROUP {
        let records = buffer.chunks_exact_mut(RECORD_BYTES);
        for (nth, record) in records.enumerate() {
            let (id, debit, credit, amount) = drawn[(group * GROUP + nth) % drawn.len()];
            // The drawn ids repeat; this makes each its own.
            let id = id.wrapping_add(((group / 8) as u128) << 64);
            if !ids.insert(id) {
                continue;
            }
            let (debit_number, credit_number) = (numbers[&debit] as usize, numbers[&credit] as usize);
            balances[debit_number][0] += u128::from(amount);
            balances[credit_number][1] += u128::from(amount);
            record[0..16].copy_from_slice(&id.to_le_bytes());
            record[16..32].copy_from_slice(&debit.to_le_bytes());
            record[32..48].copy_from_slice(&credit.to_le_bytes());
            record[64..80].copy_from_slice(&u128::from(amount).to_le_bytes());
        }
        file.write_all_at(&buffer, (group * buffer.len()) as u64)?;
        file.sync_data()?;
    }
    let elapsed = began.elapsed().as_secs_f64();
    let (debits, credits) = balances.iter().fold((0, 0), |(debits, credits), sums| {
        (debits + sums[0], credits + sums[1])
    });
    assert!(debits == credits && debits > 0, "the loop's books balance");
    Ok(Measured {
        bench: "ledger_bare_loop",
        value: count as f64 / elapsed,
        unit: "transfers/s",
        ceiling: None,
        latencies: None,
        how: format!("{count} transfers in one thread, a sync for each {GROUP}, pre-written file"),
    })
}
