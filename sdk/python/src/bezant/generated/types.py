"""The bodies of requests and answers, named as in the OpenAPI document. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost."""

from __future__ import annotations

from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar

API_VERSION = "2026-11-01"
"""The version of the API that these types describe; the client asks for it."""

Row = TypeVar("Row")

AcceptanceWord = Literal["automatic", "proposed"]
"""What becomes of what a rule finds."""

CaptureMethod = Literal["automatic", "manual", "automatic_after"]
"""When the money is taken."""

ComparisonWord = Literal["at_least", "more_than", "at_most", "less_than"]
"""How it is compared with the threshold."""

GuardWord = Literal["none", "no_overdraft", "debits_within_credits", "credits_within_debits"]
"""Which balance an account must keep. Holds count as moved."""

InitiatorWord = Literal["customer", "merchant"]
"""Who wants the money to move now."""

MatchStatusWord = Literal["found", "proposed", "accepted", "rejected", "dissolved"]
"""Where a match stands."""

MeasureWord = Literal["balance", "available", "debits_posted", "credits_posted", "pending_outflow", "pending_inflow"]
"""What is measured of an account."""

NewTransferKind = Literal["transfer", "hold", "post", "void", "reversal"]
"""What a transfer shall do."""

OrderWord = Literal["score", "priority", "split"]

Outcome = Literal["imported", "known", "planned"]
"""What became of a statement."""

ReferenceWord = Literal["any", "equal", "contains"]
"""What the references of both sides must have in common, by letters and digits."""

ResolutionWord = Literal["matched_by_hand", "written_off", "ignored", "to_be_corrected_at_bank"]
"""How an item is ended by hand."""

RevealPurpose = Literal["merchant_export", "dispute", "support_reveal"]
"""Purposes that a person or a program may name; payments take numbers by themselves."""

ShapeWord = Literal["one_to_one", "one_to_many", "many_to_one"]
"""How many stand on each side."""

SideWord = Literal["debit", "credit"]
"""A side of a transfer."""

Signing = Literal["hmac", "ed25519"]
"""How messages are signed (Standard Webhooks 1.0)."""

SuccessWord = Literal["recent", "learned", "sampled"]

TypeWord = Literal["asset", "liability", "equity", "revenue", "expense"]
"""The type of an account."""


class Page(TypedDict, Generic[Row]):
    """A page of a list."""

    data: list[Row]
    next_cursor: NotRequired[str | None]
    """Where the next page begins; none at the end of the list."""
    position: NotRequired[int | None]
    """The position of the log that the page reflects; none where it is the newest."""


class Accepted(TypedDict):
    """A new user."""

    principal: str
    status: str
    """Always `accepted`."""
    tenant_name: str
    """The organisation's name, to sign in with."""


class Account(TypedDict):
    """A ledger account. Amounts are minor units of its currency."""

    allows_overdraft: bool
    available: int
    """The balance less what open holds will take."""
    balance: int
    """The posted balance on its normal side."""
    closed: bool
    """It takes no further transfers."""
    code: int
    """A number of your own."""
    credit_limit: int
    """How far beyond its guard it may go, holds counted."""
    credits_pending: int
    credits_posted: int
    """Everything ever credited for good."""
    currency: str
    debit_normal: bool
    """Whether debits raise it."""
    debits_pending: int
    debits_posted: int
    """Everything ever debited for good."""
    frozen: bool
    """Nothing moves but what releases holds."""
    guard: GuardWord
    id: str
    metadata: dict[str, str]
    object: str
    """Always `account`."""
    opened_at: str
    path: str
    """Its place in the chart of accounts; the first part is its type."""
    temporary_limit: NotRequired[TemporaryLimit | None]
    """What may be used beyond the credit limit for some time."""
    transfers: int
    """How many transfers touch it."""
    user_data: NotRequired[str | None]
    """A number of your own, in hexadecimal."""


class AccountRef(TypedDict):
    """An account on one side of a transfer."""

    id: str
    path: NotRequired[str | None]
    """Left out in the answer to a new transfer."""


class AmountsDto(TypedDict):
    """Amounts in minor units."""

    approved: int
    completed: int
    """Taken for good."""
    cost_basis_points: NotRequired[int | None]
    """Fees in basis points of what was completed."""
    currency: str
    fees: int
    """What gateways charged, for refunds too."""


AnalyticsDto = TypedDict(
    "AnalyticsDto",
    {
        "data": "list[AnalyticsRowDto]",
        "from": "str",
        "interval": "str",
        "object": "str",
        "position": "int",
        "resolution": "str",
        "stale_by_ms": "int",
        "to": "str",
    },
)
"""How payments went."""


class AnalyticsRowDto(TypedDict):
    """A group in a span of time."""

    amounts: NotRequired[AmountsDto | None]
    """Null where there are several currencies."""
    at: NotRequired[str | None]
    """When the row's time begins; null for a total."""
    attempts: AttemptsDto
    group: dict[str, str | None]
    """The group by the names in `group_by`; null where it is not known of the payments."""
    latency: LatencyDto
    payments: PaymentsDto
    uplift: UpliftDto


class ApiKey(TypedDict):
    """An API key."""

    certificate: NotRequired[KeyCertificate | None]
    """What proves it in the place of a secret, if that is so."""
    certifications: list[str]
    """What its holder is certified for: `pci`, `hipaa`."""
    created_at: str
    expires_at: NotRequired[str | None]
    id: str
    last_used_at: NotRequired[str | None]
    """To the hour."""
    name: str
    object: str
    """Always `api_key`."""
    permissions: list[str]
    """All that it allows; no more than its principal may do, if it has one."""
    previous_secret_until: NotRequired[str | None]
    """Until when the secret or certificate before works too."""
    principal: NotRequired[str | None]
    """Whose key it is, if it is not the tenant's own."""
    region: NotRequired[str | None]
    """Where its holder is."""
    revoked_at: NotRequired[str | None]
    scopes: list[str]
    """`read`, `write`, `operate`."""
    secret: NotRequired[str | None]
    """In the answer that makes it only."""
    signing: NotRequired[KeySigning | None]
    """How its requests are signed, if they are."""
    signing_secret: NotRequired[str | None]
    """What its requests are signed with, in Base64: in the answer that makes it only."""
    tenant: str


class Approval(TypedDict):
    """Something that happens when a second person agrees."""

    expires_at: str
    """From when on it can't be approved."""
    group: NotRequired[str | None]
    """To or of which group."""
    id: str
    identity_provider: NotRequired[str | None]
    """Which outside provider."""
    members: NotRequired[int | None]
    """How many principals come into the group."""
    object: str
    """Always `approval`."""
    permissions: list[str]
    """What those roles permit, or shall permit: the second person needs all of it."""
    principal: NotRequired[str | None]
    """To or of which principal."""
    request: str
    """What is asked: `assign_role`, `change_role`, `add_members`, `change_group`, `invite`, `set_provider` or
    `change_principal`.
    """
    requested_at: str
    requested_by: str
    """Who asked: an id."""
    roles: list[str]
    """Which roles."""
    status: str
    """`waiting`, `approved` or `rejected`."""


class AssignItem(TypedDict):
    """Who shall look into an item."""

    assignee: NotRequired[str | None]
    """A name of 1 to 128 characters; null gives the item back."""
    note: NotRequired[str]
    """Why, of at most 1,000 characters."""


class Attached(TypedDict):
    """What was attached to a transfer."""

    external_reference: NotRequired[str | None]
    """Your own name for it."""
    metadata: dict[str, str]
    """Words of your own."""


class Attempt(TypedDict):
    """One authorization that was sent to a gateway."""

    code: NotRequired[str | None]
    """The code behind a decline or failure."""
    explanation: list[Candidate]
    """Why this gateway: the best candidates. Empty for a repetition."""
    gateway: str
    latency_ms: int
    operation: str
    outcome: NotRequired[str | None]
    """How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or `pending`; null while
    it is under way.
    """
    round: int
    """Counts the manual retries, from zero."""
    started_at: str
    """When it was first sent."""


class AttemptsDto(TypedDict):
    """Attempts: authorizations that were sent to gateways."""

    approval_rate: NotRequired[RateDto | None]
    approved: int
    declined: int
    declines: dict[str, int]
    """Declines by code."""
    ended: int
    """Those whose end a gateway told."""
    failed: int
    """Technical failures without effect."""
    not_sent: int
    """Held back by the node; no gateway was asked."""
    unknown: int
    """Calls after which nobody knew; their end is counted when it is known."""


class AttributesBody(TypedDict):
    """What the access policy asks about beside roles."""

    hipaa: NotRequired[bool]
    pci: NotRequired[bool]
    region: NotRequired[str | None]


class AuditCheckpoint(TypedDict):
    """What the audit trail holds now, signed."""

    chain: str
    """The hash of the last frame, over all before, in hexadecimal digits."""
    format: str
    """Which form of checkpoint it is."""
    frames: int
    """How many frames the log has."""
    log: str
    """Which log it is about."""
    position: int
    """The position of the last record."""
    public_key: str
    """The public half of the key that signed it, in hexadecimal digits."""
    root: str
    """The root of the tree over all frames (RFC 9162), in hexadecimal digits."""
    signature: str
    """The signature (Ed25519), in hexadecimal digits."""
    time_us: int
    """When it was signed, in microseconds since 1970."""


class AuditPage(TypedDict):
    """Records of the audit trail."""

    behind: int
    """How many newer records are not looked through yet."""
    data: list[dict[str, Any]]
    """The records, the newest first."""
    next_cursor: NotRequired[str | None]
    """Pass it as `cursor` for the next page; null at the end of the list."""
    position: int
    """The newest position of the trail that was looked through."""


class AuditProof(TypedDict):
    """A record with the way from its stored bytes to a signed checkpoint."""

    checkpoint: dict[str, Any]
    """What the trail held when this was asked, signed."""
    payload: str
    """Its stored bytes, base64: what was hashed."""
    proof: dict[str, Any]
    """The proof that the checkpoint covers these bytes at this position (RFC 9162)."""
    record: dict[str, Any]
    """The record."""


class BalanceAt(TypedDict):
    """The sums of an account at an instant."""

    account: str
    balance: int
    """The posted balance on its normal side."""
    credits_pending: int
    credits_posted: int
    currency: str
    debits_pending: int
    debits_posted: int
    position: int
    """The position of the log that it reflects."""


class BalanceSheet(TypedDict):
    """What is owned, what is owed and what is left, per currency: assets = liabilities + equity + earnings."""

    currencies: list[CurrencySheet]
    position: int
    """The position of the log that it reflects."""


class Batch(TypedDict):
    """What became of a batch."""

    made: int
    """How many items were made."""
    object: str
    """Always `batch`."""
    refused: int
    """How many were refused."""
    results: list[BatchItem]
    """What became of each item, in their order."""


class BatchItem(TypedDict):
    """What became of an item."""

    amount: NotRequired[int | None]
    """How much was moved, in minor units, if it was made."""
    code: NotRequired[str | None]
    """Why it was refused. `transfer_exists` says that the very same one was made before."""
    currency: NotRequired[str | None]
    field: NotRequired[str | None]
    """Of which field the code speaks, if it speaks of one."""
    id: NotRequired[str | None]
    """The transfer's id; left out where a refused item brought none."""
    status: str
    """`made` or `refused`."""


class BillingDetails(TypedDict):
    """Who is billed. It does not print."""

    address_lines: NotRequired[list[str]]
    """The street, the house and what else leads there: at most four lines."""
    city: NotRequired[str | None]
    country: NotRequired[str | None]
    """Two letters as in ISO 3166-1."""
    email: NotRequired[str | None]
    name: NotRequired[str | None]
    phone: NotRequired[str | None]
    postal_code: NotRequired[str | None]
    state: NotRequired[str | None]
    """A state, province or the like."""


class BulkPayment(TypedDict):
    """What became of one."""

    payment: NotRequired[Payment | None]
    """The payment, if there is one."""
    problem: NotRequired[Problem | None]
    """Why there is none."""
    replayed: bool
    """Whether this is the first answer under its key, given again."""
    status: int
    """The status of the answer, had it been sent alone."""


class BulkPayments(TypedDict):
    """What became of payments, in their order."""

    created: int
    """How many were created: those that gateways declined too."""
    data: list[BulkPayment]
    object: str
    """Always `bulk_payments`."""
    refused: int
    """How many were refused."""


class Candidate(TypedDict):
    """A gateway in a choice."""

    gateway: str
    score: int
    """In millionths."""
    verdict: str
    """What became of it: `chosen`, `eligible`, `breaker_open` and others."""


class CaptureRequest(TypedDict):
    """A part of the payment's money, or all of it."""

    amount: NotRequired[int | None]
    """How much, in minor units; all of it if left out. What is not taken is released."""
    currency: NotRequired[str | None]
    """The payment's currency; a guard against mistakes."""


class Card(TypedDict):
    """A card, without its number."""

    bin: NotRequired[str | None]
    """The first digits."""
    category: NotRequired[str | None]
    """`credit`, `debit`, `prepaid` or `commercial`."""
    issuer_country: NotRequired[str | None]
    """As in ISO 3166-1."""
    scheme: NotRequired[str | None]
    """The network."""


class CardAccess(TypedDict):
    """One line of a card's record."""

    at: str
    by: NotRequired[str | None]
    """Who: a principal, an API key, or a part of the node; null where the vault did it by itself."""
    correlation_id: str
    """The id of the request."""
    kind: str
    """`added`, `updated`, `opened`, `refused`, `resealed` or `deleted`."""
    object: str
    """Always `card_access`."""
    position: int
    """Where it stands in the vault's log."""
    purpose: NotRequired[str | None]
    """What for, where a number was asked for."""


class ChangeAccount(TypedDict):
    """What shall be different about an account; what is left out stays."""

    closed: NotRequired[bool | None]
    """Whether it takes no further transfers."""
    code: NotRequired[int | None]
    """A number of your own."""
    credit_limit: NotRequired[int | None]
    """How far beyond its guard it may go. It may be lowered below what is used: then the account only recovers."""
    frozen: NotRequired[bool | None]
    """Whether nothing moves but what releases holds."""
    metadata: NotRequired[dict[str, Any]]
    """Keys to set; an empty value removes its key."""
    temporary_limit: NotRequired[NewTemporaryLimit | None]
    """What may be used beyond that for some time; an amount of zero takes it away."""
    user_data: NotRequired[str | None]
    """A number of your own: up to 32 hexadecimal digits."""


class CheckedRules(TypedDict):
    """Rules that were looked at and have no mistakes."""

    gateways: list[str]
    """The gateways that they name."""
    rules: list[str]
    """The names of the rules, in order."""
    valid: bool
    """Always `true`: mistakes are answered as a problem."""


class ClientChange(TypedDict):
    """What shall be different: what is left out stays, null takes away."""

    access_token_seconds: NotRequired[int | None]
    grant_seconds: NotRequired[int | None]
    grant_types: NotRequired[list[str] | None]
    name: NotRequired[str | None]
    post_logout_redirect_uris: NotRequired[list[str] | None]
    principal: NotRequired[str | None]
    redirect_uris: NotRequired[list[str] | None]
    refresh_idle_seconds: NotRequired[int | None]
    scope: NotRequired[str | None]


ComplianceReport = TypedDict(
    "ComplianceReport",
    {
        "figures": "list[ReportFigure]",
        "format": "str",
        "from": NotRequired["str | None"],
        "kind": "str",
        "made_at": "str",
        "object": "str",
        "remarks": "list[str]",
        "source": "ReportSource",
        "tables": "list[ReportTable]",
        "tenant": NotRequired["str | None"],
        "title": "str",
        "to": NotRequired["str | None"],
    },
)
"""A report for auditors. What a row or a figure stands on is named by positions, which `GET
/api/v1/audit/{position}` proves.
"""


class Consent(TypedDict):
    """That someone agreed."""

    channel: str
    """By which way it came."""
    given_at: str
    id: str
    object: str
    """Always `consent`."""
    principal: NotRequired[str | None]
    """Who agreed, if it is a principal. Others are found by what they are known by, and by nothing else."""
    purpose: str
    recorded_by: str
    """Who recorded it: an id, or `node`."""
    status: str
    """`given` or `withdrawn`."""
    version: int
    """To which version of its texts."""
    withdrawn_at: NotRequired[str | None]


class ConsentText(TypedDict):
    """A text that can be agreed to. It never changes."""

    digest: str
    """BLAKE3 of the text, in hexadecimal, as `b3sum` computes it."""
    language: str
    object: str
    """Always `consent_text`."""
    published_at: str
    purpose: str
    """What the consent is for."""
    text: str
    version: int
    """Its number among those of its purpose."""


class Counts(TypedDict):
    """Ended calls by outcome."""

    decline: int
    failure: int
    success: int
    unknown: int


class CreatePayment(TypedDict):
    """A new payment."""

    amount: int
    """How much, in minor units: 1099 for 10.99 EUR. A whole number."""
    answer_within_seconds: NotRequired[int | None]
    """How long a gateway may be looked for, up to a day; as configured if left out. A call under way is followed
    beyond it.
    """
    billing_details: NotRequired[BillingDetails | None]
    """Who is billed: kept sealed under a key of the customer, who has to be named, and shown at
    `/payments/{id}/billing-details` alone.
    """
    capture_after_seconds: NotRequired[int | None]
    """Needed with `automatic_after`, refused otherwise."""
    capture_method: NotRequired[CaptureMethod]
    """`automatic` (the default): the money is taken with the authorization. `manual`: when you say so.
    `automatic_after`: after `capture_after_seconds`, unless you came first.
    """
    card: NotRequired[NewCard | None]
    """What you know about the card behind the token. Rules, fees and learning use it."""
    confirm: NotRequired[bool]
    """Whether to ask a gateway at once; true if left out."""
    country: NotRequired[str | None]
    """Where the payment comes from: two letters as in ISO 3166-1."""
    currency: str
    """As in ISO 4217."""
    customer: NotRequired[str | None]
    """Your own name for the customer, at most 128 characters."""
    description: NotRequired[str | None]
    """For people, at most 500 characters."""
    initiator: NotRequired[InitiatorWord]
    """`customer` (the default): somebody waits for the answer. `merchant`: you charge under an agreement, and
    nobody waits: after a soft decline a better moment may be waited for.
    """
    metadata: NotRequired[dict[str, str] | None]
    """Your own pairs: at most 20, keys of at most 40 and values of at most 500 characters."""
    payment_method: NewPaymentMethod
    reference: NotRequired[str | None]
    """Your own name for the payment, at most 128 characters."""
    retries: NotRequired[NewRetries | None]
    """Tries after soft declines; as configured if left out. Only with the initiator `merchant`."""


class CreatePaymentLink(TypedDict):
    """A payment link to be made."""

    amount: int
    """How much, in minor units: 1099 for 10.99 EUR. A whole number."""
    currency: str
    """As in ISO 4217."""
    description: NotRequired[str | None]
    """What the customer reads above the amount, at most 200 characters."""
    embed_origin: NotRequired[str | None]
    """The site that may show the page in a frame: scheme, host and port. No other may."""
    expires_in_minutes: NotRequired[int | None]
    """How long it is good for: a day if left out, 90 days at most."""
    reference: NotRequired[str | None]
    """Your own name for what is paid, at most 128 characters. The payments have it too."""
    return_url: NotRequired[str | None]
    """Where the customer goes on afterwards: `https`, or `http` on one's own machine. `payment` and `status` are
    added to its query.
    """
    reusable: NotRequired[bool]
    """Everybody who comes pays, and may do so again. Otherwise it is paid once."""


class CurrencyIncome(TypedDict):
    """The income statement in one currency."""

    currency: str
    expenses: ReportSection
    net_income: int
    """Revenue less expenses."""
    revenue: ReportSection


class CurrencySheet(TypedDict):
    """The balance sheet in one currency."""

    assets: ReportSection
    currency: str
    earnings: int
    """All revenue less all expenses: what was earned and is not yet closed into equity."""
    equity: ReportSection
    liabilities: ReportSection


class CustomerToErase(TypedDict):
    """Whose personal data is to be gone."""

    customer: str
    """Your own name for the customer, as payments and cards have it."""


class Decision(TypedDict):
    """A decision and its reasons."""

    candidates: list[ScoredGateway]
    """Every configured gateway: those that could take it, best first, then the others by name."""
    experiment: NotRequired[ExperimentSide | None]
    """The experiment that the payment is part of."""
    fees_version: int
    gateway: NotRequired[str | None]
    """The best gateway; null if none can take the payment."""
    model_version: int
    """The version of what was learned: how many authorizations it comes from."""
    require_three_d_secure: bool
    """Whether rules want the customer to be authenticated."""
    rules: list[HeldRule]
    """The rules that held."""
    rules_version: NotRequired[int | None]
    """The version of the rules; null without rules, 0 for rules that were only tried."""
    strategy_version: int


class Deleted(TypedDict):
    """What was deleted."""

    deleted: bool
    id: str
    object: str


class Device(TypedDict):
    """A browser that somebody has signed in from."""

    first_seen_at: str
    id: str
    last_seen_at: str
    object: str
    """Always `device`."""
    trusted: bool


class Dispute(TypedDict):
    """A customer asks the issuer for the money back."""

    amount: int
    """How much is disputed, in minor units."""
    amount_lost: int
    """What of it is lost."""
    amount_withdrawn: int
    """What the gateway has taken and not given back."""
    currency: str
    gateway: str
    gateway_reason: NotRequired[str | None]
    """The gateway's own word for the reason."""
    id: str
    """The gateway's own name for it."""
    object: str
    """Always `dispute`."""
    opened_at: str
    reason: str
    """`fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`,
    `unrecognized` or `other`.
    """
    respond_by: NotRequired[str | None]
    """Until when evidence must be there."""
    status: str
    """`warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`."""
    updated_at: str


class DryRun(TypedDict):
    """What a policy would change of the newest recorded decisions, of all tenants."""

    allowed_examples: list[DryRunExample]
    """The first ones that are newly allowed."""
    denied_examples: list[DryRunExample]
    """The first ones that are newly denied."""
    newly_allowed: int
    """Denied then, allowed now."""
    newly_denied: int
    """Allowed then, denied now."""
    same: int
    """Decided as before."""


class DryRunExample(TypedDict):
    """A decision that would be another one. It does not say whose it was."""

    method: str
    reasons: list[str]
    """Why it would be decided otherwise."""
    reasons_then: list[str]
    """Why it was decided as it was."""
    roles: list[str]
    route: str


EffectivePermission = TypedDict(
    "EffectivePermission",
    {
        "from": "list[PermissionSource]",
        "permission": "str",
    },
)
"""One thing that somebody may do."""


class EffectivePermissions(TypedDict):
    """What somebody may do now, and where each of it comes from."""

    object: str
    """Always `effective_permissions`."""
    permissions: list[EffectivePermission]
    principal: str
    status: str
    """`active`, `suspended` or `deleted`. Who is not active may do nothing."""


class Elimination(TypedDict):
    """When a gateway is left out."""

    calls_at_least: int
    """After so many calls."""
    success_below_basis_points: int
    """Below this success rate of the last minutes, in ten-thousandths."""


class EmailProof(TypedDict):
    """The token in the link that was mailed to an address."""

    token: str


class EndpointChange(TypedDict):
    """What to change about an endpoint; what is left out stays."""

    description: NotRequired[str | None]
    enabled: NotRequired[bool | None]
    """Whether to send; enabling forgets why it was disabled."""
    events: NotRequired[list[str] | None]
    url: NotRequired[str | None]


class ErasedCards(TypedDict):
    """Cards that are gone."""

    deleted: int
    """How many there were."""
    object: str
    """Always `erased_cards`."""


class ErasedCustomer(TypedDict):
    """What is gone."""

    billing_details_erased: bool
    """The details of all their payments can't be read any more, in no copy and no backup of the log."""
    cards_deleted: int
    """How many cards were deleted."""
    object: str
    """Always `erased_customer`."""


class Event(TypedDict):
    """Something that happened."""

    created_at: str
    data: dict[str, Any]
    """What happened, in the event's own fields."""
    id: str
    index: int
    """Its place within the entry."""
    object: str
    """Always `event`."""
    payment: NotRequired[str | None]
    """The payment it happened to."""
    position: int
    """The position of its entry in the log."""
    type: str


class Experiment(TypedDict):
    """An experiment and what came of it so far."""

    control: ExperimentTally
    ended_at: NotRequired[str | None]
    looks: int
    """How often the sides were compared, of ten times."""
    name: str
    object: str
    """Always `routing_experiment`."""
    rules: NotRequired[int | None]
    sample: int
    """Planned payments per side."""
    share_basis_points: int
    significance_percent: int
    started_at: str
    status: str
    """`running`, `better`, `worse`, `no_difference`, `stopped_on_harm` or `stopped`."""
    strategy: NotRequired[Strategy | None]
    trial: ExperimentTally


class ExperimentSide(TypedDict):
    """A side of an experiment."""

    name: str
    side: str
    """`control` or `trial`."""


class ExperimentTally(TypedDict):
    """Ended payments of one side."""

    approved: int
    payments: int


class ExplainedReason(TypedDict):
    """A reason of a decision."""

    reason: str
    """As a stable word."""
    words: NotRequired[str | None]
    """In the policy's own words."""


class ExplainedRule(TypedDict):
    """What a rule says about the question."""

    rule: str
    value: dict[str, Any]
    """Null if it does not hold."""


class Failure(TypedDict):
    """What went wrong."""

    code: str
    """A stable code."""
    gateway_code: NotRequired[str | None]
    """The gateway's own code, if it gave one."""
    message: str


class FeeParts(TypedDict):
    """The parts of a fee, in minor units."""

    interchange: int
    margin: int
    markup: int
    scheme: int


class Flow(TypedDict):
    """What a flow made, or would make."""

    dry_run: bool
    """Whether nothing was made."""
    lines: NotRequired[list[int] | None]
    """For a dry run: the line of the flow that asks for each transfer, from 1."""
    object: str
    """Always `flow`."""
    transfers: list[Transfer]
    """The transfers, in order; none if nothing moves."""


class Forecast(TypedDict):
    """Two means and where they point."""

    fast: int
    """Of the last seconds."""
    forecast: int
    """What it will be if things go on as they do."""
    slow: int
    """Of the last minute."""


class FourEyes(TypedDict):
    """Whether rules must be approved by someone else than their author."""

    required: bool
    """From now on."""


class Gateway(TypedDict):
    """A gateway. An empty list of what it takes means that there is no restriction."""

    countries: list[str]
    currencies: list[str]
    fee_basis_points: int
    fee_fixed: int
    health: list[OperationHealth]
    """One entry per operation."""
    maximum_amount: NotRequired[int | None]
    """The largest amount it takes; null where there is no bound."""
    methods: list[str]
    minimum_amount: int
    """The smallest amount it takes, in minor units."""
    name: str
    object: str
    """Always `gateway`."""
    operations: list[str]
    priority: int
    sandbox: bool
    """Whether it only pretends: payments through it move no money."""


class GraphQlCall(TypedDict):
    """A GraphQL call."""

    extensions: NotRequired[dict[str, Any] | None]
    """`persistedQuery` with `version` 1 and `sha256Hash`."""
    operationName: NotRequired[str | None]
    """Which operation of the text."""
    query: NotRequired[str | None]
    """The text of the query; left out where its hash is known."""
    variables: NotRequired[dict[str, Any] | None]
    """The values of its variables, by name."""


class GraphQlReply(TypedDict):
    """A GraphQL reply."""

    data: NotRequired[dict[str, Any] | None]
    """What was asked for; null where the call was refused as a whole."""
    errors: NotRequired[list[dict[str, Any]] | None]
    """What could not be answered; `extensions.code` says why."""


class Group(TypedDict):
    """Principals that have roles together."""

    changed_at: str
    created_at: str
    external_id: NotRequired[str | None]
    """What an outside directory calls it."""
    id: str
    members: int
    """How many members it has."""
    name: str
    object: str
    """Always `group`."""
    provisioned: bool
    """Whether its members are run from outside."""
    roles: list[str]
    """What its members have."""
    version: int
    """Grows by one with each change, of its members too."""


class GroupChange(TypedDict):
    """What shall be different: what is left out stays, null takes away."""

    external_id: NotRequired[str | None]
    name: NotRequired[str | None]
    provisioned: NotRequired[bool | None]


class HeldRule(TypedDict):
    """A rule that held."""

    name: str
    number: int
    """From 0, in the order of the text."""


class IdentityProvider(TypedDict):
    """How an outside identity provider is used. How to reach it is in the node's configuration."""

    changed_at: str
    configured: bool
    """Whether the node's configuration has a connection of this name for the tenant. Without one nobody comes by
    it.
    """
    created_at: str
    default_roles: list[str]
    """The roles of everyone who comes from there."""
    just_in_time: bool
    """Whether who is not known yet gets an account."""
    kind: str
    """`oidc`, `saml` or `ldap`."""
    link_by_email: bool
    """Whether an account that SCIM made is linked when the provider says that its e-mail address is verified."""
    mapping: dict[str, list[str]]
    """The roles of who is in each outside group."""
    name: str
    """As in the node's configuration."""
    object: str
    """Always `identity_provider`."""
    version: int
    """Grows by one with each change."""


class Import(TypedDict):
    """What became of an import, or would."""

    dry_run: bool
    """Whether nothing was made."""
    existing: int
    """How many had been made before."""
    lines: list[ImportLine]
    """What became of each line, in their order."""
    made: int
    """How many lines were made."""
    object: str
    """Always `import`."""
    refused: int
    """How many were refused."""


class ImportLine(TypedDict):
    """What became of a line."""

    code: NotRequired[str | None]
    """Why it was refused."""
    field: NotRequired[str | None]
    """Of which field the code speaks, if it speaks of one."""
    id: NotRequired[str | None]
    """The transfer's id; left out where the line can't be read."""
    line: int
    """The line of the file, from 1; the header is one."""
    message: NotRequired[str | None]
    """The same in words, where there is more to say than the code does."""
    status: str
    """`made`, `exists` where the very same transfer was made before, or `refused`."""


class IncomeStatement(TypedDict):
    """What was earned and spent in a period, per currency."""

    currencies: list[CurrencyIncome]
    position: int
    """The position of the log that it reflects."""


class Invitation(TypedDict):
    """An open invitation to become a user."""

    created_at: str
    created_by: str
    """Who invited: an id, or `node`."""
    email: NotRequired[str | None]
    expires_at: str
    id: str
    link: NotRequired[str | None]
    """The link in the letter; only for who administers the machine."""
    name: NotRequired[str | None]
    object: str
    """Always `invitation`."""
    roles: list[str]
    """What the user will have."""
    sent: NotRequired[bool | None]
    """Whether the letter was handed over for delivery; in the answer that makes it only."""


class InvitationAccept(TypedDict):
    """Becomes a user, by the token in the link."""

    name: NotRequired[str | None]
    password: str
    token: str


class JournalLine(TypedDict):
    """A line of the general journal."""

    amount: int
    """In minor units."""
    code: int
    """Why money moved."""
    code_name: NotRequired[str | None]
    """The code's name, where it is one of a payment."""
    created_at: str
    credit: AccountRef
    """The account that is credited."""
    currency: str
    debit: AccountRef
    """The account that is debited."""
    effective_at: str
    """As of when it counts in the books: earlier than `created_at` if it was backdated."""
    expires_at: NotRequired[str | None]
    """When a hold ends by itself."""
    hold: NotRequired[str | None]
    """The hold that a post, void or expiry ends."""
    id: str
    kind: str
    """`transfer`, `hold`, `post`, `void`, `expiry` or `reversal`."""
    object: str
    """Always `transfer`."""
    original: NotRequired[str | None]
    """The transfer that a reversal reverses."""
    reference: NotRequired[str | None]
    """What it can be found by: a payment's id for what Bezant posted, else what its caller gave."""
    external_reference: NotRequired[str | None]
    """Your own name for it."""
    metadata: dict[str, str]
    """Words of your own."""


class KeyCertificate(TypedDict):
    """The certificate of an API key: one of these."""

    dns: NotRequired[str | None]
    """A host name among its alternative names."""
    sha256: NotRequired[str | None]
    """Its SHA-256 fingerprint."""
    uri: NotRequired[str | None]
    """A URI among its alternative names."""


class KeyRotation(TypedDict):
    """Another secret or certificate for a key."""

    certificate: NotRequired[NewKeyCertificate | None]
    """For a key that has a certificate: another one."""
    overlap_seconds: NotRequired[int | None]
    """How long the one before works too, from 0 to 604800; a day if left out."""


class KeySigning(TypedDict):
    """How the requests of an API key are signed (RFC 9421)."""

    algorithm: str
    """`ed25519` or `hmac-sha256`."""
    previous_key_until: NotRequired[str | None]
    """Until when signatures by the key before are taken too."""
    public_key: NotRequired[str | None]
    """For `ed25519`: the public key, its 32 bytes in Base64."""
    required: bool
    """Whether a request without a signature is refused."""


class LatencyDto(TypedDict):
    """How long calls took, in milliseconds; percentiles are at most an eighth too high."""

    calls: int
    p50_ms: NotRequired[int | None]
    p95_ms: NotRequired[int | None]
    p99_ms: NotRequired[int | None]


class LegalHold(TypedDict):
    """While it stands, nothing of the tenant is deleted: not by the rules of retention, and not because somebody
    asks.
    """

    name: str
    """What it is called."""
    object: str
    """Always `legal_hold`."""
    placed_at: str
    reason: str
    """Why, for people."""


class LegalHoldReason(TypedDict):
    """Why nothing is to be deleted."""

    reason: str
    """For people, at most 500 characters. No personal data: it stays in the log."""


class Me(TypedDict):
    """Oneself."""

    email: NotRequired[str | None]
    email_verified: bool
    """Whether one has shown that the address is one's own, by a link that was mailed to it."""
    has_password: bool
    has_totp: bool
    id: str
    kind: str
    """`user`, `agent` or `service_account`."""
    methods: list[str]
    """How one has proved who one is."""
    name: NotRequired[str | None]
    object: str
    """Always `principal`."""
    permissions: list[str]
    """What one may do by what one has presented."""
    recovery_codes_left: int
    roles: list[str]
    second_factor_missing: bool
    """Whether one may do nothing until one has set up a second factor."""
    tenant: str
    tenant_name: str


class Member(TypedDict):
    """A member of a group."""

    principal: str


class Mistake(TypedDict):
    """One thing that is wrong with the input."""

    code: str
    """A stable code."""
    column: NotRequired[int | None]
    """The character in that line, from 1."""
    hint: NotRequired[str | None]
    """What to do about it."""
    line: NotRequired[int | None]
    """The line of a text in the request, from 1."""
    message: str
    """In plain words."""
    path: str
    """Where: the field's path in the JSON body, or the name of the parameter or header."""


class Monitor(TypedDict):
    """A balance that is watched."""

    account: str
    comparison: ComparisonWord
    currency: str
    """The account's currency."""
    holds: bool
    """Whether the condition holds now."""
    id: str
    measure: MeasureWord
    object: str
    """Always `monitor`."""
    threshold: int
    """In minor units."""


class NewBatch(TypedDict):
    """Transfers that are made each by itself, or as chains where they are linked."""

    transfers: list[NewTransfer]
    """From 1 to 8,190. An item with `linked: true` is made together with the next one, all of such a chain or
    none. Their metadata and external references have at most 768 KiB together, where each item that has some
    counts for its words, 10 bytes for each key, and 40.
    """


class NewBundle(TypedDict):
    """A policy to be kept as a version, or only checked."""

    check_only: NotRequired[bool]
    """Whether it is not kept."""
    dry_run: NotRequired[bool]
    """Whether recorded decisions are decided anew by it."""
    files: dict[str, str]
    """Texts in Rego by their paths: at most 64, 256 KiB together."""
    note: NotRequired[str]
    """Why; at most 200 characters."""


class NewCard(TypedDict):
    """A card, without its number. What is not known is left out."""

    bin: NotRequired[str | None]
    """The first six to eight digits of the number."""
    category: NotRequired[str | None]
    """`credit`, `debit`, `prepaid` or `commercial`."""
    issuer_country: NotRequired[str | None]
    """Where the issuer sits: two letters as in ISO 3166-1."""
    scheme: NotRequired[str | None]
    """`visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `maestro`, `cartes_bancaires`,
    `girocard`, `rupay` or `elo`.
    """


class NewChain(TypedDict):
    """Transfers that are made all or none, each seeing those before it."""

    transfers: list[NewTransfer]
    """From 1 to 256."""


class NewClientBody(TypedDict):
    """A new client."""

    access_token_seconds: NotRequired[int | None]
    """At most a day; ten minutes if left out."""
    grant_seconds: NotRequired[int | None]
    """How long a grant lasts in any case, at most 366 days; 90 days if left out."""
    grant_types: NotRequired[list[str] | None]
    """`authorization_code` (with PKCE, always), `refresh_token`, `client_credentials`,
    `urn:ietf:params:oauth:grant-type:device_code`; the first two if left out.
    """
    kind: NotRequired[str | None]
    """`public` for what runs on its user's device, `confidential` for what can keep a secret; the latter if left
    out.
    """
    name: str
    """What people know it by."""
    post_logout_redirect_uris: NotRequired[list[str]]
    """Where a browser may go after signing out."""
    principal: NotRequired[str | None]
    """As whom it acts by `client_credentials`."""
    redirect_uris: NotRequired[list[str]]
    """Where it may get its answers: https, http to 127.0.0.1 or [::1], or a scheme with a dot in it. Compared
    exactly.
    """
    refresh_idle_seconds: NotRequired[int | None]
    """How long a refresh token may rest; 14 days if left out."""
    scope: str
    """What it may ask for at most: permissions, `openid`, `profile`, `email`, `offline_access`."""


class NewConsentBody(TypedDict):
    """That someone agrees. Exactly one of `principal` and `reference` says who."""

    channel: str
    """By which way it came, such as `checkout` or `phone`."""
    evidence: NotRequired[str | None]
    """What shows that it was them, such as address and browser; at most 1,024 characters. Only a keyed hash is
    kept.
    """
    principal: NotRequired[str | None]
    """A principal of the tenant."""
    purpose: str
    reference: NotRequired[str | None]
    """What the tenant knows somebody else by, such as a customer's number; at most 256 characters. Only a keyed
    hash is kept.
    """
    version: int
    """To which version of its texts."""


class NewConsentText(TypedDict):
    """A text to be published."""

    language: str
    """As in BCP 47, in small letters."""
    purpose: str
    """1 to 64 of a-z, 0-9, _, . and -."""
    text: str
    """At most 64 KiB."""


class NewDecision(TypedDict):
    """A payment that might be."""

    amount: int
    """How much, in minor units."""
    card: NotRequired[NewCard | None]
    country: NotRequired[str | None]
    currency: str
    customer: NotRequired[str | None]
    metadata: NotRequired[dict[str, str] | None]
    method: str
    """`card`, `bank_transfer` or `wallet`."""
    payment: NotRequired[str | None]
    """Draws and samples follow from the payment's id; a new one if left out."""
    rules: NotRequired[str | None]
    """Rules to try instead of the active ones."""


class NewEndpoint(TypedDict):
    """A new endpoint."""

    description: NotRequired[str]
    """At most 256 characters."""
    events: list[str]
    """Which events: `*`, `payment.*` or whole names."""
    signing: NotRequired[Signing]
    """`hmac` if left out."""
    url: str
    """https, or http to this very machine."""


NewExchange = TypedDict(
    "NewExchange",
    {
        "amount": "int",
        "code": NotRequired["int"],
        "currency": "str",
        "from": "str",
        "id": NotRequired["str | None"],
        "liquidity_from": NotRequired["str | None"],
        "liquidity_to": NotRequired["str | None"],
        "rate": "NewRate",
        "reference": NotRequired["str | None"],
        "to": "str",
        "to_currency": "str",
    },
)
"""An exchange of money of one currency for another, by two transfers through liquidity accounts."""


class NewExperiment(TypedDict):
    """Something to try on a part of the customers."""

    name: str
    """1 to 64 characters of a-z, 0-9, `_` and `-`."""
    rules: NotRequired[int | None]
    """The trial's rules, by version; the active ones if left out."""
    sample: int
    """So many payments per side are planned."""
    seed: NotRequired[int]
    """Who takes part follows from it."""
    share_basis_points: int
    """How many customers take part, in ten-thousandths; half of them are the control."""
    significance_percent: NotRequired[int]
    """The chance of a false alarm, in percent: `5` (the default) or `1`."""
    strategy: NotRequired[Strategy | None]
    """The trial's strategy; the present one if left out."""


class NewFlow(TypedDict):
    """A flow to carry out, or to plan."""

    dry_run: NotRequired[bool]
    """Only show what would be made."""
    id: NotRequired[str | None]
    """An id of your choice; a fresh one if left out. It is the id of the first transfer, the others' follow from
    it, and a flow of the same id is never carried out twice.
    """
    source: str
    """The text."""
    variables: NotRequired[dict[str, str]]
    """The values of its variables, as texts."""


class NewFraction(TypedDict):
    """A fraction."""

    denominator: int
    numerator: int


class NewGroupBody(TypedDict):
    """A new group, without roles and members."""

    external_id: NotRequired[str | None]
    """What an outside directory calls it."""
    name: str
    """1 to 64 characters, unlike the name of any other group."""
    provisioned: NotRequired[bool]
    """Whether SCIM says who is in it."""


class NewInvitationBody(TypedDict):
    """Whom to invite to what."""

    email: str
    """Where the letter goes."""
    expires_in_hours: NotRequired[int | None]
    """From 1 to 720; 72 if left out."""
    name: NotRequired[str | None]
    roles: NotRequired[list[str]]
    """What the user will have: nothing that you may not do yourself."""


class NewKeyBody(TypedDict):
    """A new key. It may do nothing that you may not do yourself."""

    certificate: NotRequired[NewKeyCertificate | None]
    """What proves it in the place of a secret."""
    certifications: NotRequired[list[str]]
    """What its holder is certified for: `pci`, `hipaa`."""
    expires_in_days: NotRequired[int | None]
    """From 1 to 36500; never if left out."""
    name: str
    """What it is for."""
    permissions: NotRequired[list[str]]
    """What it may do beside its scopes."""
    principal: NotRequired[str | None]
    """Whose key it is: an agent's or a service account's."""
    region: NotRequired[str | None]
    """Where its holder is."""
    scopes: NotRequired[list[str]]
    """Roughly what it may do: `read`, `write`, `operate`."""


class NewKeyCertificate(TypedDict):
    """The certificate that proves a key in the place of a secret, named in one of these ways."""

    dns: NotRequired[str | None]
    """Every certificate with this host name among its alternative names. By who administers the machine only."""
    pem: NotRequired[str | None]
    """The certificate itself, in PEM: this one and no other."""
    sha256: NotRequired[str | None]
    """The same by its SHA-256 fingerprint, 64 hexadecimal digits."""
    uri: NotRequired[str | None]
    """Every certificate with this URI among its alternative names. By who administers the machine only."""


class NewKeySigning(TypedDict):
    """What the requests of an API key are to be signed with."""

    algorithm: NotRequired[str | None]
    """`ed25519`, with your public key, or `hmac-sha256`, with a secret that the answer has. The key that there is
    stays, if it is left out.
    """
    overlap_seconds: NotRequired[int | None]
    """How long signatures by the key before are taken too, from 0 to 604800; a day if left out."""
    public_key: NotRequired[str | None]
    """For `ed25519`: the public key, in PEM or its 32 bytes in Base64."""
    required: NotRequired[bool | None]
    """Whether a request without a signature is refused from now on; it is, if this is left out."""


class NewMatch(TypedDict):
    """Lines and transfers that belong together, as someone says."""

    items: list[str]
    """From 1 to 1,000 open items."""
    transfers: list[str]
    """From 1 to 1,000 transfers of the ledger account."""


class NewMembers(TypedDict):
    """Who comes into a group."""

    principals: list[str]
    """1 to 1000 principals."""


class NewMonitor(TypedDict):
    """A condition on a balance. An event tells when it becomes true or false."""

    account: str
    """The account, by id or path."""
    comparison: ComparisonWord
    currency: NotRequired[str | None]
    """The account's currency, where it is named by path."""
    id: NotRequired[str | None]
    """An id of your choice; a fresh one if left out. The id of a monitor that there is changes its condition."""
    measure: MeasureWord
    threshold: int
    """In minor units."""


class NewPasskeyDto(TypedDict):
    """A new passkey."""

    challenge: str
    credential: dict[str, Any]
    name: str
    """What one calls it."""


class NewPaymentItem(TypedDict):
    """One of several new payments."""

    idempotency_key: NotRequired[str | None]
    """As in the header `Idempotency-Key`, for this payment."""
    payment: CreatePayment


class NewPaymentMethod(TypedDict):
    """With what it is paid."""

    token: str
    """The gateway's token for it. Card numbers are refused."""
    type: str
    """`card`, `bank_transfer` or `wallet`."""


class NewPayments(TypedDict):
    """New payments, each by itself."""

    payments: list[NewPaymentItem]
    """1 to 100."""


class NewPrincipalBody(TypedDict):
    """A new principal. They have no role yet."""

    attributes: NotRequired[AttributesBody]
    email: NotRequired[str | None]
    """A user's e-mail address, unlike that of any other."""
    external_id: NotRequired[str | None]
    """What an outside directory calls them."""
    kind: str
    """`user`, `agent` or `service_account`."""
    name: NotRequired[str | None]
    """A person's name, or what the program is called."""
    owner: NotRequired[str | None]
    """The responsible person of an agent or service account."""
    phone: NotRequired[str | None]
    provisioned: NotRequired[bool]
    """Whether SCIM and outside providers may change them."""


class NewReconciliation(TypedDict):
    """A ledger account that is reconciled with an account outside."""

    account: str
    """The ledger account, by id or path. Its debits stand for money in on the statements, its credits for money
    out.
    """
    currency: NotRequired[str | None]
    """The account's currency, where it is named by path."""
    id: NotRequired[str | None]
    """An id of your choice; a fresh one if left out. The id of a reconciliation that there is changes it."""
    name: str
    """Its name for people, of 1 to 100 characters."""
    outside_account: str
    """The account outside as its statements name it, such as an IBAN. Compared by letters and digits only."""
    rules: NotRequired[list[NewRule] | None]
    """By what lines and transfers are said to belong together, at most 50. Left out: as they are, and for a new
    one three that most accounts need.
    """


class NewRetries(TypedDict):
    """Tries after soft declines."""

    count: int
    """How many after the first, up to 30; what schemes allow bounds them further."""
    within_days: int
    """For how many days after the first, up to 60."""


class NewRole(TypedDict):
    """A new role."""

    description: NotRequired[str]
    """What it is for; at most 200 characters."""
    name: str
    """1 to 64 of a-z, 0-9, - and _, with a letter first."""
    permissions: list[str]
    """What it permits: nothing that you may not do yourself."""


class NewRule(TypedDict):
    """A rule by which lines and transfers are said to belong together."""

    acceptance: NotRequired[AcceptanceWord]
    difference_account: NotRequired[str | None]
    """The ledger account where a difference within the tolerance should be booked, by id or path. It is only
    suggested.
    """
    maximum_days: NotRequired[int]
    """By how many days a line's value date and a transfer's effective day (in UTC) may differ."""
    maximum_group: NotRequired[int | None]
    """How many lines or transfers a group has at most, from 2 to 1,000; 100 if left out."""
    name: str
    """Its name, of 1 to 60 characters, unique within the reconciliation."""
    priority: NotRequired[int]
    """Rules of a lower number come first."""
    reference: NotRequired[ReferenceWord]
    shape: NotRequired[ShapeWord]
    tolerance: NotRequired[int | None]
    """By how many minor units the amounts may differ."""
    tolerance_basis_points: NotRequired[int | None]
    """By how many ten-thousandths of the single side's amount they may differ. Not beside `tolerance`."""


class NewRules(TypedDict):
    """Rules in the language of `docs/routing-rules.md`."""

    source: str
    """The text."""


class NewSchedule(TypedDict):
    """Transfers to be made later, all or none."""

    at: str
    """When; in the future."""
    id: NotRequired[str | None]
    """An id of your choice; a fresh one if left out."""
    transfers: list[NewTransfer]
    """From 1 to 256 transfers and holds. Balances are looked at when the time has come."""


class NewTemporaryLimit(TypedDict):
    """A further limit for some time."""

    amount: int
    """What is added to the credit limit, in minor units."""
    until: str
    """From when on it no longer counts."""


class NewTransfer(TypedDict):
    """A new transfer."""

    amount: NotRequired[int | None]
    """In minor units. For `post` all of the hold if left out."""
    balancing: NotRequired[SideWord | None]
    """`debit` or `credit`: `amount` is a cap, and no more moves than that account has left."""
    closing: NotRequired[SideWord | None]
    """`debit` or `credit`: closes that account. By a hold, until the hold is voided."""
    code: NotRequired[int]
    """Why money moves, a number of your own."""
    credit: NotRequired[str | None]
    """The account to credit, by id or path. For `transfer` and `hold`."""
    currency: NotRequired[str | None]
    """The currency of both accounts. For `transfer` and `hold`."""
    debit: NotRequired[str | None]
    """The account to debit, by id or path. For `transfer` and `hold`."""
    effective_at: NotRequired[str | None]
    """As of when it counts in the books, not in the future; the time of the commit if left out."""
    external_reference: NotRequired[str | None]
    """Your own name for it, up to 128 bytes."""
    hold: NotRequired[str | None]
    """The hold to end. For `post` and `void`."""
    id: NotRequired[str | None]
    """An id of your choice in the form of the other ids; a fresh one if left out. The same id with the same
    content again is refused as existing, for ever.
    """
    kind: NotRequired[NewTransferKind]
    """`transfer` if left out."""
    linked: NotRequired[bool]
    """Makes it together with the next one, all of such a chain or none. In batches only."""
    metadata: NotRequired[dict[str, Any]]
    """Words of your own: up to 32 keys."""
    original: NotRequired[str | None]
    """The transfer or post whose money goes back. For `reversal`."""
    reference: NotRequired[str | None]
    """What to find it by: a payment's id, or up to 32 hexadecimal digits."""
    timeout_seconds: NotRequired[int | None]
    """After so many seconds it ends by itself. For `hold`."""
    whole_chain: NotRequired[bool]
    """Ends all holds of the chain that `hold` belongs to, all or none. For `post` and `void`."""


class NewVaultCard(TypedDict):
    """A card to keep."""

    customer: NotRequired[str | None]
    """Your name for whose card it is, for erasing all cards of one customer. Kept as a keyed hash only."""
    expiry_month: int
    """From 1 to 12."""
    expiry_year: int
    """Of four digits, or the last two."""
    format_preserving: NotRequired[bool]
    """Also answer a token of as many digits as the number, with its first six and last four; for numbers of 16
    digits and more.
    """
    holder_name: NotRequired[str | None]
    """The name on the card."""
    number: str
    """12 to 19 digits; spaces and dashes between them are passed over."""
    security_code: NotRequired[str | None]
    """Kept in memory for the first authorization, 15 minutes at most, and written nowhere."""


class NoDetails(TypedDict):
    """Nothing needs to be said."""


class Noted(TypedDict):
    """Something to be written down."""

    note: NotRequired[str]
    """Why, of at most 1,000 characters."""


class OAuthClient(TypedDict):
    """A program that acts for people, or for itself."""

    access_token_seconds: int
    created_at: str
    grant_seconds: int
    grant_types: list[str]
    """How it may get tokens."""
    id: str
    kind: str
    """`public` or `confidential`."""
    name: str
    object: str
    """Always `oauth_client`."""
    post_logout_redirect_uris: list[str]
    principal: NotRequired[str | None]
    """As whom it acts by `client_credentials`."""
    redirect_uris: list[str]
    refresh_idle_seconds: int
    scope: str
    """What it may ask for at most, with a space between the words."""
    secret: NotRequired[str | None]
    """In the answer that makes it only."""


class OpenAccount(TypedDict):
    """A new account: at a path, or of a type under an id of your choice."""

    allows_overdraft: NotRequired[bool]
    """Whether its balance may go below zero; no if left out."""
    code: NotRequired[int]
    """A number of your own."""
    credit_limit: NotRequired[int | None]
    """How far beyond its guard it may go, holds counted; zero if left out."""
    currency: str
    guard: NotRequired[GuardWord | None]
    """`no_overdraft` if left out."""
    id: NotRequired[str | None]
    """An id of your choice; it follows from path and currency if left out."""
    metadata: NotRequired[dict[str, Any]]
    """Words of your own: up to 32 keys."""
    path: NotRequired[str | None]
    """`assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by `:`."""
    type: NotRequired[TypeWord | None]
    """The type of an account without a path of its own."""
    user_data: NotRequired[str | None]
    """A number of your own: up to 32 hexadecimal digits."""


class OpenedAccount(TypedDict):
    """An account that was opened. How it stands is asked for with its id."""

    allows_overdraft: bool
    currency: str
    debit_normal: bool
    """Whether debits raise it."""
    id: str
    object: str
    """Always `account`."""
    path: str


class OperationHealth(TypedDict):
    """How one operation of a gateway is doing."""

    breaker: str
    """`closed`, `open` or `half_open`."""
    mean_latency_ms: NotRequired[int | None]
    open_until: NotRequired[str | None]
    operation: str
    recent: Counts
    """Calls with a half-life of five minutes."""
    success_basis_points: NotRequired[int | None]
    """Successes among the recent calls, in ten-thousandths; null without recent calls."""
    total: Counts
    """Calls since the gateway was declared."""
    trend: NotRequired[Trend | None]
    """Where errors and latency are heading; null without recent calls, or while the breaker is not closed."""


class OperationInProgress(TypedDict):
    """What a gateway is being asked."""

    gateway: str
    kind: str
    """`authorize`, `capture`, `void` or `refund`."""
    next_at: NotRequired[str | None]
    """When it goes on, where it waits."""
    operation: str
    phase: str
    """`calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`."""


OutsideStatement = TypedDict(
    "OutsideStatement",
    {
        "closing": NotRequired["int | None"],
        "currency": "str",
        "from": "str",
        "gap": NotRequired["int | None"],
        "id": "str",
        "imported_at": NotRequired["str | None"],
        "known_lines": "int",
        "new_items": "int",
        "number": "str",
        "object": "str",
        "opening": NotRequired["int | None"],
        "outcome": "Outcome",
        "outside_account": "str",
        "part": "int",
        "parts": "int",
        "pending_left_out": "int",
        "reconciliation": "str",
        "to": "str",
    },
)
"""A statement of an account outside, or a part of a long one."""


class OwnConsentBody(TypedDict):
    """That I agree."""

    purpose: str
    version: int
    """To which version of its texts."""


class OwnTenantChange(TypedDict):
    """What a tenant changes of itself: what is left out stays."""

    features: NotRequired[dict[str, bool | None]]
    """On or off; null forgets."""
    sign_in: NotRequired[SignInChange]


class Passkey(TypedDict):
    """A passkey."""

    backed_up: bool
    """Whether it is on several devices."""
    created_at: str
    id: str
    last_used_at: NotRequired[str | None]
    name: str
    object: str
    """Always `passkey`."""


class PasskeyAnswer(TypedDict):
    """The browser's answer to a challenge."""

    challenge: str
    credential: dict[str, Any]


class PasskeyOptions(TypedDict):
    """What the browser is asked."""

    challenge: str
    """To be sent with the answer."""
    options: dict[str, Any]
    """For `navigator.credentials`, with bytes in base64url."""


PasskeyOptionsRequest = TypedDict(
    "PasskeyOptionsRequest",
    {
        "continue": NotRequired["str | None"],
    },
)
"""Asks for a challenge."""


PasskeySignIn = TypedDict(
    "PasskeySignIn",
    {
        "challenge": "str",
        "continue": NotRequired["str | None"],
        "credential": "dict[str, Any]",
    },
)
"""The browser's answer."""


class PasswordChange(TypedDict):
    """Another password."""

    current: NotRequired[str | None]
    """The one so far, if there is one."""
    password: str


class Payment(TypedDict):
    """A payment."""

    amount: int
    """How much was asked for, in minor units."""
    amount_captured: int
    """How much was taken."""
    amount_refunded: int
    """How much was given back."""
    attempts: list[Attempt]
    """The newest authorizations that were sent to gateways, oldest first."""
    attention_reason: NotRequired[str | None]
    """Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`."""
    capture_after_seconds: NotRequired[int | None]
    """The pause before the capture; only with `automatic_after`."""
    capture_at: NotRequired[str | None]
    """When the money will be taken by itself."""
    capture_method: str
    """`automatic`, `manual` or `automatic_after`."""
    card: NotRequired[Card | None]
    """What you said about the card."""
    country: NotRequired[str | None]
    """Where it comes from, as in ISO 3166-1."""
    created_at: str
    created_by: NotRequired[str | None]
    """The principal who created it; null where a key without a principal did."""
    currency: str
    customer: NotRequired[str | None]
    """Your own name for the customer."""
    description: NotRequired[str | None]
    disputes: list[Dispute]
    """The disputes, oldest first."""
    expires_at: NotRequired[str | None]
    """When the reservation runs out; only while money is reserved."""
    failure: NotRequired[Failure | None]
    """What went wrong last and has not been made good since."""
    gateway: NotRequired[str | None]
    """The gateway that has it, or was asked last."""
    id: str
    initiator: str
    """`customer` or `merchant`."""
    metadata: dict[str, str]
    """Your own pairs."""
    needs_attention: bool
    """Whether a person should look at it."""
    next_try_at: NotRequired[str | None]
    """When the next try after a soft decline will be made."""
    object: str
    """Always `payment`."""
    operation_in_progress: NotRequired[OperationInProgress | None]
    """What a gateway is being asked, or will be."""
    payment_method: PaymentMethod
    reference: NotRequired[str | None]
    """Your own name for the payment."""
    refunds: list[Refund]
    """The refunds, oldest first."""
    retries: NotRequired[Retries | None]
    """Tries after soft declines; null where nobody planned any."""
    status: str
    updated_at: str
    version: int
    """Grows with every change; send it as `If-Match` to change only what you have seen."""


class PaymentLink(TypedDict):
    """A payment link."""

    expires_at: str
    """Until when it is good. It ends before that with the key that made it."""
    object: str
    """Always `payment_link`."""
    reusable: bool
    """Whether it can be paid more than once."""
    snippet: NotRequired[str | None]
    """For the merchant's own page: a button that opens the page in a frame. Only with `embed_origin`."""
    url: str
    """The page; whoever has it can pay."""


class PaymentMethod(TypedDict):
    """With what a payment is paid."""

    token: str
    """The gateway's token for it; never a card number."""
    type: str
    """`card`, `bank_transfer` or `wallet`."""


class PaymentRouting(TypedDict):
    """Why a payment went where it went."""

    amount: int
    """In minor units. Fees are in this currency."""
    attempts: list[RoutedAttempt]
    """The newest authorizations, oldest first."""
    currency: str
    left_out_by_hooks: list[str]
    """Gateways that hooks left out."""
    not_routed: NotRequired[Decision | None]
    """The decision that found no gateway, if that was the end of it."""
    object: str
    """Always `payment_routing`."""
    payment: str
    preferred_by_hooks: list[str]
    """Gateways that hooks preferred, the best first."""
    tenant: str


class PaymentSummary(TypedDict):
    """A payment in a list. The payment itself says more."""

    amount: int
    """In minor units."""
    amount_captured: int
    amount_refunded: int
    created_at: str
    created_by: NotRequired[str | None]
    """The principal who created it; null where a key without a principal did."""
    currency: str
    customer: NotRequired[str | None]
    description: NotRequired[str | None]
    failure_code: NotRequired[str | None]
    gateway: NotRequired[str | None]
    id: str
    object: str
    """Always `payment`."""
    reference: NotRequired[str | None]
    status: str
    updated_at: str
    version: int


class PaymentsDto(TypedDict):
    """Payments of which it is known whether they are approved, at the gateway that was asked last."""

    approval_rate: NotRequired[RateDto | None]
    approved: int
    approved_after_failover: int
    """By asking another gateway."""
    approved_after_retry: int
    """By asking the same gateway again."""
    approved_after_wait: int
    """By waiting for a better moment."""
    approved_first: int
    """By the first attempt."""
    decided: int
    first_attempt_rate: NotRequired[RateDto | None]
    """What it would have been with first attempts alone."""
    not_approved: int
    not_tried: int
    """Those of them for which no gateway was asked."""


class PermissionSource(TypedDict):
    """One way to a permission."""

    by: str
    """How they have the role: `principal`, `group` or `identity_provider`."""
    role: str
    """The role that permits it."""
    through: NotRequired[str | None]
    """The group's id, or the provider's name."""


class PersonErasure(TypedDict):
    """Whose cards are erased too."""

    customer: NotRequired[str | None]
    """Your name for the customer that they are: their cards are deleted."""


class Policy(TypedDict):
    """The policy in force."""

    activated_at: NotRequired[str | None]
    applied_version: int
    """The version that this node decides by: the same, but for a moment after a change."""
    before: NotRequired[int | None]
    """Which version a step back would put in force."""
    digest: str
    """What identifies the texts, in hexadecimal."""
    files: dict[str, str]
    """The texts by their paths."""
    object: str
    """Always `policy`."""
    version: int
    """The version in force; 0 is the policy that Bezant brings."""


class PolicyBundle(TypedDict):
    """A version of the policy."""

    activated_at: NotRequired[str | None]
    """When it came into force for the last time."""
    active: bool
    """Whether it is in force."""
    digest: str
    """What identifies the texts, in hexadecimal."""
    dry_run: NotRequired[DryRun | None]
    files: NotRequired[dict[str, str] | None]
    """The texts by their paths; not in lists."""
    note: str
    object: str
    """Always `policy_bundle`."""
    proposed_at: NotRequired[str | None]
    proposed_by: NotRequired[str | None]
    """Who proposed it: an id, or `node`."""
    version: NotRequired[int | None]
    """Its number; null where it was only checked."""


class PolicyDecision(TypedDict):
    """A decision about a request."""

    allow: bool
    at: str
    correlation_id: str
    """As in the answer to the request."""
    input: dict[str, Any]
    """The question, in the form that policies see."""
    object: str
    """Always `policy_decision`."""
    reasons: list[str]
    """Why, as stable words."""
    version: int
    """By which version of the policy."""


class PolicyExplanation(TypedDict):
    """A decision with what leads to it."""

    allow: bool
    error: NotRequired[str | None]
    """What went wrong, where the policy could not decide."""
    missing_permission: NotRequired[str | None]
    """The permission that the route asks for and the caller does not have. The rules are shown nevertheless."""
    object: str
    """Always `policy_explanation`."""
    prints: list[str]
    """What the policy printed."""
    reasons: list[ExplainedReason]
    rules: list[ExplainedRule]
    version: int
    """By which version of the policy."""


class Prediction(TypedDict):
    """The settings of forecasts."""

    calls_at_least: NotRequired[int]
    """So many calls of the last seconds are needed."""
    horizon_ms: NotRequired[int]
    """How far ahead the forecast looks."""
    open_at_errors_basis_points: NotRequired[int]
    """A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths,"""
    open_at_latency_ms: NotRequired[int]
    """or such a latency."""
    release_after_ms: NotRequired[int]
    """for so long."""
    release_at_errors_basis_points: NotRequired[int]
    """It is let go when the share of errors is above the usual by less than this, in ten-thousandths,"""
    release_at_latency_percent: NotRequired[int]
    """and its latency by less than so many percent,"""
    restrain_at_errors_basis_points: NotRequired[int]
    """A gateway is restrained when its share of errors has risen so far, in ten-thousandths,"""
    restrain_at_latency_percent: NotRequired[int]
    """or its latency by so many percent."""
    restrained_share_basis_points: NotRequired[int]
    """Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths."""


class Principal(TypedDict):
    """Somebody, or a program, that can act: a user, an agent or a service account."""

    attributes: PrincipalAttributes
    changed_at: str
    created_at: str
    created_by: str
    """Who made them: an id, or `node`."""
    effective_roles: list[str]
    """All of their roles: by groups and by their identity provider too."""
    email: NotRequired[str | None]
    """A person's e-mail address."""
    external_id: NotRequired[str | None]
    """What an outside directory calls them."""
    groups: list[str]
    """The groups that they are in."""
    id: str
    identity_provider: NotRequired[str | None]
    """The outside provider that they sign in by."""
    kind: str
    """`user`, `agent` or `service_account`."""
    name: NotRequired[str | None]
    """A person's name, or what a program is called. Null where nobody knows it any more."""
    object: str
    """Always `principal`."""
    owner: NotRequired[str | None]
    """The responsible person of a program."""
    phone: NotRequired[str | None]
    """A person's phone number."""
    provisioned: bool
    """Whether they are run from outside."""
    roles: list[str]
    """The roles that were given to them alone."""
    status: str
    """`active`, `suspended` or `deleted`."""
    version: int
    """Grows by one with each change."""


class PrincipalAttributes(TypedDict):
    """What the access policy asks about beside roles."""

    hipaa: bool
    """Whether they are authorized to work with health data."""
    pci: bool
    """Whether they are certified to work with card data."""
    region: NotRequired[str | None]
    """Where they belong, if that matters."""


class PrincipalChange(TypedDict):
    """What shall be different: what is left out stays, null takes away."""

    attributes: NotRequired[AttributesBody | None]
    """All of them."""
    email: NotRequired[str | None]
    external_id: NotRequired[str | None]
    name: NotRequired[str | None]
    owner: NotRequired[str | None]
    phone: NotRequired[str | None]
    provisioned: NotRequired[bool | None]


class Problem(TypedDict):
    """A problem (RFC 9457)."""

    code: str
    """The kind of problem, for programs. Stable."""
    correlation_id: str
    """For questions: it is in the node's log too."""
    current_status: NotRequired[str | None]
    """Where the payment stands, if that is the reason."""
    current_version: NotRequired[int | None]
    """The version the payment has, if that is the reason."""
    detail: str
    """This problem, for people."""
    errors: NotRequired[list[Mistake]]
    """What is wrong with the input; nothing where it is not about single fields."""
    status: int
    """The HTTP status."""
    title: str
    """The kind of problem, for people."""
    type: str
    """The page about it."""


class ProviderBody(TypedDict):
    """All of how a provider is used."""

    default_roles: NotRequired[list[str]]
    """The roles of everyone who comes from there."""
    just_in_time: NotRequired[bool]
    """Whether who is not known yet gets an account."""
    kind: str
    """`oidc`, `saml` or `ldap`."""
    link_by_email: NotRequired[bool]
    """Whether an account that SCIM made is linked when the provider says that its e-mail address is verified."""
    mapping: NotRequired[dict[str, list[str]]]
    """The roles of who is in each outside group."""


class RateDto(TypedDict):
    """A share in basis points."""

    basis_points: int
    high: int
    """Its upper end."""
    low: int
    """The lower end of the 95 % interval (Wilson)."""


class ReasonRequest(TypedDict):
    """Why, for people."""

    reason: NotRequired[str | None]
    """At most 500 characters."""


class Reconciliation(TypedDict):
    """A reconciliation as it stands."""

    account: str
    """The ledger account."""
    closing_balance: NotRequired[int | None]
    """That balance, in minor units."""
    closing_on: NotRequired[str | None]
    """The last day of the latest statement that says a closing balance."""
    created_at: str
    currency: str
    id: str
    latest_booked_on: NotRequired[str | None]
    """The latest booking day of a line."""
    name: str
    object: str
    """Always `reconciliation`."""
    open_items: int
    """How many items are not closed."""
    outside_account: str
    rules: list[ReconciliationRule]
    statements: int
    """How many statements, or parts of long ones, were imported."""
    updated_at: str


class ReconciliationItem(TypedDict):
    """A line of a statement within a reconciliation."""

    amount: int
    """By how much the balance rose, or fell below zero, in minor units."""
    assignee: NotRequired[str | None]
    """Who looks into it."""
    booked_on: str
    counterparty: str
    currency: str
    history: list[ReconciliationItemHistory]
    """What was done to it, the latest last."""
    history_dropped: int
    """How many older entries of the history are only in the log."""
    id: str
    is_reversal: bool
    """Whether it takes back an earlier line."""
    match: NotRequired[str | None]
    """The match that it is part of."""
    object: str
    """Always `item`."""
    reconciliation: str
    references: list[str]
    resolution: NotRequired[str | None]
    """`matched_by_hand`, `written_off`, `ignored` or `to_be_corrected_at_bank`, once someone ended it."""
    statement: str
    """The statement that brought it first."""
    status: str
    """`open`, `proposed`, `under_investigation`, `matched` or `resolved`."""
    text: str
    value_on: str


class ReconciliationItemHistory(TypedDict):
    """What was done, when, by whom and why."""

    at: str
    by: str
    """The API key."""
    note: str
    step: str
    """`import`, `propose`, `match`, `accept`, `reject`, `assign`, `release`, `note`, `resolve` or `reopen`."""


class ReconciliationMatch(TypedDict):
    """Lines and transfers that belong together, and why."""

    currency: str
    days: int
    """How many days lie at most between both sides."""
    difference: int
    """The sum of the lines less the sum of the transfers, in minor units."""
    difference_account: NotRequired[str | None]
    """Where the rule says that the difference should be booked."""
    explanation: str
    """One sentence on why."""
    id: str
    items: list[str]
    object: str
    """Always `match`."""
    reconciliation: str
    reference: NotRequired[str | None]
    """The reference that both sides have, in letters and digits."""
    rule: NotRequired[str | None]
    """The rule that found it; none for one made by hand."""
    status: MatchStatusWord
    transfers: list[str]


class ReconciliationRule(TypedDict):
    """A rule as it stands."""

    acceptance: AcceptanceWord
    difference_account: NotRequired[str | None]
    maximum_days: int
    maximum_group: NotRequired[int | None]
    name: str
    priority: int
    reference: ReferenceWord
    shape: ShapeWord
    tolerance: NotRequired[int | None]
    tolerance_basis_points: NotRequired[int | None]


class ReconciliationRun(TypedDict):
    """What a search found."""

    data: list[ReconciliationMatch]
    """The matches, in the order in which they were found."""
    dry_run: bool
    """Whether nothing was recorded since only that was asked."""
    has_more: bool
    """Whether more was found than one request records: ask again."""
    is_complete: bool
    """Whether each rule was followed to its end. If not, a rule is so wide for so many lines and transfers that
    its search was stopped; a narrower rule, or a shorter period, finds more.
    """
    object: str
    """Always `reconciliation_run`."""


class RecoveryCodes(TypedDict):
    """Recovery codes, shown once."""

    codes: list[str]


class RecoveryFinish(TypedDict):
    """A new password, by the token in the link."""

    password: str
    token: str


class RecoveryRequest(TypedDict):
    """Asks for a letter with a link to set a new password."""

    email: str
    tenant: str
    """The organisation's name or id."""


class Refund(TypedDict):
    """Money that is, or was, given back."""

    amount: int
    """In minor units."""
    created_at: str
    currency: str
    failure: NotRequired[Failure | None]
    gateway_reference: NotRequired[str | None]
    """The gateway's own name for it."""
    id: str
    object: str
    """Always `refund`."""
    payment: str
    reason: NotRequired[str | None]
    returned: bool
    """Whether it had succeeded and the customer's bank sent it back; only with `FAILED`."""
    status: str
    """`REFUND_INITIATED`, `REFUNDED` or `FAILED`."""
    updated_at: str


class RefundRequest(TypedDict):
    """Money to give back."""

    amount: NotRequired[int | None]
    """How much, in minor units; all that is left if left out."""
    currency: NotRequired[str | None]
    """The payment's currency; a guard against mistakes."""
    reason: NotRequired[str | None]
    """Why, for people, at most 500 characters."""


class RemovedFromIdentity(TypedDict):
    """What is there no longer."""

    deleted: bool
    """Always true."""
    id: str
    """Its id or name."""
    object: str
    """Of which kind it was."""


class RemovedFromLedger(TypedDict):
    """A monitor or schedule that is there no longer."""

    deleted: bool
    """Always true."""
    id: str
    object: str
    """Of which kind it was."""


class Replayed(TypedDict):
    """A message that will be sent again."""

    id: str
    object: str
    state: str


class ReportFigure(TypedDict):
    """A total of a report."""

    heading: str
    """What people call it."""
    log_positions: list[list[int]]
    """The same of the main log."""
    name: str
    """What programs call it."""
    trail_positions: list[list[int]]
    """Positions of the audit trail that it stands on: ranges of the first and the last."""
    value: int
    """How much."""


class ReportRow(TypedDict):
    """A group of accounts, or an account."""

    account: NotRequired[str | None]
    """The account that stands at the path, if one does."""
    amount: int
    """The account's and that of all below it, on the normal side of the type."""
    depth: int
    """How many groups it is in."""
    path: str


class ReportSection(TypedDict):
    """All accounts of one type in one currency."""

    rows: list[ReportRow]
    """Groups and accounts, each group right before what is below it."""
    total: int
    """On the normal side of the type."""


class ReportSource(TypedDict):
    """What a report was made from."""

    log_position: NotRequired[int | None]
    """The last position of the main log that it knows of."""
    trail: NotRequired[dict[str, Any] | None]
    """The last position of the audit trail, the root of its tree up to there in hexadecimal digits, and the signed
    checkpoint.
    """


class ReportTable(TypedDict):
    """A table of a report."""

    heading: str
    """What people call it."""
    name: str
    """What programs call it."""
    rows: list[dict[str, Any]]
    """Its rows: a field for each column, and the positions that the row stands on."""


class Resilience(TypedDict):
    """When a gateway gets less, or nothing, because it does not answer. What is left out is as by default."""

    failures_in_a_row: NotRequired[int]
    """So many calls in a row without an answer open a breaker."""
    open_at_least_ms: NotRequired[int]
    """Answered probes shorten the time down to this."""
    open_for_at_most_ms: NotRequired[int]
    """The longest time that it is open."""
    open_for_ms: NotRequired[int]
    """How long a breaker is open at first; doubles each time a trial fails."""
    prediction: NotRequired[Prediction | None]
    """Acts on what is to come as well; null for not at all."""
    window_calls: NotRequired[int]
    """So many of the last calls are looked at."""
    window_calls_at_least: NotRequired[int]
    """With fewer calls in the window, their share of failures says nothing."""
    window_failures_basis_points: NotRequired[int]
    """Such a share of failures in the window opens a breaker, in ten-thousandths."""


class Resolve(TypedDict):
    """How an item is ended by hand."""

    note: NotRequired[str]
    """Why, of at most 1,000 characters."""
    resolution: ResolutionWord
    transfers: NotRequired[list[str] | None]
    """The transfers of the ledger account that the line belongs to; with `matched_by_hand` only."""


class Retries(TypedDict):
    """Tries after soft declines."""

    count: int
    """How many are planned after the first."""
    made: int
    """How many of them began."""
    within_days: int
    """For how many days after the first."""


class Reveal(TypedDict):
    """What a number is wanted for."""

    purpose: RevealPurpose


class RevealedCard(TypedDict):
    """A whole card. It is written into an answer and nowhere else."""

    expiry_month: int
    expiry_year: int
    holder_name: NotRequired[str | None]
    id: str
    number: str
    object: str
    """Always `revealed_card`."""


class Role(TypedDict):
    """A named set of permissions."""

    built_in: bool
    """Whether every tenant has it and nobody changes it."""
    changed_at: NotRequired[str | None]
    created_at: NotRequired[str | None]
    description: str
    name: str
    object: str
    """Always `role`."""
    permissions: list[str]
    """What it permits."""
    version: int
    """Grows by one with each change."""


class RoleBody(TypedDict):
    """All of a role."""

    description: NotRequired[str]
    """What it is for; at most 200 characters."""
    permissions: list[str]
    """All that it permits from now on."""


class RoleToGive(TypedDict):
    """A role to be given."""

    role: str
    """Its name."""


class RolledUpBalance(TypedDict):
    """The sums of all accounts of one currency at and below a path."""

    accounts: int
    """How many accounts these are."""
    balance: NotRequired[int | None]
    """The posted balance on the normal side of the path's type; null for the whole chart, where the sides are
    equal.
    """
    credits_pending: int
    credits_posted: int
    currency: str
    debits_pending: int
    debits_posted: int
    prefix: str
    """The path that was asked for."""


class RoutedAttempt(TypedDict):
    """One authorization with the decision that led to its gateway."""

    code: NotRequired[str | None]
    decision: NotRequired[Decision | None]
    """Null for a repetition at the same gateway."""
    gateway: str
    latency_ms: int
    operation: str
    outcome: NotRequired[str | None]
    started_at: str


class Routing(TypedDict):
    """How payments are routed at present."""

    active_rules: NotRequired[Rules | None]
    """The rules that payments are routed by; null if there are none."""
    experiment: NotRequired[Experiment | None]
    """The experiment that is running."""
    fees_version: int
    """Counts the changes of the fees; 0 until they are set."""
    missing_gateways: list[str]
    """Gateways that the active rules name and that are not configured: what the rules say about them has no
    effect.
    """
    needs_four_eyes: bool
    """Whether rules must be approved by someone else than their author."""
    object: str
    """Always `routing`."""
    resilience: Resilience
    strategy: Strategy
    strategy_version: int
    """Counts the changes of the strategy; 0 until it is set."""


class Rules(TypedDict):
    """A version of the rules."""

    activated_at: NotRequired[str | None]
    """When it became active for the last time."""
    approved_at: NotRequired[str | None]
    approver: NotRequired[str | None]
    """The API key of who approved it."""
    author: str
    """The API key of who proposed it."""
    object: str
    """Always `routing_rules`."""
    proposed_at: str
    source: str
    status: str
    """`proposed`, `approved` or `active`."""
    version: int


Run = TypedDict(
    "Run",
    {
        "dry_run": NotRequired["bool"],
        "from": NotRequired["str | None"],
        "to": NotRequired["str | None"],
    },
)
"""A search for matches by the rules."""


class Schedule(TypedDict):
    """Transfers that wait for their time."""

    at: str
    id: str
    object: str
    """Always `schedule`."""
    transfers: list[ScheduledTransfer]


class ScheduledTransfer(TypedDict):
    """A transfer that waits for its time."""

    amount: int
    """In minor units; of a balancing transfer at most so much, zero for no bound."""
    balancing: NotRequired[str | None]
    """`debit` or `credit`."""
    closing: NotRequired[str | None]
    """`debit` or `credit`."""
    code: int
    credit: str
    currency: str
    debit: str
    external_reference: NotRequired[str | None]
    id: str
    """The id that the transfer will have."""
    kind: str
    """`transfer` or `hold`."""
    metadata: dict[str, str]
    reference: NotRequired[str | None]
    timeout_seconds: NotRequired[int | None]
    """After how many seconds a hold ends by itself."""


class ScoredGateway(TypedDict):
    """A gateway in a decision. Scores are millionths of the amount."""

    cost: int
    draw: NotRequired[int | None]
    """Its place in the draw of a split, from 0."""
    expected_success: int
    """The success that was reckoned with: a mean, or a sample."""
    fee: NotRequired[int | None]
    """In minor units."""
    fee_parts: NotRequired[FeeParts | None]
    gateway: str
    latency: int
    learned_success: int
    """The mean of what was learned about payments of this kind."""
    preference: NotRequired[int | None]
    """Its place in what rules prefer, from 0."""
    preferred_by_hook: NotRequired[int | None]
    """Its place in what hooks prefer, from 0; goes before what rules prefer."""
    rule: NotRequired[int | None]
    """The rule that left it out, by number."""
    score: int
    """The sum of the three parts."""
    similar_calls: int
    """So many calls were just like this one, faded ones counting less."""
    success: int
    verdict: str
    """`chosen`, `eligible`, or why it was left out."""


SecondFactor = TypedDict(
    "SecondFactor",
    {
        "code": NotRequired["str | None"],
        "continue": "str",
        "recovery_code": NotRequired["str | None"],
    },
)
"""The second factor: a code or a recovery code."""


class SecretChange(TypedDict):
    """Another secret for a client."""

    overlap_seconds: NotRequired[int | None]
    """How long the secret before works too, from 0 to 604800; a day if left out."""


class SecretRotation(TypedDict):
    """A new secret."""

    signing: NotRequired[Signing | None]
    """As it is if left out."""


class Session(TypedDict):
    """A session."""

    agent: str
    """What the browser calls itself."""
    created_at: str
    current: bool
    """Whether it is the one that asks."""
    device: str
    expires_at: str
    id: str
    last_used_at: str
    """To the minute."""
    methods: list[str]
    """How its owner has proved who they are."""
    object: str
    """Always `session`."""
    principal: str
    stepped_up_at: NotRequired[str | None]


class SignIn(TypedDict):
    """Who wants to sign in."""

    email: str
    password: str
    tenant: str
    """The organisation's name or id."""


class SignInChange(TypedDict):
    """What shall be different of signing in."""

    password_sign_in: NotRequired[bool | None]
    second_factor_required: NotRequired[bool | None]
    session_absolute_hours: NotRequired[int | None]
    session_idle_minutes: NotRequired[int | None]


SignInDto = TypedDict(
    "SignInDto",
    {
        "continue": NotRequired["str | None"],
        "methods": NotRequired["list[str]"],
        "session": NotRequired["Session | None"],
        "status": "str",
    },
)
"""How far a sign-in has come."""


class SignInSettings(TypedDict):
    """How a tenant's people sign in."""

    password_sign_in: bool
    """Whether passwords are accepted at all."""
    second_factor_required: bool
    """Whether a password alone is not enough."""
    session_absolute_hours: int
    """A session ends after so long, used or not."""
    session_idle_minutes: int
    """A session ends after so long without use."""


class SocketMessage(TypedDict):
    """A message of the WebSocket."""

    data: Event
    """The event."""
    id: NotRequired[str | None]
    """The event's place, with which another connection goes on after it. Events have one and other messages do
    not.
    """
    type: str
    """The event's type; or `ready`, `subscribed`, `unsubscribed`, `pong` or `error`."""


class Statement(TypedDict):
    """A page of an account's statement."""

    closing: int
    """The posted balance after the last line of the page."""
    data: list[StatementLine]
    """The postings in order, the earliest first."""
    next_cursor: NotRequired[str | None]
    """Pass it as `cursor` for the next page; null on the last."""
    opening: int
    """The posted balance before the first line of the page."""
    position: int
    """The position of the log that it reflects."""


class StatementImport(TypedDict):
    """What became of a file."""

    data: list[OutsideStatement]
    """The file's statements; a long one in parts of 200 lines."""
    dry_run: bool
    """Whether nothing was taken in since only that was asked."""
    known_lines: int
    """How many lines were there already."""
    new_items: int
    """How many lines became items."""
    object: str
    """Always `statement_import`."""


class StatementLine(TypedDict):
    """A line of an account's statement."""

    amount: int
    """What it adds to the balance on the account's normal side; negative where it takes away."""
    balance_after: int
    """The posted balance after it."""
    side: str
    """`debit` or `credit`: the account's side of it."""
    transfer: Transfer


class StatusDto(TypedDict):
    """What was done."""

    status: str
    """In a word."""


class StepUp(TypedDict):
    """A proof of who one is, once more: one of these."""

    code: NotRequired[str | None]
    """Six digits."""
    passkey: NotRequired[PasskeyAnswer | None]
    password: NotRequired[str | None]
    recovery_code: NotRequired[str | None]


class Strategy(TypedDict):
    """How gateways are compared."""

    elimination: NotRequired[Elimination | None]
    """Leaves out gateways in an incident."""
    half_life_seconds: NotRequired[int]
    """After so long, what was learned counts half; 6 hours if left out."""
    order: NotRequired[OrderWord]
    """`score` (the default): the best sum of success, fee and waiting. `priority`: as configured. `split`: a draw
    by weights.
    """
    seed: NotRequired[int]
    """Samples and draws follow from it and the payment's id."""
    split: NotRequired[dict[str, int] | None]
    """The weights of gateways, with the order `split`."""
    success: NotRequired[SuccessWord]
    """Where the expected success comes from: `recent` (the default): all calls of the last minutes. `learned`:
    payments of the same kind. `sampled`: the same as a Thompson sample, so that what is not sure is tried at
    times.
    """
    weights: NotRequired[StrategyWeights | None]
    """What each part of the score counts, with the order `score`."""


class StrategyWeights(TypedDict):
    """What a part of the score counts, in thousandths."""

    cost: int
    """The fee."""
    latency: int
    """Waiting."""
    success: int
    """Expected success."""


class TemporaryLimit(TypedDict):
    """A further limit for some time."""

    amount: int
    until: str


class Tenant(TypedDict):
    """A tenant: whose things are kept apart from those of all others."""

    created_at: str
    data_classes: TenantDataClasses
    features: dict[str, bool]
    """What is switched on and off."""
    id: str
    limits: TenantLimits
    name: str
    object: str
    """Always `tenant`."""
    reason: NotRequired[str | None]
    """Why it is suspended, for people."""
    region: NotRequired[str | None]
    """Where its data is."""
    sign_in: SignInSettings
    status: str
    """`active`, `suspended` or `closed`."""
    version: int
    """Grows by one with each change."""


class TenantDataClasses(TypedDict):
    """What kinds of data a tenant keeps."""

    phi: NotRequired[bool]
    """Protected health information, as in HIPAA."""


class TenantLimits(TypedDict):
    """How much a tenant may have and do; as the node is configured where null."""

    max_keys: NotRequired[int | None]
    max_principals: NotRequired[int | None]
    payments_per_day: NotRequired[int | None]
    requests_per_second: NotRequired[int | None]


class TotpCode(TypedDict):
    """A code of the generator."""

    code: str
    """Six digits."""


class TotpSeed(TypedDict):
    """What an authenticator app is told, once."""

    secret: str
    """To be typed into the app."""
    uri: str
    """The same as a link, for a picture."""


class Transfer(TypedDict):
    """A line of the journal."""

    amount: int
    """In minor units."""
    code: int
    """Why money moved."""
    code_name: NotRequired[str | None]
    """The code's name, where it is one of a payment."""
    created_at: str
    credit: AccountRef
    """The account that is credited."""
    currency: str
    debit: AccountRef
    """The account that is debited."""
    effective_at: str
    """As of when it counts in the books: earlier than `created_at` if it was backdated."""
    expires_at: NotRequired[str | None]
    """When a hold ends by itself."""
    hold: NotRequired[str | None]
    """The hold that a post, void or expiry ends."""
    id: str
    kind: str
    """`transfer`, `hold`, `post`, `void`, `expiry` or `reversal`."""
    object: str
    """Always `transfer`."""
    original: NotRequired[str | None]
    """The transfer that a reversal reverses."""
    reference: NotRequired[str | None]
    """What it can be found by: a payment's id for what Bezant posted, else what its caller gave."""


class TransferDetail(TypedDict):
    """A transfer with what became of it and what was attached to it."""

    amount: int
    """In minor units."""
    code: int
    """Why money moved."""
    code_name: NotRequired[str | None]
    """The code's name, where it is one of a payment."""
    created_at: str
    credit: AccountRef
    """The account that is credited."""
    currency: str
    debit: AccountRef
    """The account that is debited."""
    effective_at: str
    """As of when it counts in the books: earlier than `created_at` if it was backdated."""
    expires_at: NotRequired[str | None]
    """When a hold ends by itself."""
    hold: NotRequired[str | None]
    """The hold that a post, void or expiry ends."""
    id: str
    kind: str
    """`transfer`, `hold`, `post`, `void`, `expiry` or `reversal`."""
    object: str
    """Always `transfer`."""
    original: NotRequired[str | None]
    """The transfer that a reversal reverses."""
    reference: NotRequired[str | None]
    """What it can be found by: a payment's id for what Bezant posted, else what its caller gave."""
    external_reference: NotRequired[str | None]
    """Your own name for it."""
    metadata: dict[str, str]
    """Words of your own."""
    ended_by: NotRequired[str | None]
    """What ended a hold."""
    outcome: NotRequired[str | None]
    """Of a hold: `open`, `posted`, `voided` or `expired`."""
    reversed_by: NotRequired[str | None]
    """The reversal that moved its money back."""


class Trend(TypedDict):
    """Where errors and latency of a gateway's operation are heading."""

    errors_basis_points: Forecast
    """Calls without an answer, in ten-thousandths of all."""
    latency_ms: NotRequired[Forecast | None]
    """Null without recent answers."""
    restrained_since: NotRequired[str | None]
    """Since when the gateway gets only a share of the payments, because it does worse than before; null if it does
    not.
    """


class TrialBalance(TypedDict):
    """All accounts with all that was ever posted, and its sums: per currency, debits and credits are equal."""

    accounts: list[TrialBalanceAccount]
    position: int
    """The position of the log that it reflects."""
    totals: list[TrialBalanceTotal]


class TrialBalanceAccount(TypedDict):
    """An account in the trial balance."""

    account: str
    credits: int
    currency: str
    debits: int
    path: str


class TrialBalanceTotal(TypedDict):
    """The sums of a currency."""

    credits: int
    currency: str
    debits: int


class UpliftDto(TypedDict):
    """What the first attempts alone would not have brought, in basis points of the decided payments."""

    basis_points: NotRequired[int | None]
    failover: NotRequired[int | None]
    retry: NotRequired[int | None]
    wait: NotRequired[int | None]


class VaultCard(TypedDict):
    """A card as anybody may see it who sees cards."""

    bin: NotRequired[str | None]
    """The first six or eight digits."""
    created_at: str
    deleted_at: NotRequired[str | None]
    expiry_month: NotRequired[int | None]
    expiry_year: NotRequired[int | None]
    fingerprint: NotRequired[str | None]
    """The same for the same number, in your tenant only; null for a card that was deleted."""
    format_preserving_token: NotRequired[str | None]
    """Looks like the number and is none; only in the answer to a request that asked for it."""
    id: str
    """The token that stands for the number."""
    last4: NotRequired[str | None]
    """The last four digits."""
    numbers_seen: int
    """How often the number was handed out."""
    object: str
    """Always `card`."""
    scheme: NotRequired[str | None]
    """The network, where the first digits say it."""
    status: str
    """`active` or `deleted`."""
    updated_at: str
    version: int
    """1, and one more each time the card came again with another expiry, name or customer."""


class WebhookDelivery(TypedDict):
    """A message and what became of it at one endpoint."""

    attempts: int
    created_at: str
    endpoint: str
    """Where it is sent."""
    id: str
    last_error: NotRequired[str | None]
    last_status: NotRequired[int | None]
    """The status that the receiver answered last."""
    next_attempt_at: NotRequired[str | None]
    object: str
    """Always `webhook_delivery`."""
    payment: NotRequired[str | None]
    state: str
    """`pending`, `delivered`, `failed` or `abandoned`."""
    type: str
    updated_at: str


class WebhookEndpoint(TypedDict):
    """Where events are sent."""

    created_at: str
    description: str
    disabled_at: NotRequired[str | None]
    disabled_reason: NotRequired[str | None]
    """Why nothing is sent: `gone`, `operator` or `too_many_failures`."""
    enabled: bool
    events: list[str]
    """Which events: `*`, `payment.*` or whole names."""
    id: str
    object: str
    """Always `webhook_endpoint`."""
    public_key: NotRequired[str | None]
    """What messages are verified with; only with `ed25519`."""
    secret: NotRequired[str | None]
    """What messages are verified with; only with `hmac`, and only in the answers that make it."""
    signing: str
    """`hmac` or `ed25519`."""
    updated_at: str
    url: str


Balances = Page[Account] | Page[RolledUpBalance]
"""Accounts, or the sums of a branch."""


MadeTransfers = Transfer | Page[Transfer]
"""A transfer, or those of a chain."""


NewRate = str | NewFraction
"""An exact rate."""


NewTransfers = NewTransfer | NewChain
"""One transfer, or a chain of them."""
