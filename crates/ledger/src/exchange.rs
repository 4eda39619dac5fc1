//! Currency exchange: one linked chain of two transfers through liquidity accounts, at an exact rate.

use bezant_kernel::{AccountId, Currency, Money, PostingCode, TransferId};

use crate::command::{CallerTransfer, RequestKind};
use crate::sums::MAX_SUM;

/// A rate as a fraction: `numerator` units of the bought currency for `denominator` units of the sold one. Units are
/// whole ones (1 euro, 1 yen), not minor ones.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Units of the bought currency.
    pub numerator: u64,
    /// Units of the sold currency.
    pub denominator: u64,
}

/// What is exchanged for whom.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The ids of the two transfers.
    pub ids: [TransferId; 2],
    /// The account that is debited, in the sold currency.
    pub debit: AccountId,
    /// The account that is credited, in the bought currency.
    pub credit: AccountId,
    /// What is sold.
    pub sold: Money,
    /// The bought currency.
    pub bought: Currency,
    /// The rate.
    pub rate: Rate,
    /// The liquidity account of the sold currency, which is credited.
    pub liquidity_sold: AccountId,
    /// The liquidity account of the bought currency, which is debited.
    pub liquidity_bought: AccountId,
    /// Why money moves.
    pub code: PostingCode,
    /// What the caller wants to find it by.
    pub reference: u128,
}

/// Why there is no exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExchange {
    /// The sold amount is not positive.
    #[error("the sold amount must be positive")]
    AmountMustBePositive,
    /// A part of the rate is zero.
    #[error("both parts of a rate must be positive")]
    Rate,
    /// Both sides are of one currency.
    #[error("an exchange has two currencies")]
    SameCurrency,
    /// The bought amount is less than half a minor unit.
    #[error("the sold amount buys less than one minor unit")]
    BuysNothing,
    /// The bought amount does not fit.
    #[error("the amount is too large")]
    TooLarge,
}

/// The two transfers, to be made as one chain. The bought amount is rounded half to even; what rounding gives or takes
/// stays in the liquidity accounts.
pub fn exchange_chain(exchange: &Exchange) -> Result<Vec<CallerTransfer>, InvalidExchange> {
    let bought = Money::new(bought_minor(exchange)?, exchange.bought);
    let leg = |id, debit, credit, amount| CallerTransfer {
        code: exchange.code,
        reference: exchange.reference,
        ..CallerTransfer::new(
            id,
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            },
        )
    };
    Ok(vec![
        leg(
            exchange.ids[0],
            exchange.debit,
            exchange.liquidity_sold,
            exchange.sold,
        ),
        leg(
            exchange.ids[1],
            exchange.liquidity_bought,
            exchange.credit,
            bought,
        ),
    ])
}

fn bought_minor(exchange: &Exchange) -> Result<i128, InvalidExchange> {
    let Rate {
        numerator,
        denominator,
    } = exchange.rate;
    if numerator == 0 || denominator == 0 {
        return Err(InvalidExchange::Rate);
    }
    if exchange.sold.currency() == exchange.bought {
        return Err(InvalidExchange::SameCurrency);
    }
    if !exchange.sold.is_positive() {
        return Err(InvalidExchange::AmountMustBePositive);
    }
    let scale = |currency: Currency| 10u128.pow(u32::from(currency.minor_digits()));
    let too_large = InvalidExchange::TooLarge;
    let dividend = exchange
        .sold
        .minor()
        .unsigned_abs()
        .checked_mul(u128::from(numerator))
        .and_then(|product| product.checked_mul(scale(exchange.bought)))
        .ok_or(too_large)?;
    let divisor = u128::from(denominator)
        .checked_mul(scale(exchange.sold.currency()))
        .ok_or(too_large)?;
    match half_to_even(dividend, divisor) {
        0 => Err(InvalidExchange::BuysNothing),
        bought if bought > MAX_SUM => Err(too_large),
        bought => i128::try_from(bought).map_err(|_| too_large),
    }
}

fn half_to_even(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    // Compared without doubling, which could overflow.
    let up = match rest.cmp(&(divisor - rest)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient % 2 == 1,
        std::cmp::Ordering::Greater => true,
    };
    quotient + u128::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_to_even_at_the_currencies_digits() {
        let yen = Currency::from_code("JPY").unwrap();
        // (sold, bought currency, numerator, denominator, bought minor units)
        let cases = [
            (
                Money::new(10_000, Currency::EUR),
                Currency::USD,
                11,
                10,
                Ok(11_000),
            ),
            (Money::new(1, Currency::EUR), Currency::USD, 5, 2, Ok(2)),
            (Money::new(3, Currency::EUR), Currency::USD, 5, 2, Ok(8)),
            (Money::new(1_00, Currency::EUR), yen, 1_655, 10, Ok(166)),
            (Money::new(100, yen), Currency::EUR, 10, 1_655, Ok(60)),
            (
                Money::new(1, Currency::EUR),
                yen,
                1,
                1,
                Err(InvalidExchange::BuysNothing),
            ),
            (
                Money::new(0, Currency::EUR),
                yen,
                1,
                1,
                Err(InvalidExchange::AmountMustBePositive),
            ),
            (
                Money::new(1, Currency::EUR),
                Currency::EUR,
                1,
                1,
                Err(InvalidExchange::SameCurrency),
            ),
            (
                Money::new(1, Currency::EUR),
                yen,
                1,
                0,
                Err(InvalidExchange::Rate),
            ),
            (
                Money::new(i128::MAX, Currency::EUR),
                yen,
                2_000,
                1,
                Err(InvalidExchange::TooLarge),
            ),
        ];
        for (sold, bought, numerator, denominator, expected) in cases {
            let exchange = Exchange {
                ids: [TransferId::from_u128(1), TransferId::from_u128(2)],
                debit: AccountId::from_u128(1),
                credit: AccountId::from_u128(2),
                sold,
                bought,
                rate: Rate {
                    numerator,
                    denominator,
                },
                liquidity_sold: AccountId::from_u128(3),
                liquidity_bought: AccountId::from_u128(4),
                code: PostingCode(7),
                reference: 9,
            };
            let chain = exchange_chain(&exchange);
            let amount = chain.map(|chain| match chain[1].kind {
                RequestKind::Transfer { amount, .. } => amount.minor(),
                _ => 0,
            });
            assert_eq!(amount, expected, "{sold} {numerator}/{denominator}");
        }
    }
}
