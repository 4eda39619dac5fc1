//! A tenant as it is kept: where it is, what it may use, how its people sign in, and whether it is open.

use std::collections::BTreeMap;

use bezant_kernel::{TenantId, Timestamp};

use super::{Holds, Rejection};
use crate::word::word;

word! {
    /// Where data is, such as `eu` or `us-east`: 1 to 32 characters of `a-z0-9-`.
    Region, 32, b"-"
}

word! {
    /// What a feature setting is called: 1 to 64 characters of `a-z0-9_.-`.
    FeatureName, 64, b"_.-"
}

/// What is known about a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantRecord {
    /// Its id.
    pub id: TenantId,
    /// Its name, unique among the tenants.
    pub name: String,
    /// How it is set up.
    pub settings: TenantSettings,
    /// Whether it is open.
    pub status: TenantStatus,
    /// While there is any, nothing of it is deleted.
    pub holds: Holds,
    /// Grows by one with each change; starts at one.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Whether a tenant is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TenantStatus {
    /// It is.
    #[default]
    Active,
    /// For now nobody may do anything, by whatever credential.
    Suspended {
        /// Why, for people.
        reason: String,
    },
    /// Nobody may do anything ever again; what it has stays for export.
    Closed,
}

impl TenantStatus {
    /// The word in the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            TenantStatus::Active => "active",
            TenantStatus::Suspended { .. } => "suspended",
            TenantStatus::Closed => "closed",
        }
    }
}

/// How a tenant is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantSettings {
    /// Where its data is, for policies.
    pub region: Option<Region>,
    /// How much it may have and do.
    pub limits: TenantLimits,
    /// What is switched on and off for it; at most [`TenantSettings::MAXIMUM_FEATURES`].
    pub features: BTreeMap<FeatureName, bool>,
    /// What kinds of data it keeps, for policies.
    pub data_classes: DataClasses,
    /// How its people sign in.
    pub sign_in: SignInSettings,
}

/// How much a tenant may have and do; as configured where `None`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantLimits {
    /// Principals at a time.
    pub max_principals: Option<u32>,
    /// Live API keys at a time; [`super::MAXIMUM_KEYS`] where `None`.
    pub max_keys: Option<u32>,
    /// Requests in a second.
    pub requests_per_second: Option<u32>,
    /// New payments in a day.
    pub payments_per_day: Option<u64>,
}

/// What kinds of data a tenant keeps.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct DataClasses {
    /// Protected health information, as in HIPAA.
    pub phi: bool,
}

/// How a tenant's people sign in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct SignInSettings {
    /// Whether a password alone is not enough.
    pub second_factor_required: bool,
    /// A session ends after so long without use.
    pub session_idle_minutes: u32,
    /// A session ends after so long, used or not.
    pub session_absolute_hours: u32,
    /// Whether passwords are accepted at all.
    pub password_sign_in: bool,
}

impl Default for SignInSettings {
    /// Sessions as in NIST SP 800-63B, level 2: 30 minutes, 12 hours.
    fn default() -> Self {
        SignInSettings {
            second_factor_required: false,
            session_idle_minutes: 30,
            session_absolute_hours: 12,
            password_sign_in: true,
        }
    }
}

/// What to change of a tenant. What is not set stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantChange {
    /// For the node only.
    pub region: Option<Region>,
    /// All of them. For the node only.
    pub limits: Option<TenantLimits>,
    /// All of them. For the node only.
    pub data_classes: Option<DataClasses>,
    /// On or off; forgotten where `None`.
    pub features: BTreeMap<FeatureName, Option<bool>>,
    /// All of them.
    pub sign_in: Option<SignInSettings>,
}

impl TenantChange {
    /// Whether only who administers the machine may change this.
    pub fn needs_node(&self) -> bool {
        self.region.is_some() || self.limits.is_some() || self.data_classes.is_some()
    }
}

impl TenantSettings {
    /// A tenant has at most so many feature settings.
    pub const MAXIMUM_FEATURES: usize = 100;
    const MAXIMUM_PRINCIPALS: u32 = 1_000_000;
    const MAXIMUM_KEYS: u32 = 10_000;
    const LONGEST_IDLE_MINUTES: u32 = 7 * 24 * 60;
    const LONGEST_ABSOLUTE_HOURS: u32 = 90 * 24;

    /// As they are after a change.
    pub(crate) fn changed(&self, change: TenantChange) -> TenantSettings {
        let mut after = self.clone();
        if change.region.is_some() {
            after.region = change.region;
        }
        after.limits = change.limits.unwrap_or(after.limits);
        after.data_classes = change.data_classes.unwrap_or(after.data_classes);
        after.sign_in = change.sign_in.unwrap_or(after.sign_in);
        for (name, setting) in change.features {
            match setting {
                Some(is_on) => after.features.insert(name, is_on),
                None => after.features.remove(&name),
            };
        }
        after
    }

    pub(crate) fn check(&self) -> Result<(), Rejection> {
        let limits = &self.limits;
        let is_allowed =
            |limit: Option<u32>, most: u32| limit.is_none_or(|limit| (1..=most).contains(&limit));
        if !is_allowed(limits.max_principals, TenantSettings::MAXIMUM_PRINCIPALS)
            || !is_allowed(limits.max_keys, TenantSettings::MAXIMUM_KEYS)
            || limits.requests_per_second == Some(0)
            || limits.payments_per_day == Some(0)
        {
            return Err(Rejection::TenantLimitInvalid);
        }
        if self.features.len() > TenantSettings::MAXIMUM_FEATURES {
            return Err(Rejection::TenantTooManyFeatures);
        }
        let sign_in = &self.sign_in;
        if !(1..=TenantSettings::LONGEST_IDLE_MINUTES).contains(&sign_in.session_idle_minutes)
            || !(1..=TenantSettings::LONGEST_ABSOLUTE_HOURS).contains(&sign_in.session_absolute_hours)
            || sign_in.session_idle_minutes > sign_in.session_absolute_hours * 60
        {
            return Err(Rejection::TenantSignInInvalid);
        }
        Ok(())
    }
}
