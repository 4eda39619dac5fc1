//! `bezant compliance evidence`: looks at a running node, its files and its configuration, and writes down what was seen, when and how.

use std::net::SocketAddr;
use std::path::Path;

use bezant_audit::sign;
use bezant_audit::verify::verify;
use bezant_compliance::evidence::{Bundle, Finding, Item, Kind};
use bezant_engine::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::Failure;
use crate::admin::ask_running;
use crate::audit::audit_dir;
use crate::commands::proof::key::signing_key;
use crate::config::Config;
use crate::listeners::TlsConfig;
use crate::output::line;
use crate::progress::Progress;

/// The file by which systemd says that the clock has been set by time servers since the machine came up.
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";

/// Looks, judges, signs and writes.
pub(super) fn gather(config: &Config, out: &Path) -> Result<(), Failure> {
    make_empty(out)?;
    let node = ask_running(config, async |admin| {
        Ok(Node {
            facts: admin.get("/admin/v1/compliance/facts").await?,
            keyring: admin.get("/admin/v1/keyring").await?,
            vault: match config.vault.enabled {
                true => Some(admin.get("/admin/v1/vault").await?),
                false => None,
            },
        })
    })?;
    let findings = [
        node.found(Kind::Listeners, "bezant config check", listeners(config)?),
        node.found(Kind::RootKey, "bezant keyring status", node.root_key()),
        node.found(Kind::DataKeys, "bezant keyring status", node.data_keys()),
        node.found(Kind::AuditTrail, "bezant audit verify", audit_trail(config)?),
        node.found(Kind::AuditCompleteness, AGAIN, node.audit_completeness()),
        node.found(Kind::Vault, "bezant vault status", node.vault()),
        node.found(Kind::CardViolations, AGAIN, node.card_violations()),
        node.found(
            Kind::SecondFactors,
            AGAIN,
            json!({ "users": node.facts["users"], "tenants": node.facts["tenants"] }),
        ),
        node.found(Kind::KeyExpiry, "bezant key list", node.facts["keys"].clone()),
        node.found(
            Kind::UnusedAccess,
            AGAIN,
            json!({ "users": node.facts["users"], "keys": node.facts["keys"] }),
        ),
        node.found(
            Kind::Roles,
            "bezant role list",
            json!({ "roles": node.facts["roles"] }),
        ),
        node.found(
            Kind::AccessPolicy,
            AGAIN,
            json!({ "version": node.facts["access_policy_version"] }),
        ),
        node.found(Kind::Clock, "timedatectl status", clock()),
        node.found(
            Kind::Versions,
            "bezant --version",
            json!({ "bezant": node.facts["version"] }),
        ),
    ];
    let key = signing_key(config)?;
    let signed = match config.audit.enabled {
        true => sign(&audit_dir(config), &key, SystemClock.now())?,
        false => None,
    };
    let checkpoint = signed.map(|signed| Ok::<_, Failure>((signed.verify(&key.verifying_key())?, signed)));
    let bundle = Bundle {
        made_at: SystemClock.now(),
        checkpoint: checkpoint.transpose()?,
        items: findings.into_iter().map(Item::of).collect(),
    };
    for (name, bytes) in bundle.files(&key) {
        let file = out.join(name);
        std::fs::write(&file, bytes).map_err(|error| format!("can't write {}: {error}", file.display()))?;
    }
    for item in &bundle.items {
        let kind = item.finding.kind.as_str();
        line(&format!(
            "{kind:<20} {:<20} {}",
            item.status.as_str(),
            item.reason
        ));
    }
    line(&format!(
        "{}: check it with `bezant compliance check`",
        out.display()
    ));
    Ok(())
}

/// What is asked of the node in one.
const AGAIN: &str = "bezant compliance evidence";

/// Evidence is not written over other evidence.
fn make_empty(out: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", out.display());
    std::fs::create_dir_all(out).map_err(failed)?;
    if std::fs::read_dir(out).map_err(failed)?.next().is_some() {
        return Err(format!("{}: the folder is not empty", out.display()).into());
    }
    Ok(())
}

/// What a running node said.
struct Node {
    facts: Value,
    keyring: Value,
    vault: Option<Value>,
}

impl Node {
    fn found(&self, kind: Kind, command: &str, seen: Value) -> Finding {
        // Files, clock and configuration follow from no position.
        let log_position = match kind {
            Kind::SecondFactors | Kind::KeyExpiry | Kind::UnusedAccess | Kind::Roles | Kind::AccessPolicy => {
                self.facts["log_position"].as_u64()
            }
            Kind::Listeners
            | Kind::RootKey
            | Kind::DataKeys
            | Kind::AuditTrail
            | Kind::AuditCompleteness
            | Kind::Vault
            | Kind::CardViolations
            | Kind::Clock
            | Kind::Versions => None,
        };
        Finding {
            kind,
            at: SystemClock.now(),
            command: command.to_owned(),
            log_position,
            seen,
        }
    }

    /// The metrics with this name.
    fn metrics(&self, name: &str) -> impl Iterator<Item = &Value> {
        let all = self.facts["metrics"].as_array().into_iter().flatten();
        all.filter(move |sample| sample["name"] == name)
    }

    fn root_key(&self) -> Value {
        let sealed = self
            .metrics("encryption_status")
            .find(|sample| sample["labels"]["type"] == "sealed");
        json!({ "sealed": sealed.map(|sample| &sample["value"]), "backend": self.keyring["backend"] })
    }

    fn data_keys(&self) -> Value {
        let files = self.metrics("encryption_status");
        let files = files.filter(|sample| sample["labels"]["type"] == "current_generation");
        let stores = files.filter_map(|sample| {
            let store = sample["labels"]["store"].as_str()?;
            Some((store.to_owned(), sample["value"].clone()))
        });
        json!({ "stores": Value::Object(stores.collect()), "keyring": self.keyring })
    }

    fn audit_completeness(&self) -> Value {
        let value = |name| self.metrics(name).next().map(|sample| sample["value"].clone());
        let available = value("bezant_audit_available");
        // The counter is there from the beginning of a trail.
        json!({ "available": available, "dropped": value("bezant_audit_dropped_total") })
    }

    fn vault(&self) -> Value {
        json!({ "enabled": self.vault.is_some(), "status": self.vault })
    }

    /// A counter is there from the first violation on; that others are shows that the metrics were.
    fn card_violations(&self) -> Value {
        let counts = self
            .metrics("pci_violations_total")
            .filter_map(|sample| sample["value"].as_u64());
        let is_seen = self.metrics("encryption_status").next().is_some();
        let kinds: Vec<&Value> = self.metrics("pci_violations_total").collect();
        json!({ "count": is_seen.then(|| counts.sum::<u64>()), "kinds": kinds })
    }
}

fn listeners(config: &Config) -> Result<Value, Failure> {
    let shown = |name: &str, address: SocketAddr, tls: Option<&TlsConfig>, behind_tls_proxy: bool| {
        let expires_at = tls.map(TlsConfig::expires_at).transpose()?;
        Ok::<_, Failure>(json!({
            "name": name,
            "address": address.to_string(),
            "this_machine_only": address.ip().is_loopback(),
            "tls": tls.is_some(),
            "tls_1_2_allowed": tls.map(|tls| tls.allow_tls12),
            "behind_tls_proxy": behind_tls_proxy,
            "certificate_expires_at": expires_at.map(|at| at.to_string()),
        }))
    };
    let http = &config.http;
    let mut all = vec![shown(
        "public",
        http.listen,
        http.tls.as_ref(),
        http.behind_tls_proxy,
    )?];
    if config.grpc.enabled {
        all.push(shown(
            "grpc",
            config.grpc.listen,
            config.grpc.tls.as_ref(),
            false,
        )?);
    }
    for (surface, one) in config.listeners.each() {
        all.push(shown(surface.as_str(), one.listen, one.tls.as_ref(), false)?);
    }
    Ok(json!({ "listeners": all }))
}

/// Checks the whole trail, as `bezant audit verify` does.
fn audit_trail(config: &Config) -> Result<Value, Failure> {
    if !config.audit.enabled {
        return Ok(json!({ "enabled": false }));
    }
    let key = signing_key(config)?.verifying_key();
    let mut progress = Progress::new("checking the audit trail", "bytes");
    let found = verify(&audit_dir(config), &key, &mut |done, total| {
        progress.set(done, total)
    });
    progress.finish();
    Ok(match found {
        Ok(found) => json!({
            "records": found.records,
            "segments": found.segments,
            "checkpoints": found.checkpoints,
            "signed_until": found.signed_until,
        }),
        Err(error) => json!({ "damage": error.to_string() }),
    })
}

fn clock() -> Value {
    let is_synchronized = Path::new(SYNCHRONIZED).exists();
    json!({ "synchronized_by": is_synchronized.then_some("systemd-timesyncd"), "looked_at": SYNCHRONIZED })
}
