//! The plan: from a program, its variables and the balances to the transfers of one chain.
//!
//! Statements are planned in order; each sees what those before it moved. Within a statement the sources give first,
//! then the destinations take, and both lists are paired from the front.

mod divide;
mod take;

use std::collections::BTreeMap;

use bezant_kernel::{AccountPath, Currency, Money, PostingCode, Timestamp};

use crate::balances::{Balances, Limit};
use crate::check::check;
use crate::diagnostic::{DiagnosticCode, Mistake};
use crate::direction::Side;
use crate::error::FlowError;
use crate::evaluate::Scope;
use crate::program::Program;
use crate::span::{Span, Spanned};
use crate::syntax::{Clause, Direction, Leaf, Overdraft, Quantity, Statement};
use crate::{MAX_TRANSFERS, ratio};

/// A transfer that the plan asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedTransfer {
    /// The account that is debited.
    pub debit: AccountPath,
    /// The account that is credited.
    pub credit: AccountPath,
    /// How much; positive.
    pub amount: Money,
    /// Whether money moves at once.
    pub kind: PlannedKind,
    /// Why money moves; zero if the flow does not say.
    pub code: PostingCode,
    /// What to find it by; zero for nothing.
    pub reference: u128,
    /// What others call it.
    pub external_reference: Option<String>,
    /// What is noted on it.
    pub metadata: BTreeMap<String, String>,
    /// When it counts; from its commit on, if the flow does not say.
    pub effective: Option<Timestamp>,
    /// The line of the statement that asks for it, from 1.
    pub line: usize,
}

/// Whether money moves at once.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum PlannedKind {
    /// It moves at once.
    Transfer,
    /// It is reserved until it is posted or voided.
    Hold {
        /// After how long the hold ends by itself; zero for never.
        timeout_seconds: u32,
    },
}

/// Plans the flow with these variables. Nothing moves: the transfers are for the caller to post, all or none.
pub fn plan(
    program: &Program,
    variables: &BTreeMap<String, String>,
    balances: &dyn Balances,
) -> Result<Vec<PlannedTransfer>, FlowError> {
    check(program).map_err(FlowError::Program)?;
    let mut planner = Planner {
        scope: Scope::new(program, variables)?,
        balances,
        moved: BTreeMap::new(),
        transfers: Vec::new(),
    };
    for statement in &program.statements {
        planner.statement(statement)?;
    }
    Ok(planner.transfers)
}

struct Planner<'p> {
    scope: Scope<'p>,
    balances: &'p dyn Balances,
    /// What earlier parts of the flow changed in what an account has available.
    moved: BTreeMap<(AccountPath, Currency), i128>,
    transfers: Vec<PlannedTransfer>,
}

/// What a whole statement has in common.
struct Flow {
    currency: Currency,
    direction: Direction,
    is_hold: bool,
}

/// What one account gives or takes; without an account it stays where it is.
struct Part {
    account: Option<AccountPath>,
    amount: i128,
    code: Option<PostingCode>,
    span: Span,
}

impl Planner<'_> {
    fn statement(&mut self, statement: &Spanned<Statement>) -> Result<(), FlowError> {
        let Statement {
            is_hold,
            direction,
            source,
            destination,
            ..
        } = &statement.value;
        let (currency, wanted) = match &statement.value.quantity.value {
            Quantity::All(currency) => (self.scope.currency(&currency.value), None),
            Quantity::Amount(amount) => {
                let money = self.scope.amount(amount)?;
                (money.currency(), Some(money.minor()))
            }
        };
        let flow = Flow {
            currency,
            direction: *direction,
            is_hold: *is_hold,
        };
        let mut taken = Vec::new();
        let total = self.take(&flow, source, wanted, &mut taken)?;
        if let Some(wanted) = wanted {
            self.expect_funds(&flow, wanted, total, source.span)?;
        }
        let mut given = Vec::new();
        self.divide(&flow, destination, total, None, &mut given)?;
        let sum = |parts: &[Part]| parts.iter().map(|part| part.amount).sum::<i128>();
        assert!(
            sum(&taken) == total && sum(&given) == total,
            "what is taken is given"
        );
        assert!(
            taken.iter().chain(&given).all(|part| part.amount > 0),
            "only real amounts move"
        );
        let template = self.template(&flow, statement)?;
        self.pair(&flow, &template, taken, given)
    }

    /// Pairs what sources give with what destinations take, from the front.
    fn pair(
        &mut self,
        flow: &Flow,
        template: &PlannedTransfer,
        taken: Vec<Part>,
        given: Vec<Part>,
    ) -> Result<(), FlowError> {
        let mut given = given.into_iter();
        let mut open = given.next();
        for mut source in taken {
            while source.amount > 0 {
                let mut destination = open.take().expect("as much is given as is taken");
                let amount = source.amount.min(destination.amount);
                self.move_part(flow, template, &source, &destination, amount)?;
                source.amount -= amount;
                destination.amount -= amount;
                open = if destination.amount > 0 {
                    Some(destination)
                } else {
                    given.next()
                };
            }
        }
        assert!(open.is_none(), "as much is taken as is given");
        Ok(())
    }

    fn move_part(
        &mut self,
        flow: &Flow,
        template: &PlannedTransfer,
        source: &Part,
        destination: &Part,
        amount: i128,
    ) -> Result<(), FlowError> {
        let from = source.account.as_ref().expect("a source is an account");
        let Some(to) = &destination.account else {
            // Kept: the source gets back what it had been asked for.
            let falls = flow.direction.source_falls(from.account_type());
            if falls || !flow.is_hold {
                self.shift(flow, from, !falls, amount);
            }
            return Ok(());
        };
        if from == to {
            let message = format!("money would move from {from} to itself");
            return Err(self
                .scope
                .refused(DiagnosticCode::SameAccount, destination.span, message));
        }
        let Some(side) = flow.direction.source_side(from.account_type(), to.account_type()) else {
            let mistake = crate::check::ambiguous_direction(
                from.as_str(),
                from.account_type(),
                to.as_str(),
                destination.span,
            );
            return Err(self.scope.mistake(mistake));
        };
        if self.transfers.len() == MAX_TRANSFERS {
            let message = format!("the flow makes more than {MAX_TRANSFERS} transfers");
            return Err(self
                .scope
                .refused(DiagnosticCode::TooLarge, destination.span, message));
        }
        let (debit, credit) = match side {
            Side::Debit => (from, to),
            Side::Credit => (to, from),
        };
        self.transfers.push(PlannedTransfer {
            debit: debit.clone(),
            credit: credit.clone(),
            amount: Money::new(amount, flow.currency),
            code: destination.code.unwrap_or(template.code),
            ..template.clone()
        });
        Ok(())
    }

    /// What all transfers of a statement have in common; its accounts and its amount are replaced.
    fn template(&self, flow: &Flow, statement: &Spanned<Statement>) -> Result<PlannedTransfer, FlowError> {
        let nowhere: AccountPath = "equity:nowhere".parse().expect("a valid path");
        let mut template = PlannedTransfer {
            debit: nowhere.clone(),
            credit: nowhere,
            amount: Money::zero(flow.currency),
            kind: if flow.is_hold {
                PlannedKind::Hold { timeout_seconds: 0 }
            } else {
                PlannedKind::Transfer
            },
            code: PostingCode(0),
            reference: 0,
            external_reference: None,
            metadata: BTreeMap::new(),
            effective: None,
            line: self.scope.line(statement.span),
        };
        for clause in &statement.value.clauses {
            match &clause.value {
                Clause::Code(code) => template.code = self.code(self.scope.number(&code.value), code.span)?,
                Clause::Reference(reference) => template.reference = self.scope.number(&reference.value),
                Clause::ExternalReference(text) => {
                    template.external_reference = Some(self.scope.text(&text.value))
                }
                Clause::Metadata(entries) => {
                    let read = entries
                        .iter()
                        .map(|(key, value)| (key.value.clone(), self.scope.text(&value.value)));
                    template.metadata = read.collect();
                }
                Clause::Effective(time) => template.effective = Some(self.scope.time(&time.value)),
                Clause::Timeout(count, unit) => {
                    let seconds = self
                        .scope
                        .number(&count.value)
                        .checked_mul(u128::from(unit.seconds()));
                    let timeout_seconds = seconds
                        .and_then(|seconds| u32::try_from(seconds).ok())
                        .filter(|seconds| *seconds > 0);
                    let timeout_seconds = timeout_seconds.ok_or_else(|| {
                        let message = "a timeout is from 1 second to 49,710 days";
                        self.scope
                            .refused(DiagnosticCode::AmountOutOfRange, count.span, message)
                    })?;
                    template.kind = PlannedKind::Hold { timeout_seconds };
                }
            }
        }
        Ok(template)
    }

    fn code(&self, number: u128, span: Span) -> Result<PostingCode, FlowError> {
        u16::try_from(number).map(PostingCode).map_err(|_| {
            self.scope.refused(
                DiagnosticCode::AmountOutOfRange,
                span,
                "a code is from 0 to 65535",
            )
        })
    }

    /// What may leave the account at this place; `None` for no bound.
    fn capacity(
        &self,
        flow: &Flow,
        leaf: &Leaf,
        account: &AccountPath,
        falls: bool,
    ) -> Result<Option<i128>, FlowError> {
        let Some(standing) = self.balances.standing(account, flow.currency) else {
            let message = format!("there is no account {account} in {}", flow.currency);
            return Err(FlowError::UnknownAccount {
                account: account.clone(),
                currency: flow.currency,
                at: self.scope.locate(Mistake::new(
                    DiagnosticCode::UnknownAccount,
                    leaf.account.span,
                    message,
                )),
            });
        };
        if !falls {
            return Ok(None);
        }
        let asked = match leaf.overdraft.as_ref().map(|overdraft| &overdraft.value) {
            None => Some(0),
            Some(Overdraft::UpTo(amount)) => Some(self.scope.minor(amount, flow.currency)?),
            Some(Overdraft::Unbounded) => None,
        };
        let allowed = match standing.overdraft {
            Limit::UpTo(limit) => Some(i128::try_from(limit).unwrap_or(i128::MAX)),
            Limit::Unbounded => None,
        };
        let overdraft = match (asked, allowed) {
            (Some(asked), Some(allowed)) => asked.min(allowed),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return Ok(None),
        };
        let moved = self
            .moved
            .get(&(account.clone(), flow.currency))
            .copied()
            .unwrap_or(0);
        let available = standing.available.saturating_add(moved);
        Ok(Some(available.saturating_add(overdraft).max(0)))
    }

    /// Notes a movement of an account. What a hold will bring does not count until it is posted.
    fn shift(&mut self, flow: &Flow, account: &AccountPath, falls: bool, amount: i128) {
        let moved = self.moved.entry((account.clone(), flow.currency)).or_default();
        *moved = if falls {
            moved.saturating_sub(amount)
        } else {
            moved.saturating_add(amount)
        };
    }

    fn expect_funds(&self, flow: &Flow, needed: i128, available: i128, span: Span) -> Result<(), FlowError> {
        assert!(available <= needed, "no more is taken than asked for");
        if available == needed {
            return Ok(());
        }
        let (needed, available) = (
            Money::new(needed, flow.currency),
            Money::new(available, flow.currency),
        );
        let message = format!("{needed} are needed here, {available} are available");
        Err(FlowError::InsufficientFunds {
            needed,
            available,
            at: self
                .scope
                .locate(Mistake::new(DiagnosticCode::InsufficientFunds, span, message)),
        })
    }

    /// Divides `total` among the portions of a block, whose last item may take what remains or what rounding leaves.
    fn portions(
        &self,
        shares: &[&Spanned<crate::syntax::Share>],
        total: i128,
    ) -> Result<Vec<i128>, FlowError> {
        use crate::syntax::Share;
        let mut portions = Vec::with_capacity(shares.len());
        let mut tail = None;
        for share in shares {
            match &share.value {
                Share::Portion(portion) => portions.push(self.scope.ratio(portion)),
                other => tail = Some(other),
            }
        }
        let last = shares.last().expect("a block has items").span;
        let sum = ratio::sum(&portions);
        if let Some(mistake) = crate::check::portions_mistake(sum, tail == Some(&Share::Remaining), last) {
            return Err(self.scope.mistake(mistake));
        }
        Ok(if tail.is_some() {
            let (mut parts, left) = ratio::floors(total, &portions);
            parts.push(left);
            parts
        } else {
            ratio::shares(total, &portions)
        })
    }
}
