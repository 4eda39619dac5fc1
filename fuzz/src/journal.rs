//! A journal on a damaged disk: whatever happened to its files, nothing panics, no transfer is called new that it has as indexed,
//! and none is shown that is not in the log at that place. What is whole answers like a list.
//!
//! Checksums stop nearly every damage at the door, so some inputs forge them. Behind forged ones only what can be checked
//! against the log is promised.

use std::sync::LazyLock;

use bezant_journal::{By, Journal, JournalError, Of, Order, PackedTransfer, Place, Query};
use bezant_log::Position;

use crate::edits::{self, Files, Format, overwrite};
use crate::input::Input;
use crate::journal_fixture::{Fixture, OPTIONS, end, ids, tenant};
use crate::log_fixture::disk_of;

static FIXTURE: LazyLock<Fixture> = LazyLock::new(Fixture::new);

const FORMAT: Format = Format {
    name: |number| format!("ids-{number:010}.run"),
    forge: |files, at| {
        forge(files, at);
        true
    },
};

/// The bytes are edits of the files of a small journal, see [`edits`].
pub fn run(bytes: &[u8]) {
    let mut files = FIXTURE.files.clone();
    let is_forged = edits::apply(&mut files, &mut Input::new(bytes), &FORMAT);
    let disk = disk_of(&files);
    let Ok(journal) = Journal::open_on(disk, OPTIONS, FIXTURE.records.clone()) else {
        return;
    };
    let indexed = journal.indexed();
    let is_whole = journal.verify().is_ok();
    let found = find(&journal, end());
    let pages = pages(&journal);
    if is_forged {
        // Each was compared with the log.
        return;
    }
    assert!(indexed <= end());
    let known: Vec<_> = FIXTURE.up_to(indexed).collect();
    assert_eq!(
        found.expect("ids are checked at the opening"),
        known,
        "what is indexed is found"
    );
    match pages {
        Ok(pages) => assert_eq!(pages, of_accounts(&known)),
        Err(error) => assert!(!is_whole, "{error}"),
    }
    // A merge reads accounts too, and stops at damage.
    let completed = FIXTURE.complete(&journal).and_then(|()| journal.flush());
    if is_whole {
        completed.expect("a whole journal goes on");
        journal.settle().expect("a whole journal goes on");
        journal.verify().expect("what it writes is whole");
        let all: Vec<_> = FIXTURE.up_to(end()).collect();
        assert_eq!(find(&journal, end()).expect("all is whole"), all);
        assert_eq!(self::pages(&journal).expect("all is whole"), of_accounts(&all));
    }
}

type Found = Vec<(Place, PackedTransfer)>;

/// All by id, in the order of time; each is the one in the log at its place, with the id that was asked for.
fn find(journal: &Journal, as_of: Position) -> Result<Found, JournalError> {
    let ids = ids();
    let mut found = Vec::new();
    journal.find(tenant(), By::Id, &ids, as_of, &mut |nth, place, transfer| {
        assert_eq!(transfer[..16], ids[nth].to_le_bytes());
        found.push((place, transfer));
    })?;
    found.iter().for_each(genuine);
    let related = |_, place, transfer| genuine(&(place, transfer));
    journal.find(tenant(), By::Related, &ids, as_of, &mut { related })?;
    found.sort_unstable();
    Ok(found)
}

fn genuine(&(place, transfer): &(Place, PackedTransfer)) {
    let stored = FIXTURE.records.0.get(&place);
    assert!(
        stored.is_some_and(|stored| stored.transfer == transfer),
        "what is shown is in the log"
    );
}

/// The accounts one after the other, from the newest back.
fn pages(journal: &Journal) -> Result<Found, JournalError> {
    let mut all = Vec::new();
    for account in ACCOUNTS {
        let mut query = Query {
            of: Of::Account(account),
            order: Order::NewestFirst,
            positions: Position::NONE..=Position(u64::MAX),
            cursor: None,
            limit: 50,
            scan: 200,
        };
        loop {
            let page = journal.transfers(tenant(), &query, &mut |_, _| true)?;
            page.transfers.iter().for_each(genuine);
            all.extend(page.transfers);
            assert!(page.next.is_none() || page.next != query.cursor, "pages go on");
            query.cursor = page.next;
            if page.next.is_none() || all.len() > 10_000 {
                break;
            }
        }
    }
    Ok(all)
}

const ACCOUNTS: [u128; 4] = [1, 5, 9, 77];

fn of_accounts(known: &[(Place, PackedTransfer)]) -> Found {
    let on = |transfer: &PackedTransfer, account: u128| {
        let account = account.to_le_bytes();
        transfer[16..32] == account || transfer[32..48] == account
    };
    let of = |account| {
        known
            .iter()
            .rev()
            .filter(move |(_, transfer)| on(transfer, account))
    };
    ACCOUNTS.into_iter().flat_map(of).copied().collect()
}

const PAGE: usize = 4096;
const HEADER_AT: usize = 12;
const HEADER: usize = 48;
const ENTRY: usize = 16;
const TABLE_ROW: usize = 20;
const MANIFEST_ROWS: usize = 64;

/// Makes all checksums of a run right, from what stands there now, and has the manifest say the same of it.
fn forge(files: &mut Files, at: usize) {
    if files[at].0.ends_with(".run") {
        forge_run(&mut files[at].1);
        let header = files[at].1.get(HEADER_AT..HEADER_AT + HEADER).map(<[u8]>::to_vec);
        let manifest = files.iter_mut().find(|(name, _)| name == "manifest");
        if let (Some(header), Some((_, manifest))) = (header, manifest) {
            let rows = manifest.len().saturating_sub(4);
            for row in (MANIFEST_ROWS..rows.saturating_sub(HEADER - 1)).step_by(HEADER) {
                if manifest[row..row + 12] == header[..12] {
                    overwrite(manifest, row, &header);
                }
            }
        }
    }
    for (_, manifest) in files.iter_mut().filter(|(name, _)| name == "manifest") {
        let at = manifest.len().saturating_sub(4);
        sum_at(manifest, at);
    }
}

fn forge_run(run: &mut [u8]) {
    let number = |run: &[u8], at: usize| {
        let bytes = run.get(at..at + 8)?;
        usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let Some(entries) = number(run, HEADER_AT + 28) else {
        return;
    };
    let block = match run[HEADER_AT] {
        1 => 64,
        _ => 256,
    };
    let table_at = entries
        .checked_mul(ENTRY)
        .and_then(|bytes| bytes.checked_add(PAGE));
    if let Some(table_at) = table_at.filter(|&at| at < run.len()) {
        for nth in 0..entries.div_ceil(block) {
            let start = PAGE + nth * block * ENTRY;
            let bytes = &run[start..table_at.min(start + block * ENTRY)];
            let row: Vec<u8> = [&bytes[..ENTRY], &crc32c::crc32c(bytes).to_le_bytes()].concat();
            overwrite(run, table_at + nth * TABLE_ROW, &row);
        }
        let sum = crc32c::crc32c(&run[table_at..]);
        overwrite(run, HEADER_AT + 44, &sum.to_le_bytes());
    }
    if run.len() >= PAGE {
        sum_at(&mut run[..PAGE], PAGE - 4);
    }
}

/// Puts the checksum of what is before `at` there.
fn sum_at(bytes: &mut [u8], at: usize) {
    let sum = crc32c::crc32c(&bytes[..at]);
    overwrite(bytes, at, &sum.to_le_bytes());
}
