//! All that a tenant has, as lines of JSON. Pages of it are in memory, never all of it.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use bezant_core::Core;
use bezant_credentials::seal::{Sealer, Subject};
use bezant_engine::{Engine, Follower};
use bezant_kernel::{ConsentId, PrincipalId, Tenant};
use bezant_log::Position;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use crate::auth::{Caller, still_may};
use crate::directory::DirectoryHandle;
use crate::dto::event::EventDto;
use crate::dto::identity::consent::{ConsentDto, ConsentTextDto};
use crate::dto::identity::group::GroupDto;
use crate::dto::identity::key::KeyDto;
use crate::dto::identity::principal::PrincipalDto;
use crate::dto::identity::role::RoleDto;
use crate::dto::identity::tenant::TenantDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::profile;

const ROWS_AT_ONCE: usize = 200;
const ENTRIES_AT_ONCE: usize = 64;

/// What comes next.
enum Part {
    Settings,
    Principals(Option<PrincipalId>),
    Consents(Option<ConsentId>),
    Events,
    End,
}

/// What an export is made from.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) engine: Engine<Core>,
    pub(crate) directory: DirectoryHandle,
    pub(crate) sealer: Arc<Sealer>,
    /// Whose.
    pub(crate) tenant: Tenant,
}

/// Who gets an export that ends when they may not read it any more.
pub(crate) struct Recipient {
    pub(crate) edge: Edge,
    pub(crate) caller: Caller,
    /// The place that it takes among the streams.
    pub(crate) _permit: OwnedSemaphorePermit,
}

struct Export {
    source: Source,
    recipient: Option<Recipient>,
    part: Part,
    follower: Follower<Core>,
    /// The export ends with what was committed when it began.
    until: Position,
}

/// The export as an answer.
pub(crate) fn exported(source: Source, recipient: Option<Recipient>) -> Response {
    let export = Export {
        follower: source.engine.follow(Position(0)),
        until: source.engine.committed(),
        source,
        recipient,
        part: Part::Settings,
    };
    let pieces = futures::stream::unfold(export, |mut export| async move {
        match export.next().await {
            Ok(None) => None,
            Ok(Some(piece)) => Some((Ok(piece), export)),
            Err(problem) => {
                // The head is gone already: a body that ends too early is how a reader learns of it.
                tracing::warn!(code = problem.code(), "an export ends before its end");
                export.part = Part::End;
                Some((Err(std::io::Error::other("the export was not finished")), export))
            }
        }
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn add(&mut self, row: &impl Serialize) {
        serde_json::to_writer(&mut self.0, row).expect("a row has text keys and writes to memory");
        self.0.push(b'\n');
    }

    fn add_all(&mut self, rows: impl IntoIterator<Item = impl Serialize>) {
        rows.into_iter().for_each(|row| self.add(&row));
    }
}

impl Export {
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            if let Some(recipient) = &self.recipient {
                still_may(&recipient.edge, &recipient.caller)?;
            }
            let mut lines = Lines::default();
            match self.part {
                Part::Settings => {
                    self.settings(&mut lines);
                    self.part = Part::Principals(None);
                }
                Part::Principals(after) => self.part = self.principals(after, &mut lines).await?,
                Part::Consents(after) => self.part = self.consents(after, &mut lines),
                Part::Events => self.part = self.events(&mut lines).await?,
                Part::End => return Ok(None),
            }
            if !lines.0.is_empty() {
                return Ok(Some(lines.0.into()));
            }
        }
    }

    fn tenant(&self) -> Tenant {
        self.source.tenant
    }

    fn settings(&self, lines: &mut Lines) {
        let tenant = self.tenant();
        self.source.directory.read(|directory| {
            let identity = directory.identity();
            lines.add_all(identity.tenancy.tenant(tenant.id()).map(TenantDto::from));
            lines.add_all(identity.access.roles(tenant).map(RoleDto::from));
            let groups = identity.access.groups(tenant);
            lines.add_all(
                groups.map(|group| GroupDto::of(group, identity.access.members(tenant, group.id).count())),
            );
            lines.add_all(identity.tenancy.keys(tenant).map(KeyDto::from));
            lines.add_all(identity.consent.texts(tenant).map(ConsentTextDto::from));
        });
    }

    async fn principals(&self, after: Option<PrincipalId>, lines: &mut Lines) -> Result<Part, Problem> {
        let tenant = self.tenant();
        let rows: Vec<_> = self.source.directory.read(|directory| {
            let access = &directory.identity().access;
            let page = access.principals(tenant, after).take(ROWS_AT_ONCE);
            page.map(|one| (PrincipalDto::of(access, tenant, one), one.profile.clone()))
                .collect()
        });
        let Some(last) = rows.last().map(|(one, _)| one.id) else {
            return Ok(Part::Consents(None));
        };
        let (shown, sealed): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let subjects = shown.iter().map(|one| Subject::Principal(one.id)).zip(sealed);
        let profiles = profile::open_all(&self.source.sealer, subjects.collect()).await?;
        lines.add_all(
            shown
                .into_iter()
                .zip(profiles)
                .map(|(one, profile)| one.with(profile)),
        );
        Ok(Part::Principals(Some(last)))
    }

    fn consents(&self, after: Option<ConsentId>, lines: &mut Lines) -> Part {
        self.source.directory.read(|directory| {
            let consents = &directory.identity().consent;
            let mut last = None;
            for one in consents.consents_after(self.tenant(), after).take(ROWS_AT_ONCE) {
                last = Some(one.given.id);
                lines.add(&ConsentDto::from(one));
            }
            last.map_or(Part::Events, |last| Part::Consents(Some(last)))
        })
    }

    async fn events(&mut self, lines: &mut Lines) -> Result<Part, Problem> {
        if self.follower.position() >= self.until {
            lines.add(&serde_json::json!({ "object": "end_of_export", "position": self.until.0 }));
            return Ok(Part::End);
        }
        let entries = match self.follower.next(ENTRIES_AT_ONCE).await {
            Ok(entries) => entries,
            Err(error) => {
                tracing::warn!(%error, "an export can't go on");
                return Err(Problem::overloaded());
            }
        };
        for entry in entries {
            if entry.tenant == self.tenant() && entry.position <= self.until {
                let events = (0..entry.events.len()).filter_map(|index| EventDto::of(&entry, index));
                lines.add_all(events);
            }
        }
        Ok(Part::Events)
    }
}
