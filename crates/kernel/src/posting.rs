//! Postings as the domains ask for them. A domain names accounts by path and says what shall move; `core` hands the
//! postings to the ledger within the same decision, so the two can never disagree.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{AccountId, Money, TransferId};

/// One movement of money that a domain asks the ledger for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posting {
    /// Moves `amount` from `credit` to `debit` at once.
    Transfer {
        /// The transfer's id.
        id: TransferId,
        /// The account that is debited.
        debit: AccountPath,
        /// The account that is credited.
        credit: AccountPath,
        /// How much; positive.
        amount: Money,
        /// Why, in the words of the ledger's readers (`payment.fee`).
        code: PostingCode,
    },
    /// Reserves `amount`; a later `Post` or `Void` ends it.
    Hold {
        /// The hold's id.
        id: TransferId,
        /// The account that will be debited.
        debit: AccountPath,
        /// The account that will be credited.
        credit: AccountPath,
        /// How much; positive.
        amount: Money,
        /// Why.
        code: PostingCode,
    },
    /// Turns `amount` of a hold into a transfer; what is left of the hold is released.
    Post {
        /// The new transfer's id.
        id: TransferId,
        /// The hold that ends.
        hold: TransferId,
        /// How much of it; positive, at most the hold.
        amount: Money,
        /// Why.
        code: PostingCode,
    },
    /// Releases a hold.
    Void {
        /// The new transfer's id.
        id: TransferId,
        /// The hold that ends.
        hold: TransferId,
        /// Why.
        code: PostingCode,
    },
}

/// Why money moved. The number is stored in the ledger's records for ever.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostingCode(pub u16);

/// The five types of accounts, each with its normal side.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountType {
    /// What is owned; debits raise it.
    Asset,
    /// What is owed; credits raise it.
    Liability,
    /// The owners' share; credits raise it.
    Equity,
    /// What is earned; credits raise it.
    Revenue,
    /// What is spent; debits raise it.
    Expense,
}

impl AccountType {
    /// All five, in the order of a chart of accounts.
    pub const ALL: [AccountType; 5] = [
        AccountType::Asset,
        AccountType::Liability,
        AccountType::Equity,
        AccountType::Revenue,
        AccountType::Expense,
    ];

    /// Whether debits raise an account of this type.
    pub const fn is_debit_normal(self) -> bool {
        match self {
            AccountType::Asset | AccountType::Expense => true,
            AccountType::Liability | AccountType::Equity | AccountType::Revenue => false,
        }
    }

    /// The first part of the paths of such accounts.
    pub const fn root(self) -> &'static str {
        match self {
            AccountType::Asset => "assets",
            AccountType::Liability => "liabilities",
            AccountType::Equity => "equity",
            AccountType::Revenue => "revenue",
            AccountType::Expense => "expenses",
        }
    }
}

/// An account's place in the chart of accounts: `assets:gateway:sandbox_a`. The first part gives the type. Parts are
/// lower-case letters, digits, `_` and `-`; at most 8 parts and 128 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountPath(Arc<str>);

/// The text is not an account path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an account path starts with assets, liabilities, equity, revenue or expenses and has 2 to 8 parts of a-z, 0-9, '_' and '-', joined by ':', at most 128 bytes"
)]
pub struct InvalidPath;

impl AccountPath {
    /// The path of an account that was opened under an id and no path: `assets:acc_01h455vb4pex5vsknk084sn02q`.
    pub fn of_id(account_type: AccountType, id: AccountId) -> Self {
        AccountPath(format!("{}:{id}", account_type.root()).into())
    }

    /// The account's type, from its first part.
    pub fn account_type(&self) -> AccountType {
        let root = self.0.split(':').next();
        AccountType::ALL
            .into_iter()
            .find(|kind| Some(kind.root()) == root)
            .expect("a path is made only with a known first part")
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Paths sort as their texts do.
impl Borrow<str> for AccountPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let parts = text.split(':').count();
        let known = AccountType::ALL
            .iter()
            .any(|kind| text.split(':').next() == Some(kind.root()));
        let clean = text.split(':').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
        });
        if known && clean && (2..=8).contains(&parts) && text.len() <= 128 {
            Ok(AccountPath(text.into()))
        } else {
            Err(InvalidPath)
        }
    }
}

impl fmt::Display for AccountPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_carry_their_type() {
        let path: AccountPath = "expenses:gateway_fees:sandbox-a".parse().unwrap();
        assert_eq!(path.account_type(), AccountType::Expense);
        assert!(path.account_type().is_debit_normal());
        for text in [
            "",
            "assets",
            "asset:x",
            "assets:",
            "assets::x",
            "assets:X",
            "assets:ü",
            "assets:a:b:c:d:e:f:g:h",
        ] {
            assert!(text.parse::<AccountPath>().is_err(), "{text}");
        }
    }
}
