//! The settings of what stands before every handler: `[protection]`.

use std::path::PathBuf;
use std::sync::Arc;

use bezant_edge::{AttackRules, Countries, Protection, RateLimit, Rates};
use bezant_shield::address::{Field, InvalidNetwork, Networks, Proxies};
use bezant_shield::geo::{Country, Database, Fence, Geo, InvalidCountry, InvalidDatabase, Rule};
use bezant_shield::rate::InvalidPolicy;
use bezant_shield::waf::Exclusion;
use serde::Deserialize;

/// Who may come at all, how often, and with what. By default nobody is kept out, and attack rules only tell.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ProtectionConfig {
    /// The networks of the proxies before this node.
    pub trusted_proxies: Vec<String>,
    /// Where those proxies say whom they had before them.
    pub forwarded_by: ForwardedBy,
    /// The networks that may come; all, if none is named.
    pub allow_networks: Vec<String>,
    /// The countries that may come.
    pub countries: Option<CountriesConfig>,
    /// How often.
    pub rate_limits: Vec<RateLimit>,
    /// What looks like an attack.
    pub attack_rules: AttackRulesConfig,
}

/// The header field that proxies write.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ForwardedBy {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` of RFC 7239.
    Forwarded,
}

/// Countries by a database in MaxMind's format.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountriesConfig {
    /// The file.
    pub database: PathBuf,
    /// These and no others, as two letters each.
    #[serde(default)]
    pub allow: Vec<String>,
    /// All but these.
    #[serde(default)]
    pub deny: Vec<String>,
    /// Whether addresses may come whose country is not known, such as private ones.
    #[serde(default)]
    pub admit_unknown: bool,
}

/// The rules against attacks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AttackRulesConfig {
    /// What becomes of what is found.
    pub mode: RulesMode,
    /// Whether rules count that take more honest requests for attacks.
    pub strict: bool,
    /// Where rules do not hold.
    pub exclusions: Vec<ExclusionConfig>,
}

/// What becomes of what is found.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RulesMode {
    /// Nothing is looked into.
    Off,
    /// It is told in the log and the metrics.
    #[default]
    Report,
    /// It is refused.
    Enforce,
}

/// Rules that do not hold somewhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExclusionConfig {
    /// On this route; on all, if it is left out.
    pub route: Option<String>,
    /// In this place and below it, such as `body.metadata`; in all, if it is left out.
    pub place: Option<String>,
    /// These rules; all, if none is named.
    #[serde(default)]
    pub rules: Vec<String>,
}

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProtectionConfigError {
    #[error("protection.trusted_proxies: {0}")]
    Proxies(InvalidNetwork),
    #[error("protection.allow_networks: {0}")]
    Networks(InvalidNetwork),
    #[error("protection.countries: {0}")]
    Country(#[from] InvalidCountry),
    #[error("protection.countries: either allow or deny names countries, and one of them does")]
    AllowOrDeny,
    #[error("protection.countries.database: {file}: {error}", file = file.display())]
    Unreadable { file: PathBuf, error: std::io::Error },
    #[error("protection.countries.database: {0}")]
    Database(#[from] InvalidDatabase),
    #[error("protection.rate_limits: {0}")]
    RateLimits(#[from] InvalidPolicy),
}

impl ProtectionConfig {
    /// Whether it can be built. The rules always can, and take their time: every command reads the settings.
    pub(crate) fn check(&self) -> Result<(), ProtectionConfigError> {
        self.without_rules(false).map(drop)
    }

    /// Builds it. Reads the database of countries. A proxy on this machine is one more that is trusted.
    pub(crate) fn build(&self, behind_tls_proxy: bool) -> Result<Protection, ProtectionConfigError> {
        Ok(Protection {
            rules: self.attack_rules.build(),
            ..self.without_rules(behind_tls_proxy)?
        })
    }

    fn without_rules(&self, behind_tls_proxy: bool) -> Result<Protection, ProtectionConfigError> {
        let networks = |texts: &[String]| Networks::parse(texts.iter().map(String::as_str));
        let proxies = networks(&self.trusted_proxies).map_err(ProtectionConfigError::Proxies)?;
        let allowed = networks(&self.allow_networks).map_err(ProtectionConfigError::Networks)?;
        let field = match self.forwarded_by {
            ForwardedBy::XForwardedFor => Field::XForwardedFor,
            ForwardedBy::Forwarded => Field::Forwarded,
        };
        Ok(Protection {
            proxies: match (proxies.is_empty(), behind_tls_proxy) {
                (true, false) => None,
                (_, true) => Some(Proxies::new(proxies, field).and_this_machine()),
                (false, false) => Some(Proxies::new(proxies, field)),
            },
            networks: (!allowed.is_empty()).then_some(allowed),
            countries: self.countries.as_ref().map(CountriesConfig::build).transpose()?,
            rates: match self.rate_limits.is_empty() {
                true => None,
                false => Some(Rates::local(self.rate_limits.clone())?),
            },
            rules: None,
            // Pages of other origins have settings of their own.
            cors: None,
        })
    }
}

impl CountriesConfig {
    fn build(&self) -> Result<Countries, ProtectionConfigError> {
        let countries = |texts: &[String]| {
            texts
                .iter()
                .map(|text| Country::parse(text))
                .collect::<Result<_, _>>()
        };
        let rule = match (self.allow.is_empty(), self.deny.is_empty()) {
            (false, true) => Rule::Allow(countries(&self.allow)?),
            (true, false) => Rule::Deny(countries(&self.deny)?),
            (true, true) | (false, false) => return Err(ProtectionConfigError::AllowOrDeny),
        };
        let bytes = std::fs::read(&self.database).map_err(|error| ProtectionConfigError::Unreadable {
            file: self.database.clone(),
            error,
        })?;
        Ok(Countries {
            database: Arc::new(Geo::new(Database::read(bytes)?)),
            fence: Fence {
                rule,
                admits_unknown: self.admit_unknown,
            },
        })
    }
}

impl AttackRulesConfig {
    fn build(&self) -> Option<AttackRules> {
        let enforces = match self.mode {
            RulesMode::Off => return None,
            RulesMode::Report => false,
            RulesMode::Enforce => true,
        };
        let exclusions = self.exclusions.iter().map(|one| Exclusion {
            route: one.route.clone(),
            place: one.place.clone(),
            rules: one.rules.clone(),
        });
        Some(AttackRules::new(enforces, self.strict, exclusions.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str) -> Result<Protection, String> {
        let config: ProtectionConfig = toml_of(text)?;
        config.build(false).map_err(|error| error.to_string())
    }

    fn toml_of(text: &str) -> Result<ProtectionConfig, String> {
        use figment::providers::Format;
        let figment = figment::Figment::from(figment::providers::Toml::string(text));
        figment.extract().map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_said_is_built_and_mistakes_are_named() {
        let nothing = built("").unwrap();
        assert!(nothing.rates.is_none() && nothing.networks.is_none() && nothing.rules.is_some());
        let here = toml_of("").unwrap().build(true).unwrap().proxies;
        assert!(
            nothing.proxies.is_none() && here.is_some(),
            "a proxy on this machine is trusted"
        );
        let all = built(
            "trusted_proxies = ['10.0.0.0/8']\nallow_networks = ['192.0.2.0/24', '2001:db8::/32']\n\
             [attack_rules]\nmode = 'off'\n\
             [[rate_limits]]\nname = 'key'\nper = 'key'\nquota = 100\nwindow_seconds = 1\n",
        )
        .unwrap();
        assert!(all.rates.is_some() && all.proxies.is_some() && all.rules.is_none());
        for (text, named) in [
            ("allow_networks = ['192.0.2.0/33']", "protection.allow_networks"),
            ("trusted_proxies = ['proxy']", "protection.trusted_proxies"),
            ("[countries]\ndatabase = '/nowhere'\nallow = ['DE']", "/nowhere"),
            (
                "[countries]\ndatabase = '/nowhere'\nallow = ['Germany']",
                "protection.countries",
            ),
            ("[countries]\ndatabase = '/nowhere'", "either allow or deny"),
            (
                "[[rate_limits]]\nname = 'a b'\nper = 'key'\nquota = 1\nwindow_seconds = 1",
                "protection.rate_limits",
            ),
            (
                "[[rate_limits]]\nname = 'a'\nper = 'planet'\nquota = 1\nwindow_seconds = 1",
                "planet",
            ),
            ("[attack_rules]\nmode = 'strict'", "strict"),
        ] {
            let error = built(text).err().unwrap_or_default();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
