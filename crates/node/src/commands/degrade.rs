//! `bezant degrade`: a running node is made read-only, or takes changes again.

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use crate::Failure;
use crate::admin::Admin;
use crate::config::Config;
use crate::output::line;

#[derive(Subcommand)]
pub(crate) enum DegradeCommand {
    /// Take no changes, or take them again; until the node is started anew
    ReadOnly {
        /// Whether the node is read-only from now on
        switch: Switch,
    },
}

#[derive(Copy, Clone, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

pub(crate) fn run(command: &DegradeCommand, config: &Config) -> Result<ExitCode, Failure> {
    let DegradeCommand::ReadOnly { switch } = command;
    let read_only = *switch == Switch::On;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let admin = Admin::connect(config).await?;
        let answer = match &admin {
            Admin::Running(_) => {
                let body = json!({ "read_only": read_only });
                admin.post("/admin/v1/degradation", &body).await
            }
            Admin::Stopped { .. } => {
                let what = "no node runs on this data; set read_only in [degradation] to start one so";
                Err(what.into())
            }
        };
        admin.close().await;
        answer
    })?;
    line(if read_only {
        "the node is read-only: reads go on, and what is under way is finished"
    } else {
        "the node takes changes"
    });
    Ok(ExitCode::SUCCESS)
}
