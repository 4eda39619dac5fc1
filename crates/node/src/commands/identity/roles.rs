//! `bezant role …` and `bezant approval …`: what can be permitted, and what waits for a second person.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use super::Form;
use super::socket::{list, of_tenant, part, post, text};
use crate::Failure;
use crate::commands::ledger::view::{Column, column};
use crate::config::Config;

const ROLES: &[Column] = &[
    column("role", &["/name"]),
    column("built in", &["/built_in"]),
    column("permissions", &["/permissions"]),
];

const APPROVALS: &[Column] = &[
    column("approval", &["/id"]),
    column("request", &["/request"]),
    column("roles", &["/roles"]),
    column("of", &["/principal", "/group", "/identity_provider"]),
    column("asked by", &["/requested_by"]),
    column("until", &["/expires_at"]),
];

#[derive(Subcommand)]
pub(crate) enum RoleCommand {
    /// Make a role of a tenant's own
    Create {
        /// The tenant's name or id
        #[arg(long)]
        tenant: String,
        /// Its name
        name: String,
        /// What it is for
        #[arg(long, default_value = "")]
        description: String,
        /// A permission such as payments.read; may be repeated
        #[arg(long = "permission", value_name = "PERMISSION", required = true)]
        permissions: Vec<String>,
        #[command(flatten)]
        form: Form,
    },
    /// List the built-in roles, and a tenant's own
    List {
        /// The tenant's name or id
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Subcommand)]
pub(crate) enum ApprovalCommand {
    /// List what waits for a second person
    List {
        /// The tenant's name or id [default: all]
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Be the second person
    Approve {
        /// The approval's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
    /// Turn it down
    Reject {
        /// The approval's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
}

pub(crate) fn run(command: RoleCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        RoleCommand::Create {
            tenant,
            name,
            description,
            permissions,
            form,
        } => {
            let body = json!({
                "tenant": tenant, "name": name, "description": description, "permissions": permissions,
            });
            let show = |answer: &Value| format!("role {}", text(answer, "name"));
            post(config, "/admin/v1/roles", &body, form, show)
        }
        RoleCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/roles", tenant.as_deref()),
            form,
            ROLES,
        ),
    }
}

pub(crate) fn approvals(command: ApprovalCommand, config: &Config) -> Result<ExitCode, Failure> {
    let decided = |id: &str, action: &str, form: Form| {
        let show = |answer: &Value| format!("{} {}", text(answer, "request"), text(answer, "status"));
        let path = format!("/admin/v1/approvals/{}/{action}", part(id));
        post(config, &path, &json!({}), form, show)
    };
    match command {
        ApprovalCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/approvals", tenant.as_deref()),
            form,
            APPROVALS,
        ),
        ApprovalCommand::Approve { id, form } => decided(&id, "approve", form),
        ApprovalCommand::Reject { id, form } => decided(&id, "reject", form),
    }
}
