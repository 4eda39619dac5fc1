//! `bezant key …`: API keys, of any tenant.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Form;
use super::socket::{list, of_tenant, part, post, text};
use crate::Failure;
use crate::commands::ledger::view::{Column, column};
use crate::config::Config;
use crate::output::note;

const KEYS: &[Column] = &[
    column("key", &["/id"]),
    column("tenant", &["/tenant"]),
    column("name", &["/name"]),
    column("scopes", &["/scopes"]),
    column("principal", &["/principal"]),
    column(
        "certificate",
        &["/certificate/sha256", "/certificate/uri", "/certificate/dns"],
    ),
    column("signed", &["/signing/algorithm"]),
    column("certified", &["/certifications"]),
    column("last used", &["/last_used_at"]),
    column("expires", &["/expires_at"]),
    column("revoked", &["/revoked_at"]),
];

#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// Create an API key, proved by a secret that is shown once or by a certificate
    Create(Box<NewKeyArguments>),
    /// List API keys
    List {
        /// The tenant's name or id [default: all]
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Give a key another secret, which is shown once, or another certificate; the one before works for a while
    Rotate {
        /// The key's id
        id: String,
        /// How long the one before works too, at most 168
        #[arg(long, default_value_t = 24)]
        overlap_hours: u32,
        #[command(flatten)]
        certificate: CertificateArguments,
        #[command(flatten)]
        form: Form,
    },
    /// Have the requests of a key signed (RFC 9421); a shared secret is shown once
    Sign {
        /// The key's id
        id: String,
        /// The public key of Ed25519 that its signatures are checked with, in PEM
        #[arg(long, value_name = "FILE", conflicts_with = "shared_secret")]
        public_key: Option<PathBuf>,
        /// Sign by HMAC with a secret that both sides have
        #[arg(long)]
        shared_secret: bool,
        /// Take requests without a signature too
        #[arg(long)]
        optional: bool,
        /// How long signatures by the key before are taken too, at most 168
        #[arg(long, default_value_t = 24)]
        overlap_hours: u32,
        #[command(flatten)]
        form: Form,
    },
    /// Have the requests of a key signed no more
    Unsign {
        /// The key's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
    /// Refuse a key from now on
    Revoke {
        /// The key's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
}

/// What proves a key in the place of a secret.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct CertificateArguments {
    /// Proved by the certificate in this file, in PEM, and no other
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The same by its SHA-256 fingerprint
    #[arg(long, value_name = "HEX")]
    certificate_sha256: Option<String>,
    /// Proved by every certificate with this URI among its names
    #[arg(long, value_name = "URI")]
    certificate_uri: Option<String>,
    /// Proved by every certificate with this host name among its names
    #[arg(long, value_name = "HOST")]
    certificate_dns: Option<String>,
}

impl CertificateArguments {
    /// As the administration takes it; nothing, where a secret proves the key.
    fn body(&self) -> Result<Option<Value>, Failure> {
        if let Some(file) = &self.certificate {
            return Ok(Some(json!({ "pem": text_of(file)? })));
        }
        let named = [
            ("sha256", &self.certificate_sha256),
            ("uri", &self.certificate_uri),
            ("dns", &self.certificate_dns),
        ];
        let mut named = named
            .into_iter()
            .filter_map(|(way, name)| Some((way, name.as_ref()?)));
        Ok(named.next().map(|(way, name)| json!({ way: name })))
    }
}

fn text_of(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

#[derive(Args)]
pub(crate) struct NewKeyArguments {
    /// The tenant's id or name
    #[arg(long)]
    tenant: String,
    /// What the key is for
    #[arg(long, default_value = "default")]
    name: String,
    /// May only read
    #[arg(long)]
    read_only: bool,
    /// May set what belongs to the node: how payments are routed, and the access policy
    #[arg(long)]
    operate: bool,
    /// A permission such as payments.create, instead of all reading and writing; may be repeated
    #[arg(long = "permission", value_name = "PERMISSION")]
    permissions: Vec<String>,
    /// Whose key it is: an agent's or a service account's id
    #[arg(long, value_name = "ID")]
    principal: Option<String>,
    /// Its holder is certified to handle card data [default: so]
    #[arg(long)]
    pci: bool,
    /// Its holder is authorized to handle health data
    #[arg(long)]
    hipaa: bool,
    /// Its holder is certified for nothing
    #[arg(long, conflicts_with_all = ["pci", "hipaa"])]
    not_certified: bool,
    /// Where its holder is, such as eu
    #[arg(long)]
    region: Option<String>,
    /// Days until it expires [default: never]
    #[arg(long)]
    expires_in_days: Option<u32>,
    #[command(flatten)]
    certificate: CertificateArguments,
    #[command(flatten)]
    form: Form,
}

pub(crate) fn run(command: KeyCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        KeyCommand::Create(arguments) => post(
            config,
            "/admin/v1/keys",
            &body(&arguments)?,
            arguments.form,
            secret,
        ),
        KeyCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/keys", tenant.as_deref()),
            form,
            KEYS,
        ),
        KeyCommand::Rotate {
            id,
            overlap_hours,
            certificate,
            form,
        } => {
            let mut body = json!({ "overlap_seconds": overlap_hours.saturating_mul(3_600) });
            if let Some(certificate) = certificate.body()? {
                body["certificate"] = certificate;
            }
            post(
                config,
                &format!("/admin/v1/keys/{}/rotate", part(&id)),
                &body,
                form,
                secret,
            )
        }
        KeyCommand::Sign {
            id,
            public_key,
            shared_secret,
            optional,
            overlap_hours,
            form,
        } => {
            let mut body = json!({
                "required": !optional, "overlap_seconds": overlap_hours.saturating_mul(3_600),
            });
            if let Some(file) = &public_key {
                body["algorithm"] = "ed25519".into();
                body["public_key"] = text_of(file)?.into();
            } else if shared_secret {
                body["algorithm"] = "hmac-sha256".into();
            }
            let path = format!("/admin/v1/keys/{}/signing", part(&id));
            post(config, &path, &body, form, signing)
        }
        KeyCommand::Unsign { id, form } => {
            let show = |answer: &Value| format!("key {} needs no signature any more", text(answer, "id"));
            let path = format!("/admin/v1/keys/{}/signing/remove", part(&id));
            post(config, &path, &json!({}), form, show)
        }
        KeyCommand::Revoke { id, form } => {
            let show = |answer: &Value| format!("key {} is refused from now on", text(answer, "id"));
            post(
                config,
                &format!("/admin/v1/keys/{}/revoke", part(&id)),
                &json!({}),
                form,
                show,
            )
        }
    }
}

fn body(arguments: &NewKeyArguments) -> Result<Value, Failure> {
    let mut scopes = Vec::new();
    if arguments.permissions.is_empty() || arguments.read_only {
        scopes.push("read");
        scopes.extend((!arguments.read_only).then_some("write"));
    }
    scopes.extend(arguments.operate.then_some("operate"));
    let mut body = json!({
        "tenant": arguments.tenant, "name": arguments.name, "scopes": scopes, "permissions": arguments.permissions,
    });
    if arguments.pci || arguments.hipaa || arguments.not_certified {
        let words = [("pci", arguments.pci), ("hipaa", arguments.hipaa)];
        let held = words.iter().filter(|(_, holds)| *holds);
        body["certifications"] = held.map(|(word, _)| Value::from(*word)).collect();
    }
    for (field, value) in [("principal", &arguments.principal), ("region", &arguments.region)] {
        if let Some(value) = value {
            body[field] = value.as_str().into();
        }
    }
    if let Some(days) = arguments.expires_in_days {
        body["expires_in_days"] = days.into();
    }
    if let Some(certificate) = arguments.certificate.body()? {
        body["certificate"] = certificate;
    }
    Ok(body)
}

/// A shared secret alone, so that a script can take it; else what is to be known.
fn signing(answer: &Value) -> String {
    let id = text(answer, "id");
    match answer["signing_secret"].as_str() {
        Some(secret) => {
            note(&format!(
                "requests of key {id} are signed with this secret; it is shown only now"
            ));
            secret.to_owned()
        }
        None => format!(
            "requests of key {id} are signed by {}",
            text(&answer["signing"], "algorithm")
        ),
    }
}

/// The secret alone, so that a script can take it; the id, where a certificate proves the key.
pub(super) fn secret(answer: &Value) -> String {
    if !answer["certificate"].is_null() {
        note(&format!(
            "key {} of {} is proved by its certificate",
            text(answer, "id"),
            text(answer, "tenant")
        ));
        return text(answer, "id").to_owned();
    }
    note(&format!(
        "key {} of {}; its secret is shown only now",
        text(answer, "id"),
        text(answer, "tenant")
    ));
    text(answer, "secret").to_owned()
}
