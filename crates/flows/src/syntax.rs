//! What a program is made of, as written: statements with trees of accounts, amounts, clauses.

use bezant_kernel::{AccountPath, AccountType, Currency, Timestamp};

use crate::ratio::Ratio;
use crate::span::Spanned;
use crate::value::ValueType;

/// `var name: type = default`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) name: Spanned<String>,
    pub(crate) value_type: Spanned<ValueType>,
    pub(crate) default: Option<Spanned<Literal>>,
}

/// A value written in the program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Account(AccountPath),
    Money(Currency, Decimal),
    Currency(Currency),
    Ratio(RatioLiteral),
    Text(String),
    Number(Decimal),
    Time(Timestamp),
}

/// `digits / 10^scale`, with the scale as written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) digits: u128,
    pub(crate) scale: u8,
}

/// A ratio and how it was written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum RatioLiteral {
    Percent(Decimal, Ratio),
    Fraction(u64, u64, Ratio),
    Decimal(Decimal, Ratio),
}

/// A value written in the program, or the variable that holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given<T> {
    Literal(T),
    Variable(String),
}

/// An account as named in a program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AccountName {
    Path(AccountPath),
    /// A path with variables as parts; its first part is written out.
    Pattern(AccountType, Vec<Given<String>>),
    Variable(String),
}

/// A sum of terms; the first is added.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Amount(pub(crate) Vec<(Sign, Spanned<Term>)>);

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Operand(Operand),
    /// `19% of $net rounded half up`.
    Share {
        ratio: Spanned<Given<RatioLiteral>>,
        of: Spanned<Operand>,
        rounding: Rounding,
    },
    /// `$sold in USD at 1.0837 rounded half even`.
    Exchange {
        of: Spanned<Operand>,
        currency: Spanned<Given<Currency>>,
        rate: Spanned<Given<RatioLiteral>>,
        rounding: Rounding,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Money(Spanned<Given<Currency>>, Spanned<Decimal>),
    Variable(String),
    Group(Box<Spanned<Amount>>),
}

/// What happens to the part of a minor unit.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
    HalfUp,
    HalfEven,
}

impl Rounding {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Rounding::Down => "down",
            Rounding::Up => "up",
            Rounding::HalfUp => "half up",
            Rounding::HalfEven => "half even",
        }
    }
}

/// `send` or `hold` with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) is_hold: bool,
    pub(crate) quantity: Spanned<Quantity>,
    pub(crate) direction: Direction,
    pub(crate) source: Spanned<Node>,
    pub(crate) destination: Spanned<Node>,
    pub(crate) clauses: Vec<Spanned<Clause>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Quantity {
    Amount(Spanned<Amount>),
    All(Spanned<Given<Currency>>),
}

/// The words before the two trees. The first tree is the source: its accounts bound what moves.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    FromTo,
    DebitCredit,
    CreditDebit,
}

impl Direction {
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Direction::FromTo => ("from", "to"),
            Direction::DebitCredit => ("debit", "credit"),
            Direction::CreditDebit => ("credit", "debit"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Leaf(Leaf),
    Kept,
    Block(Vec<Spanned<Item>>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) account: Spanned<AccountName>,
    pub(crate) overdraft: Option<Spanned<Overdraft>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Overdraft {
    UpTo(Spanned<Amount>),
    Unbounded,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) share: Spanned<Share>,
    pub(crate) node: Spanned<Node>,
    /// The code of the transfers to this leaf, in place of the statement's.
    pub(crate) code: Option<Spanned<Given<Decimal>>>,
}

/// How much of what is left goes through an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Share {
    /// A source named without a bound: as much as it has.
    Any,
    UpTo(Spanned<Amount>),
    Portion(Given<RatioLiteral>),
    Remaining,
    Rounding,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Clause {
    Code(Spanned<Given<Decimal>>),
    Reference(Spanned<Given<Decimal>>),
    ExternalReference(Spanned<Given<String>>),
    Metadata(Vec<(Spanned<String>, Spanned<Given<String>>)>),
    Effective(Spanned<Given<Timestamp>>),
    Timeout(Spanned<Given<Decimal>>, TimeUnit),
}

impl Clause {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Clause::Code(_) => "code",
            Clause::Reference(_) => "reference",
            Clause::ExternalReference(_) => "external reference",
            Clause::Metadata(_) => "metadata",
            Clause::Effective(_) => "effective",
            Clause::Timeout(..) => "timeout",
        }
    }
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

impl TimeUnit {
    pub(crate) const ALL: [TimeUnit; 4] = [
        TimeUnit::Seconds,
        TimeUnit::Minutes,
        TimeUnit::Hours,
        TimeUnit::Days,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Minutes => "minutes",
            TimeUnit::Hours => "hours",
            TimeUnit::Days => "days",
        }
    }

    pub(crate) const fn seconds(self) -> u32 {
        match self {
            TimeUnit::Seconds => 1,
            TimeUnit::Minutes => 60,
            TimeUnit::Hours => 3_600,
            TimeUnit::Days => 86_400,
        }
    }
}
