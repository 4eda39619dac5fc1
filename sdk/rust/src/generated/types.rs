//! The bodies of requests and answers, named as in the OpenAPI document. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the API that these types describe; the client asks for it.
pub const API_VERSION: &str = "2026-11-01";

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where the next page begins; none at the end of the list.
    #[serde(default)]
    pub next_cursor: Option<String>,
    /// The position of the log that the page reflects; none where it is the newest.
    #[serde(default)]
    pub position: Option<i64>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Page {
            data: Vec::new(),
            next_cursor: None,
            position: None,
        }
    }
}

/// What becomes of what a rule finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AcceptanceWord {
    /// `automatic`
    #[serde(rename = "automatic")]
    Automatic,
    /// `proposed`
    #[serde(rename = "proposed")]
    Proposed,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for AcceptanceWord {
    fn default() -> Self {
        AcceptanceWord::Other(String::new())
    }
}

/// A new user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// `principal`
    pub principal: String,
    /// Always `accepted`.
    pub status: String,
    /// The organisation's name, to sign in with.
    pub tenant_name: String,
}

/// A ledger account. Amounts are minor units of its currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// `allows_overdraft`
    pub allows_overdraft: bool,
    /// The balance less what open holds will take.
    pub available: i64,
    /// The posted balance on its normal side.
    pub balance: i64,
    /// It takes no further transfers.
    pub closed: bool,
    /// A number of your own.
    pub code: u32,
    /// How far beyond its guard it may go, holds counted.
    pub credit_limit: i64,
    /// `credits_pending`
    pub credits_pending: i64,
    /// Everything ever credited for good.
    pub credits_posted: i64,
    /// `currency`
    pub currency: String,
    /// Whether debits raise it.
    pub debit_normal: bool,
    /// `debits_pending`
    pub debits_pending: i64,
    /// Everything ever debited for good.
    pub debits_posted: i64,
    /// Nothing moves but what releases holds.
    pub frozen: bool,
    /// `guard`
    pub guard: GuardWord,
    /// `id`
    pub id: String,
    /// `metadata`
    pub metadata: BTreeMap<String, String>,
    /// Always `account`.
    pub object: String,
    /// `opened_at`
    pub opened_at: String,
    /// Its place in the chart of accounts; the first part is its type.
    pub path: String,
    /// What may be used beyond the credit limit for some time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary_limit: Option<TemporaryLimit>,
    /// How many transfers touch it.
    pub transfers: i64,
    /// A number of your own, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
}

/// An account on one side of a transfer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountRef {
    /// `id`
    pub id: String,
    /// Left out in the answer to a new transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Amounts in minor units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AmountsDto {
    /// `approved`
    pub approved: i64,
    /// Taken for good.
    pub completed: i64,
    /// Fees in basis points of what was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_basis_points: Option<u32>,
    /// `currency`
    pub currency: String,
    /// What gateways charged, for refunds too.
    pub fees: i64,
}

/// How payments went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnalyticsDto {
    /// By time, then by group.
    pub data: Vec<AnalyticsRowDto>,
    /// What was looked at begins here: asked times are widened to whole units.
    pub from: String,
    /// `minute`, `hour`, `day` or `total`.
    pub interval: String,
    /// Always `payment_analytics`.
    pub object: String,
    /// The position of the log that the numbers reflect.
    pub position: i64,
    /// How fine the sums are that were added up: `minute`, `hour` or `day`.
    pub resolution: String,
    /// How far they are behind the log, in milliseconds.
    pub stale_by_ms: i64,
    /// And ends before this.
    pub to: String,
}

/// A group in a span of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnalyticsRowDto {
    /// Null where there are several currencies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amounts: Option<AmountsDto>,
    /// When the row's time begins; null for a total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// `attempts`
    pub attempts: AttemptsDto,
    /// The group by the names in `group_by`; null where it is not known of the payments.
    pub group: BTreeMap<String, Option<String>>,
    /// `latency`
    pub latency: LatencyDto,
    /// `payments`
    pub payments: PaymentsDto,
    /// `uplift`
    pub uplift: UpliftDto,
}

/// An API key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiKey {
    /// What proves it in the place of a secret, if that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<KeyCertificate>,
    /// What its holder is certified for: `pci`, `hipaa`.
    pub certifications: Vec<String>,
    /// `created_at`
    pub created_at: String,
    /// `expires_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// `id`
    pub id: String,
    /// To the hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// `name`
    pub name: String,
    /// Always `api_key`.
    pub object: String,
    /// All that it allows; no more than its principal may do, if it has one.
    pub permissions: Vec<String>,
    /// Until when the secret or certificate before works too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret_until: Option<String>,
    /// Whose key it is, if it is not the tenant's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Where its holder is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `revoked_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
    /// `read`, `write`, `operate`.
    pub scopes: Vec<String>,
    /// In the answer that makes it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// How its requests are signed, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<KeySigning>,
    /// What its requests are signed with, in Base64: in the answer that makes it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_secret: Option<String>,
    /// `tenant`
    pub tenant: String,
}

/// Something that happens when a second person agrees.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// From when on it can't be approved.
    pub expires_at: String,
    /// To or of which group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `id`
    pub id: String,
    /// Which outside provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_provider: Option<String>,
    /// How many principals come into the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<i64>,
    /// Always `approval`.
    pub object: String,
    /// What those roles permit, or shall permit: the second person needs all of it.
    pub permissions: Vec<String>,
    /// To or of which principal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// What is asked: `assign_role`, `change_role`, `add_members`, `change_group`, `invite`, `set_provider` or
    /// `change_principal`.
    pub request: String,
    /// `requested_at`
    pub requested_at: String,
    /// Who asked: an id.
    pub requested_by: String,
    /// Which roles.
    pub roles: Vec<String>,
    /// `waiting`, `approved` or `rejected`.
    pub status: String,
}

/// Who shall look into an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssignItem {
    /// A name of 1 to 128 characters; null gives the item back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Why, of at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What was attached to a transfer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// Your own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// Words of your own.
    pub metadata: BTreeMap<String, String>,
}

/// One authorization that was sent to a gateway.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The code behind a decline or failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why this gateway: the best candidates. Empty for a repetition.
    pub explanation: Vec<Candidate>,
    /// `gateway`
    pub gateway: String,
    /// `latency_ms`
    pub latency_ms: i64,
    /// `operation`
    pub operation: String,
    /// How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or `pending`; null
    /// while it is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Counts the manual retries, from zero.
    pub round: u32,
    /// When it was first sent.
    pub started_at: String,
}

/// Attempts: authorizations that were sent to gateways.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttemptsDto {
    /// `approval_rate`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_rate: Option<RateDto>,
    /// `approved`
    pub approved: i64,
    /// `declined`
    pub declined: i64,
    /// Declines by code.
    pub declines: BTreeMap<String, i64>,
    /// Those whose end a gateway told.
    pub ended: i64,
    /// Technical failures without effect.
    pub failed: i64,
    /// Held back by the node; no gateway was asked.
    pub not_sent: i64,
    /// Calls after which nobody knew; their end is counted when it is known.
    pub unknown: i64,
}

/// What the access policy asks about beside roles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttributesBody {
    /// `hipaa`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hipaa: Option<bool>,
    /// `pci`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pci: Option<bool>,
    /// `region`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What the audit trail holds now, signed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditCheckpoint {
    /// The hash of the last frame, over all before, in hexadecimal digits.
    pub chain: String,
    /// Which form of checkpoint it is.
    pub format: String,
    /// How many frames the log has.
    pub frames: i64,
    /// Which log it is about.
    pub log: String,
    /// The position of the last record.
    pub position: i64,
    /// The public half of the key that signed it, in hexadecimal digits.
    pub public_key: String,
    /// The root of the tree over all frames (RFC 9162), in hexadecimal digits.
    pub root: String,
    /// The signature (Ed25519), in hexadecimal digits.
    pub signature: String,
    /// When it was signed, in microseconds since 1970.
    pub time_us: i64,
}

/// Records of the audit trail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditPage {
    /// How many newer records are not looked through yet.
    pub behind: i64,
    /// The records, the newest first.
    pub data: Vec<serde_json::Map<String, serde_json::Value>>,
    /// Pass it as `cursor` for the next page; null at the end of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The newest position of the trail that was looked through.
    pub position: i64,
}

/// A record with the way from its stored bytes to a signed checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditProof {
    /// What the trail held when this was asked, signed.
    pub checkpoint: serde_json::Map<String, serde_json::Value>,
    /// Its stored bytes, base64: what was hashed.
    pub payload: String,
    /// The proof that the checkpoint covers these bytes at this position (RFC 9162).
    pub proof: serde_json::Map<String, serde_json::Value>,
    /// The record.
    pub record: serde_json::Map<String, serde_json::Value>,
}

/// The sums of an account at an instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BalanceAt {
    /// `account`
    pub account: String,
    /// The posted balance on its normal side.
    pub balance: i64,
    /// `credits_pending`
    pub credits_pending: i64,
    /// `credits_posted`
    pub credits_posted: i64,
    /// `currency`
    pub currency: String,
    /// `debits_pending`
    pub debits_pending: i64,
    /// `debits_posted`
    pub debits_posted: i64,
    /// The position of the log that it reflects.
    pub position: i64,
}

/// What is owned, what is owed and what is left, per currency: assets = liabilities + equity + earnings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BalanceSheet {
    /// `currencies`
    pub currencies: Vec<CurrencySheet>,
    /// The position of the log that it reflects.
    pub position: i64,
}

/// Accounts, or the sums of a branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Balances {
    /// Accounts.
    Accounts(Page<Account>),
    /// A branch.
    Branch(Page<RolledUpBalance>),
}

impl Default for Balances {
    fn default() -> Self {
        Balances::Accounts(Default::default())
    }
}

impl From<Page<Account>> for Balances {
    fn from(one: Page<Account>) -> Self {
        Balances::Accounts(one)
    }
}

impl From<Page<RolledUpBalance>> for Balances {
    fn from(one: Page<RolledUpBalance>) -> Self {
        Balances::Branch(one)
    }
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// How many items were made.
    pub made: i64,
    /// Always `batch`.
    pub object: String,
    /// How many were refused.
    pub refused: i64,
    /// What became of each item, in their order.
    pub results: Vec<BatchItem>,
}

/// What became of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchItem {
    /// How much was moved, in minor units, if it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Why it was refused. `transfer_exists` says that the very same one was made before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `currency`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Of which field the code speaks, if it speaks of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The transfer's id; left out where a refused item brought none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `made` or `refused`.
    pub status: String,
}

/// Who is billed. It does not print.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillingDetails {
    /// The street, the house and what else leads there: at most four lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_lines: Option<Vec<String>>,
    /// `city`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Two letters as in ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `email`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `phone`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `postal_code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// A state, province or the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What became of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkPayment {
    /// The payment, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Whether this is the first answer under its key, given again.
    pub replayed: bool,
    /// The status of the answer, had it been sent alone.
    pub status: u32,
}

/// What became of payments, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkPayments {
    /// How many were created: those that gateways declined too.
    pub created: i64,
    /// `data`
    pub data: Vec<BulkPayment>,
    /// Always `bulk_payments`.
    pub object: String,
    /// How many were refused.
    pub refused: i64,
}

/// A gateway in a choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// `gateway`
    pub gateway: String,
    /// In millionths.
    pub score: i64,
    /// What became of it: `chosen`, `eligible`, `breaker_open` and others.
    pub verdict: String,
}

/// When the money is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CaptureMethod {
    /// `automatic`
    #[serde(rename = "automatic")]
    Automatic,
    /// `manual`
    #[serde(rename = "manual")]
    Manual,
    /// `automatic_after`
    #[serde(rename = "automatic_after")]
    AutomaticAfter,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for CaptureMethod {
    fn default() -> Self {
        CaptureMethod::Other(String::new())
    }
}

/// A part of the payment's money, or all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureRequest {
    /// How much, in minor units; all of it if left out. What is not taken is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The payment's currency; a guard against mistakes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A card, without its number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The first digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// `credit`, `debit`, `prepaid` or `commercial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// As in ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_country: Option<String>,
    /// The network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
}

/// One line of a card's record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardAccess {
    /// `at`
    pub at: String,
    /// Who: a principal, an API key, or a part of the node; null where the vault did it by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The id of the request.
    pub correlation_id: String,
    /// `added`, `updated`, `opened`, `refused`, `resealed` or `deleted`.
    pub kind: String,
    /// Always `card_access`.
    pub object: String,
    /// Where it stands in the vault's log.
    pub position: i64,
    /// What for, where a number was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// What shall be different about an account; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeAccount {
    /// Whether it takes no further transfers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
    /// A number of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// How far beyond its guard it may go. It may be lowered below what is used: then the account only
    /// recovers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<i64>,
    /// Whether nothing moves but what releases holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<bool>,
    /// Keys to set; an empty value removes its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
    /// What may be used beyond that for some time; an amount of zero takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary_limit: Option<NewTemporaryLimit>,
    /// A number of your own: up to 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
}

/// Rules that were looked at and have no mistakes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckedRules {
    /// The gateways that they name.
    pub gateways: Vec<String>,
    /// The names of the rules, in order.
    pub rules: Vec<String>,
    /// Always `true`: mistakes are answered as a problem.
    pub valid: bool,
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClientChange {
    /// `access_token_seconds`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_seconds: Option<u32>,
    /// `grant_seconds`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_seconds: Option<u32>,
    /// `grant_types`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<String>>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `post_logout_redirect_uris`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_logout_redirect_uris: Option<Vec<String>>,
    /// `principal`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// `redirect_uris`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// `refresh_idle_seconds`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_idle_seconds: Option<u32>,
    /// `scope`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// How it is compared with the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ComparisonWord {
    /// `at_least`
    #[serde(rename = "at_least")]
    AtLeast,
    /// `more_than`
    #[serde(rename = "more_than")]
    MoreThan,
    /// `at_most`
    #[serde(rename = "at_most")]
    AtMost,
    /// `less_than`
    #[serde(rename = "less_than")]
    LessThan,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for ComparisonWord {
    fn default() -> Self {
        ComparisonWord::Other(String::new())
    }
}

/// A report for auditors. What a row or a figure stands on is named by positions, which `GET
/// /api/v1/audit/{position}` proves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplianceReport {
    /// Its totals.
    pub figures: Vec<ReportFigure>,
    /// Which form it has.
    pub format: String,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Which report it is.
    pub kind: String,
    /// When it was made.
    pub made_at: String,
    /// Always `compliance_report`.
    pub object: String,
    /// What its reader has to know.
    pub remarks: Vec<String>,
    /// What it was made from: what the audit trail held, signed, and how far the log was read.
    pub source: ReportSource,
    /// Its tables.
    pub tables: Vec<ReportTable>,
    /// Whose; none where it is about the whole node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Its heading.
    pub title: String,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// That someone agreed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// By which way it came.
    pub channel: String,
    /// `given_at`
    pub given_at: String,
    /// `id`
    pub id: String,
    /// Always `consent`.
    pub object: String,
    /// Who agreed, if it is a principal. Others are found by what they are known by, and by nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// `purpose`
    pub purpose: String,
    /// Who recorded it: an id, or `node`.
    pub recorded_by: String,
    /// `given` or `withdrawn`.
    pub status: String,
    /// To which version of its texts.
    pub version: u32,
    /// `withdrawn_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
}

/// A text that can be agreed to. It never changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConsentText {
    /// BLAKE3 of the text, in hexadecimal, as `b3sum` computes it.
    pub digest: String,
    /// `language`
    pub language: String,
    /// Always `consent_text`.
    pub object: String,
    /// `published_at`
    pub published_at: String,
    /// What the consent is for.
    pub purpose: String,
    /// `text`
    pub text: String,
    /// Its number among those of its purpose.
    pub version: u32,
}

/// Ended calls by outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// `decline`
    pub decline: i64,
    /// `failure`
    pub failure: i64,
    /// `success`
    pub success: i64,
    /// `unknown`
    pub unknown: i64,
}

/// A new payment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreatePayment {
    /// How much, in minor units: 1099 for 10.99 EUR. A whole number.
    pub amount: i64,
    /// How long a gateway may be looked for, up to a day; as configured if left out. A call under way is
    /// followed beyond it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_within_seconds: Option<u32>,
    /// Who is billed: kept sealed under a key of the customer, who has to be named, and shown at
    /// `/payments/{id}/billing-details` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_details: Option<BillingDetails>,
    /// Needed with `automatic_after`, refused otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_after_seconds: Option<u32>,
    /// `automatic` (the default): the money is taken with the authorization. `manual`: when you say so.
    /// `automatic_after`: after `capture_after_seconds`, unless you came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<CaptureMethod>,
    /// What you know about the card behind the token. Rules, fees and learning use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<NewCard>,
    /// Whether to ask a gateway at once; true if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<bool>,
    /// Where the payment comes from: two letters as in ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// As in ISO 4217.
    pub currency: String,
    /// Your own name for the customer, at most 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// For people, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `customer` (the default): somebody waits for the answer. `merchant`: you charge under an agreement, and
    /// nobody waits: after a soft decline a better moment may be waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator: Option<InitiatorWord>,
    /// Your own pairs: at most 20, keys of at most 40 and values of at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// `payment_method`
    pub payment_method: NewPaymentMethod,
    /// Your own name for the payment, at most 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Tries after soft declines; as configured if left out. Only with the initiator `merchant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<NewRetries>,
}

/// A payment link to be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreatePaymentLink {
    /// How much, in minor units: 1099 for 10.99 EUR. A whole number.
    pub amount: i64,
    /// As in ISO 4217.
    pub currency: String,
    /// What the customer reads above the amount, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The site that may show the page in a frame: scheme, host and port. No other may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embed_origin: Option<String>,
    /// How long it is good for: a day if left out, 90 days at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_minutes: Option<u32>,
    /// Your own name for what is paid, at most 128 characters. The payments have it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where the customer goes on afterwards: `https`, or `http` on one's own machine. `payment` and `status`
    /// are added to its query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Everybody who comes pays, and may do so again. Otherwise it is paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reusable: Option<bool>,
}

/// The income statement in one currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CurrencyIncome {
    /// `currency`
    pub currency: String,
    /// `expenses`
    pub expenses: ReportSection,
    /// Revenue less expenses.
    pub net_income: i64,
    /// `revenue`
    pub revenue: ReportSection,
}

/// The balance sheet in one currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CurrencySheet {
    /// `assets`
    pub assets: ReportSection,
    /// `currency`
    pub currency: String,
    /// All revenue less all expenses: what was earned and is not yet closed into equity.
    pub earnings: i64,
    /// `equity`
    pub equity: ReportSection,
    /// `liabilities`
    pub liabilities: ReportSection,
}

/// Whose personal data is to be gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomerToErase {
    /// Your own name for the customer, as payments and cards have it.
    pub customer: String,
}

/// A decision and its reasons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Every configured gateway: those that could take it, best first, then the others by name.
    pub candidates: Vec<ScoredGateway>,
    /// The experiment that the payment is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<ExperimentSide>,
    /// `fees_version`
    pub fees_version: u32,
    /// The best gateway; null if none can take the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The version of what was learned: how many authorizations it comes from.
    pub model_version: i64,
    /// Whether rules want the customer to be authenticated.
    pub require_three_d_secure: bool,
    /// The rules that held.
    pub rules: Vec<HeldRule>,
    /// The version of the rules; null without rules, 0 for rules that were only tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_version: Option<u32>,
    /// `strategy_version`
    pub strategy_version: u32,
}

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// `deleted`
    pub deleted: bool,
    /// `id`
    pub id: String,
    /// `object`
    pub object: String,
}

/// A browser that somebody has signed in from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// `first_seen_at`
    pub first_seen_at: String,
    /// `id`
    pub id: String,
    /// `last_seen_at`
    pub last_seen_at: String,
    /// Always `device`.
    pub object: String,
    /// `trusted`
    pub trusted: bool,
}

/// A customer asks the issuer for the money back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// How much is disputed, in minor units.
    pub amount: i64,
    /// What of it is lost.
    pub amount_lost: i64,
    /// What the gateway has taken and not given back.
    pub amount_withdrawn: i64,
    /// `currency`
    pub currency: String,
    /// `gateway`
    pub gateway: String,
    /// The gateway's own word for the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_reason: Option<String>,
    /// The gateway's own name for it.
    pub id: String,
    /// Always `dispute`.
    pub object: String,
    /// `opened_at`
    pub opened_at: String,
    /// `fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`,
    /// `unrecognized` or `other`.
    pub reason: String,
    /// Until when evidence must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<String>,
    /// `warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`.
    pub status: String,
    /// `updated_at`
    pub updated_at: String,
}

/// What a policy would change of the newest recorded decisions, of all tenants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DryRun {
    /// The first ones that are newly allowed.
    pub allowed_examples: Vec<DryRunExample>,
    /// The first ones that are newly denied.
    pub denied_examples: Vec<DryRunExample>,
    /// Denied then, allowed now.
    pub newly_allowed: i64,
    /// Allowed then, denied now.
    pub newly_denied: i64,
    /// Decided as before.
    pub same: i64,
}

/// A decision that would be another one. It does not say whose it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DryRunExample {
    /// `method`
    pub method: String,
    /// Why it would be decided otherwise.
    pub reasons: Vec<String>,
    /// Why it was decided as it was.
    pub reasons_then: Vec<String>,
    /// `roles`
    pub roles: Vec<String>,
    /// `route`
    pub route: String,
}

/// One thing that somebody may do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EffectivePermission {
    /// Each way by which they have it.
    pub from: Vec<PermissionSource>,
    /// `permission`
    pub permission: String,
}

/// What somebody may do now, and where each of it comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EffectivePermissions {
    /// Always `effective_permissions`.
    pub object: String,
    /// `permissions`
    pub permissions: Vec<EffectivePermission>,
    /// `principal`
    pub principal: String,
    /// `active`, `suspended` or `deleted`. Who is not active may do nothing.
    pub status: String,
}

/// When a gateway is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Elimination {
    /// After so many calls.
    pub calls_at_least: u32,
    /// Below this success rate of the last minutes, in ten-thousandths.
    pub success_below_basis_points: u32,
}

/// The token in the link that was mailed to an address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EmailProof {
    /// `token`
    pub token: String,
}

/// What to change about an endpoint; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointChange {
    /// `description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether to send; enabling forgets why it was disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// `events`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// `url`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Cards that are gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErasedCards {
    /// How many there were.
    pub deleted: u32,
    /// Always `erased_cards`.
    pub object: String,
}

/// What is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErasedCustomer {
    /// The details of all their payments can't be read any more, in no copy and no backup of the log.
    pub billing_details_erased: bool,
    /// How many cards were deleted.
    pub cards_deleted: u32,
    /// Always `erased_customer`.
    pub object: String,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `created_at`
    pub created_at: String,
    /// What happened, in the event's own fields.
    pub data: serde_json::Map<String, serde_json::Value>,
    /// `id`
    pub id: String,
    /// Its place within the entry.
    pub index: u32,
    /// Always `event`.
    pub object: String,
    /// The payment it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// The position of its entry in the log.
    pub position: i64,
    /// `type`
    pub r#type: String,
}

/// An experiment and what came of it so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// `control`
    pub control: ExperimentTally,
    /// `ended_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// How often the sides were compared, of ten times.
    pub looks: u32,
    /// `name`
    pub name: String,
    /// Always `routing_experiment`.
    pub object: String,
    /// `rules`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<u32>,
    /// Planned payments per side.
    pub sample: u32,
    /// `share_basis_points`
    pub share_basis_points: u32,
    /// `significance_percent`
    pub significance_percent: u32,
    /// `started_at`
    pub started_at: String,
    /// `running`, `better`, `worse`, `no_difference`, `stopped_on_harm` or `stopped`.
    pub status: String,
    /// `strategy`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// `trial`
    pub trial: ExperimentTally,
}

/// A side of an experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExperimentSide {
    /// `name`
    pub name: String,
    /// `control` or `trial`.
    pub side: String,
}

/// Ended payments of one side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExperimentTally {
    /// `approved`
    pub approved: i64,
    /// `payments`
    pub payments: i64,
}

/// A reason of a decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplainedReason {
    /// As a stable word.
    pub reason: String,
    /// In the policy's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What a rule says about the question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplainedRule {
    /// `rule`
    pub rule: String,
    /// Null if it does not hold.
    pub value: serde_json::Map<String, serde_json::Value>,
}

/// What went wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable code.
    pub code: String,
    /// The gateway's own code, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_code: Option<String>,
    /// `message`
    pub message: String,
}

/// The parts of a fee, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeeParts {
    /// `interchange`
    pub interchange: i64,
    /// `margin`
    pub margin: i64,
    /// `markup`
    pub markup: i64,
    /// `scheme`
    pub scheme: i64,
}

/// What a flow made, or would make.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Whether nothing was made.
    pub dry_run: bool,
    /// For a dry run: the line of the flow that asks for each transfer, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<i64>>,
    /// Always `flow`.
    pub object: String,
    /// The transfers, in order; none if nothing moves.
    pub transfers: Vec<Transfer>,
}

/// Two means and where they point.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Of the last seconds.
    pub fast: u32,
    /// What it will be if things go on as they do.
    pub forecast: u32,
    /// Of the last minute.
    pub slow: u32,
}

/// Whether rules must be approved by someone else than their author.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FourEyes {
    /// From now on.
    pub required: bool,
}

/// A gateway. An empty list of what it takes means that there is no restriction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    /// `countries`
    pub countries: Vec<String>,
    /// `currencies`
    pub currencies: Vec<String>,
    /// `fee_basis_points`
    pub fee_basis_points: u32,
    /// `fee_fixed`
    pub fee_fixed: i64,
    /// One entry per operation.
    pub health: Vec<OperationHealth>,
    /// The largest amount it takes; null where there is no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_amount: Option<i64>,
    /// `methods`
    pub methods: Vec<String>,
    /// The smallest amount it takes, in minor units.
    pub minimum_amount: i64,
    /// `name`
    pub name: String,
    /// Always `gateway`.
    pub object: String,
    /// `operations`
    pub operations: Vec<String>,
    /// `priority`
    pub priority: u32,
    /// Whether it only pretends: payments through it move no money.
    pub sandbox: bool,
}

/// A GraphQL call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphQlCall {
    /// `persistedQuery` with `version` 1 and `sha256Hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions: Option<serde_json::Map<String, serde_json::Value>>,
    /// Which operation of the text.
    #[serde(rename = "operationName")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    /// The text of the query; left out where its hash is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The values of its variables, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A GraphQL reply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphQlReply {
    /// What was asked for; null where the call was refused as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Map<String, serde_json::Value>>,
    /// What could not be answered; `extensions.code` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
}

/// Principals that have roles together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// `changed_at`
    pub changed_at: String,
    /// `created_at`
    pub created_at: String,
    /// What an outside directory calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `id`
    pub id: String,
    /// How many members it has.
    pub members: i64,
    /// `name`
    pub name: String,
    /// Always `group`.
    pub object: String,
    /// Whether its members are run from outside.
    pub provisioned: bool,
    /// What its members have.
    pub roles: Vec<String>,
    /// Grows by one with each change, of its members too.
    pub version: i64,
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupChange {
    /// `external_id`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `provisioned`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<bool>,
}

/// Which balance an account must keep. Holds count as moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum GuardWord {
    /// `none`
    #[serde(rename = "none")]
    None,
    /// `no_overdraft`
    #[serde(rename = "no_overdraft")]
    NoOverdraft,
    /// `debits_within_credits`
    #[serde(rename = "debits_within_credits")]
    DebitsWithinCredits,
    /// `credits_within_debits`
    #[serde(rename = "credits_within_debits")]
    CreditsWithinDebits,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for GuardWord {
    fn default() -> Self {
        GuardWord::Other(String::new())
    }
}

/// A rule that held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeldRule {
    /// `name`
    pub name: String,
    /// From 0, in the order of the text.
    pub number: u32,
}

/// How an outside identity provider is used. How to reach it is in the node's configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// `changed_at`
    pub changed_at: String,
    /// Whether the node's configuration has a connection of this name for the tenant. Without one nobody comes
    /// by it.
    pub configured: bool,
    /// `created_at`
    pub created_at: String,
    /// The roles of everyone who comes from there.
    pub default_roles: Vec<String>,
    /// Whether who is not known yet gets an account.
    pub just_in_time: bool,
    /// `oidc`, `saml` or `ldap`.
    pub kind: String,
    /// Whether an account that SCIM made is linked when the provider says that its e-mail address is verified.
    pub link_by_email: bool,
    /// The roles of who is in each outside group.
    pub mapping: BTreeMap<String, Vec<String>>,
    /// As in the node's configuration.
    pub name: String,
    /// Always `identity_provider`.
    pub object: String,
    /// Grows by one with each change.
    pub version: i64,
}

/// What became of an import, or would.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// Whether nothing was made.
    pub dry_run: bool,
    /// How many had been made before.
    pub existing: i64,
    /// What became of each line, in their order.
    pub lines: Vec<ImportLine>,
    /// How many lines were made.
    pub made: i64,
    /// Always `import`.
    pub object: String,
    /// How many were refused.
    pub refused: i64,
}

/// What became of a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Of which field the code speaks, if it speaks of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The transfer's id; left out where the line can't be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The line of the file, from 1; the header is one.
    pub line: i64,
    /// The same in words, where there is more to say than the code does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `made`, `exists` where the very same transfer was made before, or `refused`.
    pub status: String,
}

/// What was earned and spent in a period, per currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IncomeStatement {
    /// `currencies`
    pub currencies: Vec<CurrencyIncome>,
    /// The position of the log that it reflects.
    pub position: i64,
}

/// Who wants the money to move now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum InitiatorWord {
    /// `customer`
    #[serde(rename = "customer")]
    Customer,
    /// `merchant`
    #[serde(rename = "merchant")]
    Merchant,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for InitiatorWord {
    fn default() -> Self {
        InitiatorWord::Other(String::new())
    }
}

/// An open invitation to become a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// `created_at`
    pub created_at: String,
    /// Who invited: an id, or `node`.
    pub created_by: String,
    /// `email`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `expires_at`
    pub expires_at: String,
    /// `id`
    pub id: String,
    /// The link in the letter; only for who administers the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Always `invitation`.
    pub object: String,
    /// What the user will have.
    pub roles: Vec<String>,
    /// Whether the letter was handed over for delivery; in the answer that makes it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<bool>,
}

/// Becomes a user, by the token in the link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InvitationAccept {
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `password`
    pub password: String,
    /// `token`
    pub token: String,
}

/// A line of the general journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// In minor units.
    pub amount: i64,
    /// Why money moved.
    pub code: u32,
    /// The code's name, where it is one of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// The account that is credited.
    pub credit: AccountRef,
    /// `currency`
    pub currency: String,
    /// The account that is debited.
    pub debit: AccountRef,
    /// As of when it counts in the books: earlier than `created_at` if it was backdated.
    pub effective_at: String,
    /// When a hold ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The hold that a post, void or expiry ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// `id`
    pub id: String,
    /// `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`.
    pub kind: String,
    /// Always `transfer`.
    pub object: String,
    /// The transfer that a reversal reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Your own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// Words of your own.
    pub metadata: BTreeMap<String, String>,
}

/// The certificate of an API key: one of these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyCertificate {
    /// A host name among its alternative names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<String>,
    /// Its SHA-256 fingerprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// A URI among its alternative names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// Another secret or certificate for a key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// For a key that has a certificate: another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<NewKeyCertificate>,
    /// How long the one before works too, from 0 to 604800; a day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<u32>,
}

/// How the requests of an API key are signed (RFC 9421).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeySigning {
    /// `ed25519` or `hmac-sha256`.
    pub algorithm: String,
    /// Until when signatures by the key before are taken too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_key_until: Option<String>,
    /// For `ed25519`: the public key, its 32 bytes in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// Whether a request without a signature is refused.
    pub required: bool,
}

/// How long calls took, in milliseconds; percentiles are at most an eighth too high.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LatencyDto {
    /// `calls`
    pub calls: i64,
    /// `p50_ms`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<i64>,
    /// `p95_ms`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_ms: Option<i64>,
    /// `p99_ms`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99_ms: Option<i64>,
}

/// While it stands, nothing of the tenant is deleted: not by the rules of retention, and not because somebody
/// asks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LegalHold {
    /// What it is called.
    pub name: String,
    /// Always `legal_hold`.
    pub object: String,
    /// `placed_at`
    pub placed_at: String,
    /// Why, for people.
    pub reason: String,
}

/// Why nothing is to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LegalHoldReason {
    /// For people, at most 500 characters. No personal data: it stays in the log.
    pub reason: String,
}

/// A transfer, or those of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MadeTransfers {
    /// One transfer.
    Transfer(Transfer),
    /// A chain.
    Chain(Page<Transfer>),
}

impl Default for MadeTransfers {
    fn default() -> Self {
        MadeTransfers::Transfer(Default::default())
    }
}

impl From<Transfer> for MadeTransfers {
    fn from(one: Transfer) -> Self {
        MadeTransfers::Transfer(one)
    }
}

impl From<Page<Transfer>> for MadeTransfers {
    fn from(one: Page<Transfer>) -> Self {
        MadeTransfers::Chain(one)
    }
}

/// Where a match stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MatchStatusWord {
    /// `found`
    #[serde(rename = "found")]
    Found,
    /// `proposed`
    #[serde(rename = "proposed")]
    Proposed,
    /// `accepted`
    #[serde(rename = "accepted")]
    Accepted,
    /// `rejected`
    #[serde(rename = "rejected")]
    Rejected,
    /// `dissolved`
    #[serde(rename = "dissolved")]
    Dissolved,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for MatchStatusWord {
    fn default() -> Self {
        MatchStatusWord::Other(String::new())
    }
}

/// Oneself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// `email`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether one has shown that the address is one's own, by a link that was mailed to it.
    pub email_verified: bool,
    /// `has_password`
    pub has_password: bool,
    /// `has_totp`
    pub has_totp: bool,
    /// `id`
    pub id: String,
    /// `user`, `agent` or `service_account`.
    pub kind: String,
    /// How one has proved who one is.
    pub methods: Vec<String>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Always `principal`.
    pub object: String,
    /// What one may do by what one has presented.
    pub permissions: Vec<String>,
    /// `recovery_codes_left`
    pub recovery_codes_left: i64,
    /// `roles`
    pub roles: Vec<String>,
    /// Whether one may do nothing until one has set up a second factor.
    pub second_factor_missing: bool,
    /// `tenant`
    pub tenant: String,
    /// `tenant_name`
    pub tenant_name: String,
}

/// What is measured of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MeasureWord {
    /// `balance`
    #[serde(rename = "balance")]
    Balance,
    /// `available`
    #[serde(rename = "available")]
    Available,
    /// `debits_posted`
    #[serde(rename = "debits_posted")]
    DebitsPosted,
    /// `credits_posted`
    #[serde(rename = "credits_posted")]
    CreditsPosted,
    /// `pending_outflow`
    #[serde(rename = "pending_outflow")]
    PendingOutflow,
    /// `pending_inflow`
    #[serde(rename = "pending_inflow")]
    PendingInflow,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for MeasureWord {
    fn default() -> Self {
        MeasureWord::Other(String::new())
    }
}

/// A member of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// `principal`
    pub principal: String,
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// A stable code.
    pub code: String,
    /// The character in that line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<i64>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The line of a text in the request, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// In plain words.
    pub message: String,
    /// Where: the field's path in the JSON body, or the name of the parameter or header.
    pub path: String,
}

/// A balance that is watched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Monitor {
    /// `account`
    pub account: String,
    /// `comparison`
    pub comparison: ComparisonWord,
    /// The account's currency.
    pub currency: String,
    /// Whether the condition holds now.
    pub holds: bool,
    /// `id`
    pub id: String,
    /// `measure`
    pub measure: MeasureWord,
    /// Always `monitor`.
    pub object: String,
    /// In minor units.
    pub threshold: i64,
}

/// Transfers that are made each by itself, or as chains where they are linked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewBatch {
    /// From 1 to 8,190. An item with `linked: true` is made together with the next one, all of such a chain or
    /// none. Their metadata and external references have at most 768 KiB together, where each item that has
    /// some counts for its words, 10 bytes for each key, and 40.
    pub transfers: Vec<NewTransfer>,
}

/// A policy to be kept as a version, or only checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewBundle {
    /// Whether it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_only: Option<bool>,
    /// Whether recorded decisions are decided anew by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// Texts in Rego by their paths: at most 64, 256 KiB together.
    pub files: BTreeMap<String, String>,
    /// Why; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A card, without its number. What is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewCard {
    /// The first six to eight digits of the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// `credit`, `debit`, `prepaid` or `commercial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where the issuer sits: two letters as in ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_country: Option<String>,
    /// `visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `maestro`, `cartes_bancaires`,
    /// `girocard`, `rupay` or `elo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
}

/// Transfers that are made all or none, each seeing those before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewChain {
    /// From 1 to 256.
    pub transfers: Vec<NewTransfer>,
}

/// A new client.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewClientBody {
    /// At most a day; ten minutes if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_seconds: Option<u32>,
    /// How long a grant lasts in any case, at most 366 days; 90 days if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_seconds: Option<u32>,
    /// `authorization_code` (with PKCE, always), `refresh_token`, `client_credentials`,
    /// `urn:ietf:params:oauth:grant-type:device_code`; the first two if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<String>>,
    /// `public` for what runs on its user's device, `confidential` for what can keep a secret; the latter if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What people know it by.
    pub name: String,
    /// Where a browser may go after signing out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_logout_redirect_uris: Option<Vec<String>>,
    /// As whom it acts by `client_credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Where it may get its answers: https, http to 127.0.0.1 or \[::1\], or a scheme with a dot in it.
    /// Compared exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// How long a refresh token may rest; 14 days if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_idle_seconds: Option<u32>,
    /// What it may ask for at most: permissions, `openid`, `profile`, `email`, `offline_access`.
    pub scope: String,
}

/// That someone agrees. Exactly one of `principal` and `reference` says who.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewConsentBody {
    /// By which way it came, such as `checkout` or `phone`.
    pub channel: String,
    /// What shows that it was them, such as address and browser; at most 1,024 characters. Only a keyed hash is
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// A principal of the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// `purpose`
    pub purpose: String,
    /// What the tenant knows somebody else by, such as a customer's number; at most 256 characters. Only a
    /// keyed hash is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// To which version of its texts.
    pub version: u32,
}

/// A text to be published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewConsentText {
    /// As in BCP 47, in small letters.
    pub language: String,
    /// 1 to 64 of a-z, 0-9, _, . and -.
    pub purpose: String,
    /// At most 64 KiB.
    pub text: String,
}

/// A payment that might be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewDecision {
    /// How much, in minor units.
    pub amount: i64,
    /// `card`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<NewCard>,
    /// `country`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `currency`
    pub currency: String,
    /// `customer`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// `metadata`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// `card`, `bank_transfer` or `wallet`.
    pub method: String,
    /// Draws and samples follow from the payment's id; a new one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// Rules to try instead of the active ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
}

/// A new endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewEndpoint {
    /// At most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which events: `*`, `payment.*` or whole names.
    pub events: Vec<String>,
    /// `hmac` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
    /// https, or http to this very machine.
    pub url: String,
}

/// An exchange of money of one currency for another, by two transfers through liquidity accounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewExchange {
    /// What is sold, in minor units.
    pub amount: i64,
    /// Why money moves, a number of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The sold currency.
    pub currency: String,
    /// The account whose balance falls, by id or path.
    pub from: String,
    /// An id of your choice; a fresh one if left out. It is the id of the first transfer, and the other's
    /// follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What takes the sold money, by id or path; `equity:liquidity` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidity_from: Option<String>,
    /// What gives the bought money, by id or path; `equity:liquidity` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidity_to: Option<String>,
    /// How much of the bought currency one unit of the sold one buys (1 euro, not 1 cent).
    pub rate: NewRate,
    /// What to find both transfers by: a payment's id, or up to 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The account whose balance rises, by id or path.
    pub to: String,
    /// The bought currency.
    pub to_currency: String,
}

/// Something to try on a part of the customers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewExperiment {
    /// 1 to 64 characters of a-z, 0-9, `_` and `-`.
    pub name: String,
    /// The trial's rules, by version; the active ones if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<u32>,
    /// So many payments per side are planned.
    pub sample: u32,
    /// Who takes part follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How many customers take part, in ten-thousandths; half of them are the control.
    pub share_basis_points: u32,
    /// The chance of a false alarm, in percent: `5` (the default) or `1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub significance_percent: Option<u32>,
    /// The trial's strategy; the present one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
}

/// A flow to carry out, or to plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewFlow {
    /// Only show what would be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// An id of your choice; a fresh one if left out. It is the id of the first transfer, the others' follow
    /// from it, and a flow of the same id is never carried out twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The text.
    pub source: String,
    /// The values of its variables, as texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<BTreeMap<String, String>>,
}

/// A fraction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewFraction {
    /// `denominator`
    pub denominator: i64,
    /// `numerator`
    pub numerator: i64,
}

/// A new group, without roles and members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewGroupBody {
    /// What an outside directory calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// 1 to 64 characters, unlike the name of any other group.
    pub name: String,
    /// Whether SCIM says who is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<bool>,
}

/// Whom to invite to what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewInvitationBody {
    /// Where the letter goes.
    pub email: String,
    /// From 1 to 720; 72 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_hours: Option<u32>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the user will have: nothing that you may not do yourself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
}

/// A new key. It may do nothing that you may not do yourself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewKeyBody {
    /// What proves it in the place of a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<NewKeyCertificate>,
    /// What its holder is certified for: `pci`, `hipaa`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certifications: Option<Vec<String>>,
    /// From 1 to 36500; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
    /// What it is for.
    pub name: String,
    /// What it may do beside its scopes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// Whose key it is: an agent's or a service account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Where its holder is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Roughly what it may do: `read`, `write`, `operate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

/// The certificate that proves a key in the place of a secret, named in one of these ways.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewKeyCertificate {
    /// Every certificate with this host name among its alternative names. By who administers the machine only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<String>,
    /// The certificate itself, in PEM: this one and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pem: Option<String>,
    /// The same by its SHA-256 fingerprint, 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Every certificate with this URI among its alternative names. By who administers the machine only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// What the requests of an API key are to be signed with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewKeySigning {
    /// `ed25519`, with your public key, or `hmac-sha256`, with a secret that the answer has. The key that there
    /// is stays, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// How long signatures by the key before are taken too, from 0 to 604800; a day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<u32>,
    /// For `ed25519`: the public key, in PEM or its 32 bytes in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// Whether a request without a signature is refused from now on; it is, if this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// Lines and transfers that belong together, as someone says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewMatch {
    /// From 1 to 1,000 open items.
    pub items: Vec<String>,
    /// From 1 to 1,000 transfers of the ledger account.
    pub transfers: Vec<String>,
}

/// Who comes into a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewMembers {
    /// 1 to 1000 principals.
    pub principals: Vec<String>,
}

/// A condition on a balance. An event tells when it becomes true or false.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewMonitor {
    /// The account, by id or path.
    pub account: String,
    /// `comparison`
    pub comparison: ComparisonWord,
    /// The account's currency, where it is named by path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// An id of your choice; a fresh one if left out. The id of a monitor that there is changes its condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `measure`
    pub measure: MeasureWord,
    /// In minor units.
    pub threshold: i64,
}

/// A new passkey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPasskeyDto {
    /// `challenge`
    pub challenge: String,
    /// `credential`
    pub credential: serde_json::Map<String, serde_json::Value>,
    /// What one calls it.
    pub name: String,
}

/// One of several new payments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPaymentItem {
    /// As in the header `Idempotency-Key`, for this payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// `payment`
    pub payment: CreatePayment,
}

/// With what it is paid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPaymentMethod {
    /// The gateway's token for it. Card numbers are refused.
    pub token: String,
    /// `card`, `bank_transfer` or `wallet`.
    pub r#type: String,
}

/// New payments, each by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPayments {
    /// 1 to 100.
    pub payments: Vec<NewPaymentItem>,
}

/// A new principal. They have no role yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPrincipalBody {
    /// `attributes`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<AttributesBody>,
    /// A user's e-mail address, unlike that of any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What an outside directory calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `user`, `agent` or `service_account`.
    pub kind: String,
    /// A person's name, or what the program is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The responsible person of an agent or service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `phone`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether SCIM and outside providers may change them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<bool>,
}

/// An exact rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NewRate {
    /// Decimal.
    Decimal(String),
    /// Fraction.
    Fraction(NewFraction),
}

impl Default for NewRate {
    fn default() -> Self {
        NewRate::Decimal(Default::default())
    }
}

impl From<String> for NewRate {
    fn from(one: String) -> Self {
        NewRate::Decimal(one)
    }
}

impl From<NewFraction> for NewRate {
    fn from(one: NewFraction) -> Self {
        NewRate::Fraction(one)
    }
}

/// A ledger account that is reconciled with an account outside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewReconciliation {
    /// The ledger account, by id or path. Its debits stand for money in on the statements, its credits for
    /// money out.
    pub account: String,
    /// The account's currency, where it is named by path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// An id of your choice; a fresh one if left out. The id of a reconciliation that there is changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name for people, of 1 to 100 characters.
    pub name: String,
    /// The account outside as its statements name it, such as an IBAN. Compared by letters and digits only.
    pub outside_account: String,
    /// By what lines and transfers are said to belong together, at most 50. Left out: as they are, and for a
    /// new one three that most accounts need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<NewRule>>,
}

/// Tries after soft declines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewRetries {
    /// How many after the first, up to 30; what schemes allow bounds them further.
    pub count: u32,
    /// For how many days after the first, up to 60.
    pub within_days: u32,
}

/// A new role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewRole {
    /// What it is for; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// 1 to 64 of a-z, 0-9, - and _, with a letter first.
    pub name: String,
    /// What it permits: nothing that you may not do yourself.
    pub permissions: Vec<String>,
}

/// A rule by which lines and transfers are said to belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewRule {
    /// `acceptance`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<AcceptanceWord>,
    /// The ledger account where a difference within the tolerance should be booked, by id or path. It is only
    /// suggested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_account: Option<String>,
    /// By how many days a line's value date and a transfer's effective day (in UTC) may differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_days: Option<u32>,
    /// How many lines or transfers a group has at most, from 2 to 1,000; 100 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_group: Option<u32>,
    /// Its name, of 1 to 60 characters, unique within the reconciliation.
    pub name: String,
    /// Rules of a lower number come first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// `reference`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ReferenceWord>,
    /// `shape`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<ShapeWord>,
    /// By how many minor units the amounts may differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<i64>,
    /// By how many ten-thousandths of the single side's amount they may differ. Not beside `tolerance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance_basis_points: Option<u32>,
}

/// Rules in the language of `docs/routing-rules.md`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewRules {
    /// The text.
    pub source: String,
}

/// Transfers to be made later, all or none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewSchedule {
    /// When; in the future.
    pub at: String,
    /// An id of your choice; a fresh one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// From 1 to 256 transfers and holds. Balances are looked at when the time has come.
    pub transfers: Vec<NewTransfer>,
}

/// A further limit for some time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewTemporaryLimit {
    /// What is added to the credit limit, in minor units.
    pub amount: i64,
    /// From when on it no longer counts.
    pub until: String,
}

/// A new transfer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewTransfer {
    /// In minor units. For `post` all of the hold if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// `debit` or `credit`: `amount` is a cap, and no more moves than that account has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balancing: Option<SideWord>,
    /// `debit` or `credit`: closes that account. By a hold, until the hold is voided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<SideWord>,
    /// Why money moves, a number of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The account to credit, by id or path. For `transfer` and `hold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The currency of both accounts. For `transfer` and `hold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The account to debit, by id or path. For `transfer` and `hold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<String>,
    /// As of when it counts in the books, not in the future; the time of the commit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
    /// Your own name for it, up to 128 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// The hold to end. For `post` and `void`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// An id of your choice in the form of the other ids; a fresh one if left out. The same id with the same
    /// content again is refused as existing, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `transfer` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NewTransferKind>,
    /// Makes it together with the next one, all of such a chain or none. In batches only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<bool>,
    /// Words of your own: up to 32 keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
    /// The transfer or post whose money goes back. For `reversal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// What to find it by: a payment's id, or up to 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// After so many seconds it ends by itself. For `hold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
    /// Ends all holds of the chain that `hold` belongs to, all or none. For `post` and `void`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_chain: Option<bool>,
}

/// What a transfer shall do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NewTransferKind {
    /// `transfer`
    #[serde(rename = "transfer")]
    Transfer,
    /// `hold`
    #[serde(rename = "hold")]
    Hold,
    /// `post`
    #[serde(rename = "post")]
    Post,
    /// `void`
    #[serde(rename = "void")]
    Void,
    /// `reversal`
    #[serde(rename = "reversal")]
    Reversal,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for NewTransferKind {
    fn default() -> Self {
        NewTransferKind::Other(String::new())
    }
}

/// One transfer, or a chain of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NewTransfers {
    /// One transfer.
    Transfer(NewTransfer),
    /// A chain.
    Chain(NewChain),
}

impl Default for NewTransfers {
    fn default() -> Self {
        NewTransfers::Transfer(Default::default())
    }
}

impl From<NewTransfer> for NewTransfers {
    fn from(one: NewTransfer) -> Self {
        NewTransfers::Transfer(one)
    }
}

impl From<NewChain> for NewTransfers {
    fn from(one: NewChain) -> Self {
        NewTransfers::Chain(one)
    }
}

/// A card to keep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewVaultCard {
    /// Your name for whose card it is, for erasing all cards of one customer. Kept as a keyed hash only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// From 1 to 12.
    pub expiry_month: u32,
    /// Of four digits, or the last two.
    pub expiry_year: u32,
    /// Also answer a token of as many digits as the number, with its first six and last four; for numbers of 16
    /// digits and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_preserving: Option<bool>,
    /// The name on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
    /// 12 to 19 digits; spaces and dashes between them are passed over.
    pub number: String,
    /// Kept in memory for the first authorization, 15 minutes at most, and written nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_code: Option<String>,
}

/// Nothing needs to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoDetails {}

/// Something to be written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// Why, of at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A program that acts for people, or for itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OAuthClient {
    /// `access_token_seconds`
    pub access_token_seconds: i64,
    /// `created_at`
    pub created_at: String,
    /// `grant_seconds`
    pub grant_seconds: i64,
    /// How it may get tokens.
    pub grant_types: Vec<String>,
    /// `id`
    pub id: String,
    /// `public` or `confidential`.
    pub kind: String,
    /// `name`
    pub name: String,
    /// Always `oauth_client`.
    pub object: String,
    /// `post_logout_redirect_uris`
    pub post_logout_redirect_uris: Vec<String>,
    /// As whom it acts by `client_credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// `redirect_uris`
    pub redirect_uris: Vec<String>,
    /// `refresh_idle_seconds`
    pub refresh_idle_seconds: i64,
    /// What it may ask for at most, with a space between the words.
    pub scope: String,
    /// In the answer that makes it only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A new account: at a path, or of a type under an id of your choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenAccount {
    /// Whether its balance may go below zero; no if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allows_overdraft: Option<bool>,
    /// A number of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// How far beyond its guard it may go, holds counted; zero if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<i64>,
    /// `currency`
    pub currency: String,
    /// `no_overdraft` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<GuardWord>,
    /// An id of your choice; it follows from path and currency if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Words of your own: up to 32 keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
    /// `assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by
    /// `:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The type of an account without a path of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<TypeWord>,
    /// A number of your own: up to 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
}

/// An account that was opened. How it stands is asked for with its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenedAccount {
    /// `allows_overdraft`
    pub allows_overdraft: bool,
    /// `currency`
    pub currency: String,
    /// Whether debits raise it.
    pub debit_normal: bool,
    /// `id`
    pub id: String,
    /// Always `account`.
    pub object: String,
    /// `path`
    pub path: String,
}

/// How one operation of a gateway is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperationHealth {
    /// `closed`, `open` or `half_open`.
    pub breaker: String,
    /// `mean_latency_ms`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_latency_ms: Option<i64>,
    /// `open_until`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_until: Option<String>,
    /// `operation`
    pub operation: String,
    /// Calls with a half-life of five minutes.
    pub recent: Counts,
    /// Successes among the recent calls, in ten-thousandths; null without recent calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_basis_points: Option<u32>,
    /// Calls since the gateway was declared.
    pub total: Counts,
    /// Where errors and latency are heading; null without recent calls, or while the breaker is not closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
}

/// What a gateway is being asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperationInProgress {
    /// `gateway`
    pub gateway: String,
    /// `authorize`, `capture`, `void` or `refund`.
    pub kind: String,
    /// When it goes on, where it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// `operation`
    pub operation: String,
    /// `calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`.
    pub phase: String,
}

/// `OrderWord`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OrderWord {
    /// `score`
    #[serde(rename = "score")]
    Score,
    /// `priority`
    #[serde(rename = "priority")]
    Priority,
    /// `split`
    #[serde(rename = "split")]
    Split,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for OrderWord {
    fn default() -> Self {
        OrderWord::Other(String::new())
    }
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Outcome {
    /// `imported`
    #[serde(rename = "imported")]
    Imported,
    /// `known`
    #[serde(rename = "known")]
    Known,
    /// `planned`
    #[serde(rename = "planned")]
    Planned,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for Outcome {
    fn default() -> Self {
        Outcome::Other(String::new())
    }
}

/// A statement of an account outside, or a part of a long one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutsideStatement {
    /// The balance after its last line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<i64>,
    /// `currency`
    pub currency: String,
    /// `from`
    pub from: String,
    /// By how much its opening balance differs from the closing balance of the statement before: lines are
    /// missing in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<i64>,
    /// `id`
    pub id: String,
    /// `imported_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_at: Option<String>,
    /// How many of its lines an earlier statement had brought.
    pub known_lines: u32,
    /// How many of its lines became items.
    pub new_items: u32,
    /// The bank's name for it; may be empty.
    pub number: String,
    /// Always `statement`.
    pub object: String,
    /// The balance before its first line, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<i64>,
    /// `outcome`
    pub outcome: Outcome,
    /// The account as the statement names it.
    pub outside_account: String,
    /// Which part of a long statement, from 1.
    pub part: u32,
    /// Of how many.
    pub parts: u32,
    /// How many entries were left out since they are only announced, not booked.
    pub pending_left_out: u32,
    /// `reconciliation`
    pub reconciliation: String,
    /// `to`
    pub to: String,
}

/// That I agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnConsentBody {
    /// `purpose`
    pub purpose: String,
    /// To which version of its texts.
    pub version: u32,
}

/// What a tenant changes of itself: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnTenantChange {
    /// On or off; null forgets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<BTreeMap<String, Option<bool>>>,
    /// `sign_in`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInChange>,
}

/// A passkey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Passkey {
    /// Whether it is on several devices.
    pub backed_up: bool,
    /// `created_at`
    pub created_at: String,
    /// `id`
    pub id: String,
    /// `last_used_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// `name`
    pub name: String,
    /// Always `passkey`.
    pub object: String,
}

/// The browser's answer to a challenge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PasskeyAnswer {
    /// `challenge`
    pub challenge: String,
    /// `credential`
    pub credential: serde_json::Map<String, serde_json::Value>,
}

/// What the browser is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PasskeyOptions {
    /// To be sent with the answer.
    pub challenge: String,
    /// For `navigator.credentials`, with bytes in base64url.
    pub options: serde_json::Map<String, serde_json::Value>,
}

/// Asks for a challenge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PasskeyOptionsRequest {
    /// From the first answer, where the passkey comes after the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#continue: Option<String>,
}

/// The browser's answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PasskeySignIn {
    /// `challenge`
    pub challenge: String,
    /// `continue`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#continue: Option<String>,
    /// `credential`
    pub credential: serde_json::Map<String, serde_json::Value>,
}

/// Another password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The one so far, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// `password`
    pub password: String,
}

/// A payment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// How much was asked for, in minor units.
    pub amount: i64,
    /// How much was taken.
    pub amount_captured: i64,
    /// How much was given back.
    pub amount_refunded: i64,
    /// The newest authorizations that were sent to gateways, oldest first.
    pub attempts: Vec<Attempt>,
    /// Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention_reason: Option<String>,
    /// The pause before the capture; only with `automatic_after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_after_seconds: Option<i64>,
    /// When the money will be taken by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_at: Option<String>,
    /// `automatic`, `manual` or `automatic_after`.
    pub capture_method: String,
    /// What you said about the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Where it comes from, as in ISO 3166-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// The principal who created it; null where a key without a principal did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// `currency`
    pub currency: String,
    /// Your own name for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// `description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The disputes, oldest first.
    pub disputes: Vec<Dispute>,
    /// When the reservation runs out; only while money is reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// What went wrong last and has not been made good since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The gateway that has it, or was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// `id`
    pub id: String,
    /// `customer` or `merchant`.
    pub initiator: String,
    /// Your own pairs.
    pub metadata: BTreeMap<String, String>,
    /// Whether a person should look at it.
    pub needs_attention: bool,
    /// When the next try after a soft decline will be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<String>,
    /// Always `payment`.
    pub object: String,
    /// What a gateway is being asked, or will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_in_progress: Option<OperationInProgress>,
    /// `payment_method`
    pub payment_method: PaymentMethod,
    /// Your own name for the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// Tries after soft declines; null where nobody planned any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<Retries>,
    /// `status`
    pub status: String,
    /// `updated_at`
    pub updated_at: String,
    /// Grows with every change; send it as `If-Match` to change only what you have seen.
    pub version: i64,
}

/// A payment link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentLink {
    /// Until when it is good. It ends before that with the key that made it.
    pub expires_at: String,
    /// Always `payment_link`.
    pub object: String,
    /// Whether it can be paid more than once.
    pub reusable: bool,
    /// For the merchant's own page: a button that opens the page in a frame. Only with `embed_origin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// The page; whoever has it can pay.
    pub url: String,
}

/// With what a payment is paid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentMethod {
    /// The gateway's token for it; never a card number.
    pub token: String,
    /// `card`, `bank_transfer` or `wallet`.
    pub r#type: String,
}

/// Why a payment went where it went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentRouting {
    /// In minor units. Fees are in this currency.
    pub amount: i64,
    /// The newest authorizations, oldest first.
    pub attempts: Vec<RoutedAttempt>,
    /// `currency`
    pub currency: String,
    /// Gateways that hooks left out.
    pub left_out_by_hooks: Vec<String>,
    /// The decision that found no gateway, if that was the end of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_routed: Option<Decision>,
    /// Always `payment_routing`.
    pub object: String,
    /// `payment`
    pub payment: String,
    /// Gateways that hooks preferred, the best first.
    pub preferred_by_hooks: Vec<String>,
    /// `tenant`
    pub tenant: String,
}

/// A payment in a list. The payment itself says more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentSummary {
    /// In minor units.
    pub amount: i64,
    /// `amount_captured`
    pub amount_captured: i64,
    /// `amount_refunded`
    pub amount_refunded: i64,
    /// `created_at`
    pub created_at: String,
    /// The principal who created it; null where a key without a principal did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// `currency`
    pub currency: String,
    /// `customer`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// `description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `failure_code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
    /// `gateway`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// `id`
    pub id: String,
    /// Always `payment`.
    pub object: String,
    /// `reference`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// `status`
    pub status: String,
    /// `updated_at`
    pub updated_at: String,
    /// `version`
    pub version: i64,
}

/// Payments of which it is known whether they are approved, at the gateway that was asked last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentsDto {
    /// `approval_rate`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_rate: Option<RateDto>,
    /// `approved`
    pub approved: i64,
    /// By asking another gateway.
    pub approved_after_failover: i64,
    /// By asking the same gateway again.
    pub approved_after_retry: i64,
    /// By waiting for a better moment.
    pub approved_after_wait: i64,
    /// By the first attempt.
    pub approved_first: i64,
    /// `decided`
    pub decided: i64,
    /// What it would have been with first attempts alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_attempt_rate: Option<RateDto>,
    /// `not_approved`
    pub not_approved: i64,
    /// Those of them for which no gateway was asked.
    pub not_tried: i64,
}

/// One way to a permission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PermissionSource {
    /// How they have the role: `principal`, `group` or `identity_provider`.
    pub by: String,
    /// The role that permits it.
    pub role: String,
    /// The group's id, or the provider's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// Whose cards are erased too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonErasure {
    /// Your name for the customer that they are: their cards are deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// The policy in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// `activated_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<String>,
    /// The version that this node decides by: the same, but for a moment after a change.
    pub applied_version: u32,
    /// Which version a step back would put in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// What identifies the texts, in hexadecimal.
    pub digest: String,
    /// The texts by their paths.
    pub files: BTreeMap<String, String>,
    /// Always `policy`.
    pub object: String,
    /// The version in force; 0 is the policy that Bezant brings.
    pub version: u32,
}

/// A version of the policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyBundle {
    /// When it came into force for the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<String>,
    /// Whether it is in force.
    pub active: bool,
    /// What identifies the texts, in hexadecimal.
    pub digest: String,
    /// `dry_run`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<DryRun>,
    /// The texts by their paths; not in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<BTreeMap<String, String>>,
    /// `note`
    pub note: String,
    /// Always `policy_bundle`.
    pub object: String,
    /// `proposed_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_at: Option<String>,
    /// Who proposed it: an id, or `node`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_by: Option<String>,
    /// Its number; null where it was only checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// A decision about a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyDecision {
    /// `allow`
    pub allow: bool,
    /// `at`
    pub at: String,
    /// As in the answer to the request.
    pub correlation_id: String,
    /// The question, in the form that policies see.
    pub input: serde_json::Map<String, serde_json::Value>,
    /// Always `policy_decision`.
    pub object: String,
    /// Why, as stable words.
    pub reasons: Vec<String>,
    /// By which version of the policy.
    pub version: u32,
}

/// A decision with what leads to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyExplanation {
    /// `allow`
    pub allow: bool,
    /// What went wrong, where the policy could not decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The permission that the route asks for and the caller does not have. The rules are shown nevertheless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_permission: Option<String>,
    /// Always `policy_explanation`.
    pub object: String,
    /// What the policy printed.
    pub prints: Vec<String>,
    /// `reasons`
    pub reasons: Vec<ExplainedReason>,
    /// `rules`
    pub rules: Vec<ExplainedRule>,
    /// By which version of the policy.
    pub version: u32,
}

/// The settings of forecasts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// So many calls of the last seconds are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_at_least: Option<u32>,
    /// How far ahead the forecast looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_ms: Option<i64>,
    /// A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_at_errors_basis_points: Option<u32>,
    /// or such a latency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_at_latency_ms: Option<i64>,
    /// for so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_after_ms: Option<i64>,
    /// It is let go when the share of errors is above the usual by less than this, in ten-thousandths,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at_errors_basis_points: Option<u32>,
    /// and its latency by less than so many percent,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at_latency_percent: Option<u32>,
    /// A gateway is restrained when its share of errors has risen so far, in ten-thousandths,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrain_at_errors_basis_points: Option<u32>,
    /// or its latency by so many percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrain_at_latency_percent: Option<u32>,
    /// Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrained_share_basis_points: Option<u32>,
}

/// Somebody, or a program, that can act: a user, an agent or a service account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Principal {
    /// `attributes`
    pub attributes: PrincipalAttributes,
    /// `changed_at`
    pub changed_at: String,
    /// `created_at`
    pub created_at: String,
    /// Who made them: an id, or `node`.
    pub created_by: String,
    /// All of their roles: by groups and by their identity provider too.
    pub effective_roles: Vec<String>,
    /// A person's e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What an outside directory calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The groups that they are in.
    pub groups: Vec<String>,
    /// `id`
    pub id: String,
    /// The outside provider that they sign in by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_provider: Option<String>,
    /// `user`, `agent` or `service_account`.
    pub kind: String,
    /// A person's name, or what a program is called. Null where nobody knows it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Always `principal`.
    pub object: String,
    /// The responsible person of a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// A person's phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether they are run from outside.
    pub provisioned: bool,
    /// The roles that were given to them alone.
    pub roles: Vec<String>,
    /// `active`, `suspended` or `deleted`.
    pub status: String,
    /// Grows by one with each change.
    pub version: i64,
}

/// What the access policy asks about beside roles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrincipalAttributes {
    /// Whether they are authorized to work with health data.
    pub hipaa: bool,
    /// Whether they are certified to work with card data.
    pub pci: bool,
    /// Where they belong, if that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrincipalChange {
    /// All of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<AttributesBody>,
    /// `email`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `external_id`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `owner`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `phone`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `provisioned`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<bool>,
}

/// A problem (RFC 9457).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The kind of problem, for programs. Stable.
    pub code: String,
    /// For questions: it is in the node's log too.
    pub correlation_id: String,
    /// Where the payment stands, if that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_status: Option<String>,
    /// The version the payment has, if that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    /// This problem, for people.
    pub detail: String,
    /// What is wrong with the input; nothing where it is not about single fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Mistake>>,
    /// The HTTP status.
    pub status: u32,
    /// The kind of problem, for people.
    pub title: String,
    /// The page about it.
    pub r#type: String,
}

/// All of how a provider is used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProviderBody {
    /// The roles of everyone who comes from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_roles: Option<Vec<String>>,
    /// Whether who is not known yet gets an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub just_in_time: Option<bool>,
    /// `oidc`, `saml` or `ldap`.
    pub kind: String,
    /// Whether an account that SCIM made is linked when the provider says that its e-mail address is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_by_email: Option<bool>,
    /// The roles of who is in each outside group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<BTreeMap<String, Vec<String>>>,
}

/// A share in basis points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RateDto {
    /// `basis_points`
    pub basis_points: u32,
    /// Its upper end.
    pub high: u32,
    /// The lower end of the 95 % interval (Wilson).
    pub low: u32,
}

/// Why, for people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReasonRequest {
    /// At most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A reconciliation as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// The ledger account.
    pub account: String,
    /// That balance, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_balance: Option<i64>,
    /// The last day of the latest statement that says a closing balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_on: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// `currency`
    pub currency: String,
    /// `id`
    pub id: String,
    /// The latest booking day of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_booked_on: Option<String>,
    /// `name`
    pub name: String,
    /// Always `reconciliation`.
    pub object: String,
    /// How many items are not closed.
    pub open_items: i64,
    /// `outside_account`
    pub outside_account: String,
    /// `rules`
    pub rules: Vec<ReconciliationRule>,
    /// How many statements, or parts of long ones, were imported.
    pub statements: i64,
    /// `updated_at`
    pub updated_at: String,
}

/// A line of a statement within a reconciliation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconciliationItem {
    /// By how much the balance rose, or fell below zero, in minor units.
    pub amount: i64,
    /// Who looks into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `booked_on`
    pub booked_on: String,
    /// `counterparty`
    pub counterparty: String,
    /// `currency`
    pub currency: String,
    /// What was done to it, the latest last.
    pub history: Vec<ReconciliationItemHistory>,
    /// How many older entries of the history are only in the log.
    pub history_dropped: u32,
    /// `id`
    pub id: String,
    /// Whether it takes back an earlier line.
    pub is_reversal: bool,
    /// The match that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#match: Option<String>,
    /// Always `item`.
    pub object: String,
    /// `reconciliation`
    pub reconciliation: String,
    /// `references`
    pub references: Vec<String>,
    /// `matched_by_hand`, `written_off`, `ignored` or `to_be_corrected_at_bank`, once someone ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// The statement that brought it first.
    pub statement: String,
    /// `open`, `proposed`, `under_investigation`, `matched` or `resolved`.
    pub status: String,
    /// `text`
    pub text: String,
    /// `value_on`
    pub value_on: String,
}

/// What was done, when, by whom and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconciliationItemHistory {
    /// `at`
    pub at: String,
    /// The API key.
    pub by: String,
    /// `note`
    pub note: String,
    /// `import`, `propose`, `match`, `accept`, `reject`, `assign`, `release`, `note`, `resolve` or `reopen`.
    pub step: String,
}

/// Lines and transfers that belong together, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconciliationMatch {
    /// `currency`
    pub currency: String,
    /// How many days lie at most between both sides.
    pub days: u32,
    /// The sum of the lines less the sum of the transfers, in minor units.
    pub difference: i64,
    /// Where the rule says that the difference should be booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_account: Option<String>,
    /// One sentence on why.
    pub explanation: String,
    /// `id`
    pub id: String,
    /// `items`
    pub items: Vec<String>,
    /// Always `match`.
    pub object: String,
    /// `reconciliation`
    pub reconciliation: String,
    /// The reference that both sides have, in letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The rule that found it; none for one made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// `status`
    pub status: MatchStatusWord,
    /// `transfers`
    pub transfers: Vec<String>,
}

/// A rule as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconciliationRule {
    /// `acceptance`
    pub acceptance: AcceptanceWord,
    /// `difference_account`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_account: Option<String>,
    /// `maximum_days`
    pub maximum_days: u32,
    /// `maximum_group`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_group: Option<u32>,
    /// `name`
    pub name: String,
    /// `priority`
    pub priority: u32,
    /// `reference`
    pub reference: ReferenceWord,
    /// `shape`
    pub shape: ShapeWord,
    /// `tolerance`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<i64>,
    /// `tolerance_basis_points`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance_basis_points: Option<u32>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconciliationRun {
    /// The matches, in the order in which they were found.
    pub data: Vec<ReconciliationMatch>,
    /// Whether nothing was recorded since only that was asked.
    pub dry_run: bool,
    /// Whether more was found than one request records: ask again.
    pub has_more: bool,
    /// Whether each rule was followed to its end. If not, a rule is so wide for so many lines and transfers
    /// that its search was stopped; a narrower rule, or a shorter period, finds more.
    pub is_complete: bool,
    /// Always `reconciliation_run`.
    pub object: String,
}

/// Recovery codes, shown once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// `codes`
    pub codes: Vec<String>,
}

/// A new password, by the token in the link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecoveryFinish {
    /// `password`
    pub password: String,
    /// `token`
    pub token: String,
}

/// Asks for a letter with a link to set a new password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecoveryRequest {
    /// `email`
    pub email: String,
    /// The organisation's name or id.
    pub tenant: String,
}

/// What the references of both sides must have in common, by letters and digits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ReferenceWord {
    /// `any`
    #[serde(rename = "any")]
    Any,
    /// `equal`
    #[serde(rename = "equal")]
    Equal,
    /// `contains`
    #[serde(rename = "contains")]
    Contains,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for ReferenceWord {
    fn default() -> Self {
        ReferenceWord::Other(String::new())
    }
}

/// Money that is, or was, given back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// In minor units.
    pub amount: i64,
    /// `created_at`
    pub created_at: String,
    /// `currency`
    pub currency: String,
    /// `failure`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The gateway's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_reference: Option<String>,
    /// `id`
    pub id: String,
    /// Always `refund`.
    pub object: String,
    /// `payment`
    pub payment: String,
    /// `reason`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it had succeeded and the customer's bank sent it back; only with `FAILED`.
    pub returned: bool,
    /// `REFUND_INITIATED`, `REFUNDED` or `FAILED`.
    pub status: String,
    /// `updated_at`
    pub updated_at: String,
}

/// Money to give back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RefundRequest {
    /// How much, in minor units; all that is left if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The payment's currency; a guard against mistakes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Why, for people, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is there no longer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RemovedFromIdentity {
    /// Always true.
    pub deleted: bool,
    /// Its id or name.
    pub id: String,
    /// Of which kind it was.
    pub object: String,
}

/// A monitor or schedule that is there no longer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RemovedFromLedger {
    /// Always true.
    pub deleted: bool,
    /// `id`
    pub id: String,
    /// Of which kind it was.
    pub object: String,
}

/// A message that will be sent again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replayed {
    /// `id`
    pub id: String,
    /// `object`
    pub object: String,
    /// `state`
    pub state: String,
}

/// A total of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportFigure {
    /// What people call it.
    pub heading: String,
    /// The same of the main log.
    pub log_positions: Vec<Vec<i64>>,
    /// What programs call it.
    pub name: String,
    /// Positions of the audit trail that it stands on: ranges of the first and the last.
    pub trail_positions: Vec<Vec<i64>>,
    /// How much.
    pub value: i64,
}

/// A group of accounts, or an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    /// The account that stands at the path, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The account's and that of all below it, on the normal side of the type.
    pub amount: i64,
    /// How many groups it is in.
    pub depth: i64,
    /// `path`
    pub path: String,
}

/// All accounts of one type in one currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportSection {
    /// Groups and accounts, each group right before what is below it.
    pub rows: Vec<ReportRow>,
    /// On the normal side of the type.
    pub total: i64,
}

/// What a report was made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportSource {
    /// The last position of the main log that it knows of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_position: Option<i64>,
    /// The last position of the audit trail, the root of its tree up to there in hexadecimal digits, and the
    /// signed checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A table of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportTable {
    /// What people call it.
    pub heading: String,
    /// What programs call it.
    pub name: String,
    /// Its rows: a field for each column, and the positions that the row stands on.
    pub rows: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// When a gateway gets less, or nothing, because it does not answer. What is left out is as by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resilience {
    /// So many calls in a row without an answer open a breaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures_in_a_row: Option<u32>,
    /// Answered probes shorten the time down to this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_at_least_ms: Option<i64>,
    /// The longest time that it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for_at_most_ms: Option<i64>,
    /// How long a breaker is open at first; doubles each time a trial fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for_ms: Option<i64>,
    /// Acts on what is to come as well; null for not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
    /// So many of the last calls are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_calls: Option<u32>,
    /// With fewer calls in the window, their share of failures says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_calls_at_least: Option<u32>,
    /// Such a share of failures in the window opens a breaker, in ten-thousandths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_failures_basis_points: Option<u32>,
}

/// How an item is ended by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ResolutionWord {
    /// `matched_by_hand`
    #[serde(rename = "matched_by_hand")]
    MatchedByHand,
    /// `written_off`
    #[serde(rename = "written_off")]
    WrittenOff,
    /// `ignored`
    #[serde(rename = "ignored")]
    Ignored,
    /// `to_be_corrected_at_bank`
    #[serde(rename = "to_be_corrected_at_bank")]
    ToBeCorrectedAtBank,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for ResolutionWord {
    fn default() -> Self {
        ResolutionWord::Other(String::new())
    }
}

/// How an item is ended by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resolve {
    /// Why, of at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `resolution`
    pub resolution: ResolutionWord,
    /// The transfers of the ledger account that the line belongs to; with `matched_by_hand` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfers: Option<Vec<String>>,
}

/// Tries after soft declines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Retries {
    /// How many are planned after the first.
    pub count: u32,
    /// How many of them began.
    pub made: u32,
    /// For how many days after the first.
    pub within_days: i64,
}

/// What a number is wanted for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reveal {
    /// `purpose`
    pub purpose: RevealPurpose,
}

/// Purposes that a person or a program may name; payments take numbers by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RevealPurpose {
    /// `merchant_export`
    #[serde(rename = "merchant_export")]
    MerchantExport,
    /// `dispute`
    #[serde(rename = "dispute")]
    Dispute,
    /// `support_reveal`
    #[serde(rename = "support_reveal")]
    SupportReveal,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for RevealPurpose {
    fn default() -> Self {
        RevealPurpose::Other(String::new())
    }
}

/// A whole card. It is written into an answer and nowhere else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RevealedCard {
    /// `expiry_month`
    pub expiry_month: u32,
    /// `expiry_year`
    pub expiry_year: u32,
    /// `holder_name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
    /// `id`
    pub id: String,
    /// `number`
    pub number: String,
    /// Always `revealed_card`.
    pub object: String,
}

/// A named set of permissions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Whether every tenant has it and nobody changes it.
    pub built_in: bool,
    /// `changed_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
    /// `created_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// `description`
    pub description: String,
    /// `name`
    pub name: String,
    /// Always `role`.
    pub object: String,
    /// What it permits.
    pub permissions: Vec<String>,
    /// Grows by one with each change.
    pub version: i64,
}

/// All of a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleBody {
    /// What it is for; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All that it permits from now on.
    pub permissions: Vec<String>,
}

/// A role to be given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleToGive {
    /// Its name.
    pub role: String,
}

/// The sums of all accounts of one currency at and below a path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RolledUpBalance {
    /// How many accounts these are.
    pub accounts: i64,
    /// The posted balance on the normal side of the path's type; null for the whole chart, where the sides are
    /// equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<i64>,
    /// `credits_pending`
    pub credits_pending: i64,
    /// `credits_posted`
    pub credits_posted: i64,
    /// `currency`
    pub currency: String,
    /// `debits_pending`
    pub debits_pending: i64,
    /// `debits_posted`
    pub debits_posted: i64,
    /// The path that was asked for.
    pub prefix: String,
}

/// One authorization with the decision that led to its gateway.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoutedAttempt {
    /// `code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Null for a repetition at the same gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// `gateway`
    pub gateway: String,
    /// `latency_ms`
    pub latency_ms: i64,
    /// `operation`
    pub operation: String,
    /// `outcome`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// `started_at`
    pub started_at: String,
}

/// How payments are routed at present.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Routing {
    /// The rules that payments are routed by; null if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_rules: Option<Rules>,
    /// The experiment that is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<Experiment>,
    /// Counts the changes of the fees; 0 until they are set.
    pub fees_version: u32,
    /// Gateways that the active rules name and that are not configured: what the rules say about them has no
    /// effect.
    pub missing_gateways: Vec<String>,
    /// Whether rules must be approved by someone else than their author.
    pub needs_four_eyes: bool,
    /// Always `routing`.
    pub object: String,
    /// `resilience`
    pub resilience: Resilience,
    /// `strategy`
    pub strategy: Strategy,
    /// Counts the changes of the strategy; 0 until it is set.
    pub strategy_version: u32,
}

/// A version of the rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// When it became active for the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<String>,
    /// `approved_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<String>,
    /// The API key of who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// The API key of who proposed it.
    pub author: String,
    /// Always `routing_rules`.
    pub object: String,
    /// `proposed_at`
    pub proposed_at: String,
    /// `source`
    pub source: String,
    /// `proposed`, `approved` or `active`.
    pub status: String,
    /// `version`
    pub version: u32,
}

/// A search for matches by the rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Only show what is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// Only lines with a value date from this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only lines with a value date up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Transfers that wait for their time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// `at`
    pub at: String,
    /// `id`
    pub id: String,
    /// Always `schedule`.
    pub object: String,
    /// `transfers`
    pub transfers: Vec<ScheduledTransfer>,
}

/// A transfer that waits for its time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScheduledTransfer {
    /// In minor units; of a balancing transfer at most so much, zero for no bound.
    pub amount: i64,
    /// `debit` or `credit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balancing: Option<String>,
    /// `debit` or `credit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
    /// `code`
    pub code: u32,
    /// `credit`
    pub credit: String,
    /// `currency`
    pub currency: String,
    /// `debit`
    pub debit: String,
    /// `external_reference`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// The id that the transfer will have.
    pub id: String,
    /// `transfer` or `hold`.
    pub kind: String,
    /// `metadata`
    pub metadata: BTreeMap<String, String>,
    /// `reference`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// After how many seconds a hold ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
}

/// A gateway in a decision. Scores are millionths of the amount.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoredGateway {
    /// `cost`
    pub cost: i64,
    /// Its place in the draw of a split, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<u32>,
    /// The success that was reckoned with: a mean, or a sample.
    pub expected_success: i64,
    /// In minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<i64>,
    /// `fee_parts`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_parts: Option<FeeParts>,
    /// `gateway`
    pub gateway: String,
    /// `latency`
    pub latency: i64,
    /// The mean of what was learned about payments of this kind.
    pub learned_success: i64,
    /// Its place in what rules prefer, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<u32>,
    /// Its place in what hooks prefer, from 0; goes before what rules prefer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_by_hook: Option<u32>,
    /// The rule that left it out, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
    /// The sum of the three parts.
    pub score: i64,
    /// So many calls were just like this one, faded ones counting less.
    pub similar_calls: i64,
    /// `success`
    pub success: i64,
    /// `chosen`, `eligible`, or why it was left out.
    pub verdict: String,
}

/// The second factor: a code or a recovery code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// From the first answer.
    pub r#continue: String,
    /// `recovery_code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<String>,
}

/// Another secret for a client.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecretChange {
    /// How long the secret before works too, from 0 to 604800; a day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<u32>,
}

/// A new secret.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecretRotation {
    /// As it is if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// What the browser calls itself.
    pub agent: String,
    /// `created_at`
    pub created_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// `device`
    pub device: String,
    /// `expires_at`
    pub expires_at: String,
    /// `id`
    pub id: String,
    /// To the minute.
    pub last_used_at: String,
    /// How its owner has proved who they are.
    pub methods: Vec<String>,
    /// Always `session`.
    pub object: String,
    /// `principal`
    pub principal: String,
    /// `stepped_up_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stepped_up_at: Option<String>,
}

/// How many stand on each side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ShapeWord {
    /// `one_to_one`
    #[serde(rename = "one_to_one")]
    OneToOne,
    /// `one_to_many`
    #[serde(rename = "one_to_many")]
    OneToMany,
    /// `many_to_one`
    #[serde(rename = "many_to_one")]
    ManyToOne,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for ShapeWord {
    fn default() -> Self {
        ShapeWord::Other(String::new())
    }
}

/// A side of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SideWord {
    /// `debit`
    #[serde(rename = "debit")]
    Debit,
    /// `credit`
    #[serde(rename = "credit")]
    Credit,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for SideWord {
    fn default() -> Self {
        SideWord::Other(String::new())
    }
}

/// Who wants to sign in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    /// `email`
    pub email: String,
    /// `password`
    pub password: String,
    /// The organisation's name or id.
    pub tenant: String,
}

/// What shall be different of signing in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignInChange {
    /// `password_sign_in`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_sign_in: Option<bool>,
    /// `second_factor_required`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor_required: Option<bool>,
    /// `session_absolute_hours`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_absolute_hours: Option<u32>,
    /// `session_idle_minutes`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_idle_minutes: Option<u32>,
}

/// How far a sign-in has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignInDto {
    /// To be sent with the second factor, within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#continue: Option<String>,
    /// What the second factor can be: `totp`, `passkey`, `recovery_code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// `session`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// `signed_in` or `second_factor`.
    pub status: String,
}

/// How a tenant's people sign in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignInSettings {
    /// Whether passwords are accepted at all.
    pub password_sign_in: bool,
    /// Whether a password alone is not enough.
    pub second_factor_required: bool,
    /// A session ends after so long, used or not.
    pub session_absolute_hours: u32,
    /// A session ends after so long without use.
    pub session_idle_minutes: u32,
}

/// How messages are signed (Standard Webhooks 1.0).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Signing {
    /// `hmac`
    #[serde(rename = "hmac")]
    Hmac,
    /// `ed25519`
    #[serde(rename = "ed25519")]
    Ed25519,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for Signing {
    fn default() -> Self {
        Signing::Other(String::new())
    }
}

/// A message of the WebSocket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SocketMessage {
    /// The event.
    pub data: Event,
    /// The event's place, with which another connection goes on after it. Events have one and other messages do
    /// not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The event's type; or `ready`, `subscribed`, `unsubscribed`, `pong` or `error`.
    pub r#type: String,
}

/// A page of an account's statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The posted balance after the last line of the page.
    pub closing: i64,
    /// The postings in order, the earliest first.
    pub data: Vec<StatementLine>,
    /// Pass it as `cursor` for the next page; null on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The posted balance before the first line of the page.
    pub opening: i64,
    /// The position of the log that it reflects.
    pub position: i64,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatementImport {
    /// The file's statements; a long one in parts of 200 lines.
    pub data: Vec<OutsideStatement>,
    /// Whether nothing was taken in since only that was asked.
    pub dry_run: bool,
    /// How many lines were there already.
    pub known_lines: i64,
    /// How many lines became items.
    pub new_items: i64,
    /// Always `statement_import`.
    pub object: String,
}

/// A line of an account's statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatementLine {
    /// What it adds to the balance on the account's normal side; negative where it takes away.
    pub amount: i64,
    /// The posted balance after it.
    pub balance_after: i64,
    /// `debit` or `credit`: the account's side of it.
    pub side: String,
    /// `transfer`
    pub transfer: Transfer,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatusDto {
    /// In a word.
    pub status: String,
}

/// A proof of who one is, once more: one of these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepUp {
    /// Six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `passkey`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
    /// `password`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// `recovery_code`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<String>,
}

/// How gateways are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// Leaves out gateways in an incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elimination: Option<Elimination>,
    /// After so long, what was learned counts half; 6 hours if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life_seconds: Option<i64>,
    /// `score` (the default): the best sum of success, fee and waiting. `priority`: as configured. `split`: a
    /// draw by weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderWord>,
    /// Samples and draws follow from it and the payment's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// The weights of gateways, with the order `split`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<BTreeMap<String, u32>>,
    /// Where the expected success comes from: `recent` (the default): all calls of the last minutes. `learned`:
    /// payments of the same kind. `sampled`: the same as a Thompson sample, so that what is not sure is tried
    /// at times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<SuccessWord>,
    /// What each part of the score counts, with the order `score`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<StrategyWeights>,
}

/// What a part of the score counts, in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StrategyWeights {
    /// The fee.
    pub cost: u32,
    /// Waiting.
    pub latency: u32,
    /// Expected success.
    pub success: u32,
}

/// `SuccessWord`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SuccessWord {
    /// `recent`
    #[serde(rename = "recent")]
    Recent,
    /// `learned`
    #[serde(rename = "learned")]
    Learned,
    /// `sampled`
    #[serde(rename = "sampled")]
    Sampled,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for SuccessWord {
    fn default() -> Self {
        SuccessWord::Other(String::new())
    }
}

/// A further limit for some time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TemporaryLimit {
    /// `amount`
    pub amount: i64,
    /// `until`
    pub until: String,
}

/// A tenant: whose things are kept apart from those of all others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// `created_at`
    pub created_at: String,
    /// `data_classes`
    pub data_classes: TenantDataClasses,
    /// What is switched on and off.
    pub features: BTreeMap<String, bool>,
    /// `id`
    pub id: String,
    /// `limits`
    pub limits: TenantLimits,
    /// `name`
    pub name: String,
    /// Always `tenant`.
    pub object: String,
    /// Why it is suspended, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where its data is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `sign_in`
    pub sign_in: SignInSettings,
    /// `active`, `suspended` or `closed`.
    pub status: String,
    /// Grows by one with each change.
    pub version: i64,
}

/// What kinds of data a tenant keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TenantDataClasses {
    /// Protected health information, as in HIPAA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phi: Option<bool>,
}

/// How much a tenant may have and do; as the node is configured where null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TenantLimits {
    /// `max_keys`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_keys: Option<u32>,
    /// `max_principals`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_principals: Option<u32>,
    /// `payments_per_day`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payments_per_day: Option<i64>,
    /// `requests_per_second`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<u32>,
}

/// A code of the generator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TotpCode {
    /// Six digits.
    pub code: String,
}

/// What an authenticator app is told, once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TotpSeed {
    /// To be typed into the app.
    pub secret: String,
    /// The same as a link, for a picture.
    pub uri: String,
}

/// A line of the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// In minor units.
    pub amount: i64,
    /// Why money moved.
    pub code: u32,
    /// The code's name, where it is one of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// The account that is credited.
    pub credit: AccountRef,
    /// `currency`
    pub currency: String,
    /// The account that is debited.
    pub debit: AccountRef,
    /// As of when it counts in the books: earlier than `created_at` if it was backdated.
    pub effective_at: String,
    /// When a hold ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The hold that a post, void or expiry ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// `id`
    pub id: String,
    /// `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`.
    pub kind: String,
    /// Always `transfer`.
    pub object: String,
    /// The transfer that a reversal reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A transfer with what became of it and what was attached to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TransferDetail {
    /// In minor units.
    pub amount: i64,
    /// Why money moved.
    pub code: u32,
    /// The code's name, where it is one of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// The account that is credited.
    pub credit: AccountRef,
    /// `currency`
    pub currency: String,
    /// The account that is debited.
    pub debit: AccountRef,
    /// As of when it counts in the books: earlier than `created_at` if it was backdated.
    pub effective_at: String,
    /// When a hold ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The hold that a post, void or expiry ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// `id`
    pub id: String,
    /// `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`.
    pub kind: String,
    /// Always `transfer`.
    pub object: String,
    /// The transfer that a reversal reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Your own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_reference: Option<String>,
    /// Words of your own.
    pub metadata: BTreeMap<String, String>,
    /// What ended a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    /// Of a hold: `open`, `posted`, `voided` or `expired`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The reversal that moved its money back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed_by: Option<String>,
}

/// Where errors and latency of a gateway's operation are heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Calls without an answer, in ten-thousandths of all.
    pub errors_basis_points: Forecast,
    /// Null without recent answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<Forecast>,
    /// Since when the gateway gets only a share of the payments, because it does worse than before; null if it
    /// does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrained_since: Option<String>,
}

/// All accounts with all that was ever posted, and its sums: per currency, debits and credits are equal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialBalance {
    /// `accounts`
    pub accounts: Vec<TrialBalanceAccount>,
    /// The position of the log that it reflects.
    pub position: i64,
    /// `totals`
    pub totals: Vec<TrialBalanceTotal>,
}

/// An account in the trial balance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialBalanceAccount {
    /// `account`
    pub account: String,
    /// `credits`
    pub credits: i64,
    /// `currency`
    pub currency: String,
    /// `debits`
    pub debits: i64,
    /// `path`
    pub path: String,
}

/// The sums of a currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialBalanceTotal {
    /// `credits`
    pub credits: i64,
    /// `currency`
    pub currency: String,
    /// `debits`
    pub debits: i64,
}

/// The type of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TypeWord {
    /// `asset`
    #[serde(rename = "asset")]
    Asset,
    /// `liability`
    #[serde(rename = "liability")]
    Liability,
    /// `equity`
    #[serde(rename = "equity")]
    Equity,
    /// `revenue`
    #[serde(rename = "revenue")]
    Revenue,
    /// `expense`
    #[serde(rename = "expense")]
    Expense,
    /// A value that this version of the SDK does not know.
    #[serde(untagged)]
    Other(String),
}

impl Default for TypeWord {
    fn default() -> Self {
        TypeWord::Other(String::new())
    }
}

/// What the first attempts alone would not have brought, in basis points of the decided payments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpliftDto {
    /// `basis_points`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis_points: Option<u32>,
    /// `failover`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failover: Option<u32>,
    /// `retry`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<u32>,
    /// `wait`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<u32>,
}

/// A card as anybody may see it who sees cards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VaultCard {
    /// The first six or eight digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// `created_at`
    pub created_at: String,
    /// `deleted_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
    /// `expiry_month`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_month: Option<u32>,
    /// `expiry_year`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_year: Option<u32>,
    /// The same for the same number, in your tenant only; null for a card that was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Looks like the number and is none; only in the answer to a request that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_preserving_token: Option<String>,
    /// The token that stands for the number.
    pub id: String,
    /// The last four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// How often the number was handed out.
    pub numbers_seen: i64,
    /// Always `card`.
    pub object: String,
    /// The network, where the first digits say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// `active` or `deleted`.
    pub status: String,
    /// `updated_at`
    pub updated_at: String,
    /// 1, and one more each time the card came again with another expiry, name or customer.
    pub version: u32,
}

/// A message and what became of it at one endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WebhookDelivery {
    /// `attempts`
    pub attempts: u32,
    /// `created_at`
    pub created_at: String,
    /// Where it is sent.
    pub endpoint: String,
    /// `id`
    pub id: String,
    /// `last_error`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// The status that the receiver answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_status: Option<u32>,
    /// `next_attempt_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
    /// Always `webhook_delivery`.
    pub object: String,
    /// `payment`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// `pending`, `delivered`, `failed` or `abandoned`.
    pub state: String,
    /// `type`
    pub r#type: String,
    /// `updated_at`
    pub updated_at: String,
}

/// Where events are sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    /// `created_at`
    pub created_at: String,
    /// `description`
    pub description: String,
    /// `disabled_at`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<String>,
    /// Why nothing is sent: `gone`, `operator` or `too_many_failures`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    /// `enabled`
    pub enabled: bool,
    /// Which events: `*`, `payment.*` or whole names.
    pub events: Vec<String>,
    /// `id`
    pub id: String,
    /// Always `webhook_endpoint`.
    pub object: String,
    /// What messages are verified with; only with `ed25519`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// What messages are verified with; only with `hmac`, and only in the answers that make it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// `hmac` or `ed25519`.
    pub signing: String,
    /// `updated_at`
    pub updated_at: String,
    /// `url`
    pub url: String,
}

/// What `analytics_payments` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnalyticsPaymentsQuery {
    /// From this time (RFC 3339); the last hour by minutes, day by hours or in total, 30 days by days if left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To before this time (RFC 3339); now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `minute` (kept for 48 hours), `hour` (100 days), `day` (5 years), or `total` for one row a group;
    /// `total` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// Up to three of `gateway`, `method`, `currency`, `issuer_country`, `scheme`, `amount_band`, `initiator`,
    /// with commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// Only those of this gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// Only those paid with this, such as `card`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only those in this currency, such as `EUR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Only those of cards from this country, such as `DE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_country: Option<String>,
    /// Only those of this card network, such as `visa`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Only amounts in this band, in units of their currency: `to_10`, `to_50`, `to_200`, `to_1000`,
    /// `above_1000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_band: Option<String>,
    /// Only those that a `customer` or a `merchant` initiated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator: Option<String>,
}

/// What `api_keys_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiKeysListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `approvals_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ApprovalsListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `audit_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditListQuery {
    /// By whom: the id of a principal or an API key; `node` for this machine's own administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// A route as it is documented, such as `/api/v1/payments/{id}`, or the name of an event, such as
    /// `role.changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The id of what it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// As in the answer to a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// `done`, `denied`, `refused`, `failed` or `alert`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// `payment`, `ledger`, `card`, `personal`, `health`, `configuration`, `credential`, `audit` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_class: Option<String>,
    /// `request`, `change`, `alert` or `custody`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Words that are all in its reasons, codes, addresses or values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where a page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `cards_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardsListQuery {
    /// Only this customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 99; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `cards_erase_customer` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardsEraseCustomerQuery {
    /// The customer whose cards are deleted.
    pub customer: String,
}

/// What `cards_accesses` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CardsAccessesQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 99; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `compliance_persons` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CompliancePersonsQuery {
    /// Records not before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Records before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form; `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Your name for the customer that they are, for the cards of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// What `compliance_changes_configuration` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplianceChangesConfigurationQuery {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form; `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What `compliance_consents_given` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplianceConsentsGivenQuery {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form; `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What `compliance_health_access` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplianceHealthAccessQuery {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form; `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What `compliance_processing_records` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplianceProcessingRecordsQuery {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form; `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What `consent_texts` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConsentTextsQuery {
    /// Those for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// What `consents_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConsentsListQuery {
    /// Those of this principal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Those of somebody else, by what the tenant knows them by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Those for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `groups_members` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupsMembersQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `groups_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupsListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `invitations_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InvitationsListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_accounts_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerAccountsListQuery {
    /// Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_accounts_balance` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerAccountsBalanceQuery {
    /// As it was known at this time: what had been committed by then. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What counts as of this time, whenever it was committed. Everything if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
    /// `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_accounts_statement` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerAccountsStatementQuery {
    /// From this time on. From the beginning if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this time. Up to now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// By which time lines are ordered and belong to the period: `commit` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// As it was known at this time. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_monitors_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerMonitorsListQuery {
    /// Those of this account, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_reconciliations_items_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerReconciliationsItemsListQuery {
    /// Those that stand there only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_reconciliations_statements_import` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerReconciliationsStatementsImportQuery {
    /// Which kind of file it is; if left out, `text/csv` is CSV and `application/xml` camt.053.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Only say what would be taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// How bytes are characters; UTF-8 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands between columns; a comma if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// How many lines stand before the header line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_lines: Option<u32>,
    /// The column with the booking day; `date` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_on: Option<String>,
    /// The column with the value date; the booking day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_on: Option<String>,
    /// How days are written, in the letters of strptime; `%Y-%m-%d` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    /// The column with the amount; `amount` if neither this nor `debit` and `credit` are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// The column with money out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<String>,
    /// The column with money in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The column that says the direction of an amount without a sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// What stands there for money out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit_word: Option<String>,
    /// What stands there for money in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_word: Option<String>,
    /// What stands before the decimals; a point if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// What stands between thousands, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thousands: Option<String>,
    /// A column that must say the reconciliation's currency in each line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency_column: Option<String>,
    /// The column with the balance after each line; it is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<String>,
    /// The columns with references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<String>,
    /// The columns that say who stands on the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<String>,
    /// The columns that say what a line is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A column that says whether a line is booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_column: Option<String>,
    /// What stands there for booked lines; others are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_word: Option<String>,
}

/// What `ledger_reconciliations_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerReconciliationsListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_schedules_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerSchedulesListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_transfers_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerTransfersListQuery {
    /// Those that touch this account, by id. The filters below need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Those with this reference: a payment's id, or hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Those that debit or that credit the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// Those of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Those with this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// Of at least so many minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<i64>,
    /// Of at most so many minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<i64>,
    /// Committed at or after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Committed before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Effective at or after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// Effective before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<String>,
    /// The newest first if left out; without `account` and `reference` always the oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out. A page may have fewer and a next one all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, the oldest first, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_balance_sheet` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerBalanceSheetQuery {
    /// As it was known at this time: what had been committed by then. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What counts as of this time, whenever it was committed. Everything if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
    /// `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_balances` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerBalancesQuery {
    /// Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `ledger_imports_create` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerImportsCreateQuery {
    /// Only say what would become of each line, line after line against the books of this moment; nothing
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// What `ledger_income_statement` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerIncomeStatementQuery {
    /// From this time on. From the beginning if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this time. Up to now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// By which time lines are ordered and belong to the period: `commit` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// As it was known at this time. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_journal` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerJournalQuery {
    /// From this time on. From the beginning if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Before this time. Up to now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// By which time lines are ordered and belong to the period: `commit` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// As it was known at this time. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `json` if left out. `csv` and `parquet` answer all rows at once, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `ledger_trial_balance` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerTrialBalanceQuery {
    /// As it was known at this time: what had been committed by then. Now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What counts as of this time, whenever it was committed. Everything if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
    /// `json` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// What `oauth_clients_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OauthClientsListQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `payments_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentsListQuery {
    /// Such as `COMPLETED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Such as `EUR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The gateway that has the payment, or was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// Your own name for the customer, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Your own name for the payment, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The e-mail address that was billed, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_email: Option<String>,
    /// The principal who created them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// Created at this time or later (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_after: Option<String>,
    /// Created before this time (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_before: Option<String>,
    /// The start of an id, reference, customer or description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// `true` for those that a person should look at, and no others. Goes with `cursor` and `limit` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_attention: Option<bool>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `payments_events` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentsEventsQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `payments_webhook_deliveries` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaymentsWebhookDeliveriesQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `policy_decisions_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyDecisionsListQuery {
    /// Those about requests of this principal or API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Only what was allowed, or only what was denied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow: Option<bool>,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `principals_list` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrincipalsListQuery {
    /// `user`, `agent` or `service_account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `active`, `suspended` or `deleted`; those that are not deleted if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The one with this e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The one whom an outside directory calls so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What `webhook_endpoints_deliveries` is asked with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WebhookEndpointsDeliveriesQuery {
    /// Where to go on: the `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}
