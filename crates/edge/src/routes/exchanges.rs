//! Currency exchanges: one chain of two transfers through liquidity accounts.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Command, Reply};
use bezant_engine::Wait;
use bezant_kernel::{AccountId, AccountPath, Currency, Money, PostingCode, Tenant, TransferId};
use bezant_ledger::{Account, Exchange, InvalidExchange, exchange_chain};

use super::accounts::named;
use crate::dto::Page;
use crate::dto::exchange::NewExchange;
use crate::dto::transfer::{TransferDto, reference_from};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{AccountName, Change, parse};
use crate::respond;

const LIQUIDITY: &str = "equity:liquidity";

/// Exchange currencies
///
/// Two transfers, all or none: the sold money goes to the liquidity account of its currency, the bought money comes from that of
/// the other. The bought amount is rounded half to even, to the minor unit. Both accounts are assets or expenses, or neither is.
#[utoipa::path(
    post, path = "/api/v1/ledger/exchanges", tag = "ledger", request_body = NewExchange,
    responses((status = 201, description = "Made: the transfer of the sold money, then that of the bought.", body = Page<TransferDto>))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewExchange = parse(&change.body)?;
    let exchange = exchange(&edge, change.tenant, &new).await?;
    let chain = exchange_chain(&exchange).map_err(invalid)?;
    let command = Command::Ledger(bezant_ledger::Command::Transfers(chain));
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let Reply::Transfers { made: Some(made), .. } = &done.reply else {
        unreachable!("a chain that is not refused is answered with what was made");
    };
    let data = made.iter().map(|one| TransferDto::of(&one, None)).collect();
    let mut response = respond::json(StatusCode::CREATED, &Page::whole(data));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

async fn exchange(edge: &Edge, tenant: Tenant, new: &NewExchange) -> Result<Exchange, Problem> {
    let wrong = |field, message: &str| Problem::mistake(field, Code::FieldInvalid, message);
    let reference = match new.reference.as_deref() {
        None => 0,
        Some(text) => reference_from(text).ok_or_else(|| {
            wrong(
                "reference",
                "it must be a payment's id or up to 32 hexadecimal digits, not all zero",
            )
        })?,
    };
    let rate = new.rate.rate().ok_or_else(|| {
        wrong(
            "rate",
            "it must be a decimal number such as \"1.0837\", with at most 18 decimals",
        )
    })?;
    let liquidity = AccountName::Path(LIQUIDITY.parse::<AccountPath>().expect("a valid path"));
    let account = async |field, name: Option<&AccountName>, currency: Currency| -> Result<Account, Problem> {
        let name = name.unwrap_or(&liquidity);
        let account = named(edge, tenant, field, name, Some(currency)).await?;
        if account.currency() == currency {
            Ok(*account)
        } else {
            let message = format!("the account is in {}, not in {currency}", account.currency());
            Err(wrong(field, &message))
        }
    };
    let from = account("from", Some(&new.from), new.currency).await?;
    let to = account("to", Some(&new.to), new.to_currency).await?;
    let sold_to = account("liquidity_from", new.liquidity_from.as_ref(), new.currency)
        .await?
        .id;
    let bought_from = account("liquidity_to", new.liquidity_to.as_ref(), new.to_currency)
        .await?
        .id;
    let falls_by_debit = |account: &Account| !account.account_type().is_debit_normal();
    if falls_by_debit(&from) != falls_by_debit(&to) {
        let message = "assets and expenses can't be exchanged for liabilities, equity or revenue";
        return Err(wrong("to", message));
    }
    let id = new.id.unwrap_or_else(|| edge.new_id());
    // What is owned falls by a credit and rises by a debit: the liquidity accounts change sides with it.
    let (debit, credit, liquidity_sold, liquidity_bought): (AccountId, AccountId, AccountId, AccountId) =
        if falls_by_debit(&from) {
            (from.id, to.id, sold_to, bought_from)
        } else {
            (sold_to, bought_from, from.id, to.id)
        };
    Ok(Exchange {
        ids: [
            id,
            TransferId::derive(&[b"exchange", &id.as_u128().to_le_bytes()]),
        ],
        debit,
        credit,
        sold: Money::new(new.amount.0, new.currency),
        bought: new.to_currency,
        rate,
        liquidity_sold,
        liquidity_bought,
        code: PostingCode(new.code),
        reference,
    })
}

fn invalid(error: InvalidExchange) -> Problem {
    let field = match error {
        InvalidExchange::AmountMustBePositive | InvalidExchange::BuysNothing | InvalidExchange::TooLarge => {
            "amount"
        }
        InvalidExchange::Rate => "rate",
        InvalidExchange::SameCurrency => "to_currency",
    };
    Problem::mistake(field, Code::FieldInvalid, error.to_string())
}
