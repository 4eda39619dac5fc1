//! A part of the chart of accounts as a tree: every account with its amount, every group with the sum of what is below.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, AccountPath, AccountType, Currency};

use crate::error::BooksError;

/// All accounts of one type in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The type.
    pub account_type: AccountType,
    /// Groups and accounts, each group right before what is below it; the first is the type's root. Empty where there are
    /// no such accounts.
    pub rows: Vec<SectionRow>,
    /// The sum of all accounts, on the normal side of the type, in minor units.
    pub total: i128,
}

/// A group or an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRow {
    /// The path, or the beginning of one.
    pub path: String,
    /// How many groups it is in.
    pub depth: usize,
    /// The account that stands at the path, if one does. It may have others below it.
    pub account: Option<AccountId>,
    /// The amount of the account and of all below it, on the normal side of the type, in minor units.
    pub amount: i128,
}

/// Amounts being sorted into sections.
#[derive(Default)]
pub(crate) struct Tree {
    /// Parts of the path, so that a group stands right before what is below it whatever the names.
    nodes: BTreeMap<(Currency, Vec<String>), Node>,
}

#[derive(Default)]
struct Node {
    amount: i128,
    account: Option<AccountId>,
}

impl Tree {
    /// Adds an account's amount to it and to all groups that it is in.
    pub(crate) fn add(
        &mut self,
        account: AccountId,
        path: &AccountPath,
        currency: Currency,
        amount: i128,
    ) -> Result<(), BooksError> {
        let parts: Vec<String> = path.as_str().split(':').map(str::to_owned).collect();
        for depth in 1..=parts.len() {
            let node = self.nodes.entry((currency, parts[..depth].to_vec())).or_default();
            node.amount = node.amount.checked_add(amount).ok_or(BooksError::Overflow)?;
            if depth == parts.len() {
                node.account = Some(account);
            }
        }
        Ok(())
    }

    /// The currencies that accounts were added in, by number.
    pub(crate) fn currencies(&self) -> Vec<Currency> {
        let mut currencies: Vec<Currency> = self.nodes.keys().map(|(currency, _)| *currency).collect();
        currencies.dedup();
        currencies
    }

    pub(crate) fn section(&self, account_type: AccountType, currency: Currency) -> Section {
        let root = vec![account_type.root().to_owned()];
        let below = self
            .nodes
            .range((currency, root)..)
            .take_while(|((of, parts), _)| *of == currency && parts[0] == account_type.root());
        let rows: Vec<SectionRow> = below
            .map(|((_, parts), node)| SectionRow {
                path: parts.join(":"),
                depth: parts.len() - 1,
                account: node.account,
                amount: node.amount,
            })
            .collect();
        let total = rows.first().map_or(0, |root| root.amount);
        Section {
            account_type,
            rows,
            total,
        }
    }
}
