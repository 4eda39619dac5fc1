//! In which order the handbook is read: sections, their pages, and where each page comes from.
//!
//! A page is added by writing its file and giving it a line here; a test finds files without a line and lines without a file.

use crate::source;

/// Pages that belong together.
#[derive(Debug)]
pub struct Section {
    /// What stands above them.
    pub title: &'static str,
    entries: &'static [Page],
}

/// A page and its document.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The document's path in the repository.
    pub source: &'static str,
    /// What the navigation calls it.
    pub label: &'static str,
}

impl Section {
    /// The pages, in order.
    pub fn pages(&self) -> impl Iterator<Item = &'static Page> {
        self.entries
            .iter()
            .filter(|page| source::text(page.source).is_some())
    }
}

#[cfg(test)]
impl Section {
    /// The pages, also those whose document is not there.
    pub(crate) fn every_entry(&self) -> &'static [Page] {
        self.entries
    }
}

impl Page {
    /// Where the page is below `/docs`; empty for the front page.
    pub fn address(&self) -> String {
        let path = self.source.strip_suffix(".md").unwrap_or(self.source);
        match path.strip_prefix("docs/") {
            Some("README") => String::new(),
            Some(path) => path.to_owned(),
            None => path.trim_end_matches("/README").to_lowercase(),
        }
    }
}

/// Every page, in the order of reading.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    SECTIONS.iter().flat_map(Section::pages)
}

/// The page at an address.
pub fn page_at(address: &str) -> Option<&'static Page> {
    pages().find(|page| page.address() == address)
}

const fn page(source: &'static str, label: &'static str) -> Page {
    Page { source, label }
}

/// The handbook.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "Start",
        entries: &[
            page("docs/README.md", "What is here"),
            page("docs/start.md", "Five-minute start"),
            page("docs/sandbox.md", "Test values of the sandbox"),
            page("docs/first-ten-minutes.md", "Somebody's first ten minutes"),
        ],
    },
    Section {
        title: "Concepts",
        entries: &[
            page("docs/concepts/payments.md", "The life of a payment"),
            page("docs/concepts/ledger.md", "The ledger"),
            page("docs/concepts/events.md", "Events and webhooks"),
            page("docs/concepts/idempotency.md", "Sending twice"),
            page("docs/concepts/routing.md", "Routing"),
            page("docs/concepts/tenants.md", "Tenants, people and keys"),
            page("docs/concepts/log.md", "The log and its proofs"),
        ],
    },
    Section {
        title: "Guides",
        entries: &[
            page("docs/guides/take-a-payment.md", "Take a payment"),
            page("docs/guides/refund.md", "Refund a payment"),
            page("docs/guides/webhooks.md", "Receive webhooks"),
            page("docs/guides/three-d-secure.md", "3-D Secure in the sandbox"),
            page("docs/guides/two-gateways.md", "Route over two gateways"),
            page("docs/guides/wallet.md", "A ledger for a wallet"),
            page("docs/guides/bank-statement.md", "Reconcile a bank statement"),
            page("docs/guides/roles.md", "Roles and approvals"),
            page("docs/guides/auditor.md", "Answer an auditor"),
            page("docs/guides/backup.md", "Back up and restore"),
            page("docs/guides/production.md", "Going to production"),
        ],
    },
    Section {
        title: "Moving to Bezant",
        entries: &[
            page("docs/moving/from-stripe.md", "From Stripe alone"),
            page("docs/moving/from-hyperswitch.md", "From Hyperswitch"),
        ],
    },
    Section {
        title: "Using the API",
        entries: &[
            page("docs/http.md", "Versions, conditions, traces"),
            page("docs/representations.md", "JSON, XML, Protobuf, gRPC"),
            page("docs/graphql.md", "GraphQL"),
            page("docs/events.md", "Live events"),
            page("docs/signatures.md", "Signed requests"),
            page("docs/checkout.md", "Hosted checkout"),
            page("docs/command-line.md", "The command line"),
            page("docs/console.md", "The console"),
            page("sdk/typescript/README.md", "SDK for TypeScript"),
            page("sdk/python/README.md", "SDK for Python"),
            page("sdk/rust/README.md", "SDK for Rust"),
        ],
    },
    Section {
        title: "Payments",
        entries: &[
            page("docs/payments.md", "States of a payment"),
            page("docs/gateways.md", "Gateways"),
            page("docs/sandbox-network.md", "A network of sandboxes"),
            page("docs/bad-gateways.md", "Gateways that misbehave"),
            page("docs/alerts.md", "Payments that need a person"),
            page("docs/hooks.md", "Hooks"),
            page("docs/analytics.md", "Analytics"),
            page("docs/billing.md", "Who is billed"),
        ],
    },
    Section {
        title: "Routing",
        entries: &[
            page("docs/routing.md", "Strategies, fees, learning"),
            page("docs/routing-rules.md", "Routing rules"),
            page("docs/routing-simulation.md", "Simulation on past payments"),
        ],
    },
    Section {
        title: "Ledger",
        entries: &[
            page("docs/ledger.md", "The ledger over HTTP"),
            page("docs/ledger-command.md", "From the command line"),
            page("docs/flows.md", "The posting language"),
            page("docs/reconciliation.md", "States of reconciliation"),
            page("docs/proofs.md", "Checkpoints and proofs"),
        ],
    },
    Section {
        title: "Identity and access",
        entries: &[
            page("docs/identity.md", "Who there is"),
            page("docs/access.md", "Who may do what"),
            page("docs/policy.md", "The access policy"),
            page("docs/sign-in.md", "Signing in"),
            page("docs/oauth.md", "Logging in with Bezant"),
            page("docs/sso.md", "Identity from outside"),
            page("docs/scim.md", "Provisioning by SCIM"),
            page("docs/credentials.md", "Credentials"),
            page("docs/identity-settings.md", "Settings"),
        ],
    },
    Section {
        title: "Vault and compliance",
        entries: &[
            page("docs/vault.md", "The card vault"),
            page("docs/keyring.md", "The keyring"),
            page("docs/audit.md", "The audit trail"),
            page("docs/compliance.md", "Reports and evidence"),
            page("docs/pci-dss.md", "PCI DSS 4.0"),
            page("docs/retention.md", "How long what is kept"),
        ],
    },
    Section {
        title: "Operations",
        entries: &[
            page("docs/listeners.md", "Listeners"),
            page("docs/transport.md", "Connections"),
            page("docs/protection.md", "Protection"),
            page("docs/shield.md", "How protection judges"),
            page("docs/degradation.md", "Hard times"),
            page("docs/log-engines.md", "Where the log is kept"),
            page("docs/chaos.md", "Chaos experiments"),
            page("docs/fuzzing.md", "Fuzzing"),
        ],
    },
    Section {
        title: "About Bezant",
        entries: &[
            page("ARCHITECTURE.md", "Architecture"),
            page("PERFORMANCE.md", "Performance"),
            page("THREATS.md", "Threats"),
            page("CONTRIBUTING.md", "Contributing"),
            page("CHANGELOG.md", "Changes"),
        ],
    },
];
