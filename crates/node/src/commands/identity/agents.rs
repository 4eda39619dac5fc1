//! `bezant agent create`: software that pays, with a key of its own.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use super::Form;
use super::socket::{administer, printed, text};
use crate::Failure;
use crate::admin::Admin;
use crate::config::Config;
use crate::output::note;

#[derive(Subcommand)]
pub(crate) enum AgentCommand {
    /// Create an agent, which creates payments and sees its own, with a key; its secret is shown once
    Create {
        /// The tenant's name or id
        #[arg(long)]
        tenant: String,
        /// What it is called
        #[arg(long)]
        name: String,
        /// The responsible user's id
        #[arg(long, value_name = "ID")]
        owner: Option<String>,
        /// It is certified to handle card data
        #[arg(long)]
        pci: bool,
        /// It is authorized to handle health data
        #[arg(long)]
        hipaa: bool,
        /// Where it belongs, such as eu
        #[arg(long)]
        region: Option<String>,
        #[command(flatten)]
        form: Form,
    },
}

pub(crate) fn run(command: AgentCommand, config: &Config) -> Result<ExitCode, Failure> {
    let AgentCommand::Create {
        tenant,
        name,
        owner,
        pci,
        hipaa,
        region,
        form,
    } = command;
    let (agent, key) = administer(config, async |admin: &Admin| {
        let body = json!({
            "tenant": tenant, "kind": "agent", "name": name, "owner": owner, "roles": ["agent"],
            "attributes": { "pci": pci, "hipaa": hipaa, "region": region },
        });
        let agent = admin.post("/admin/v1/principals", &body).await?;
        let mut certified = Vec::new();
        certified.extend(pci.then_some("pci"));
        certified.extend(hipaa.then_some("hipaa"));
        let body = json!({
            "tenant": tenant, "name": name, "principal": agent["id"], "certifications": certified,
            "permissions": ["payments.create", "payments.read_own"], "region": region,
        });
        let key = admin.post("/admin/v1/keys", &body).await?;
        Ok((agent, key))
    })?;
    let both = json!({ "agent": agent, "key": key });
    Ok(printed(&both, form, |both: &Value| {
        note(&format!(
            "agent {} with key {}; its secret is shown only now",
            text(&both["agent"], "id"),
            text(&both["key"], "id")
        ));
        text(&both["key"], "secret").to_owned()
    }))
}
