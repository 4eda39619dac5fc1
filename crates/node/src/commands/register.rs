//! `bezant tenant create` and `bezant key create`: through the running node's admin socket, or on its data when it is stopped.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::Failure;
use crate::admin::Admin;
use crate::config::Config;
use crate::output::{line, note};

/// A key as it is asked for.
pub(crate) struct NewKey {
    pub(crate) tenant: String,
    pub(crate) name: String,
    pub(crate) read_only: bool,
    pub(crate) operate: bool,
    pub(crate) expires_in_days: Option<u32>,
}

pub(crate) fn create_tenant(config: &Config, name: &str, as_json: bool) -> Result<ExitCode, Failure> {
    let answer = ask(config, "/admin/v1/tenants", json!({ "name": name }))?;
    if as_json {
        line(&answer.to_string());
    } else {
        line(&format!(
            "tenant {} ({})",
            text(&answer, "id"),
            text(&answer, "name")
        ));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn create_key(config: &Config, key: &NewKey, as_json: bool) -> Result<ExitCode, Failure> {
    let mut scopes = vec!["read"];
    scopes.extend((!key.read_only).then_some("write"));
    scopes.extend(key.operate.then_some("operate"));
    let mut body = json!({ "tenant": key.tenant, "name": key.name, "scopes": scopes });
    if let Some(days) = key.expires_in_days {
        body["expires_in_days"] = days.into();
    }
    let answer = ask(config, "/admin/v1/keys", body)?;
    if as_json {
        line(&answer.to_string());
    } else {
        line(text(&answer, "secret"));
        note(&format!(
            "key {} of {}; its secret is shown only now",
            text(&answer, "id"),
            text(&answer, "tenant")
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().unwrap_or_default()
}

fn ask(config: &Config, path: &str, body: Value) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let admin = Admin::connect(config).await?;
        let answer = admin.post(path, &body).await;
        admin.close().await;
        answer
    })
}
