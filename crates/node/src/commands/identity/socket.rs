//! One request to the administration, and its answer as it is printed.

use std::process::ExitCode;

use serde_json::Value;

use super::Form;
use crate::Failure;
use crate::admin::Admin;
use crate::commands::ledger::remote::rows_of;
use crate::commands::ledger::view::{Column, any, table};
use crate::config::Config;
use crate::output::line;

/// What is asked of the administration, one request after the other.
pub(crate) fn administer<T>(
    config: &Config,
    asking: impl AsyncFnOnce(&Admin) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let admin = Admin::connect(config).await?;
        let answer = asking(&admin).await;
        admin.close().await;
        answer
    })
}

/// Posts and prints what comes back.
pub(super) fn post(
    config: &Config,
    path: &str,
    body: &Value,
    form: Form,
    show: impl FnOnce(&Value) -> String,
) -> Result<ExitCode, Failure> {
    let answer = administer(config, async |admin: &Admin| admin.post(path, body).await)?;
    Ok(printed(&answer, form, show))
}

/// Gets a list and prints it as a table.
pub(super) fn list(config: &Config, path: &str, form: Form, columns: &[Column]) -> Result<ExitCode, Failure> {
    let answer = administer(config, async |admin: &Admin| admin.get(path).await)?;
    Ok(printed(&answer, form, |answer| table(rows_of(answer), columns)))
}

/// Gets one thing and prints it field by field.
pub(super) fn show(config: &Config, path: &str, form: Form) -> Result<ExitCode, Failure> {
    let answer = administer(config, async |admin: &Admin| admin.get(path).await)?;
    Ok(printed(&answer, form, any))
}

/// Prints an answer.
pub(super) fn printed(answer: &Value, form: Form, show: impl FnOnce(&Value) -> String) -> ExitCode {
    if form.json {
        line(&answer.to_string());
    } else {
        line(show(answer).trim_end());
    }
    ExitCode::SUCCESS
}

/// A text of an answer.
pub(super) fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().unwrap_or_default()
}

/// A text as a part of a path or a query.
pub(crate) fn part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let one = |byte: u8| {
        if plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(one).collect()
}

/// A path with the tenant that a list is about.
pub(super) fn of_tenant(path: &str, tenant: Option<&str>) -> String {
    tenant.map_or_else(
        || path.to_owned(),
        |tenant| format!("{path}?tenant={}", part(tenant)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_paths() {
        assert_eq!(part("made while running/ü"), "made%20while%20running%2F%C3%BC");
        assert_eq!(of_tenant("/x", Some("a&b")), "/x?tenant=a%26b");
    }
}
