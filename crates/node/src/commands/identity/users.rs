//! `bezant user …`: people, and whatever else can act.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use super::Form;
use super::socket::{administer, list, of_tenant, part, post, printed, text};
use crate::Failure;
use crate::admin::Admin;
use crate::commands::ledger::view::{Column, any, column};
use crate::config::Config;
use crate::output::note;

const PEOPLE: &[Column] = &[
    column("id", &["/id"]),
    column("kind", &["/kind"]),
    column("name", &["/name"]),
    column("e-mail", &["/email"]),
    column("status", &["/status"]),
    column("roles", &["/effective_roles"]),
];

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user, with roles: the first administrator above all
    Create {
        /// The tenant's name or id
        #[arg(long)]
        tenant: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        email: String,
        /// A role; may be repeated
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        #[command(flatten)]
        form: Form,
    },
    /// List users, agents and service accounts
    List {
        /// The tenant's name or id [default: all]
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Invite a user: they get a letter, and you the link in it
    Invite {
        /// The tenant's name or id
        #[arg(long)]
        tenant: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
        /// A role; may be repeated
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Give roles and take them away
    Roles {
        /// The user's id
        id: String,
        /// A role to give; may be repeated
        #[arg(long, value_name = "ROLE")]
        give: Vec<String>,
        /// A role to take away; may be repeated
        #[arg(long, value_name = "ROLE")]
        take: Vec<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Let a user do nothing from now on
    Suspend {
        /// The user's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
    /// Let a suspended user act again
    Reactivate {
        /// The user's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
    /// Make a person's data unreadable for ever, in the log and its backups too
    Erase {
        /// The user's id
        id: String,
        /// Say that it is meant
        #[arg(long, required = true)]
        for_ever: bool,
        #[command(flatten)]
        form: Form,
    },
    /// Make a link by which a user sets a new password
    RecoveryLink {
        /// The user's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
}

pub(crate) fn run(command: UserCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        UserCommand::Create {
            tenant,
            name,
            email,
            roles,
            form,
        } => {
            let body =
                json!({ "tenant": tenant, "kind": "user", "name": name, "email": email, "roles": roles });
            post(config, "/admin/v1/principals", &body, form, brief)
        }
        UserCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/principals", tenant.as_deref()),
            form,
            PEOPLE,
        ),
        UserCommand::Invite {
            tenant,
            email,
            name,
            roles,
            form,
        } => {
            let body = json!({ "tenant": tenant, "email": email, "name": name, "roles": roles });
            let show = |answer: &Value| {
                if answer["sent"] == false {
                    note("the letter could not be sent: hand the link over yourself");
                }
                text(answer, "link").to_owned()
            };
            post(config, "/admin/v1/invitations", &body, form, show)
        }
        UserCommand::Roles { id, give, take, form } => roles(config, &id, &give, &take, form),
        UserCommand::Suspend { id, form } => post(config, &path(&id, "suspend"), &json!({}), form, brief),
        UserCommand::Reactivate { id, form } => {
            post(config, &path(&id, "reactivate"), &json!({}), form, brief)
        }
        UserCommand::Erase { id, form, .. } => {
            let show = |_: &Value| format!("nobody can read the personal data of {id} any more");
            post(config, &path(&id, "erase"), &json!({}), form, show)
        }
        UserCommand::RecoveryLink { id, form } => {
            let show = |answer: &Value| text(answer, "link").to_owned();
            post(config, &path(&id, "recovery-link"), &json!({}), form, show)
        }
    }
}

fn path(id: &str, action: &str) -> String {
    format!("/admin/v1/principals/{}/{action}", part(id))
}

/// A principal in a line.
pub(super) fn brief(answer: &Value) -> String {
    let roles = answer["roles"].as_array().into_iter().flatten();
    let roles: Vec<&str> = roles.filter_map(Value::as_str).collect();
    let roles = if roles.is_empty() {
        "no role".to_owned()
    } else {
        roles.join(", ")
    };
    let name = answer["name"]
        .as_str()
        .or(answer["email"].as_str())
        .unwrap_or("-");
    format!(
        "{} {} ({name}): {}, {roles}",
        text(answer, "kind"),
        text(answer, "id"),
        text(answer, "status")
    )
}

fn roles(
    config: &Config,
    id: &str,
    give: &[String],
    take: &[String],
    form: Form,
) -> Result<ExitCode, Failure> {
    if give.is_empty() && take.is_empty() {
        return Err("say which: --give ROLE, --take ROLE".into());
    }
    let answer = administer(config, async |admin: &Admin| {
        let mut answer = Value::Null;
        for (names, action) in [(give, "roles"), (take, "roles/withdraw")] {
            for role in names {
                answer = admin.post(&path(id, action), &json!({ "role": role })).await?;
            }
        }
        Ok(answer)
    })?;
    Ok(printed(&answer, form, if form.json { any } else { brief }))
}
