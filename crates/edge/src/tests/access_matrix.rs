//! Every endpoint × role × own and foreign tenant × live, expired, revoked and absent credentials, generated from the table of
//! routes, so that a new route is in it without anybody's doing. What is expected follows from the permissions of the role and
//! the demand of the route alone.

use axum::http::Method;
use bezant_identity::access::{Attributes, Holder, Label, NewPrincipal, PrincipalKind, RoleName};
use bezant_identity::tenancy::{Certifications, KeyProof, NewKey};
use bezant_identity::{Action, Authority, KeySecret, Permission, Permissions, Scopes, access, tenancy};
use bezant_kernel::{ApiKeyId, ApprovalId, PrincipalId, Tenant};
use bezant_transport::PeerCertificate;
use serde_json::{Value, json};

use super::certificates::{certificate, pinned};
use super::world::{Answer, Call, World, order};
use crate::access::Access;
use crate::routes::demands;

/// Stands in everything that the first tenant has, and in nothing of the other.
const MARK: &str = "zebrafish";

/// Roles of the matrix: the built-in ones, one that may do nothing, and one of the tenant's own.
const ROLES: &[&str] = &[
    "admin",
    "operator",
    "viewer",
    "auditor",
    "agent",
    "nothing",
    "bookkeeper",
];

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Credential {
    Live,
    Expired,
    Revoked,
    Absent,
    Certificate,
    ExpiredCertificate,
    RevokedCertificate,
}

impl Credential {
    const ALL: [Credential; 7] = [
        Credential::Absent,
        Credential::Expired,
        Credential::Revoked,
        Credential::Live,
        Credential::ExpiredCertificate,
        Credential::RevokedCertificate,
        Credential::Certificate,
    ];

    fn is_live(self) -> bool {
        matches!(self, Credential::Live | Credential::Certificate)
    }
}

/// What a request presents.
#[derive(Copy, Clone)]
enum Presented<'a> {
    Nothing,
    Secret(&'a str),
    Certificate(&'a PeerCertificate),
}

/// A tenant with one caller for each role.
struct House {
    callers: Vec<Member>,
}

struct Member {
    role: &'static str,
    permissions: Permissions,
    live: String,
    expired: String,
    revoked: String,
    certificate: PeerCertificate,
    expired_certificate: PeerCertificate,
    revoked_certificate: PeerCertificate,
}

async fn command(world: &World, tenant: Tenant, action: Action) {
    let correlation = bezant_engine::Correlation::new("matrix").unwrap();
    let shown = format!("{action:?}");
    let done = world
        .edge
        .command(tenant, Authority::Node, action, correlation)
        .await;
    done.unwrap_or_else(|problem| panic!("{shown}: {problem:?}"));
}

async fn key(world: &World, tenant: Tenant, principal: PrincipalId, expires: bool) -> KeySecret {
    let secret = KeySecret::new(world.edge.new_id(), rand::random());
    make(
        world,
        tenant,
        principal,
        expires,
        secret.id(),
        KeyProof::Secret(secret.hash()),
    )
    .await;
    secret
}

async fn make(
    world: &World,
    tenant: Tenant,
    principal: PrincipalId,
    expires: bool,
    id: ApiKeyId,
    proof: KeyProof,
) {
    let expires_at = expires.then(|| world.edge.now().after(bezant_kernel::Milliseconds(60_000)));
    let new = NewKey {
        id,
        name: "matrix".to_owned(),
        proof,
        scopes: Scopes::default(),
        permissions: Permissions::all().without(Permissions::NODE_WIDE),
        principal: Some(principal),
        certifications: Certifications::NONE,
        region: None,
        expires_at,
    };
    command(
        world,
        tenant,
        Action::Tenancy(tenancy::Command::CreateKey(Box::new(new))),
    )
    .await;
}

impl House {
    async fn new(world: &World, name: &str) -> (House, Tenant) {
        world.full_key(name).await;
        let tenant = world.edge.directory().read(|directory| {
            directory
                .identity()
                .tenancy
                .tenant_named(name)
                .map(|tenant| tenant.id)
        });
        let tenant = Tenant::new(tenant.expect("it was just made"));
        let bookkeeper = Permissions::of(&[Permission::LedgerRead, Permission::LedgerWrite]);
        for (name, permissions) in [("nothing", Permissions::NONE), ("bookkeeper", bookkeeper)] {
            let define = access::Command::DefineRole {
                name: RoleName::new(name).unwrap(),
                description: String::new(),
                permissions,
            };
            command(world, tenant, Action::Access(define)).await;
        }
        let mut callers = Vec::new();
        for &role in ROLES {
            let id = world.edge.new_id();
            let principal = NewPrincipal {
                kind: PrincipalKind::ServiceAccount,
                name: Some(Label::new(&format!("{role} {MARK}")).unwrap()),
                attributes: Attributes {
                    pci: true,
                    ..Attributes::default()
                },
                ..NewPrincipal::user(id)
            };
            command(
                world,
                tenant,
                Action::Access(access::Command::CreatePrincipal(principal)),
            )
            .await;
            let assign = access::Command::Ask {
                request: access::Request::AssignRole {
                    to: Holder::Principal(id),
                    role: RoleName::new(role).unwrap(),
                },
                approval: ApprovalId::from_u128(rand::random()),
                seen_version: None,
            };
            command(world, tenant, Action::Access(assign)).await;
            let (live, expired, revoked) = (
                key(world, tenant, id, false).await,
                key(world, tenant, id, true).await,
                key(world, tenant, id, false).await,
            );
            let revoke = tenancy::Command::RevokeKey { id: revoked.id() };
            command(world, tenant, Action::Tenancy(revoke)).await;
            let mut certificates = Vec::new();
            for expires in [false, true, false] {
                let (shown, key) = (certificate(&[]), world.edge.new_id());
                make(world, tenant, id, expires, key, pinned(&shown)).await;
                certificates.push((shown, key));
            }
            let revoke = tenancy::Command::RevokeKey {
                id: certificates[2].1,
            };
            command(world, tenant, Action::Tenancy(revoke)).await;
            let mut certificates = certificates.into_iter().map(|(shown, _)| shown);
            let mut next = || certificates.next().unwrap();
            world.edge.settled().await;
            let permissions = world
                .edge
                .directory()
                .read(|directory| directory.identity().access.permissions_of(tenant, id));
            let text = |secret: KeySecret| secret.expose().to_string();
            callers.push(Member {
                role,
                permissions,
                live: text(live),
                expired: text(expired),
                revoked: text(revoked),
                certificate: next(),
                expired_certificate: next(),
                revoked_certificate: next(),
            });
        }
        (House { callers }, tenant)
    }

    fn member(&self, role: &str) -> &Member {
        self.callers.iter().find(|member| member.role == role).unwrap()
    }
}

impl Member {
    fn presented(&self, credential: Credential) -> Presented<'_> {
        match credential {
            Credential::Live => Presented::Secret(&self.live),
            Credential::Expired => Presented::Secret(&self.expired),
            Credential::Revoked => Presented::Secret(&self.revoked),
            Credential::Absent => Presented::Nothing,
            Credential::Certificate => Presented::Certificate(&self.certificate),
            Credential::ExpiredCertificate => Presented::Certificate(&self.expired_certificate),
            Credential::RevokedCertificate => Presented::Certificate(&self.revoked_certificate),
        }
    }
}

/// What the first tenant has: an id for every parameter of a path.
struct Things(Vec<(&'static str, String)>);

impl Things {
    /// One of each, made by the tenant's administrator.
    async fn made(world: &World, admin: &str) -> Things {
        let mut things = Vec::new();
        let mut add = |prefix: &'static str, id: &str| things.push((prefix, id.to_owned()));
        let create = async |path: &str, body: Value| -> Answer {
            let answer = world.post(admin, path, body).await;
            assert!(answer.status.is_success(), "{path}: {answer:?}");
            answer
        };
        let mut paid = order(1_000, "tok_approved");
        paid["reference"] = MARK.into();
        paid["description"] = MARK.into();
        let payment = create("/api/v1/payments", paid).await;
        add("/api/v1/payments/", payment.text("id"));
        let refunds = format!("/api/v1/payments/{}/refunds", payment.text("id"));
        let refund = create(&refunds, json!({ "amount": 1 })).await;
        add("{refund_id}", refund.text("id"));
        let bank =
            json!({ "path": format!("assets:{MARK}:bank"), "currency": "EUR", "allows_overdraft": true });
        let account = create("/api/v1/ledger/accounts", bank).await;
        add("/api/v1/ledger/accounts/", account.text("id"));
        let till = json!({ "path": format!("assets:{MARK}:till"), "currency": "EUR" });
        create("/api/v1/ledger/accounts", till).await;
        let transfer = json!({
            "debit": format!("assets:{MARK}:till"), "credit": format!("assets:{MARK}:bank"), "amount": 5, "currency": "EUR",
        });
        let made = create("/api/v1/ledger/transfers", transfer.clone()).await;
        add("/api/v1/ledger/transfers/", made.text("id"));
        let schedule = json!({ "at": "2199-01-01T00:00:00Z", "transfers": [transfer] });
        let schedule = create("/api/v1/ledger/schedules", schedule).await;
        add("/api/v1/ledger/schedules/", schedule.text("id"));
        let monitor = json!({
            "account": account.text("id"), "measure": "balance", "comparison": "less_than", "threshold": 1,
        });
        let monitor = create("/api/v1/ledger/monitors", monitor).await;
        add("/api/v1/ledger/monitors/", monitor.text("id"));
        let endpoint =
            json!({ "url": format!("https://{MARK}.example/"), "events": ["*"], "description": MARK });
        let endpoint = create("/api/v1/webhook-endpoints", endpoint).await;
        add("/api/v1/webhook-endpoints/", endpoint.text("id"));
        Things(things)
    }

    /// A path of the table with ids in it: the first tenant's where there is one, else one that nobody has.
    fn path(&self, template: &str) -> String {
        const NOBODY: &str = "01h455vb4pex5vsknk084sn02q";
        let mut path = String::new();
        for part in template.split('/').skip(1) {
            path.push('/');
            if !part.starts_with('{') {
                path.push_str(part);
                continue;
            }
            let known = self
                .0
                .iter()
                .find(|(prefix, _)| *prefix == part || *prefix == path);
            match (known, part) {
                (Some((_, id)), _) => path.push_str(id),
                (None, "{version}") => path.push('1'),
                (None, "{name}" | "{code}" | "{tenant}" | "{provider}" | "{role}") => {
                    path.push_str("unknown")
                }
                (None, _) => path.push_str(&format!("prn_{NOBODY}")),
            }
        }
        path
    }
}

async fn call(world: &World, method: &Method, path: &str, presented: Presented<'_>) -> Answer {
    let bearer = match presented {
        Presented::Secret(secret) => Some(format!("Bearer {secret}")),
        Presented::Nothing | Presented::Certificate(_) => None,
    };
    let mut headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("authorization", &**bearer)).collect();
    let body = if method == Method::GET {
        Vec::new()
    } else {
        headers.push(("content-type", "application/json"));
        headers.push(("prefer", "respond-async"));
        b"{\"zzz_no_such_field\":1}".to_vec()
    };
    let call = Call {
        method: method.clone(),
        path,
        headers,
        body,
    };
    match presented {
        Presented::Certificate(certificate) => world.send_with(certificate, call).await,
        Presented::Nothing | Presented::Secret(_) => world.send_bounded(call).await,
    }
}

/// What an answer to such a caller has to be, or why it is wrong.
fn judge(
    access: Access,
    permissions: Permissions,
    credential: Credential,
    answer: &Answer,
) -> Result<(), &'static str> {
    let (status, code) = (
        answer.status.as_u16(),
        answer.body["code"].as_str().unwrap_or_default(),
    );
    let refused = matches!(status, 401 | 403);
    // SCIM has its own form of a refusal, without our codes.
    let is_scim = answer.body["schemas"][0] == "urn:ietf:params:scim:api:messages:2.0:Error";
    match (access, credential) {
        (Access::Open(_), _) => Ok(()),
        (_, dead) if !dead.is_live() && is_scim && status == 401 => Ok(()),
        (_, Credential::Absent) if (status, code) == (401, "credentials_missing") => Ok(()),
        (_, Credential::Expired | Credential::ExpiredCertificate)
            if (status, code) == (401, "api_key_expired") =>
        {
            Ok(())
        }
        (_, Credential::Revoked | Credential::RevokedCertificate)
            if (status, code) == (401, "api_key_revoked") =>
        {
            Ok(())
        }
        (_, dead) if !dead.is_live() => Err("a dead credential got an answer"),
        (Access::Themself { .. } | Access::Known, _) => Ok(()),
        (Access::Needs(demand), _) => {
            let may = permissions.contains(demand.permission)
                || demand.own.is_some_and(|own| permissions.contains(own));
            match (may, refused) {
                (true, false) => Ok(()),
                (true, true) => Err("who may do it was refused"),
                (false, true) if code == "permission_missing" || is_scim && status == 403 => Ok(()),
                (false, _) => Err("who may not do it was not refused"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_what_they_may_not() {
    let world = World::new().await;
    let (ours, _) = House::new(&world, "ours").await;
    let (theirs, _) = House::new(&world, "theirs").await;
    let things = Things::made(&world, &ours.member("admin").live).await;
    world.views_caught_up().await;
    world.clock.go_ahead(61_000);

    let routes = demands();
    let mut leaks = Vec::new();
    let mut asked = 0;
    for (template, method, access, _) in &routes {
        // Streams do not end; who may open one is looked at in the tests of streams.
        if *template == "/api/v1/events" && *method == Method::GET {
            continue;
        }
        let path = things.path(template);
        for (house, is_own) in [(&theirs, false), (&ours, true)] {
            for member in &house.callers {
                for credential in Credential::ALL {
                    // What the owner's people may change, they would: the things are needed until the end.
                    if is_own && credential.is_live() && *method == Method::DELETE {
                        continue;
                    }
                    let answer = call(&world, method, &path, member.presented(credential)).await;
                    asked += 1;
                    let mut wrong = judge(*access, member.permissions, credential, &answer).err();
                    if !is_own && answer.body.to_string().contains(MARK) && !matches!(access, Access::Open(_))
                    {
                        // Their own callers are called so as well; what else has the mark is the other tenant's.
                        let is_their_own = ["/api/v1/principals", "/api/v1/me", "/api/v1/tenant/export"]
                            .iter()
                            .any(|own| template.starts_with(own));
                        wrong = wrong
                            .or((!is_their_own).then_some("the answer has something of the other tenant"));
                    }
                    if let Some(wrong) = wrong {
                        leaks.push(format!(
                            "{method} {template} by {} ({}, {credential:?}): {wrong}: {} {}",
                            member.role,
                            if is_own { "own tenant" } else { "other tenant" },
                            answer.status,
                            answer.body["code"],
                        ));
                    }
                }
            }
        }
    }
    assert!(routes.len() > 60, "the table of routes was read");
    assert!(
        leaks.is_empty(),
        "{} of {asked} are wrong:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_may_do_what_their_names_say() {
    let world = World::new().await;
    let (house, _) = House::new(&world, "ours").await;
    let changes = |member: &Member| member.permissions.without(Permissions::READING);
    assert!(
        changes(house.member("auditor")).is_empty(),
        "auditors change nothing"
    );
    assert!(
        changes(house.member("viewer")).is_empty(),
        "viewers change nothing"
    );
    assert_eq!(
        house.member("agent").permissions,
        Permissions::of(&[Permission::PaymentsCreate, Permission::PaymentsReadOwn])
    );
    let admin = house.member("admin").permissions;
    assert_eq!(admin, Permissions::all().without(Permissions::NODE_WIDE));
    assert!(admin.contains_all(house.member("operator").permissions));
    assert!(
        house
            .member("auditor")
            .permissions
            .contains_all(house.member("viewer").permissions)
    );

    let path = "/api/v1/payments";
    let by_agent = world
        .post(&house.member("agent").live, path, order(700, "tok_approved"))
        .await;
    let by_operator = world
        .post(&house.member("operator").live, path, order(800, "tok_approved"))
        .await;
    assert_eq!(
        (by_agent.status.as_u16(), by_operator.status.as_u16()),
        (201, 201),
        "{by_agent:?}"
    );
    world.views_caught_up().await;
    let agent = &house.member("agent").live;
    let seen = world.get(agent, path).await;
    let ids: Vec<&str> = seen.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [by_agent.text("id")], "an agent sees its own");
    for (payment, status) in [(&by_agent, 200), (&by_operator, 404)] {
        for end in ["", "/events", "/refunds", "/routing"] {
            let answer = world
                .get(agent, &format!("{path}/{}{end}", payment.text("id")))
                .await;
            assert_eq!(answer.status.as_u16(), status, "{end}");
        }
    }
    let capture = format!("{path}/{}/capture", by_agent.text("id"));
    assert_eq!(
        world.post(agent, &capture, json!({})).await.problem(),
        (403, "permission_missing")
    );
    let all = world.get(&house.member("viewer").live, path).await;
    assert_eq!(all.body["data"].as_array().unwrap().len(), 2);
}
