//! What may be asked of the books: which transfers, as of when, in which form.

use bezant_books::{As, Axis, Filter, Format, Order, Period, Place, Side, StatementCursor};
use bezant_kernel::{AccountId, PostingCode, Timestamp};
use bezant_ledger::TransferKind;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::transfer::reference_from;
use super::transfer_request::SideWord;
use crate::problem::{Code, Problem};
use crate::request::optional_from_text;

/// In which form a table is answered.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FormatWord {
    /// Pages.
    #[default]
    Json,
    /// All rows as CSV, with a header.
    Csv,
    /// All rows as Apache Parquet.
    Parquet,
}

/// By which time something is ordered and belongs to a period.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AxisWord {
    /// When it was committed.
    #[default]
    Commit,
    /// When it counts.
    Effective,
}

/// Which end of time comes first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderWord {
    /// The newest.
    Newest,
    /// The oldest.
    Oldest,
}

/// A kind of transfer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindWord {
    /// Money that moved at once.
    Transfer,
    /// Money that was reserved.
    Hold,
    /// The end of a hold that moved money.
    Post,
    /// The end of a hold that released it.
    Void,
    /// The end of a hold by its timeout.
    Expiry,
    /// Money that went back.
    Reversal,
}

/// Which transfers.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransferParams {
    /// Those that touch this account, by id. The filters below need it.
    #[param(value_type = Option<String>)]
    pub(crate) account: Option<AccountId>,
    /// Those with this reference: a payment's id, or hexadecimal digits.
    pub(crate) reference: Option<String>,
    /// Those that debit or that credit the account.
    #[param(inline)]
    side: Option<SideWord>,
    /// Those of this kind.
    #[param(inline)]
    kind: Option<KindWord>,
    /// Those with this code.
    code: Option<u16>,
    /// Of at least so many minor units.
    min_amount: Option<u64>,
    /// Of at most so many minor units.
    max_amount: Option<u64>,
    /// Committed at or after this.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Committed before this.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// Effective at or after this.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    effective_from: Option<Timestamp>,
    /// Effective before this.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    effective_to: Option<Timestamp>,
    /// The newest first if left out; without `account` and `reference` always the oldest.
    #[param(inline)]
    order: Option<OrderWord>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out. A page may have fewer and a next one all the same.
    pub(crate) limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, the oldest first, in major units.
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: FormatWord,
}

/// As of when.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOfParams {
    /// As it was known at this time: what had been committed by then. Now if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    at: Option<Timestamp>,
    /// What counts as of this time, whenever it was committed. Everything if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    effective_at: Option<Timestamp>,
    /// `json` if left out.
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: FormatWord,
}

/// A period.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodParams {
    /// From this time on. From the beginning if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Before this time. Up to now if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// By which time lines are ordered and belong to the period: `commit` if left out.
    #[serde(default)]
    #[param(inline)]
    by: AxisWord,
    /// As it was known at this time. Now if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[param(value_type = Option<String>)]
    at: Option<Timestamp>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, in major units.
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: FormatWord,
}

impl FormatWord {
    /// The form of an export.
    pub(crate) const fn export(self) -> Option<Format> {
        match self {
            FormatWord::Json => None,
            FormatWord::Csv => Some(Format::Csv),
            FormatWord::Parquet => Some(Format::Parquet),
        }
    }
}

impl TransferParams {
    /// The order of a list.
    pub(crate) const fn order(&self) -> Order {
        match self.order {
            Some(OrderWord::Oldest) => Order::OldestFirst,
            Some(OrderWord::Newest) | None => Order::NewestFirst,
        }
    }

    /// The period of commit times.
    pub(crate) const fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }

    /// The reference.
    pub(crate) fn reference(&self) -> Result<Option<u128>, Problem> {
        let Some(text) = self.reference.as_deref() else {
            return Ok(None);
        };
        let message = "it must be a payment's id or up to 32 hexadecimal digits, not all zero";
        let wrong = || Problem::mistake("reference", Code::ParameterInvalid, message);
        reference_from(text).ok_or_else(wrong).map(Some)
    }

    /// The filter for an account's transfers.
    pub(crate) fn filter(&self) -> Result<Filter, Problem> {
        let kind = |word| match word {
            KindWord::Transfer => TransferKind::Transfer,
            KindWord::Hold => TransferKind::Hold,
            KindWord::Post => TransferKind::Post,
            KindWord::Void => TransferKind::Void,
            KindWord::Expiry => TransferKind::Expiry,
            KindWord::Reversal => TransferKind::Reversal,
        };
        Ok(Filter {
            side: self.side.map(|side| match side {
                SideWord::Debit => Side::Debit,
                SideWord::Credit => Side::Credit,
            }),
            kinds: self.kind.map(kind).into_iter().collect(),
            code: self.code.map(PostingCode),
            reference: self.reference()?,
            least: self.min_amount.map(u128::from),
            most: self.max_amount.map(u128::from),
            committed: self.period(),
            effective: Period {
                from: self.effective_from,
                to: self.effective_to,
            },
        })
    }

    /// Refuses filters that only an account's transfers have. `with_period` where a period is understood all the same.
    pub(crate) fn without_filters(&self, with_period: bool) -> Result<(), Problem> {
        let given = [
            ("side", self.side.is_some()),
            ("kind", self.kind.is_some()),
            ("code", self.code.is_some()),
            ("min_amount", self.min_amount.is_some()),
            ("max_amount", self.max_amount.is_some()),
            ("effective_from", self.effective_from.is_some()),
            ("effective_to", self.effective_to.is_some()),
            ("from", !with_period && self.from.is_some()),
            ("to", !with_period && self.to.is_some()),
            ("order", with_period && self.order == Some(OrderWord::Newest)),
        ];
        match given.into_iter().find(|(_, is_there)| *is_there) {
            None => Ok(()),
            Some((name, _)) => {
                let message = "only the transfers of an account take it";
                Err(Problem::mistake(name, Code::ParameterInvalid, message))
            }
        }
    }
}

impl AsOfParams {
    /// As of when.
    pub(crate) const fn asked(&self) -> As {
        As {
            committed_by: self.at,
            effective_by: self.effective_at,
        }
    }

    /// Whether it is about this moment.
    pub(crate) const fn is_now(&self) -> bool {
        self.at.is_none() && self.effective_at.is_none()
    }
}

impl PeriodParams {
    /// The period.
    pub(crate) const fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }

    /// By which time.
    pub(crate) const fn axis(&self) -> Axis {
        match self.by {
            AxisWord::Commit => Axis::Commit,
            AxisWord::Effective => Axis::Effective,
        }
    }

    /// As known when.
    pub(crate) const fn asked(&self) -> As {
        As {
            committed_by: self.at,
            effective_by: None,
        }
    }
}

fn wrong_cursor() -> Problem {
    let message = "the cursor is not one that this list gave out";
    Problem::new(Code::CursorInvalid, message)
}

/// A place in a cursor.
pub(crate) fn place_from(cursor: Option<&str>) -> Result<Option<Place>, Problem> {
    let place = |text: &str| text.parse().map(Place::from_bits).map_err(|_| wrong_cursor());
    cursor.map(place).transpose()
}

/// The cursor for a place.
pub(crate) fn place_text(place: Place) -> String {
    place.to_bits().to_string()
}

/// A place of a statement in a cursor.
pub(crate) fn statement_place_from(cursor: Option<&str>) -> Result<Option<StatementCursor>, Problem> {
    let read = |text: &str| {
        let (time, place) = text.split_once('-')?;
        Some(StatementCursor {
            time: Timestamp::from_microseconds(time.parse().ok()?),
            place: Place::from_bits(place.parse().ok()?),
        })
    };
    cursor.map(|text| read(text).ok_or_else(wrong_cursor)).transpose()
}

/// The cursor for a place of a statement.
pub(crate) fn statement_place_text(cursor: StatementCursor) -> String {
    format!("{}-{}", cursor.time.as_microseconds(), cursor.place.to_bits())
}
