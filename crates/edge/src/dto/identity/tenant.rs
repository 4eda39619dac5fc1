//! Tenants as the API and the admin socket take and show them.

use std::collections::BTreeMap;

use bezant_identity::TenantRecord;
use bezant_identity::tenancy::{
    DataClasses, SignInSettings, TenantChange, TenantLimits, TenantSettings, TenantStatus,
};
use bezant_kernel::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::parse_region;
use crate::problem::{Code, Problem};

/// A tenant: whose things are kept apart from those of all others.
#[derive(Serialize, ToSchema)]
#[schema(as = Tenant)]
pub(crate) struct TenantDto {
    #[schema(value_type = String, example = "ten_01h455vb4pex5vsknk084sn02q")]
    id: TenantId,
    /// Always `tenant`.
    object: &'static str,
    name: String,
    /// `active`, `suspended` or `closed`.
    status: &'static str,
    /// Why it is suspended, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where its data is.
    region: Option<String>,
    limits: LimitsDto,
    /// What is switched on and off.
    features: BTreeMap<String, bool>,
    data_classes: DataClassesDto,
    sign_in: SignInDto,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Grows by one with each change.
    pub(crate) version: u64,
}

/// How much a tenant may have and do; as the node is configured where null.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = TenantLimits)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LimitsDto {
    max_principals: Option<u32>,
    max_keys: Option<u32>,
    requests_per_second: Option<u32>,
    payments_per_day: Option<u64>,
}

/// What kinds of data a tenant keeps.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = TenantDataClasses)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DataClassesDto {
    /// Protected health information, as in HIPAA.
    phi: bool,
}

/// How a tenant's people sign in.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInSettings)]
struct SignInDto {
    /// Whether a password alone is not enough.
    second_factor_required: bool,
    /// A session ends after so long without use.
    session_idle_minutes: u32,
    /// A session ends after so long, used or not.
    session_absolute_hours: u32,
    /// Whether passwords are accepted at all.
    password_sign_in: bool,
}

impl From<&TenantRecord> for TenantDto {
    fn from(record: &TenantRecord) -> Self {
        let settings = &record.settings;
        let reason = match &record.status {
            TenantStatus::Suspended { reason } => Some(reason.clone()),
            TenantStatus::Active | TenantStatus::Closed => None,
        };
        TenantDto {
            id: record.id,
            object: "tenant",
            name: record.name.clone(),
            status: record.status.as_str(),
            reason,
            region: settings.region.as_ref().map(|region| region.as_str().to_owned()),
            limits: LimitsDto {
                max_principals: settings.limits.max_principals,
                max_keys: settings.limits.max_keys,
                requests_per_second: settings.limits.requests_per_second,
                payments_per_day: settings.limits.payments_per_day,
            },
            features: settings
                .features
                .iter()
                .map(|(name, is_on)| (name.as_str().to_owned(), *is_on))
                .collect(),
            data_classes: DataClassesDto {
                phi: settings.data_classes.phi,
            },
            sign_in: SignInDto {
                second_factor_required: settings.sign_in.second_factor_required,
                session_idle_minutes: settings.sign_in.session_idle_minutes,
                session_absolute_hours: settings.sign_in.session_absolute_hours,
                password_sign_in: settings.sign_in.password_sign_in,
            },
            created_at: record.created_at,
            version: record.version,
        }
    }
}

/// What a tenant changes of itself: what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnTenantChange {
    /// On or off; null forgets.
    #[serde(default)]
    features: BTreeMap<String, Option<bool>>,
    #[serde(default)]
    sign_in: SignInChange,
}

/// What shall be different of signing in.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInChange {
    second_factor_required: Option<bool>,
    session_idle_minutes: Option<u32>,
    session_absolute_hours: Option<u32>,
    password_sign_in: Option<bool>,
}

/// What who administers the machine changes of a tenant: what is left out stays.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AnyTenantChange {
    region: Option<String>,
    /// All of them.
    limits: Option<LimitsDto>,
    /// All of them.
    data_classes: Option<DataClassesDto>,
    features: BTreeMap<String, Option<bool>>,
    sign_in: SignInChange,
}

impl SignInChange {
    /// All settings as they are afterwards; nothing if nothing is said.
    fn on(&self, before: SignInSettings) -> Option<SignInSettings> {
        let after = SignInSettings {
            second_factor_required: self
                .second_factor_required
                .unwrap_or(before.second_factor_required),
            session_idle_minutes: self.session_idle_minutes.unwrap_or(before.session_idle_minutes),
            session_absolute_hours: self
                .session_absolute_hours
                .unwrap_or(before.session_absolute_hours),
            password_sign_in: self.password_sign_in.unwrap_or(before.password_sign_in),
        };
        (after != before).then_some(after)
    }
}

impl OwnTenantChange {
    pub(crate) fn on(self, before: &TenantSettings) -> Result<TenantChange, Problem> {
        let any = AnyTenantChange {
            features: self.features,
            sign_in: self.sign_in,
            ..AnyTenantChange::default()
        };
        any.on(before)
    }
}

impl AnyTenantChange {
    /// Only where its data is.
    pub(crate) fn of_region(region: String) -> AnyTenantChange {
        AnyTenantChange {
            region: Some(region),
            ..AnyTenantChange::default()
        }
    }

    /// The change of these settings.
    pub(crate) fn on(self, before: &TenantSettings) -> Result<TenantChange, Problem> {
        let mut change = TenantChange {
            sign_in: self.sign_in.on(before.sign_in),
            ..TenantChange::default()
        };
        if let Some(region) = &self.region {
            change.region = Some(parse_region("region", region)?);
        }
        change.limits = self.limits.map(|limits| TenantLimits {
            max_principals: limits.max_principals,
            max_keys: limits.max_keys,
            requests_per_second: limits.requests_per_second,
            payments_per_day: limits.payments_per_day,
        });
        change.data_classes = self.data_classes.map(|classes| DataClasses { phi: classes.phi });
        for (name, setting) in self.features {
            let message = "a feature's name is 1 to 64 of a-z, 0-9, _, . and -";
            let wrong = |_| Problem::mistake(format!("features.{name}"), Code::FieldInvalid, message);
            change.features.insert(name.parse().map_err(wrong)?, setting);
        }
        Ok(change)
    }
}
