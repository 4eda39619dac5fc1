//! The access policy: which version is in force, and which shall be.
//!
//! A bundle is compiled before it is kept, and again before it is activated: one that does not compile is never in force.
//! What is in force is what the log says: [`crate::policy_following`] takes it over on every node, after a restart too.

use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::bundle::{BUILT_IN, Command, Files, Rejection};
use bezant_policy::{Bundle, Comparison, CompileError, Policy, compare, read_every_decision};

use super::giving::{give, refused};
use crate::dto::Page;
use crate::dto::identity::policy::{BundleDto, DryRun, NewBundle, PolicyDto};
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::{Code, Mistake, Problem};
use crate::request::{Change, PathNumber, Reader, parse, parse_or_default};
use crate::respond;

/// Room for the largest bundle when each character of it is escaped.
const ROOM_FOR_BUNDLE: usize = 2 * 1024 * 1024;
/// A dry run asks a policy about the newest decisions, as many as take a second or two.
const DRY_RUN_DECISIONS: usize = 20_000;

/// A change with the texts of a policy.
pub(crate) struct BundleChange(Change);

impl FromRequest<Edge> for BundleChange {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        Ok(BundleChange(
            Change::read_as(request, edge, ROOM_FOR_BUNDLE).await?,
        ))
    }
}

fn shown(edge: &Edge) -> PolicyDto {
    edge.directory().read(|directory| {
        let bundles = &directory.identity().bundle;
        let built_in = Bundle::built_in();
        let active = bundles.active_version();
        PolicyDto::of(
            bundles,
            active,
            &built_in,
            edge.identity().authorizer.policy().version(),
        )
    })
}

/// Read the access policy
///
/// The version in force with its texts.
#[utoipa::path(
    get, path = "/api/v1/policy", tag = "policy",
    responses((status = 200, description = "What is in force.", body = PolicyDto))
)]
pub(crate) async fn read(State(edge): State<Edge>, _: Reader) -> Result<Response, Problem> {
    Ok(respond::ok(&shown(&edge)))
}

/// Propose a policy
///
/// A bundle of Rego files. Mistakes are answered with file, line and column, and nothing is kept. With `dry_run` the newest
/// recorded decisions are decided anew by it, and what would be different is said.
#[utoipa::path(
    post, path = "/api/v1/policy/bundles", tag = "policy", request_body = NewBundle,
    responses(
        (status = 201, description = "Kept as a version, not in force yet.", body = BundleDto),
        (status = 200, description = "Checked only.", body = BundleDto),
    )
)]
pub(crate) async fn propose(
    State(edge): State<Edge>,
    BundleChange(change): BundleChange,
) -> Result<Response, Problem> {
    let new: NewBundle = parse(&change.body)?;
    let _permit = edge.heavy_permit()?;
    let policy = compiled(0, new.files.clone()).await?;
    let digest = policy.bundle().digest();
    let dry_run = if new.dry_run {
        Some(tried(&edge, policy).await?)
    } else {
        None
    };
    if new.check_only {
        return Ok(respond::ok(&BundleDto::checked(&new, digest, dry_run)));
    }
    let command = Command::Propose {
        files: new.files,
        note: new.note,
    };
    let replayed = give(&edge, &change, Action::Bundle(command)).await?;
    let found = edge.directory().read(|directory| {
        // Of these very texts: another may have been proposed a moment later.
        let bundles = &directory.identity().bundle;
        let mut versions = bundles.versions();
        let found = versions.rfind(|(_, version)| version.digest == digest);
        found.map(|(number, version)| BundleDto::of(number, version, bundles.active()))
    });
    let mut kept = found.ok_or_else(|| refused(Rejection::VersionUnknown(0)))?;
    kept.dry_run = dry_run;
    let mut response = respond::json(StatusCode::CREATED, &kept);
    if let Some(version) = kept.version {
        respond::set_location(&mut response, &format!("/api/v1/policy/bundles/{version}"));
    }
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

async fn compiled(version: u32, files: Files) -> Result<Policy, Problem> {
    let compiling = tokio::task::spawn_blocking(move || {
        let bundle = Bundle::new(files).map_err(|error| match error {
            bezant_policy::BundleError::Refused(rejection) => refused(rejection),
            bezant_policy::BundleError::Unreadable { .. } => {
                Problem::new(Code::PolicyInvalid, error.to_string())
            }
        })?;
        Policy::compile(version, bundle).map_err(|error| mistaken(&error))
    });
    compiling
        .await
        .map_err(|_| Problem::new(Code::PolicyInvalid, "the policy could not be compiled"))?
}

fn mistaken(error: &CompileError) -> Problem {
    let mistakes = error.0.iter().map(|wrong| {
        let path = wrong
            .file
            .as_ref()
            .map_or_else(|| "files".to_owned(), |file| format!("files.{file}"));
        Mistake {
            line: wrong.place.map(|(line, _)| line as usize),
            column: wrong.place.map(|(_, column)| column as usize),
            ..Mistake::new(path, Code::PolicyInvalid.as_str(), wrong.message.clone())
        }
    });
    Problem::new(Code::PolicyInvalid, "the policy does not compile").with_mistakes(mistakes.collect())
}

async fn tried(edge: &Edge, policy: Policy) -> Result<DryRun, Problem> {
    let Some(folder) = edge.identity().decisions_dir.clone() else {
        return Ok(DryRun::from(Comparison::default()));
    };
    let trying = tokio::task::spawn_blocking(move || {
        let mut newest = std::collections::VecDeque::new();
        read_every_decision(&folder, |record| {
            if newest.len() == DRY_RUN_DECISIONS {
                newest.pop_front();
            }
            newest.push_back(record);
        })?;
        Ok::<_, bezant_policy::ReadError>(compare(&policy, newest))
    });
    let unreadable = || {
        Problem::new(
            Code::DecisionsUnavailable,
            "the log of decisions can't be read right now",
        )
    };
    let compared = trying.await.map_err(|_| unreadable())?;
    compared.map(DryRun::from).map_err(|error| {
        tracing::warn!(%error, "the log of decisions can't be read");
        unreadable()
    })
}

/// List versions of the policy
///
/// Those at hand, the oldest first, without their texts.
#[utoipa::path(
    get, path = "/api/v1/policy/bundles", tag = "policy",
    responses((status = 200, description = "The versions.", body = Page<BundleDto>))
)]
pub(crate) async fn list(State(edge): State<Edge>, _: Reader) -> Result<Response, Problem> {
    let all = edge.directory().read(|directory| {
        let bundles = &directory.identity().bundle;
        let versions = bundles.versions();
        versions
            .map(|(number, version)| BundleDto::of(number, version, bundles.active()).brief())
            .collect()
    });
    Ok(respond::ok(&Page::whole(all)))
}

fn current(edge: &Edge, number: u32) -> Result<BundleDto, Problem> {
    let found = edge.directory().read(|directory| {
        let bundles = &directory.identity().bundle;
        let version = bundles.version(number)?;
        Some(BundleDto::of(number, version, bundles.active()))
    });
    found.ok_or_else(|| refused(Rejection::VersionUnknown(number)))
}

/// Read a version of the policy
#[utoipa::path(
    get, path = "/api/v1/policy/bundles/{version}", tag = "policy",
    params(("version" = u32, Path, description = "The version.")),
    responses((status = 200, description = "The version with its texts.", body = BundleDto))
)]
pub(crate) async fn read_version(
    State(edge): State<Edge>,
    _: Reader,
    PathNumber(version): PathNumber,
) -> Result<Response, Problem> {
    Ok(respond::ok(&current(&edge, version)?))
}

/// Activate a version of the policy
///
/// Requests are decided by it from now on. Version 0 is the one that Bezant brings.
#[utoipa::path(
    post, path = "/api/v1/policy/bundles/{version}/activate", tag = "policy", request_body = Option<NoDetails>,
    params(("version" = u32, Path, description = "The version.")),
    responses((status = 200, description = "It is in force.", body = PolicyDto))
)]
pub(crate) async fn activate(
    State(edge): State<Edge>,
    PathNumber(version): PathNumber,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    if version != BUILT_IN {
        // With this program: the one that it was proposed to may have been another.
        let files = edge.directory().read(|directory| {
            let found = directory.identity().bundle.version(version);
            found.map(|version| Files::clone(&version.files))
        });
        let _permit = edge.heavy_permit()?;
        compiled(
            version,
            files.ok_or_else(|| refused(Rejection::VersionUnknown(version)))?,
        )
        .await?;
    }
    put_in_force(&edge, &change, Command::Activate { version }).await
}

async fn put_in_force(edge: &Edge, change: &Change, command: Command) -> Result<Response, Problem> {
    let replayed = give(edge, change, Action::Bundle(command)).await?;
    edge.policy_settled().await;
    let mut response = respond::ok(&shown(edge));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Roll the policy back
///
/// The version that was in force before is so again.
#[utoipa::path(
    post, path = "/api/v1/policy/roll-back", tag = "policy", request_body = Option<NoDetails>,
    responses((status = 200, description = "What is in force now.", body = PolicyDto))
)]
pub(crate) async fn roll_back(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    put_in_force(&edge, &change, Command::RollBack).await
}
