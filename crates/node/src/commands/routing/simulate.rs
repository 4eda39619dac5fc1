//! `bezant routing simulate`: reads what it is given, checks all of it, replays, and shows what came out.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use bezant_gateways::Registry;
use bezant_kernel::GatewayName;
use bezant_routing::{
    FeeDocument, FeeSchedule, GatewayProfile, MAX_RULES_BYTES, Rejection, RuleSet, Strategy,
};
use bezant_routing_lab::{PastPayment, Setup, StrategyDocument, Variant, compare, read_history, replay};

use super::{SimulateArguments, plot, read, shown};
use crate::Failure;
use crate::config::{Config, Overrides, profiles};
use crate::output::line;

/// A longer history is not read: it is held in memory.
const MAXIMUM_HISTORY_BYTES: u64 = 4 << 30;
/// So many sets of rules can be told apart in a table and a plot.
const MAXIMUM_RULE_SETS: usize = 12;

pub(super) fn run(arguments: &SimulateArguments) -> Result<ExitCode, Failure> {
    if arguments.rules.len() > MAXIMUM_RULE_SETS {
        return Err(format!("at most {MAXIMUM_RULE_SETS} sets of rules are compared at once").into());
    }
    let configured = arguments.gateways.as_deref().map(configured).transpose()?;
    let names: Vec<GatewayName> = configured
        .iter()
        .flatten()
        .map(|profile| profile.name.clone())
        .collect();
    let history = history(&arguments.payments, &names)?;
    let has_prices = configured.is_some();
    let gateways = configured.unwrap_or_else(|| named_in(&history));
    let mut names: Vec<GatewayName> = gateways.iter().map(|profile| profile.name.clone()).collect();
    names.sort();
    let setup = Setup {
        gateways,
        has_prices,
        fees: arguments.fees.as_deref().map(fees).transpose()?,
        strategy: arguments
            .strategy
            .as_deref()
            .map_or(Ok(Strategy::learning(0)), strategy)?,
        draws: arguments.draws,
    };
    let rules = compiled(arguments, &names)?;
    let mut variants: Vec<Variant<'_>> = rules
        .iter()
        .map(|(name, rules)| Variant {
            name: name.clone(),
            rules: Some(rules),
        })
        .collect();
    if variants.is_empty() {
        variants.push(Variant {
            name: "no rules".to_owned(),
            rules: None,
        });
    }
    let variant_names: Vec<String> = variants.iter().map(|variant| variant.name.clone()).collect();
    let replayed = replay(&history, &setup, &variants).map_err(|refused| placed(arguments, &refused))?;
    let report = compare(&replayed, &variant_names);
    if arguments.json {
        line(&serde_json::to_string(&report)?);
    } else {
        line(shown::text(&report).trim_end());
    }
    if let Some(path) = &arguments.plot {
        plot::draw(path, &report)?;
        if !arguments.json {
            line(&format!("\nThe plot is in {}", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Names the file that is refused.
fn placed(arguments: &SimulateArguments, refused: &Rejection) -> String {
    let file = if matches!(refused, Rejection::FeesInvalid(_)) {
        &arguments.fees
    } else if matches!(refused, Rejection::StrategyInvalid(_)) {
        &arguments.strategy
    } else {
        &arguments.gateways
    };
    let file = file.as_ref().unwrap_or(&arguments.payments);
    format!("{}: {refused}", file.display())
}

fn configured(file: &Path) -> Result<Vec<GatewayProfile>, Failure> {
    let config = Config::load(Some(file), &Overrides::default())
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let registry =
        Registry::from_config(&config.gateways()).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(profiles(&registry))
}

fn history(file: &Path, gateways: &[GatewayName]) -> Result<Vec<PastPayment>, Failure> {
    let place = |error: std::io::Error| format!("{}: {error}", file.display());
    let opened = std::fs::File::open(file).map_err(place)?;
    let mut text = String::new();
    let size = opened
        .take(MAXIMUM_HISTORY_BYTES)
        .read_to_string(&mut text)
        .map_err(place)?;
    if size as u64 >= MAXIMUM_HISTORY_BYTES {
        let gigabytes = MAXIMUM_HISTORY_BYTES >> 30;
        return Err(format!("{}: a history has less than {gigabytes} GiB", file.display()).into());
    }
    let history = read_history(text.lines(), gateways)
        .map_err(|problems| format!("{} can't be replayed:\n{problems}", file.display()))?;
    if history.iter().all(|payment| payment.attempts.is_empty()) {
        return Err(format!("{}: there is no payment with an attempt", file.display()).into());
    }
    Ok(history)
}

/// The gateways that a history names, by name.
fn named_in(history: &[PastPayment]) -> Vec<GatewayProfile> {
    let attempts = history.iter().flat_map(|payment| &payment.attempts);
    let mut names: Vec<GatewayName> = attempts.map(|attempt| attempt.gateway.clone()).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(GatewayProfile::unrestricted).collect()
}

fn fees(file: &Path) -> Result<Vec<FeeSchedule>, Failure> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let document: FeeDocument = toml::from_str(&read(file)?).map_err(|error| wrong(&error))?;
    Ok(document.read().map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|one| format!("\n  {one}")).collect();
        wrong(&format!("the fees are wrong:{}", lines.concat()))
    })?)
}

fn strategy(file: &Path) -> Result<Strategy, Failure> {
    let parsed = StrategyDocument::parse(&read(file)?);
    parsed.map_err(|error| format!("{}: {error}", file.display()).into())
}

/// All sets with their names, or all mistakes of all of them.
fn compiled(arguments: &SimulateArguments, names: &[GatewayName]) -> Result<Vec<(String, RuleSet)>, Failure> {
    let mut sets = Vec::new();
    let mut mistakes = Vec::new();
    for file in &arguments.rules {
        let size = std::fs::metadata(file).map_or(0, |found| found.len());
        if size > MAX_RULES_BYTES as u64 {
            return Err(format!("{}: rules have at most {MAX_RULES_BYTES} bytes", file.display()).into());
        }
        let source = read(file)?;
        match RuleSet::compile(&source, names) {
            Ok(rules) => sets.push((label(file, &sets), rules)),
            Err(diagnostics) => mistakes.push(diagnostics.render(&source, &file.display().to_string())),
        }
    }
    if mistakes.is_empty() {
        Ok(sets)
    } else {
        Err(format!("the rules are wrong\n{}", mistakes.join("\n\n")).into())
    }
}

/// The file's name, or its path if another set has that name.
fn label(file: &Path, sets: &[(String, RuleSet)]) -> String {
    let name = file
        .file_stem()
        .unwrap_or(file.as_os_str())
        .to_string_lossy()
        .into_owned();
    if sets.iter().any(|(other, _)| *other == name) {
        file.display().to_string()
    } else {
        name
    }
}
