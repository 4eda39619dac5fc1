//! Conditions on balances: an event tells when one becomes true or false.

use std::collections::BTreeMap;

use bezant_kernel::MonitorId;
use rustc_hash::FxHashMap;

use crate::account::signed;
use crate::line::{Traits, TwoSides};
use crate::state::Number;

/// How many monitors one account may have: each is looked at after every transfer that touches the account.
pub const MAX_MONITORS: usize = 16;

/// What is watched for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is measured.
    pub measure: Measure,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what, in minor units.
    pub threshold: i128,
}

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant = $number,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The stored number.
            pub const fn number(self) -> u32 {
                self as u32
            }

            /// The one with this stored number.
            pub fn from_number(number: u32) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.number() == number)
            }
        }
    };
}

numbered! {
    /// What a monitor measures of an account.
    Measure {
        /// Posted balance on the normal side.
        Balance = 1,
        /// The balance less what open holds will take.
        Available = 2,
        /// Posted debits.
        PostedDebits = 3,
        /// Posted credits.
        PostedCredits = 4,
        /// What open holds will take from the normal side.
        PendingOutflow = 5,
        /// What open holds will bring to the normal side.
        PendingInflow = 6,
    }
}

numbered! {
    /// How a monitor compares.
    Comparison {
        /// At least the threshold.
        AtLeast = 1,
        /// More than the threshold.
        MoreThan = 2,
        /// At most the threshold.
        AtMost = 3,
        /// Less than the threshold.
        LessThan = 4,
    }
}

impl Condition {
    /// What is measured, and whether the condition holds for it.
    pub(crate) fn of(&self, balance: &TwoSides, traits: Traits) -> (i128, bool) {
        let (inflow, outflow) = if traits.has(Traits::DEBIT_NORMAL) {
            (balance.debits, balance.credits)
        } else {
            (balance.credits, balance.debits)
        };
        let value = match self.measure {
            Measure::Balance => signed(inflow.posted) - signed(outflow.posted),
            Measure::Available => signed(inflow.posted) - signed(outflow.committed()),
            Measure::PostedDebits => signed(balance.debits.posted),
            Measure::PostedCredits => signed(balance.credits.posted),
            Measure::PendingOutflow => signed(outflow.pending),
            Measure::PendingInflow => signed(inflow.pending),
        };
        let holds = match self.comparison {
            Comparison::AtLeast => value >= self.threshold,
            Comparison::MoreThan => value > self.threshold,
            Comparison::AtMost => value <= self.threshold,
            Comparison::LessThan => value < self.threshold,
        };
        (value, holds)
    }
}

/// A monitor that is set.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// Its id.
    pub id: MonitorId,
    /// The number of its account.
    pub(crate) account: Number,
    /// What it watches for.
    pub condition: Condition,
    /// Whether the condition holds.
    pub holds: bool,
}

/// The monitors of one tenant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Monitors {
    by_id: BTreeMap<MonitorId, Monitor>,
    by_account: FxHashMap<Number, Vec<MonitorId>>,
}

impl Monitors {
    pub(crate) fn get(&self, id: MonitorId) -> Option<&Monitor> {
        self.by_id.get(&id)
    }

    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = &Monitor> {
        self.by_id.values()
    }

    /// In the order of their ids.
    pub(crate) fn of(&self, account: Number) -> impl ExactSizeIterator<Item = &Monitor> {
        let ids = self.by_account.get(&account).map_or(&[][..], Vec::as_slice);
        ids.iter()
            .map(|id| self.by_id.get(id).expect("an account's monitors are set"))
    }

    pub(crate) fn set(&mut self, monitor: Monitor) {
        let before = self.remove(monitor.id);
        assert!(
            before.is_none_or(|account| account == monitor.account),
            "a monitor stays with its account"
        );
        let ids = self.by_account.entry(monitor.account).or_default();
        ids.push(monitor.id);
        ids.sort_unstable();
        self.by_id.insert(monitor.id, monitor);
    }

    /// Returns the account that it watched.
    pub(crate) fn remove(&mut self, id: MonitorId) -> Option<Number> {
        let monitor = self.by_id.remove(&id)?;
        let ids = self
            .by_account
            .get_mut(&monitor.account)
            .expect("a monitor is listed with its account");
        ids.retain(|&other| other != id);
        if ids.is_empty() {
            self.by_account.remove(&monitor.account);
        }
        Some(monitor.account)
    }

    pub(crate) fn cross(&mut self, id: MonitorId, holds: bool) {
        self.by_id.get_mut(&id).expect("a crossed monitor is set").holds = holds;
    }
}
