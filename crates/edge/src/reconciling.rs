//! What a search for matches works on: the open lines of a reconciliation, and the transfers of its ledger account near them.
//!
//! The books say what was committed, so what is read here never changes any more; whether a line is still open and a transfer
//! still free is decided by the machine when the matches are recorded.

use std::collections::{BTreeMap, BTreeSet};

use bezant_books::{As, Axis, Period, Placed, StatementLine};
use bezant_core::{Answer, Query, ReconciliationAnswer, ReconciliationQuery};
use bezant_kernel::{Money, PaymentId, Tenant, Timestamp, TransferId};
use bezant_ledger::{Attachment, Flags, Transfer, TransferKind};
use bezant_reconciliation::{
    Candidate, Date, Item, MAXIMUM_MEMBERS_PER_COMMAND, Match, OpenLine, Reconciliation, ReconciliationId,
    ReferenceCondition, Rejection, Status,
};

use crate::books::read;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::routes::accounts;

/// A search takes in at most so many open lines.
const MAXIMUM_LINES: usize = 20_000;
/// And at most so many transfers.
const MAXIMUM_CANDIDATES: usize = 50_000;
/// Items or transfers in one question to the engine, so that it is not held up.
const CHUNK: usize = 1_000;

const MICROSECONDS_PER_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// What a search found.
pub(crate) struct Found {
    /// As many matches as one command records.
    pub(crate) matches: Vec<Match>,
    /// Whether there are more.
    pub(crate) has_more: bool,
    /// Whether each rule was followed to its end.
    pub(crate) is_complete: bool,
}

/// A reconciliation with the number of its open items.
pub(crate) async fn current(
    edge: &Edge,
    tenant: Tenant,
    id: ReconciliationId,
) -> Result<(Reconciliation, usize), Problem> {
    let found = known(edge, tenant, id).await?;
    found.ok_or_else(|| Rejection::ReconciliationUnknown(id).into())
}

/// The same, if there is one.
pub(crate) async fn known(
    edge: &Edge,
    tenant: Tenant,
    id: ReconciliationId,
) -> Result<Option<(Reconciliation, usize)>, Problem> {
    let query = ReconciliationQuery::Reconciliation(id);
    let ReconciliationAnswer::Reconciliation(found) = ask(edge, tenant, query).await? else {
        unreachable!("a question for a reconciliation is answered with one");
    };
    Ok(found.map(|found| *found))
}

/// Asks about reconciliations.
pub(crate) async fn ask(
    edge: &Edge,
    tenant: Tenant,
    query: ReconciliationQuery,
) -> Result<ReconciliationAnswer, Problem> {
    let Answer::Reconciliation(answer) = edge.query(tenant, Query::Reconciliation(query)).await? else {
        unreachable!("a question about reconciliations is answered so");
    };
    Ok(answer)
}

/// Looks for matches of the lines with a value date within the days.
pub(crate) async fn find(
    edge: &Edge,
    tenant: Tenant,
    known: &Reconciliation,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<Found, Problem> {
    let _permit = edge.heavy_permit()?;
    let items = open_lines(edge, tenant, known.id, from, to).await?;
    let rules = known.definition.rules.clone();
    let Some(period) = period(&items, rules.iter().map(|rule| rule.maximum_days).max()) else {
        return Ok(Found {
            matches: Vec::new(),
            has_more: false,
            is_complete: true,
        });
    };
    let needs_words = rules.iter().any(|rule| rule.reference != ReferenceCondition::Any);
    let candidates = candidates(edge, tenant, known, period, needs_words).await?;
    let found = tokio::task::spawn_blocking(move || {
        let lines: Vec<OpenLine<'_>> = items
            .iter()
            .map(|item| OpenLine {
                id: item.id,
                content: &item.line.content,
                refused: &item.refused,
            })
            .collect();
        bezant_reconciliation::propose(&rules, &lines, &candidates)
    });
    let mut found = found.await.expect("a search does not panic");
    let mut members = 0;
    let fit = found.matches.iter().take_while(|one| {
        members += one.items.len() + one.transfers.len();
        members <= MAXIMUM_MEMBERS_PER_COMMAND
    });
    let fit = fit.count();
    let has_more = fit < found.matches.len();
    found.matches.truncate(fit);
    Ok(Found {
        matches: found.matches,
        has_more,
        is_complete: found.is_complete,
    })
}

fn too_large(what: &str, most: usize) -> Problem {
    let detail = format!("there are more than {most} {what}: choose a shorter period with from and to");
    Problem::new(Code::ReconciliationTooLarge, detail)
}

async fn open_lines(
    edge: &Edge,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<Vec<Item>, Problem> {
    let mut found: Vec<Item> = Vec::new();
    let mut after = None;
    loop {
        let query = ReconciliationQuery::OpenItems {
            reconciliation,
            status: Some(Status::Open),
            after,
            limit: CHUNK,
        };
        let ReconciliationAnswer::OpenItems(page) = ask(edge, tenant, query).await? else {
            unreachable!("a question for open items is answered with them");
        };
        found.extend(page.items.into_iter().filter(|item| {
            let day = item.line.content.value_on;
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        }));
        if found.len() > MAXIMUM_LINES {
            return Err(too_large("open lines", MAXIMUM_LINES));
        }
        match page.next {
            Some(_) => after = page.next,
            None => return Ok(found),
        }
    }
}

/// The time in which transfers of these lines may count; nothing if there are no lines or no rules.
fn period(items: &[Item], maximum_days: Option<u16>) -> Option<Period> {
    let days = || {
        items
            .iter()
            .map(|item| i64::from(item.line.content.value_on.days()))
    };
    let (first, last, around) = (days().min()?, days().max()?, i64::from(maximum_days?));
    let start = |day: i64| {
        let microseconds = u64::try_from(day * MICROSECONDS_PER_DAY).unwrap_or(0);
        Some(Timestamp::from_microseconds(microseconds))
    };
    Some(Period {
        from: start(first - around),
        to: start(last + around + 1),
    })
}

/// The transfers of the account that count in the period and that no match has.
async fn candidates(
    edge: &Edge,
    tenant: Tenant,
    known: &Reconciliation,
    period: Period,
    needs_words: bool,
) -> Result<Vec<Candidate>, Problem> {
    let instant = read(edge.books(), |books| Ok(books.instant(As::default())?)).await?;
    let account = *accounts::current(edge, tenant, known.definition.account).await?;
    let (lines, attachments) = read(edge.books(), move |books| {
        let page = books.statement(
            &account,
            period,
            Axis::Effective,
            &instant,
            None,
            MAXIMUM_CANDIDATES,
        )?;
        if page.next.is_some() {
            return Err(too_large("transfers near the lines", MAXIMUM_CANDIDATES));
        }
        let placed = |line: &StatementLine| Placed {
            place: line.place,
            transfer: line.transfer,
        };
        let attachments = if needs_words {
            let placed: Vec<Placed> = page.lines.iter().map(placed).collect();
            books.attachments(&placed)?
        } else {
            vec![None; page.lines.len()]
        };
        Ok((page.lines, attachments))
    })
    .await?;
    let ids = lines.iter().map(|line| line.transfer.id).collect();
    let free = free(edge, tenant, known.id, ids).await?;
    let candidate = |(line, attachment): (&StatementLine, Option<Attachment>)| {
        let transfer = &line.transfer;
        let external_reference = attachment.and_then(|attachment| attachment.external_reference);
        Candidate {
            transfer: transfer.id,
            amount: money_in(known, transfer),
            effective_on: Date::of(transfer.effective),
            reference: transfer.reference,
            external_reference: match external_reference {
                Some(text) => text.as_str().to_owned(),
                // What Bezant posts is found by its payment.
                None if transfer.flags.contains(Flags::INTERNAL) => {
                    PaymentId::from_u128(transfer.reference).to_string()
                }
                None => String::new(),
            },
        }
    };
    let lines = lines.iter().zip(attachments);
    let is_free = |(line, _): &(&StatementLine, _)| free.contains(&line.transfer.id);
    Ok(lines.filter(is_free).map(candidate).collect())
}

/// A debit of the account stands for money in on its statements, whatever type it has: a bank writes from its holder's side.
fn money_in(known: &Reconciliation, transfer: &Transfer) -> Money {
    let amount = i128::try_from(transfer.amount).expect("the ledger's amounts stay within i128");
    let is_in = transfer.debit == known.definition.account;
    Money::new(if is_in { amount } else { -amount }, transfer.currency)
}

async fn free(
    edge: &Edge,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    transfers: Vec<TransferId>,
) -> Result<BTreeSet<TransferId>, Problem> {
    let mut found = BTreeSet::new();
    for some in transfers.chunks(CHUNK) {
        let query = ReconciliationQuery::FreeTransfers {
            reconciliation,
            transfers: some.to_vec(),
        };
        let ReconciliationAnswer::FreeTransfers(free) = ask(edge, tenant, query).await? else {
            unreachable!("a question for free transfers is answered with them");
        };
        found.extend(free);
    }
    Ok(found)
}

/// The sum of the lines less the sum of the transfers, which must be postings of the account.
pub(crate) async fn difference(
    edge: &Edge,
    tenant: Tenant,
    known: &Reconciliation,
    items: &[Item],
    transfers: &[TransferId],
) -> Result<Money, Problem> {
    let ids = transfers.to_vec();
    let found = read(edge.books(), move |books| {
        let instant = books.instant(As::default())?;
        Ok(books.transfers(tenant, &ids, &instant)?)
    })
    .await?;
    let distinct: BTreeMap<TransferId, Option<Transfer>> = transfers.iter().copied().zip(found).collect();
    let mut difference = Money::zero(known.definition.currency);
    let too_large = |_| Problem::mistake("items", Code::FieldInvalid, "the sum of the lines is too large");
    for item in items {
        difference = difference
            .checked_add(item.line.content.amount)
            .map_err(too_large)?;
    }
    for (id, transfer) in distinct {
        let Some(transfer) = transfer else {
            let detail = format!("there is no transfer {id}");
            return Err(Problem::new(Code::TransferNotFound, detail).at("transfers"));
        };
        let account = known.definition.account;
        let is_posting = match transfer.kind {
            TransferKind::Transfer | TransferKind::Post | TransferKind::Reversal => true,
            TransferKind::Hold | TransferKind::Void | TransferKind::Expiry => false,
        };
        if !is_posting || ![transfer.debit, transfer.credit].contains(&account) {
            let detail = format!("{id} moves no money of {account}");
            return Err(Problem::new(Code::TransferNotReconcilable, detail).at("transfers"));
        }
        difference = difference
            .checked_sub(money_in(known, &transfer))
            .map_err(too_large)?;
    }
    Ok(difference)
}
