//! Many tenants with their keys and users, each tenant with a client that one of its users has let in.

use bezant_core::{Command as CoreCommand, Core, system_tenant};
use bezant_credentials::jwt::{AccessClaims, Algorithm, Audience, SigningKey, TokenType};
use bezant_edge::{Edge, measure};
use bezant_engine::{Clock, Correlation, Engine, Request, SubmitError, SystemClock, Wait};
use bezant_identity::access::{self, Holder, NewPrincipal, RoleName};
use bezant_identity::oauth::{self, ClientKind, ClientTerms, Flow, Flows, GrantScopes, SigningAlgorithm};
use bezant_identity::session::{self, Method, Methods, NewSession};
use bezant_identity::tenancy::{self, NewKey, TenantSettings};
use bezant_identity::{Action, Authority, Command, KeySecret, LookupHash, Scope, Scopes, Sealed, TokenHash};
use bezant_kernel::{
    ApiKeyId, ApprovalId, ClientId, DeviceId, GrantId, Milliseconds, PrincipalId, SessionId, Tenant,
    TenantId, Timestamp,
};
use futures::StreamExt;

use crate::Failure;

/// Keys, and users, of each tenant: as many keys as a tenant may have where nothing else is said.
const EACH: u64 = 100;
/// Commands under way at once.
const AT_ONCE: usize = 512;
const BACK: &str = "https://bench.example/back";
const SCOPES: &str = "openid payments.read";
const HOUR: Milliseconds = Milliseconds(3_600_000);

/// What the benchmark may present.
pub(super) struct People {
    pub(super) secrets: Vec<KeySecret>,
    granted: Vec<Granted>,
    signing: SigningKey,
}

type Order = (Tenant, Authority, Action);

impl People {
    /// Makes so many keys and as many users, and waits until the edge knows them.
    pub(super) async fn settle(
        engine: &Engine<Core>,
        edge: &Edge,
        principals: u64,
    ) -> Result<People, Failure> {
        let now = SystemClock.now();
        let tenants: Vec<Tenant> = (1..=principals.div_ceil(EACH))
            .map(|number| Tenant::new(TenantId::v7(now, u128::from(number))))
            .collect();
        let node = Authority::Node;
        let orders = tenants.iter().map(|tenant| {
            let command = tenancy::Command::CreateTenant {
                id: tenant.id(),
                name: name(*tenant),
                settings: Box::<TenantSettings>::default(),
            };
            (system_tenant(), node.clone(), Action::Tenancy(command))
        });
        give(engine, orders).await?;

        let mut secrets = Vec::new();
        let mut orders: Vec<Order> = Vec::new();
        for tenant in &tenants {
            for _ in 0..EACH {
                let id = ApiKeyId::v7(now, rand::random());
                let secret = KeySecret::new(id, rand::random());
                let key = NewKey::new(id, "bench", secret.hash(), Scopes::from_iter([Scope::Read]));
                let create = tenancy::Command::CreateKey(Box::new(key));
                orders.push((*tenant, node.clone(), Action::Tenancy(create)));
                secrets.push(secret);
            }
        }
        give(engine, orders).await?;

        let mut users: Vec<PrincipalId> = Vec::new();
        let mut orders: Vec<Order> = Vec::new();
        for tenant in &tenants {
            for _ in 0..EACH {
                let id = PrincipalId::v7(now, rand::random());
                let create = access::Command::CreatePrincipal(NewPrincipal::user(id));
                orders.push((*tenant, node.clone(), Action::Access(create)));
                users.push(id);
            }
        }
        give(engine, orders).await?;

        let signing = add_key(engine, now).await?;
        let mut granted = Vec::new();
        for (number, tenant) in tenants.iter().enumerate() {
            let id = users[number * usize::try_from(EACH)?];
            granted.push(Granted::new(*tenant, id, now));
        }
        for step in [
            Granted::role,
            Granted::session,
            Granted::client,
            Granted::code,
            Granted::redeem,
        ] {
            give(engine, granted.iter().map(step)).await?;
        }
        measure::settled(edge).await;
        Ok(People {
            secrets,
            granted,
            signing,
        })
    }

    /// So many access tokens, each another one, of a user of each tenant in turn.
    pub(super) fn tokens(&self, count: usize) -> impl Iterator<Item = String> {
        let now = SystemClock.now();
        let users = self.granted.iter().cycle().take(count);
        users.map(move |one| one.token(&self.signing, now))
    }

    /// How many users there are tokens of.
    pub(super) fn users(&self) -> usize {
        self.granted.len()
    }
}

fn name(tenant: Tenant) -> String {
    format!("bench-{:x}", tenant.id().as_u128() & 0xffff_ffff)
}

/// A user's consent to a client, and all that it takes.
struct Granted {
    tenant: Tenant,
    user: PrincipalId,
    session: SessionId,
    client: ClientId,
    grant: GrantId,
    code: TokenHash,
    now: Timestamp,
}

impl Granted {
    fn new(tenant: Tenant, user: PrincipalId, now: Timestamp) -> Granted {
        Granted {
            tenant,
            user,
            session: SessionId::v7(now, rand::random()),
            client: ClientId::v7(now, rand::random()),
            grant: GrantId::v7(now, rand::random()),
            code: TokenHash::from_bytes(rand::random()),
            now,
        }
    }

    fn role(&self) -> Order {
        let request = access::Request::AssignRole {
            to: Holder::Principal(self.user),
            role: RoleName::new("viewer").expect("a built-in role"),
        };
        let ask = access::Command::Ask {
            request,
            approval: ApprovalId::v7(self.now, rand::random()),
            seen_version: None,
        };
        (self.tenant, Authority::Node, Action::Access(ask))
    }

    fn session(&self) -> Order {
        let start = session::Command::Start(NewSession {
            id: self.session,
            principal: self.user,
            hash: TokenHash::from_bytes(rand::random()),
            idle_timeout: HOUR,
            absolute_until: self.now.after(HOUR),
            methods: Methods::of(&[Method::Password]),
            fingerprint: TokenHash::from_bytes(rand::random()),
            device: DeviceId::v7(self.now, rand::random()),
            address: LookupHash::from_bytes([1; 32]),
            agent: String::new(),
        });
        (self.tenant, Authority::Node, Action::Session(start))
    }

    fn client(&self) -> Order {
        let create = oauth::Command::CreateClient {
            id: self.client,
            kind: ClientKind::Public,
            terms: ClientTerms {
                name: "bench".to_owned(),
                redirect_uris: vec![BACK.to_owned()],
                post_logout_uris: Vec::new(),
                flows: Flows::of(&[Flow::AuthorizationCode]),
                scopes: scopes(),
                principal: None,
                access_lifetime: Milliseconds(300_000),
                refresh_idle: HOUR,
                grant_lifetime: HOUR,
            },
        };
        (self.tenant, Authority::Node, Action::OAuth(create))
    }

    fn code(&self) -> Order {
        let issue = oauth::Command::IssueCode {
            hash: self.code,
            client: self.client,
            principal: self.user,
            session: self.session,
            redirect_uri: BACK.to_owned(),
            challenge: [7; 32],
            scopes: scopes(),
            nonce: None,
            expires_at: SystemClock.now().after(Milliseconds(50_000)),
        };
        (self.tenant, Authority::principal(self.user), Action::OAuth(issue))
    }

    fn redeem(&self) -> Order {
        let redeem = oauth::Command::RedeemCode {
            hash: self.code,
            client: self.client,
            redirect_uri: BACK.to_owned(),
            challenge: [7; 32],
            grant: self.grant,
            refresh: None,
        };
        (self.tenant, Authority::Anyone, Action::OAuth(redeem))
    }

    fn token(&self, key: &SigningKey, now: Timestamp) -> String {
        let seconds = now.as_microseconds() / 1_000_000;
        let claims = AccessClaims {
            iss: format!("http://localhost:8640/realms/{}", name(self.tenant)),
            aud: Audience::one("http://localhost:8640"),
            sub: self.user.to_string(),
            client_id: self.client.to_string(),
            tenant: self.tenant.id().to_string(),
            scope: SCOPES.to_owned(),
            iat: seconds,
            exp: seconds + 300,
            jti: format!("{:032x}", rand::random::<u128>()),
            grant: Some(self.grant.to_string()),
            sid: Some(self.session.to_string()),
            auth_time: Some(seconds),
            acr: None,
            amr: vec!["pwd".to_owned()],
        };
        key.sign(TokenType::Access, &claims)
    }
}

fn scopes() -> GrantScopes {
    GrantScopes::parse(SCOPES).expect("the benchmark's own scopes are known")
}

/// A key whose private half the benchmark has. The node never signs with it: what it keeps as that half is nothing.
async fn add_key(engine: &Engine<Core>, now: Timestamp) -> Result<SigningKey, Failure> {
    let (signing, _) = SigningKey::generate(Algorithm::EdDsa).ok_or("no Ed25519 here")?;
    let key = oauth::SigningKey {
        kid: signing.kid().to_owned(),
        algorithm: SigningAlgorithm::EdDsa,
        public: serde_json::to_vec(signing.jwk())?,
        private: Sealed::from_bytes(vec![0]),
        created_at: now,
        active_from: now,
        retire_at: None,
    };
    let add = Action::OAuth(oauth::Command::AddSigningKey(key));
    give(engine, [(system_tenant(), Authority::Node, add)]).await?;
    Ok(signing)
}

/// Gives commands that do not depend on each other, and waits for all.
async fn give(engine: &Engine<Core>, orders: impl IntoIterator<Item = Order>) -> Result<(), Failure> {
    let correlation = Correlation::new("bench")?;
    let submitted = orders.into_iter().map(|(tenant, by, action)| {
        let request = Request {
            tenant,
            correlation: correlation.clone(),
            idempotency: None,
            command: CoreCommand::Identity(Command { by, action }),
        };
        engine.submit(request, Wait::Committed)
    });
    let mut outcomes = futures::stream::iter(submitted).buffer_unordered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        outcome.map_err(|error: SubmitError<_>| error.to_string())?;
    }
    Ok(())
}
