//! What the state has of a person, in tables: their profile opened, what they prove themselves with by kind and time, never a secret.

use bezant_compliance::{Cell, Column, Known, Row, StandsOn, Table, column};
use bezant_credentials::seal::Subject as SealSubject;
use bezant_identity::State;
use bezant_identity::access::Principal;
use bezant_identity::consent::Subject;
use bezant_kernel::{PrincipalId, Tenant, Timestamp};
use bezant_vault::{CardView, CustomerReference, Listing, MOST_LISTED};

use crate::edge::Edge;
use crate::problem::Problem;
use crate::profile::{self, Profile};
use crate::routes::identity::principals::unknown;

const PROFILE: &[Column] = &[column("field", "Field", 15), column("value", "Value", 40)];
const ACCESS: &[Column] = &[
    column("kind", "Kind", 10),
    column("name", "Name", 30),
    column("by", "By", 10),
];
const CREDENTIALS: &[Column] = &[
    column("kind", "Kind", 12),
    column("id", "Id", 18),
    column("since", "Since", 15),
    column("last_used_at", "Last used", 15),
    column("expires_at", "Ends", 15),
    column("revoked_at", "Revoked", 15),
];
const SESSIONS: &[Column] = &[
    column("id", "Session", 18),
    column("device", "Device", 18),
    column("agent", "Browser", 25),
    column("methods", "By", 12),
    column("created_at", "Began", 15),
    column("last_used_at", "Last used", 15),
    column("ended_at", "Ended", 15),
];
const DEVICES: &[Column] = &[
    column("id", "Device", 18),
    column("first_seen_at", "First seen", 15),
    column("last_seen_at", "Last seen", 15),
    column("trusted", "Trusted", 6),
];
const CONSENTS: &[Column] = &[
    column("id", "Consent", 18),
    column("purpose", "For", 15),
    column("version", "Text", 5),
    column("channel", "By way of", 10),
    column("given_at", "Given", 15),
    column("withdrawn_at", "Withdrawn", 15),
];
const CARDS: &[Column] = &[
    column("id", "Card", 18),
    column("scheme", "Scheme", 8),
    column("first_digits", "First digits", 8),
    column("last_digits", "Last digits", 6),
    column("expires", "Expires", 8),
    column("created_at", "Since", 15),
    column("deleted_at", "Deleted", 15),
];

/// What the state has of a principal, and of the cards of a customer if one is named.
pub(crate) async fn known(
    edge: &Edge,
    tenant: Tenant,
    id: PrincipalId,
    customer: Option<&str>,
) -> Result<Known, Problem> {
    let cards = match customer {
        Some(customer) => Some(cards(edge, tenant, customer).await?),
        None => None,
    };
    edge.settled().await;
    let log_position = edge.engine().committed().0;
    let found = edge.directory().read(|directory| {
        let identity = directory.identity();
        let principal = identity.access.principal(tenant, id)?.clone();
        let mut ids = vec![id.to_string()];
        let keys = identity
            .tenancy
            .keys(tenant)
            .filter(|key| key.principal == Some(id));
        ids.extend(keys.map(|key| key.id.to_string()));
        ids.extend(
            identity
                .session
                .sessions_of(tenant, id)
                .map(|session| session.id.to_string()),
        );
        let of = Of {
            identity,
            tenant,
            id,
            stands_on: StandsOn::log(log_position),
        };
        let tables = vec![
            of.table("access", "Roles and groups", ACCESS, of.access(&principal)),
            of.table(
                "credentials",
                "What they prove themselves with",
                CREDENTIALS,
                of.credentials(),
            ),
            of.table("sessions", "Sessions", SESSIONS, of.sessions()),
            of.table("devices", "Devices", DEVICES, of.devices()),
            of.table("consents", "Consents", CONSENTS, of.consents()),
        ];
        Some((principal, ids, tables))
    });
    let (principal, ids, mut tables) = found.ok_or_else(|| unknown(id))?;
    let sealer = &edge.identity().sealer;
    let profile = profile::open(sealer, SealSubject::Principal(id), &principal.profile).await?;
    let stands_on = StandsOn::log(log_position);
    let rows = profile_rows(&principal, profile);
    tables.insert(0, table("profile", "Profile", PROFILE, rows, &stands_on));
    if let Some(cards) = cards {
        // Cards have a log of their own: what they stand on is there.
        let nowhere = StandsOn::default();
        tables.push(table(
            "cards",
            "Cards",
            CARDS,
            cards.iter().map(card).collect(),
            &nowhere,
        ));
    }
    Ok(Known {
        ids,
        log_position,
        tables,
    })
}

fn table(
    name: &'static str,
    heading: &'static str,
    columns: &'static [Column],
    rows: Vec<Vec<Cell>>,
    stands_on: &StandsOn,
) -> Table {
    let rows = rows.into_iter().map(|cells| Row {
        cells,
        stands_on: stands_on.clone(),
    });
    Table {
        name,
        heading,
        columns,
        rows: rows.collect(),
    }
}

fn profile_rows(principal: &Principal, profile: Option<Profile>) -> Vec<Vec<Cell>> {
    let profile = profile.unwrap_or_default();
    let own_name = principal.name.as_ref().map(|name| name.as_str().to_owned());
    let outside = principal.outside.as_ref();
    let mut fields = vec![
        ("id".to_owned(), Cell::text(principal.id.to_string())),
        ("kind".to_owned(), Cell::text(principal.kind.as_str())),
        ("status".to_owned(), Cell::text(principal.status.as_str())),
        ("name".to_owned(), text(own_name.or(profile.name))),
        ("email".to_owned(), text(profile.email)),
        ("phone".to_owned(), text(profile.phone)),
        (
            "identity_provider".to_owned(),
            text(outside.map(|account| account.provider.as_str().to_owned())),
        ),
        ("created_at".to_owned(), principal.created_at.into()),
        ("changed_at".to_owned(), principal.changed_at.into()),
    ];
    // What others keep beside it, such as what a directory calls them.
    for (name, value) in profile.rest {
        let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        fields.push((name, Cell::text(written)));
    }
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| vec![Cell::text(name), value])
        .collect()
}

fn text(text: Option<String>) -> Cell {
    Cell::text(text.unwrap_or_default())
}

fn time(at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Nothing, Cell::from)
}

/// A principal in the state of identity.
struct Of<'a> {
    identity: &'a State,
    tenant: Tenant,
    id: PrincipalId,
    stands_on: StandsOn,
}

impl Of<'_> {
    fn table(
        &self,
        name: &'static str,
        heading: &'static str,
        columns: &'static [Column],
        rows: Vec<Vec<Cell>>,
    ) -> Table {
        table(name, heading, columns, rows, &self.stands_on)
    }

    fn access(&self, principal: &Principal) -> Vec<Vec<Cell>> {
        let row =
            |kind: &str, name: String, by: &str| vec![Cell::text(kind), Cell::text(name), Cell::text(by)];
        let all = self.identity.access.roles_of(self.tenant, self.id);
        let roles = all.iter().map(|role| {
            let by = if principal.roles.contains(role) {
                "themself"
            } else {
                "a group or provider"
            };
            row("role", role.as_str().to_owned(), by)
        });
        let groups = principal
            .groups
            .iter()
            .map(|group| row("group", group.to_string(), ""));
        roles.chain(groups).collect()
    }

    fn credentials(&self) -> Vec<Vec<Cell>> {
        let row = |kind: &str, id: String, times: [Option<Timestamp>; 4]| {
            let mut cells = vec![Cell::text(kind), Cell::text(id)];
            cells.extend(times.map(time));
            cells
        };
        let mut rows = Vec::new();
        if let Some(own) = self.identity.credential.of(self.tenant, self.id) {
            if let Some(password) = &own.password {
                rows.push(row(
                    "password",
                    String::new(),
                    [Some(password.changed_at), None, None, None],
                ));
            }
            if let Some(totp) = &own.totp {
                rows.push(row(
                    "one_time_passwords",
                    String::new(),
                    [Some(totp.confirmed_at), None, None, None],
                ));
            }
            for passkey in own.passkeys.values() {
                let times = [Some(passkey.created_at), passkey.last_used_at, None, None];
                rows.push(row("passkey", passkey.id.to_string(), times));
            }
            for _ in &own.recovery_codes {
                rows.push(row("recovery_code", String::new(), [None; 4]));
            }
            if let Some((_, at)) = &own.email_verified {
                rows.push(row(
                    "verified_email",
                    String::new(),
                    [Some(*at), None, None, None],
                ));
            }
        }
        let keys = self.identity.tenancy.keys(self.tenant);
        for key in keys.filter(|key| key.principal == Some(self.id)) {
            let times = [
                Some(key.created_at),
                key.last_used_at,
                key.expires_at,
                key.revoked_at,
            ];
            rows.push(row("api_key", key.id.to_string(), times));
        }
        rows
    }

    fn sessions(&self) -> Vec<Vec<Cell>> {
        let sessions = self.identity.session.sessions_of(self.tenant, self.id);
        let row = |session: &bezant_identity::session::Session| {
            let methods: Vec<&str> = session.methods.iter().map(|method| method.as_str()).collect();
            vec![
                Cell::text(session.id.to_string()),
                Cell::text(session.device.to_string()),
                Cell::text(&session.agent),
                Cell::text(methods.join(" ")),
                session.created_at.into(),
                session.last_used_at.into(),
                time(session.revoked.map(|(at, _)| at)),
            ]
        };
        sessions.map(row).collect()
    }

    fn devices(&self) -> Vec<Vec<Cell>> {
        let devices = self.identity.session.devices_of(self.tenant, self.id);
        let row = |device: &bezant_identity::session::Device| {
            vec![
                Cell::text(device.id.to_string()),
                device.first_seen_at.into(),
                device.last_seen_at.into(),
                Cell::text(device.trusted.to_string()),
            ]
        };
        devices.map(row).collect()
    }

    fn consents(&self) -> Vec<Vec<Cell>> {
        let subject = Subject::Principal(self.id);
        let consents = self.identity.consent.of_subject(self.tenant, subject);
        let row = |consent: &bezant_identity::consent::Consent| {
            vec![
                Cell::text(consent.given.id.to_string()),
                Cell::text(consent.given.purpose.to_string()),
                Cell::Number(u64::from(consent.given.version)),
                Cell::text(consent.given.channel.to_string()),
                consent.given_at.into(),
                time(consent.withdrawn_at),
            ]
        };
        consents.map(row).collect()
    }
}

/// All cards of a customer, by the name that the tenant has for them.
async fn cards(edge: &Edge, tenant: Tenant, customer: &str) -> Result<Vec<CardView>, Problem> {
    let customer = CustomerReference::parse(customer)?;
    let vault = edge.vault()?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let listing = Listing {
            customer: Some(customer.clone()),
            after,
            limit: MOST_LISTED,
        };
        let page = vault.cards(tenant, &listing).await?;
        let is_last = page.len() < MOST_LISTED;
        after = page.last().map(|card| card.id);
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

fn card(card: &CardView) -> Vec<Cell> {
    let facts = card.facts.as_ref();
    let expires = facts.map(|facts| format!("{:02}/{}", facts.expiry.month(), facts.expiry.year()));
    vec![
        Cell::text(card.id.to_string()),
        text(
            facts
                .and_then(|facts| facts.scheme)
                .map(|scheme| scheme.as_str().to_owned()),
        ),
        text(facts.map(|facts| facts.bin.to_string())),
        text(facts.map(|facts| facts.last4.to_string())),
        text(expires),
        card.created_at.into(),
        time(card.deleted_at),
    ]
}
