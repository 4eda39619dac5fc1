//! What can be permitted, one by one, and sets of it. Roles, keys and tokens are all made of these.

use std::fmt;

use crate::{Scope, Scopes};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $bit:literal $word:literal,)*) => {
        /// One thing that can be permitted. Numbers are stored and never reused.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $name = $bit,)* }

        impl Permission {
            /// All of them.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The word in API and tokens.
            pub const fn as_str(self) -> &'static str {
                match self { $(Permission::$name => $word,)* }
            }
        }
    };
}

permissions! {
    /// Create payments.
    PaymentsCreate = 0 "payments.create",
    /// Read all payments.
    PaymentsRead = 1 "payments.read",
    /// Read the payments that one has created oneself.
    PaymentsReadOwn = 2 "payments.read_own",
    /// Confirm, capture, cancel, retry and settle doubts.
    PaymentsOperate = 3 "payments.operate",
    /// Give money back.
    PaymentsRefund = 4 "payments.refund",
    /// Read accounts, transfers and reports.
    LedgerRead = 5 "ledger.read",
    /// Open accounts and move money between them.
    LedgerWrite = 6 "ledger.write",
    /// Read reconciliations.
    ReconciliationRead = 7 "reconciliation.read",
    /// Work on reconciliations.
    ReconciliationWrite = 8 "reconciliation.write",
    /// Read how payments went, in numbers.
    AnalyticsRead = 9 "analytics.read",
    /// Read how the gateways are doing.
    GatewaysRead = 10 "gateways.read",
    /// Read webhook endpoints and deliveries.
    WebhooksRead = 11 "webhooks.read",
    /// Change webhook endpoints and send again.
    WebhooksManage = 12 "webhooks.manage",
    /// Follow the events.
    EventsRead = 13 "events.read",
    /// List API keys.
    KeysRead = 14 "keys.read",
    /// Make, rotate and revoke API keys.
    KeysManage = 15 "keys.manage",
    /// Read principals, roles, groups, invitations, sessions.
    IdentityRead = 16 "identity.read",
    /// Change them.
    IdentityManage = 17 "identity.manage",
    /// Read consent records.
    ConsentsRead = 18 "consents.read",
    /// Publish texts, and record consent on behalf of others.
    ConsentsManage = 19 "consents.manage",
    /// Read the tenant's own settings.
    TenantRead = 20 "tenant.read",
    /// Change the tenant's own settings, and export what it has.
    TenantManage = 21 "tenant.manage",
    /// Read the policy in force.
    PolicyRead = 22 "policy.read",
    /// Put a policy in force: for the whole node.
    PolicyManage = 23 "policy.manage",
    /// Read the log of decisions.
    DecisionsRead = 24 "decisions.read",
    /// Read how payments are routed: for the whole node.
    RoutingRead = 25 "routing.read",
    /// Say how payments are routed: for the whole node.
    RoutingManage = 26 "routing.manage",
    /// Read OAuth clients and outside identity providers.
    ClientsRead = 27 "clients.read",
    /// Change them.
    ClientsManage = 28 "clients.manage",
    /// Provision users and groups by SCIM.
    ScimManage = 29 "scim.manage",
    /// Read the audit trail.
    AuditRead = 30 "audit.read",
    /// Put cards into the vault.
    CardsCreate = 31 "cards.create",
    /// Read what may be shown of cards, and who saw their numbers.
    CardsRead = 32 "cards.read",
    /// Delete cards for good.
    CardsDelete = 33 "cards.delete",
    /// See whole card numbers.
    CardsReveal = 34 "cards.reveal",
    /// Read reports for auditors.
    ComplianceRead = 35 "compliance.read",
}

impl Permission {
    /// The permission with this word.
    pub fn from_word(word: &str) -> Option<Permission> {
        Permission::ALL.iter().copied().find(|one| one.as_str() == word)
    }
}

/// A set of permissions.
#[derive(Copy, Clone, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u64);

impl Permissions {
    /// None.
    pub const NONE: Permissions = Permissions(0);

    /// What belongs to the node and not to one tenant: only who administers the machine gives it.
    pub const NODE_WIDE: Permissions = Permissions::of(&[
        Permission::PolicyManage,
        Permission::RoutingRead,
        Permission::RoutingManage,
    ]);

    /// By which someone could give more to others or to themselves: granting any of it takes a second person.
    pub const ADMINISTRATIVE: Permissions = Permissions::of(&[
        Permission::IdentityManage,
        Permission::KeysManage,
        Permission::ClientsManage,
        Permission::TenantManage,
        Permission::ScimManage,
        Permission::PolicyManage,
    ]);

    /// All that reads.
    pub const READING: Permissions = Permissions::of(&[
        Permission::PaymentsRead,
        Permission::PaymentsReadOwn,
        Permission::LedgerRead,
        Permission::ReconciliationRead,
        Permission::AnalyticsRead,
        Permission::GatewaysRead,
        Permission::WebhooksRead,
        Permission::EventsRead,
        Permission::KeysRead,
        Permission::IdentityRead,
        Permission::ConsentsRead,
        Permission::TenantRead,
        Permission::PolicyRead,
        Permission::DecisionsRead,
        Permission::RoutingRead,
        Permission::ClientsRead,
        Permission::AuditRead,
        Permission::ComplianceRead,
        Permission::CardsRead,
    ]);

    /// Exactly these.
    pub const fn of(all: &[Permission]) -> Permissions {
        let (mut bits, mut index) = (0, 0);
        while index < all.len() {
            bits |= 1 << all[index] as u64;
            index += 1;
        }
        Permissions(bits)
    }

    /// Every permission there is.
    pub const fn all() -> Permissions {
        Permissions::of(Permission::ALL)
    }

    /// What a key with these scopes may do: `read` is all reading of the tenant's business, `write` all changes to it,
    /// `operate` what belongs to the node.
    pub fn of_scopes(scopes: Scopes) -> Permissions {
        const READ: Permissions = Permissions::of(&[
            Permission::PaymentsRead,
            Permission::LedgerRead,
            Permission::ReconciliationRead,
            Permission::AnalyticsRead,
            Permission::GatewaysRead,
            Permission::WebhooksRead,
            Permission::EventsRead,
            Permission::CardsRead,
        ]);
        const WRITE: Permissions = Permissions::of(&[
            Permission::PaymentsCreate,
            Permission::PaymentsOperate,
            Permission::PaymentsRefund,
            Permission::LedgerWrite,
            Permission::ReconciliationWrite,
            Permission::WebhooksManage,
            Permission::CardsCreate,
            Permission::CardsDelete,
        ]);
        const OPERATE: Permissions = Permissions::of(&[
            Permission::RoutingRead,
            Permission::RoutingManage,
            Permission::PolicyRead,
            Permission::PolicyManage,
        ]);
        scopes.iter().fold(Permissions::NONE, |all, scope| {
            all.union(match scope {
                Scope::Read => READ,
                Scope::Write => WRITE,
                Scope::Operate => OPERATE,
            })
        })
    }

    /// Whether `permission` is among them.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & 1 << permission as u64 != 0
    }

    /// Whether all of `others` are among them.
    pub const fn contains_all(self, others: Permissions) -> bool {
        others.0 & !self.0 == 0
    }

    /// Whether any of `others` is among them.
    pub const fn intersects(self, others: Permissions) -> bool {
        others.0 & self.0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in either.
    pub const fn union(self, others: Permissions) -> Permissions {
        Permissions(self.0 | others.0)
    }

    /// Those in both.
    pub const fn intersection(self, others: Permissions) -> Permissions {
        Permissions(self.0 & others.0)
    }

    /// Those that are not in `others`.
    pub const fn without(self, others: Permissions) -> Permissions {
        Permissions(self.0 & !others.0)
    }

    /// One by one, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |&one| self.contains(one))
    }

    /// For storage.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// From storage: `None` if a bit stands for nothing.
    pub const fn from_bits(bits: u64) -> Option<Permissions> {
        if bits & !Permissions::all().0 == 0 {
            Some(Permissions(bits))
        } else {
            None
        }
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        all.into_iter()
            .fold(Permissions::NONE, |set, one| set.union(Permissions::of(&[one])))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Permission::as_str))
            .finish()
    }
}
