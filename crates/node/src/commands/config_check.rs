//! `bezant config check`: what the node would run with, or what is wrong.

use std::process::ExitCode;

use bezant_edge::{ShedLoad, WhenViewsLag};
use bezant_vault_remote::RemoteVault;

use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::listeners::TlsConfig;
use crate::output::{line, note};

pub(crate) fn run(config: Result<Config, ConfigError>) -> Result<ExitCode, Failure> {
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            note(&format!("the configuration can't be used:\n{error}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    let own = [("http", &config.http.tls), ("grpc", &config.grpc.tls)];
    let own = own
        .into_iter()
        .filter_map(|(name, tls)| tls.as_ref().map(|tls| (name, tls)));
    for (listener, tls) in own.chain(config.listeners.certificates()) {
        if let Err(error) = TlsConfig::try_files(tls) {
            note(&format!(
                "the configuration can't be used:\n{listener}.tls: {error}"
            ));
            return Ok(ExitCode::FAILURE);
        }
    }
    if let Err(error) = vault(&config) {
        note(&format!("the configuration can't be used:\n{error}"));
        return Ok(ExitCode::FAILURE);
    }
    line("the configuration can be used");
    line(&format!("  data_dir     {}", config.data_dir.display()));
    match (&config.vault.at, &config.vault.serve) {
        (Some(address), _) => line(&format!("  vault        at {address}")),
        (None, Some(serve)) => line(&format!(
            "  vault        served at {}, to {} clients",
            serve.listen,
            serve.clients.len()
        )),
        (None, None) => {}
    }
    match config.log.postgres() {
        Some(options) => line(&format!(
            "  log          {:?}, schema {}",
            options.url, options.schema
        )),
        None => line("  log          in the data folder"),
    }
    line(&format!("  http.listen  {}", config.http.listen));
    for (surface, address) in config.listeners.addresses() {
        line(&format!("  listener     {} at {address}", surface.as_str()));
    }
    let identity = &config.identity;
    let public_url = identity.public_url(config.http.listen, config.http.tls.is_some());
    let passkeys = identity.passkeys(&public_url);
    line(&format!(
        "  public_url   {public_url}, passkeys of {}",
        passkeys.domain
    ));
    line(&format!("  mail         {}", identity.mail));
    line(&format!(
        "  decisions    {}",
        match config.policy.sampling() {
            Some(kept) => format!(
                "kept: denials, one change in {}, one read in {}",
                kept.changes, kept.reads
            ),
            None => "are not kept".to_owned(),
        }
    ));
    for (name, provider) in &identity.providers {
        line(&format!("  provider     {name}, of {}", provider.tenant()));
    }
    let degradation = config.degradation.policy();
    line(&format!(
        "  degradation  {}, {}, lists {} when more than {} ms behind{}",
        if degradation.read_only {
            "read-only"
        } else {
            "takes changes"
        },
        match degradation.shed_load {
            ShedLoad::Adaptive { least } => format!("at least {least} requests at once"),
            ShedLoad::Fixed => format!("{} requests at once", config.http.max_concurrent_requests),
        },
        match degradation.when_views_lag {
            WhenViewsLag::ServeStale => "say their age",
            WhenViewsLag::Refuse => "are refused",
        },
        degradation.views_lag.0,
        if degradation.skip_optional_hooks_under_load {
            ", optional hooks are left out under load"
        } else {
            ""
        },
    ));
    for gateway in config.gateways() {
        line(&format!(
            "  gateway      {} ({:?}, priority {}, fee {} basis points + {} minor units)",
            gateway.name,
            gateway.connector,
            gateway.priority,
            gateway.fee_basis_points,
            gateway.fee_fixed_minor
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the files of a vault apart can be used, from either end.
fn vault(config: &Config) -> Result<(), Failure> {
    if let Some(serve) = &config.vault.serve {
        serve.tls().map_err(|error| format!("vault.serve: {error}"))?;
    }
    if let Some((address, files)) = config.vault.remote() {
        RemoteVault::new(address, files).map_err(|error| format!("vault.client: {error}"))?;
    }
    Ok(())
}
