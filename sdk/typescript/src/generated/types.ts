// The bodies of requests and answers, named as in the OpenAPI document. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.

/** The version of the API that these types describe; the client asks for it. */
export const API_VERSION = "2026-11-01";

/** A page of a list. */
export interface Page<T> {
  data: T[];
  /** Where the next page begins; none at the end of the list. */
  next_cursor?: string | null;
  /** The position of the log that the page reflects; none where it is the newest. */
  position?: number | null;
}

/** What becomes of what a rule finds. */
export type AcceptanceWord = "automatic" | "proposed";

/** A new user. */
export interface Accepted {
  principal: string;
  /** Always `accepted`. */
  status: string;
  /** The organisation's name, to sign in with. */
  tenant_name: string;
}

/** A ledger account. Amounts are minor units of its currency. */
export interface Account {
  allows_overdraft: boolean;
  /** The balance less what open holds will take. */
  available: number;
  /** The posted balance on its normal side. */
  balance: number;
  /** It takes no further transfers. */
  closed: boolean;
  /** A number of your own. */
  code: number;
  /** How far beyond its guard it may go, holds counted. */
  credit_limit: number;
  credits_pending: number;
  /** Everything ever credited for good. */
  credits_posted: number;
  currency: string;
  /** Whether debits raise it. */
  debit_normal: boolean;
  debits_pending: number;
  /** Everything ever debited for good. */
  debits_posted: number;
  /** Nothing moves but what releases holds. */
  frozen: boolean;
  guard: GuardWord;
  id: string;
  metadata: Record<string, string>;
  /** Always `account`. */
  object: string;
  opened_at: string;
  /** Its place in the chart of accounts; the first part is its type. */
  path: string;
  /** What may be used beyond the credit limit for some time. */
  temporary_limit?: TemporaryLimit | null;
  /** How many transfers touch it. */
  transfers: number;
  /** A number of your own, in hexadecimal. */
  user_data?: string | null;
}

/** An account on one side of a transfer. */
export interface AccountRef {
  id: string;
  /** Left out in the answer to a new transfer. */
  path?: string | null;
}

/** Amounts in minor units. */
export interface AmountsDto {
  approved: number;
  /** Taken for good. */
  completed: number;
  /** Fees in basis points of what was completed. */
  cost_basis_points?: number | null;
  currency: string;
  /** What gateways charged, for refunds too. */
  fees: number;
}

/** How payments went. */
export interface AnalyticsDto {
  /** By time, then by group. */
  data: AnalyticsRowDto[];
  /** What was looked at begins here: asked times are widened to whole units. */
  from: string;
  /** `minute`, `hour`, `day` or `total`. */
  interval: string;
  /** Always `payment_analytics`. */
  object: string;
  /** The position of the log that the numbers reflect. */
  position: number;
  /** How fine the sums are that were added up: `minute`, `hour` or `day`. */
  resolution: string;
  /** How far they are behind the log, in milliseconds. */
  stale_by_ms: number;
  /** And ends before this. */
  to: string;
}

/** A group in a span of time. */
export interface AnalyticsRowDto {
  /** Null where there are several currencies. */
  amounts?: AmountsDto | null;
  /** When the row's time begins; null for a total. */
  at?: string | null;
  attempts: AttemptsDto;
  /** The group by the names in `group_by`; null where it is not known of the payments. */
  group: Record<string, string | null>;
  latency: LatencyDto;
  payments: PaymentsDto;
  uplift: UpliftDto;
}

/** An API key. */
export interface ApiKey {
  /** What proves it in the place of a secret, if that is so. */
  certificate?: KeyCertificate | null;
  /** What its holder is certified for: `pci`, `hipaa`. */
  certifications: string[];
  created_at: string;
  expires_at?: string | null;
  id: string;
  /** To the hour. */
  last_used_at?: string | null;
  name: string;
  /** Always `api_key`. */
  object: string;
  /** All that it allows; no more than its principal may do, if it has one. */
  permissions: string[];
  /** Until when the secret or certificate before works too. */
  previous_secret_until?: string | null;
  /** Whose key it is, if it is not the tenant's own. */
  principal?: string | null;
  /** Where its holder is. */
  region?: string | null;
  revoked_at?: string | null;
  /** `read`, `write`, `operate`. */
  scopes: string[];
  /** In the answer that makes it only. */
  secret?: string | null;
  /** How its requests are signed, if they are. */
  signing?: KeySigning | null;
  /** What its requests are signed with, in Base64: in the answer that makes it only. */
  signing_secret?: string | null;
  tenant: string;
}

/** Something that happens when a second person agrees. */
export interface Approval {
  /** From when on it can't be approved. */
  expires_at: string;
  /** To or of which group. */
  group?: string | null;
  id: string;
  /** Which outside provider. */
  identity_provider?: string | null;
  /** How many principals come into the group. */
  members?: number | null;
  /** Always `approval`. */
  object: string;
  /** What those roles permit, or shall permit: the second person needs all of it. */
  permissions: string[];
  /** To or of which principal. */
  principal?: string | null;
  /**
   * What is asked: `assign_role`, `change_role`, `add_members`, `change_group`, `invite`, `set_provider` or
   * `change_principal`.
   */
  request: string;
  requested_at: string;
  /** Who asked: an id. */
  requested_by: string;
  /** Which roles. */
  roles: string[];
  /** `waiting`, `approved` or `rejected`. */
  status: string;
}

/** Who shall look into an item. */
export interface AssignItem {
  /** A name of 1 to 128 characters; null gives the item back. */
  assignee?: string | null;
  /** Why, of at most 1,000 characters. */
  note?: string;
}

/** What was attached to a transfer. */
export interface Attached {
  /** Your own name for it. */
  external_reference?: string | null;
  /** Words of your own. */
  metadata: Record<string, string>;
}

/** One authorization that was sent to a gateway. */
export interface Attempt {
  /** The code behind a decline or failure. */
  code?: string | null;
  /** Why this gateway: the best candidates. Empty for a repetition. */
  explanation: Candidate[];
  gateway: string;
  latency_ms: number;
  operation: string;
  /**
   * How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or `pending`; null while it is
   * under way.
   */
  outcome?: string | null;
  /** Counts the manual retries, from zero. */
  round: number;
  /** When it was first sent. */
  started_at: string;
}

/** Attempts: authorizations that were sent to gateways. */
export interface AttemptsDto {
  approval_rate?: RateDto | null;
  approved: number;
  declined: number;
  /** Declines by code. */
  declines: Record<string, number>;
  /** Those whose end a gateway told. */
  ended: number;
  /** Technical failures without effect. */
  failed: number;
  /** Held back by the node; no gateway was asked. */
  not_sent: number;
  /** Calls after which nobody knew; their end is counted when it is known. */
  unknown: number;
}

/** What the access policy asks about beside roles. */
export interface AttributesBody {
  hipaa?: boolean;
  pci?: boolean;
  region?: string | null;
}

/** What the audit trail holds now, signed. */
export interface AuditCheckpoint {
  /** The hash of the last frame, over all before, in hexadecimal digits. */
  chain: string;
  /** Which form of checkpoint it is. */
  format: string;
  /** How many frames the log has. */
  frames: number;
  /** Which log it is about. */
  log: string;
  /** The position of the last record. */
  position: number;
  /** The public half of the key that signed it, in hexadecimal digits. */
  public_key: string;
  /** The root of the tree over all frames (RFC 9162), in hexadecimal digits. */
  root: string;
  /** The signature (Ed25519), in hexadecimal digits. */
  signature: string;
  /** When it was signed, in microseconds since 1970. */
  time_us: number;
}

/** Records of the audit trail. */
export interface AuditPage {
  /** How many newer records are not looked through yet. */
  behind: number;
  /** The records, the newest first. */
  data: Record<string, unknown>[];
  /** Pass it as `cursor` for the next page; null at the end of the list. */
  next_cursor?: string | null;
  /** The newest position of the trail that was looked through. */
  position: number;
}

/** A record with the way from its stored bytes to a signed checkpoint. */
export interface AuditProof {
  /** What the trail held when this was asked, signed. */
  checkpoint: Record<string, unknown>;
  /** Its stored bytes, base64: what was hashed. */
  payload: string;
  /** The proof that the checkpoint covers these bytes at this position (RFC 9162). */
  proof: Record<string, unknown>;
  /** The record. */
  record: Record<string, unknown>;
}

/** The sums of an account at an instant. */
export interface BalanceAt {
  account: string;
  /** The posted balance on its normal side. */
  balance: number;
  credits_pending: number;
  credits_posted: number;
  currency: string;
  debits_pending: number;
  debits_posted: number;
  /** The position of the log that it reflects. */
  position: number;
}

/** What is owned, what is owed and what is left, per currency: assets = liabilities + equity + earnings. */
export interface BalanceSheet {
  currencies: CurrencySheet[];
  /** The position of the log that it reflects. */
  position: number;
}

/** Accounts, or the sums of a branch. */
export type Balances = Page<Account> | Page<RolledUpBalance>;

/** What became of a batch. */
export interface Batch {
  /** How many items were made. */
  made: number;
  /** Always `batch`. */
  object: string;
  /** How many were refused. */
  refused: number;
  /** What became of each item, in their order. */
  results: BatchItem[];
}

/** What became of an item. */
export interface BatchItem {
  /** How much was moved, in minor units, if it was made. */
  amount?: number | null;
  /** Why it was refused. `transfer_exists` says that the very same one was made before. */
  code?: string | null;
  currency?: string | null;
  /** Of which field the code speaks, if it speaks of one. */
  field?: string | null;
  /** The transfer's id; left out where a refused item brought none. */
  id?: string | null;
  /** `made` or `refused`. */
  status: string;
}

/** Who is billed. It does not print. */
export interface BillingDetails {
  /** The street, the house and what else leads there: at most four lines. */
  address_lines?: string[];
  city?: string | null;
  /** Two letters as in ISO 3166-1. */
  country?: string | null;
  email?: string | null;
  name?: string | null;
  phone?: string | null;
  postal_code?: string | null;
  /** A state, province or the like. */
  state?: string | null;
}

/** What became of one. */
export interface BulkPayment {
  /** The payment, if there is one. */
  payment?: Payment | null;
  /** Why there is none. */
  problem?: Problem | null;
  /** Whether this is the first answer under its key, given again. */
  replayed: boolean;
  /** The status of the answer, had it been sent alone. */
  status: number;
}

/** What became of payments, in their order. */
export interface BulkPayments {
  /** How many were created: those that gateways declined too. */
  created: number;
  data: BulkPayment[];
  /** Always `bulk_payments`. */
  object: string;
  /** How many were refused. */
  refused: number;
}

/** A gateway in a choice. */
export interface Candidate {
  gateway: string;
  /** In millionths. */
  score: number;
  /** What became of it: `chosen`, `eligible`, `breaker_open` and others. */
  verdict: string;
}

/** When the money is taken. */
export type CaptureMethod = "automatic" | "manual" | "automatic_after";

/** A part of the payment's money, or all of it. */
export interface CaptureRequest {
  /** How much, in minor units; all of it if left out. What is not taken is released. */
  amount?: number | null;
  /** The payment's currency; a guard against mistakes. */
  currency?: string | null;
}

/** A card, without its number. */
export interface Card {
  /** The first digits. */
  bin?: string | null;
  /** `credit`, `debit`, `prepaid` or `commercial`. */
  category?: string | null;
  /** As in ISO 3166-1. */
  issuer_country?: string | null;
  /** The network. */
  scheme?: string | null;
}

/** One line of a card's record. */
export interface CardAccess {
  at: string;
  /** Who: a principal, an API key, or a part of the node; null where the vault did it by itself. */
  by?: string | null;
  /** The id of the request. */
  correlation_id: string;
  /** `added`, `updated`, `opened`, `refused`, `resealed` or `deleted`. */
  kind: string;
  /** Always `card_access`. */
  object: string;
  /** Where it stands in the vault's log. */
  position: number;
  /** What for, where a number was asked for. */
  purpose?: string | null;
}

/** What shall be different about an account; what is left out stays. */
export interface ChangeAccount {
  /** Whether it takes no further transfers. */
  closed?: boolean | null;
  /** A number of your own. */
  code?: number | null;
  /** How far beyond its guard it may go. It may be lowered below what is used: then the account only recovers. */
  credit_limit?: number | null;
  /** Whether nothing moves but what releases holds. */
  frozen?: boolean | null;
  /** Keys to set; an empty value removes its key. */
  metadata?: Record<string, unknown>;
  /** What may be used beyond that for some time; an amount of zero takes it away. */
  temporary_limit?: NewTemporaryLimit | null;
  /** A number of your own: up to 32 hexadecimal digits. */
  user_data?: string | null;
}

/** Rules that were looked at and have no mistakes. */
export interface CheckedRules {
  /** The gateways that they name. */
  gateways: string[];
  /** The names of the rules, in order. */
  rules: string[];
  /** Always `true`: mistakes are answered as a problem. */
  valid: boolean;
}

/** What shall be different: what is left out stays, null takes away. */
export interface ClientChange {
  access_token_seconds?: number | null;
  grant_seconds?: number | null;
  grant_types?: string[] | null;
  name?: string | null;
  post_logout_redirect_uris?: string[] | null;
  principal?: string | null;
  redirect_uris?: string[] | null;
  refresh_idle_seconds?: number | null;
  scope?: string | null;
}

/** How it is compared with the threshold. */
export type ComparisonWord = "at_least" | "more_than" | "at_most" | "less_than";

/**
 * A report for auditors. What a row or a figure stands on is named by positions, which `GET /api/v1/audit/{position}`
 * proves.
 */
export interface ComplianceReport {
  /** Its totals. */
  figures: ReportFigure[];
  /** Which form it has. */
  format: string;
  /** Not before. */
  from?: string | null;
  /** Which report it is. */
  kind: string;
  /** When it was made. */
  made_at: string;
  /** Always `compliance_report`. */
  object: string;
  /** What its reader has to know. */
  remarks: string[];
  /** What it was made from: what the audit trail held, signed, and how far the log was read. */
  source: ReportSource;
  /** Its tables. */
  tables: ReportTable[];
  /** Whose; none where it is about the whole node. */
  tenant?: string | null;
  /** Its heading. */
  title: string;
  /** Before. */
  to?: string | null;
}

/** That someone agreed. */
export interface Consent {
  /** By which way it came. */
  channel: string;
  given_at: string;
  id: string;
  /** Always `consent`. */
  object: string;
  /** Who agreed, if it is a principal. Others are found by what they are known by, and by nothing else. */
  principal?: string | null;
  purpose: string;
  /** Who recorded it: an id, or `node`. */
  recorded_by: string;
  /** `given` or `withdrawn`. */
  status: string;
  /** To which version of its texts. */
  version: number;
  withdrawn_at?: string | null;
}

/** A text that can be agreed to. It never changes. */
export interface ConsentText {
  /** BLAKE3 of the text, in hexadecimal, as `b3sum` computes it. */
  digest: string;
  language: string;
  /** Always `consent_text`. */
  object: string;
  published_at: string;
  /** What the consent is for. */
  purpose: string;
  text: string;
  /** Its number among those of its purpose. */
  version: number;
}

/** Ended calls by outcome. */
export interface Counts {
  decline: number;
  failure: number;
  success: number;
  unknown: number;
}

/** A new payment. */
export interface CreatePayment {
  /** How much, in minor units: 1099 for 10.99 EUR. A whole number. */
  amount: number;
  /**
   * How long a gateway may be looked for, up to a day; as configured if left out. A call under way is followed beyond
   * it.
   */
  answer_within_seconds?: number | null;
  /**
   * Who is billed: kept sealed under a key of the customer, who has to be named, and shown at
   * `/payments/{id}/billing-details` alone.
   */
  billing_details?: BillingDetails | null;
  /** Needed with `automatic_after`, refused otherwise. */
  capture_after_seconds?: number | null;
  /**
   * `automatic` (the default): the money is taken with the authorization. `manual`: when you say so.
   * `automatic_after`: after `capture_after_seconds`, unless you came first.
   */
  capture_method?: CaptureMethod;
  /** What you know about the card behind the token. Rules, fees and learning use it. */
  card?: NewCard | null;
  /** Whether to ask a gateway at once; true if left out. */
  confirm?: boolean;
  /** Where the payment comes from: two letters as in ISO 3166-1. */
  country?: string | null;
  /** As in ISO 4217. */
  currency: string;
  /** Your own name for the customer, at most 128 characters. */
  customer?: string | null;
  /** For people, at most 500 characters. */
  description?: string | null;
  /**
   * `customer` (the default): somebody waits for the answer. `merchant`: you charge under an agreement, and nobody
   * waits: after a soft decline a better moment may be waited for.
   */
  initiator?: InitiatorWord;
  /** Your own pairs: at most 20, keys of at most 40 and values of at most 500 characters. */
  metadata?: Record<string, string> | null;
  payment_method: NewPaymentMethod;
  /** Your own name for the payment, at most 128 characters. */
  reference?: string | null;
  /** Tries after soft declines; as configured if left out. Only with the initiator `merchant`. */
  retries?: NewRetries | null;
}

/** A payment link to be made. */
export interface CreatePaymentLink {
  /** How much, in minor units: 1099 for 10.99 EUR. A whole number. */
  amount: number;
  /** As in ISO 4217. */
  currency: string;
  /** What the customer reads above the amount, at most 200 characters. */
  description?: string | null;
  /** The site that may show the page in a frame: scheme, host and port. No other may. */
  embed_origin?: string | null;
  /** How long it is good for: a day if left out, 90 days at most. */
  expires_in_minutes?: number | null;
  /** Your own name for what is paid, at most 128 characters. The payments have it too. */
  reference?: string | null;
  /**
   * Where the customer goes on afterwards: `https`, or `http` on one's own machine. `payment` and `status` are added
   * to its query.
   */
  return_url?: string | null;
  /** Everybody who comes pays, and may do so again. Otherwise it is paid once. */
  reusable?: boolean;
}

/** The income statement in one currency. */
export interface CurrencyIncome {
  currency: string;
  expenses: ReportSection;
  /** Revenue less expenses. */
  net_income: number;
  revenue: ReportSection;
}

/** The balance sheet in one currency. */
export interface CurrencySheet {
  assets: ReportSection;
  currency: string;
  /** All revenue less all expenses: what was earned and is not yet closed into equity. */
  earnings: number;
  equity: ReportSection;
  liabilities: ReportSection;
}

/** Whose personal data is to be gone. */
export interface CustomerToErase {
  /** Your own name for the customer, as payments and cards have it. */
  customer: string;
}

/** A decision and its reasons. */
export interface Decision {
  /** Every configured gateway: those that could take it, best first, then the others by name. */
  candidates: ScoredGateway[];
  /** The experiment that the payment is part of. */
  experiment?: ExperimentSide | null;
  fees_version: number;
  /** The best gateway; null if none can take the payment. */
  gateway?: string | null;
  /** The version of what was learned: how many authorizations it comes from. */
  model_version: number;
  /** Whether rules want the customer to be authenticated. */
  require_three_d_secure: boolean;
  /** The rules that held. */
  rules: HeldRule[];
  /** The version of the rules; null without rules, 0 for rules that were only tried. */
  rules_version?: number | null;
  strategy_version: number;
}

/** What was deleted. */
export interface Deleted {
  deleted: boolean;
  id: string;
  object: string;
}

/** A browser that somebody has signed in from. */
export interface Device {
  first_seen_at: string;
  id: string;
  last_seen_at: string;
  /** Always `device`. */
  object: string;
  trusted: boolean;
}

/** A customer asks the issuer for the money back. */
export interface Dispute {
  /** How much is disputed, in minor units. */
  amount: number;
  /** What of it is lost. */
  amount_lost: number;
  /** What the gateway has taken and not given back. */
  amount_withdrawn: number;
  currency: string;
  gateway: string;
  /** The gateway's own word for the reason. */
  gateway_reason?: string | null;
  /** The gateway's own name for it. */
  id: string;
  /** Always `dispute`. */
  object: string;
  opened_at: string;
  /**
   * `fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`,
   * `unrecognized` or `other`.
   */
  reason: string;
  /** Until when evidence must be there. */
  respond_by?: string | null;
  /** `warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`. */
  status: string;
  updated_at: string;
}

/** What a policy would change of the newest recorded decisions, of all tenants. */
export interface DryRun {
  /** The first ones that are newly allowed. */
  allowed_examples: DryRunExample[];
  /** The first ones that are newly denied. */
  denied_examples: DryRunExample[];
  /** Denied then, allowed now. */
  newly_allowed: number;
  /** Allowed then, denied now. */
  newly_denied: number;
  /** Decided as before. */
  same: number;
}

/** A decision that would be another one. It does not say whose it was. */
export interface DryRunExample {
  method: string;
  /** Why it would be decided otherwise. */
  reasons: string[];
  /** Why it was decided as it was. */
  reasons_then: string[];
  roles: string[];
  route: string;
}

/** One thing that somebody may do. */
export interface EffectivePermission {
  /** Each way by which they have it. */
  from: PermissionSource[];
  permission: string;
}

/** What somebody may do now, and where each of it comes from. */
export interface EffectivePermissions {
  /** Always `effective_permissions`. */
  object: string;
  permissions: EffectivePermission[];
  principal: string;
  /** `active`, `suspended` or `deleted`. Who is not active may do nothing. */
  status: string;
}

/** When a gateway is left out. */
export interface Elimination {
  /** After so many calls. */
  calls_at_least: number;
  /** Below this success rate of the last minutes, in ten-thousandths. */
  success_below_basis_points: number;
}

/** The token in the link that was mailed to an address. */
export interface EmailProof {
  token: string;
}

/** What to change about an endpoint; what is left out stays. */
export interface EndpointChange {
  description?: string | null;
  /** Whether to send; enabling forgets why it was disabled. */
  enabled?: boolean | null;
  events?: string[] | null;
  url?: string | null;
}

/** Cards that are gone. */
export interface ErasedCards {
  /** How many there were. */
  deleted: number;
  /** Always `erased_cards`. */
  object: string;
}

/** What is gone. */
export interface ErasedCustomer {
  /** The details of all their payments can't be read any more, in no copy and no backup of the log. */
  billing_details_erased: boolean;
  /** How many cards were deleted. */
  cards_deleted: number;
  /** Always `erased_customer`. */
  object: string;
}

/** Something that happened. */
export interface Event {
  created_at: string;
  /** What happened, in the event's own fields. */
  data: Record<string, unknown>;
  id: string;
  /** Its place within the entry. */
  index: number;
  /** Always `event`. */
  object: string;
  /** The payment it happened to. */
  payment?: string | null;
  /** The position of its entry in the log. */
  position: number;
  type: string;
}

/** An experiment and what came of it so far. */
export interface Experiment {
  control: ExperimentTally;
  ended_at?: string | null;
  /** How often the sides were compared, of ten times. */
  looks: number;
  name: string;
  /** Always `routing_experiment`. */
  object: string;
  rules?: number | null;
  /** Planned payments per side. */
  sample: number;
  share_basis_points: number;
  significance_percent: number;
  started_at: string;
  /** `running`, `better`, `worse`, `no_difference`, `stopped_on_harm` or `stopped`. */
  status: string;
  strategy?: Strategy | null;
  trial: ExperimentTally;
}

/** A side of an experiment. */
export interface ExperimentSide {
  name: string;
  /** `control` or `trial`. */
  side: string;
}

/** Ended payments of one side. */
export interface ExperimentTally {
  approved: number;
  payments: number;
}

/** A reason of a decision. */
export interface ExplainedReason {
  /** As a stable word. */
  reason: string;
  /** In the policy's own words. */
  words?: string | null;
}

/** What a rule says about the question. */
export interface ExplainedRule {
  rule: string;
  /** Null if it does not hold. */
  value: Record<string, unknown>;
}

/** What went wrong. */
export interface Failure {
  /** A stable code. */
  code: string;
  /** The gateway's own code, if it gave one. */
  gateway_code?: string | null;
  message: string;
}

/** The parts of a fee, in minor units. */
export interface FeeParts {
  interchange: number;
  margin: number;
  markup: number;
  scheme: number;
}

/** What a flow made, or would make. */
export interface Flow {
  /** Whether nothing was made. */
  dry_run: boolean;
  /** For a dry run: the line of the flow that asks for each transfer, from 1. */
  lines?: number[] | null;
  /** Always `flow`. */
  object: string;
  /** The transfers, in order; none if nothing moves. */
  transfers: Transfer[];
}

/** Two means and where they point. */
export interface Forecast {
  /** Of the last seconds. */
  fast: number;
  /** What it will be if things go on as they do. */
  forecast: number;
  /** Of the last minute. */
  slow: number;
}

/** Whether rules must be approved by someone else than their author. */
export interface FourEyes {
  /** From now on. */
  required: boolean;
}

/** A gateway. An empty list of what it takes means that there is no restriction. */
export interface Gateway {
  countries: string[];
  currencies: string[];
  fee_basis_points: number;
  fee_fixed: number;
  /** One entry per operation. */
  health: OperationHealth[];
  /** The largest amount it takes; null where there is no bound. */
  maximum_amount?: number | null;
  methods: string[];
  /** The smallest amount it takes, in minor units. */
  minimum_amount: number;
  name: string;
  /** Always `gateway`. */
  object: string;
  operations: string[];
  priority: number;
  /** Whether it only pretends: payments through it move no money. */
  sandbox: boolean;
}

/** A GraphQL call. */
export interface GraphQlCall {
  /** `persistedQuery` with `version` 1 and `sha256Hash`. */
  extensions?: Record<string, unknown> | null;
  /** Which operation of the text. */
  operationName?: string | null;
  /** The text of the query; left out where its hash is known. */
  query?: string | null;
  /** The values of its variables, by name. */
  variables?: Record<string, unknown> | null;
}

/** A GraphQL reply. */
export interface GraphQlReply {
  /** What was asked for; null where the call was refused as a whole. */
  data?: Record<string, unknown> | null;
  /** What could not be answered; `extensions.code` says why. */
  errors?: Record<string, unknown>[] | null;
}

/** Principals that have roles together. */
export interface Group {
  changed_at: string;
  created_at: string;
  /** What an outside directory calls it. */
  external_id?: string | null;
  id: string;
  /** How many members it has. */
  members: number;
  name: string;
  /** Always `group`. */
  object: string;
  /** Whether its members are run from outside. */
  provisioned: boolean;
  /** What its members have. */
  roles: string[];
  /** Grows by one with each change, of its members too. */
  version: number;
}

/** What shall be different: what is left out stays, null takes away. */
export interface GroupChange {
  external_id?: string | null;
  name?: string | null;
  provisioned?: boolean | null;
}

/** Which balance an account must keep. Holds count as moved. */
export type GuardWord = "none" | "no_overdraft" | "debits_within_credits" | "credits_within_debits";

/** A rule that held. */
export interface HeldRule {
  name: string;
  /** From 0, in the order of the text. */
  number: number;
}

/** How an outside identity provider is used. How to reach it is in the node's configuration. */
export interface IdentityProvider {
  changed_at: string;
  /** Whether the node's configuration has a connection of this name for the tenant. Without one nobody comes by it. */
  configured: boolean;
  created_at: string;
  /** The roles of everyone who comes from there. */
  default_roles: string[];
  /** Whether who is not known yet gets an account. */
  just_in_time: boolean;
  /** `oidc`, `saml` or `ldap`. */
  kind: string;
  /** Whether an account that SCIM made is linked when the provider says that its e-mail address is verified. */
  link_by_email: boolean;
  /** The roles of who is in each outside group. */
  mapping: Record<string, string[]>;
  /** As in the node's configuration. */
  name: string;
  /** Always `identity_provider`. */
  object: string;
  /** Grows by one with each change. */
  version: number;
}

/** What became of an import, or would. */
export interface Import {
  /** Whether nothing was made. */
  dry_run: boolean;
  /** How many had been made before. */
  existing: number;
  /** What became of each line, in their order. */
  lines: ImportLine[];
  /** How many lines were made. */
  made: number;
  /** Always `import`. */
  object: string;
  /** How many were refused. */
  refused: number;
}

/** What became of a line. */
export interface ImportLine {
  /** Why it was refused. */
  code?: string | null;
  /** Of which field the code speaks, if it speaks of one. */
  field?: string | null;
  /** The transfer's id; left out where the line can't be read. */
  id?: string | null;
  /** The line of the file, from 1; the header is one. */
  line: number;
  /** The same in words, where there is more to say than the code does. */
  message?: string | null;
  /** `made`, `exists` where the very same transfer was made before, or `refused`. */
  status: string;
}

/** What was earned and spent in a period, per currency. */
export interface IncomeStatement {
  currencies: CurrencyIncome[];
  /** The position of the log that it reflects. */
  position: number;
}

/** Who wants the money to move now. */
export type InitiatorWord = "customer" | "merchant";

/** An open invitation to become a user. */
export interface Invitation {
  created_at: string;
  /** Who invited: an id, or `node`. */
  created_by: string;
  email?: string | null;
  expires_at: string;
  id: string;
  /** The link in the letter; only for who administers the machine. */
  link?: string | null;
  name?: string | null;
  /** Always `invitation`. */
  object: string;
  /** What the user will have. */
  roles: string[];
  /** Whether the letter was handed over for delivery; in the answer that makes it only. */
  sent?: boolean | null;
}

/** Becomes a user, by the token in the link. */
export interface InvitationAccept {
  name?: string | null;
  password: string;
  token: string;
}

/** A line of the general journal. */
export interface JournalLine {
  /** In minor units. */
  amount: number;
  /** Why money moved. */
  code: number;
  /** The code's name, where it is one of a payment. */
  code_name?: string | null;
  created_at: string;
  /** The account that is credited. */
  credit: AccountRef;
  currency: string;
  /** The account that is debited. */
  debit: AccountRef;
  /** As of when it counts in the books: earlier than `created_at` if it was backdated. */
  effective_at: string;
  /** When a hold ends by itself. */
  expires_at?: string | null;
  /** The hold that a post, void or expiry ends. */
  hold?: string | null;
  id: string;
  /** `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`. */
  kind: string;
  /** Always `transfer`. */
  object: string;
  /** The transfer that a reversal reverses. */
  original?: string | null;
  /** What it can be found by: a payment's id for what Bezant posted, else what its caller gave. */
  reference?: string | null;
  /** Your own name for it. */
  external_reference?: string | null;
  /** Words of your own. */
  metadata: Record<string, string>;
}

/** The certificate of an API key: one of these. */
export interface KeyCertificate {
  /** A host name among its alternative names. */
  dns?: string | null;
  /** Its SHA-256 fingerprint. */
  sha256?: string | null;
  /** A URI among its alternative names. */
  uri?: string | null;
}

/** Another secret or certificate for a key. */
export interface KeyRotation {
  /** For a key that has a certificate: another one. */
  certificate?: NewKeyCertificate | null;
  /** How long the one before works too, from 0 to 604800; a day if left out. */
  overlap_seconds?: number | null;
}

/** How the requests of an API key are signed (RFC 9421). */
export interface KeySigning {
  /** `ed25519` or `hmac-sha256`. */
  algorithm: string;
  /** Until when signatures by the key before are taken too. */
  previous_key_until?: string | null;
  /** For `ed25519`: the public key, its 32 bytes in Base64. */
  public_key?: string | null;
  /** Whether a request without a signature is refused. */
  required: boolean;
}

/** How long calls took, in milliseconds; percentiles are at most an eighth too high. */
export interface LatencyDto {
  calls: number;
  p50_ms?: number | null;
  p95_ms?: number | null;
  p99_ms?: number | null;
}

/** While it stands, nothing of the tenant is deleted: not by the rules of retention, and not because somebody asks. */
export interface LegalHold {
  /** What it is called. */
  name: string;
  /** Always `legal_hold`. */
  object: string;
  placed_at: string;
  /** Why, for people. */
  reason: string;
}

/** Why nothing is to be deleted. */
export interface LegalHoldReason {
  /** For people, at most 500 characters. No personal data: it stays in the log. */
  reason: string;
}

/** A transfer, or those of a chain. */
export type MadeTransfers = Transfer | Page<Transfer>;

/** Where a match stands. */
export type MatchStatusWord = "found" | "proposed" | "accepted" | "rejected" | "dissolved";

/** Oneself. */
export interface Me {
  email?: string | null;
  /** Whether one has shown that the address is one's own, by a link that was mailed to it. */
  email_verified: boolean;
  has_password: boolean;
  has_totp: boolean;
  id: string;
  /** `user`, `agent` or `service_account`. */
  kind: string;
  /** How one has proved who one is. */
  methods: string[];
  name?: string | null;
  /** Always `principal`. */
  object: string;
  /** What one may do by what one has presented. */
  permissions: string[];
  recovery_codes_left: number;
  roles: string[];
  /** Whether one may do nothing until one has set up a second factor. */
  second_factor_missing: boolean;
  tenant: string;
  tenant_name: string;
}

/** What is measured of an account. */
export type MeasureWord = "balance" | "available" | "debits_posted" | "credits_posted" | "pending_outflow" | "pending_inflow";

/** A member of a group. */
export interface Member {
  principal: string;
}

/** One thing that is wrong with the input. */
export interface Mistake {
  /** A stable code. */
  code: string;
  /** The character in that line, from 1. */
  column?: number | null;
  /** What to do about it. */
  hint?: string | null;
  /** The line of a text in the request, from 1. */
  line?: number | null;
  /** In plain words. */
  message: string;
  /** Where: the field's path in the JSON body, or the name of the parameter or header. */
  path: string;
}

/** A balance that is watched. */
export interface Monitor {
  account: string;
  comparison: ComparisonWord;
  /** The account's currency. */
  currency: string;
  /** Whether the condition holds now. */
  holds: boolean;
  id: string;
  measure: MeasureWord;
  /** Always `monitor`. */
  object: string;
  /** In minor units. */
  threshold: number;
}

/** Transfers that are made each by itself, or as chains where they are linked. */
export interface NewBatch {
  /**
   * From 1 to 8,190. An item with `linked: true` is made together with the next one, all of such a chain or none.
   * Their metadata and external references have at most 768 KiB together, where each item that has some counts for its
   * words, 10 bytes for each key, and 40.
   */
  transfers: NewTransfer[];
}

/** A policy to be kept as a version, or only checked. */
export interface NewBundle {
  /** Whether it is not kept. */
  check_only?: boolean;
  /** Whether recorded decisions are decided anew by it. */
  dry_run?: boolean;
  /** Texts in Rego by their paths: at most 64, 256 KiB together. */
  files: Record<string, string>;
  /** Why; at most 200 characters. */
  note?: string;
}

/** A card, without its number. What is not known is left out. */
export interface NewCard {
  /** The first six to eight digits of the number. */
  bin?: string | null;
  /** `credit`, `debit`, `prepaid` or `commercial`. */
  category?: string | null;
  /** Where the issuer sits: two letters as in ISO 3166-1. */
  issuer_country?: string | null;
  /**
   * `visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `maestro`, `cartes_bancaires`, `girocard`,
   * `rupay` or `elo`.
   */
  scheme?: string | null;
}

/** Transfers that are made all or none, each seeing those before it. */
export interface NewChain {
  /** From 1 to 256. */
  transfers: NewTransfer[];
}

/** A new client. */
export interface NewClientBody {
  /** At most a day; ten minutes if left out. */
  access_token_seconds?: number | null;
  /** How long a grant lasts in any case, at most 366 days; 90 days if left out. */
  grant_seconds?: number | null;
  /**
   * `authorization_code` (with PKCE, always), `refresh_token`, `client_credentials`,
   * `urn:ietf:params:oauth:grant-type:device_code`; the first two if left out.
   */
  grant_types?: string[] | null;
  /** `public` for what runs on its user's device, `confidential` for what can keep a secret; the latter if left out. */
  kind?: string | null;
  /** What people know it by. */
  name: string;
  /** Where a browser may go after signing out. */
  post_logout_redirect_uris?: string[];
  /** As whom it acts by `client_credentials`. */
  principal?: string | null;
  /** Where it may get its answers: https, http to 127.0.0.1 or [::1], or a scheme with a dot in it. Compared exactly. */
  redirect_uris?: string[];
  /** How long a refresh token may rest; 14 days if left out. */
  refresh_idle_seconds?: number | null;
  /** What it may ask for at most: permissions, `openid`, `profile`, `email`, `offline_access`. */
  scope: string;
}

/** That someone agrees. Exactly one of `principal` and `reference` says who. */
export interface NewConsentBody {
  /** By which way it came, such as `checkout` or `phone`. */
  channel: string;
  /** What shows that it was them, such as address and browser; at most 1,024 characters. Only a keyed hash is kept. */
  evidence?: string | null;
  /** A principal of the tenant. */
  principal?: string | null;
  purpose: string;
  /**
   * What the tenant knows somebody else by, such as a customer's number; at most 256 characters. Only a keyed hash is
   * kept.
   */
  reference?: string | null;
  /** To which version of its texts. */
  version: number;
}

/** A text to be published. */
export interface NewConsentText {
  /** As in BCP 47, in small letters. */
  language: string;
  /** 1 to 64 of a-z, 0-9, _, . and -. */
  purpose: string;
  /** At most 64 KiB. */
  text: string;
}

/** A payment that might be. */
export interface NewDecision {
  /** How much, in minor units. */
  amount: number;
  card?: NewCard | null;
  country?: string | null;
  currency: string;
  customer?: string | null;
  metadata?: Record<string, string> | null;
  /** `card`, `bank_transfer` or `wallet`. */
  method: string;
  /** Draws and samples follow from the payment's id; a new one if left out. */
  payment?: string | null;
  /** Rules to try instead of the active ones. */
  rules?: string | null;
}

/** A new endpoint. */
export interface NewEndpoint {
  /** At most 256 characters. */
  description?: string;
  /** Which events: `*`, `payment.*` or whole names. */
  events: string[];
  /** `hmac` if left out. */
  signing?: Signing;
  /** https, or http to this very machine. */
  url: string;
}

/** An exchange of money of one currency for another, by two transfers through liquidity accounts. */
export interface NewExchange {
  /** What is sold, in minor units. */
  amount: number;
  /** Why money moves, a number of your own. */
  code?: number;
  /** The sold currency. */
  currency: string;
  /** The account whose balance falls, by id or path. */
  from: string;
  /**
   * An id of your choice; a fresh one if left out. It is the id of the first transfer, and the other's follows from
   * it.
   */
  id?: string | null;
  /** What takes the sold money, by id or path; `equity:liquidity` if left out. */
  liquidity_from?: string | null;
  /** What gives the bought money, by id or path; `equity:liquidity` if left out. */
  liquidity_to?: string | null;
  /** How much of the bought currency one unit of the sold one buys (1 euro, not 1 cent). */
  rate: NewRate;
  /** What to find both transfers by: a payment's id, or up to 32 hexadecimal digits. */
  reference?: string | null;
  /** The account whose balance rises, by id or path. */
  to: string;
  /** The bought currency. */
  to_currency: string;
}

/** Something to try on a part of the customers. */
export interface NewExperiment {
  /** 1 to 64 characters of a-z, 0-9, `_` and `-`. */
  name: string;
  /** The trial's rules, by version; the active ones if left out. */
  rules?: number | null;
  /** So many payments per side are planned. */
  sample: number;
  /** Who takes part follows from it. */
  seed?: number;
  /** How many customers take part, in ten-thousandths; half of them are the control. */
  share_basis_points: number;
  /** The chance of a false alarm, in percent: `5` (the default) or `1`. */
  significance_percent?: number;
  /** The trial's strategy; the present one if left out. */
  strategy?: Strategy | null;
}

/** A flow to carry out, or to plan. */
export interface NewFlow {
  /** Only show what would be made. */
  dry_run?: boolean;
  /**
   * An id of your choice; a fresh one if left out. It is the id of the first transfer, the others' follow from it, and
   * a flow of the same id is never carried out twice.
   */
  id?: string | null;
  /** The text. */
  source: string;
  /** The values of its variables, as texts. */
  variables?: Record<string, string>;
}

/** A fraction. */
export interface NewFraction {
  denominator: number;
  numerator: number;
}

/** A new group, without roles and members. */
export interface NewGroupBody {
  /** What an outside directory calls it. */
  external_id?: string | null;
  /** 1 to 64 characters, unlike the name of any other group. */
  name: string;
  /** Whether SCIM says who is in it. */
  provisioned?: boolean;
}

/** Whom to invite to what. */
export interface NewInvitationBody {
  /** Where the letter goes. */
  email: string;
  /** From 1 to 720; 72 if left out. */
  expires_in_hours?: number | null;
  name?: string | null;
  /** What the user will have: nothing that you may not do yourself. */
  roles?: string[];
}

/** A new key. It may do nothing that you may not do yourself. */
export interface NewKeyBody {
  /** What proves it in the place of a secret. */
  certificate?: NewKeyCertificate | null;
  /** What its holder is certified for: `pci`, `hipaa`. */
  certifications?: string[];
  /** From 1 to 36500; never if left out. */
  expires_in_days?: number | null;
  /** What it is for. */
  name: string;
  /** What it may do beside its scopes. */
  permissions?: string[];
  /** Whose key it is: an agent's or a service account's. */
  principal?: string | null;
  /** Where its holder is. */
  region?: string | null;
  /** Roughly what it may do: `read`, `write`, `operate`. */
  scopes?: string[];
}

/** The certificate that proves a key in the place of a secret, named in one of these ways. */
export interface NewKeyCertificate {
  /** Every certificate with this host name among its alternative names. By who administers the machine only. */
  dns?: string | null;
  /** The certificate itself, in PEM: this one and no other. */
  pem?: string | null;
  /** The same by its SHA-256 fingerprint, 64 hexadecimal digits. */
  sha256?: string | null;
  /** Every certificate with this URI among its alternative names. By who administers the machine only. */
  uri?: string | null;
}

/** What the requests of an API key are to be signed with. */
export interface NewKeySigning {
  /**
   * `ed25519`, with your public key, or `hmac-sha256`, with a secret that the answer has. The key that there is stays,
   * if it is left out.
   */
  algorithm?: string | null;
  /** How long signatures by the key before are taken too, from 0 to 604800; a day if left out. */
  overlap_seconds?: number | null;
  /** For `ed25519`: the public key, in PEM or its 32 bytes in Base64. */
  public_key?: string | null;
  /** Whether a request without a signature is refused from now on; it is, if this is left out. */
  required?: boolean | null;
}

/** Lines and transfers that belong together, as someone says. */
export interface NewMatch {
  /** From 1 to 1,000 open items. */
  items: string[];
  /** From 1 to 1,000 transfers of the ledger account. */
  transfers: string[];
}

/** Who comes into a group. */
export interface NewMembers {
  /** 1 to 1000 principals. */
  principals: string[];
}

/** A condition on a balance. An event tells when it becomes true or false. */
export interface NewMonitor {
  /** The account, by id or path. */
  account: string;
  comparison: ComparisonWord;
  /** The account's currency, where it is named by path. */
  currency?: string | null;
  /** An id of your choice; a fresh one if left out. The id of a monitor that there is changes its condition. */
  id?: string | null;
  measure: MeasureWord;
  /** In minor units. */
  threshold: number;
}

/** A new passkey. */
export interface NewPasskeyDto {
  challenge: string;
  credential: Record<string, unknown>;
  /** What one calls it. */
  name: string;
}

/** One of several new payments. */
export interface NewPaymentItem {
  /** As in the header `Idempotency-Key`, for this payment. */
  idempotency_key?: string | null;
  payment: CreatePayment;
}

/** With what it is paid. */
export interface NewPaymentMethod {
  /** The gateway's token for it. Card numbers are refused. */
  token: string;
  /** `card`, `bank_transfer` or `wallet`. */
  type: string;
}

/** New payments, each by itself. */
export interface NewPayments {
  /** 1 to 100. */
  payments: NewPaymentItem[];
}

/** A new principal. They have no role yet. */
export interface NewPrincipalBody {
  attributes?: AttributesBody;
  /** A user's e-mail address, unlike that of any other. */
  email?: string | null;
  /** What an outside directory calls them. */
  external_id?: string | null;
  /** `user`, `agent` or `service_account`. */
  kind: string;
  /** A person's name, or what the program is called. */
  name?: string | null;
  /** The responsible person of an agent or service account. */
  owner?: string | null;
  phone?: string | null;
  /** Whether SCIM and outside providers may change them. */
  provisioned?: boolean;
}

/** An exact rate. */
export type NewRate = string | NewFraction;

/** A ledger account that is reconciled with an account outside. */
export interface NewReconciliation {
  /** The ledger account, by id or path. Its debits stand for money in on the statements, its credits for money out. */
  account: string;
  /** The account's currency, where it is named by path. */
  currency?: string | null;
  /** An id of your choice; a fresh one if left out. The id of a reconciliation that there is changes it. */
  id?: string | null;
  /** Its name for people, of 1 to 100 characters. */
  name: string;
  /** The account outside as its statements name it, such as an IBAN. Compared by letters and digits only. */
  outside_account: string;
  /**
   * By what lines and transfers are said to belong together, at most 50. Left out: as they are, and for a new one
   * three that most accounts need.
   */
  rules?: NewRule[] | null;
}

/** Tries after soft declines. */
export interface NewRetries {
  /** How many after the first, up to 30; what schemes allow bounds them further. */
  count: number;
  /** For how many days after the first, up to 60. */
  within_days: number;
}

/** A new role. */
export interface NewRole {
  /** What it is for; at most 200 characters. */
  description?: string;
  /** 1 to 64 of a-z, 0-9, - and _, with a letter first. */
  name: string;
  /** What it permits: nothing that you may not do yourself. */
  permissions: string[];
}

/** A rule by which lines and transfers are said to belong together. */
export interface NewRule {
  acceptance?: AcceptanceWord;
  /** The ledger account where a difference within the tolerance should be booked, by id or path. It is only suggested. */
  difference_account?: string | null;
  /** By how many days a line's value date and a transfer's effective day (in UTC) may differ. */
  maximum_days?: number;
  /** How many lines or transfers a group has at most, from 2 to 1,000; 100 if left out. */
  maximum_group?: number | null;
  /** Its name, of 1 to 60 characters, unique within the reconciliation. */
  name: string;
  /** Rules of a lower number come first. */
  priority?: number;
  reference?: ReferenceWord;
  shape?: ShapeWord;
  /** By how many minor units the amounts may differ. */
  tolerance?: number | null;
  /** By how many ten-thousandths of the single side's amount they may differ. Not beside `tolerance`. */
  tolerance_basis_points?: number | null;
}

/** Rules in the language of `docs/routing-rules.md`. */
export interface NewRules {
  /** The text. */
  source: string;
}

/** Transfers to be made later, all or none. */
export interface NewSchedule {
  /** When; in the future. */
  at: string;
  /** An id of your choice; a fresh one if left out. */
  id?: string | null;
  /** From 1 to 256 transfers and holds. Balances are looked at when the time has come. */
  transfers: NewTransfer[];
}

/** A further limit for some time. */
export interface NewTemporaryLimit {
  /** What is added to the credit limit, in minor units. */
  amount: number;
  /** From when on it no longer counts. */
  until: string;
}

/** A new transfer. */
export interface NewTransfer {
  /** In minor units. For `post` all of the hold if left out. */
  amount?: number | null;
  /** `debit` or `credit`: `amount` is a cap, and no more moves than that account has left. */
  balancing?: SideWord | null;
  /** `debit` or `credit`: closes that account. By a hold, until the hold is voided. */
  closing?: SideWord | null;
  /** Why money moves, a number of your own. */
  code?: number;
  /** The account to credit, by id or path. For `transfer` and `hold`. */
  credit?: string | null;
  /** The currency of both accounts. For `transfer` and `hold`. */
  currency?: string | null;
  /** The account to debit, by id or path. For `transfer` and `hold`. */
  debit?: string | null;
  /** As of when it counts in the books, not in the future; the time of the commit if left out. */
  effective_at?: string | null;
  /** Your own name for it, up to 128 bytes. */
  external_reference?: string | null;
  /** The hold to end. For `post` and `void`. */
  hold?: string | null;
  /**
   * An id of your choice in the form of the other ids; a fresh one if left out. The same id with the same content
   * again is refused as existing, for ever.
   */
  id?: string | null;
  /** `transfer` if left out. */
  kind?: NewTransferKind;
  /** Makes it together with the next one, all of such a chain or none. In batches only. */
  linked?: boolean;
  /** Words of your own: up to 32 keys. */
  metadata?: Record<string, unknown>;
  /** The transfer or post whose money goes back. For `reversal`. */
  original?: string | null;
  /** What to find it by: a payment's id, or up to 32 hexadecimal digits. */
  reference?: string | null;
  /** After so many seconds it ends by itself. For `hold`. */
  timeout_seconds?: number | null;
  /** Ends all holds of the chain that `hold` belongs to, all or none. For `post` and `void`. */
  whole_chain?: boolean;
}

/** What a transfer shall do. */
export type NewTransferKind = "transfer" | "hold" | "post" | "void" | "reversal";

/** One transfer, or a chain of them. */
export type NewTransfers = NewTransfer | NewChain;

/** A card to keep. */
export interface NewVaultCard {
  /** Your name for whose card it is, for erasing all cards of one customer. Kept as a keyed hash only. */
  customer?: string | null;
  /** From 1 to 12. */
  expiry_month: number;
  /** Of four digits, or the last two. */
  expiry_year: number;
  /**
   * Also answer a token of as many digits as the number, with its first six and last four; for numbers of 16 digits
   * and more.
   */
  format_preserving?: boolean;
  /** The name on the card. */
  holder_name?: string | null;
  /** 12 to 19 digits; spaces and dashes between them are passed over. */
  number: string;
  /** Kept in memory for the first authorization, 15 minutes at most, and written nowhere. */
  security_code?: string | null;
}

/** Nothing needs to be said. */
export type NoDetails = Record<string, never>;

/** Something to be written down. */
export interface Noted {
  /** Why, of at most 1,000 characters. */
  note?: string;
}

/** A program that acts for people, or for itself. */
export interface OAuthClient {
  access_token_seconds: number;
  created_at: string;
  grant_seconds: number;
  /** How it may get tokens. */
  grant_types: string[];
  id: string;
  /** `public` or `confidential`. */
  kind: string;
  name: string;
  /** Always `oauth_client`. */
  object: string;
  post_logout_redirect_uris: string[];
  /** As whom it acts by `client_credentials`. */
  principal?: string | null;
  redirect_uris: string[];
  refresh_idle_seconds: number;
  /** What it may ask for at most, with a space between the words. */
  scope: string;
  /** In the answer that makes it only. */
  secret?: string | null;
}

/** A new account: at a path, or of a type under an id of your choice. */
export interface OpenAccount {
  /** Whether its balance may go below zero; no if left out. */
  allows_overdraft?: boolean;
  /** A number of your own. */
  code?: number;
  /** How far beyond its guard it may go, holds counted; zero if left out. */
  credit_limit?: number | null;
  currency: string;
  /** `no_overdraft` if left out. */
  guard?: GuardWord | null;
  /** An id of your choice; it follows from path and currency if left out. */
  id?: string | null;
  /** Words of your own: up to 32 keys. */
  metadata?: Record<string, unknown>;
  /** `assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by `:`. */
  path?: string | null;
  /** The type of an account without a path of its own. */
  type?: TypeWord | null;
  /** A number of your own: up to 32 hexadecimal digits. */
  user_data?: string | null;
}

/** An account that was opened. How it stands is asked for with its id. */
export interface OpenedAccount {
  allows_overdraft: boolean;
  currency: string;
  /** Whether debits raise it. */
  debit_normal: boolean;
  id: string;
  /** Always `account`. */
  object: string;
  path: string;
}

/** How one operation of a gateway is doing. */
export interface OperationHealth {
  /** `closed`, `open` or `half_open`. */
  breaker: string;
  mean_latency_ms?: number | null;
  open_until?: string | null;
  operation: string;
  /** Calls with a half-life of five minutes. */
  recent: Counts;
  /** Successes among the recent calls, in ten-thousandths; null without recent calls. */
  success_basis_points?: number | null;
  /** Calls since the gateway was declared. */
  total: Counts;
  /** Where errors and latency are heading; null without recent calls, or while the breaker is not closed. */
  trend?: Trend | null;
}

/** What a gateway is being asked. */
export interface OperationInProgress {
  gateway: string;
  /** `authorize`, `capture`, `void` or `refund`. */
  kind: string;
  /** When it goes on, where it waits. */
  next_at?: string | null;
  operation: string;
  /** `calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`. */
  phase: string;
}

export type OrderWord = "score" | "priority" | "split";

/** What became of a statement. */
export type Outcome = "imported" | "known" | "planned";

/** A statement of an account outside, or a part of a long one. */
export interface OutsideStatement {
  /** The balance after its last line. */
  closing?: number | null;
  currency: string;
  from: string;
  /**
   * By how much its opening balance differs from the closing balance of the statement before: lines are missing in
   * between.
   */
  gap?: number | null;
  id: string;
  imported_at?: string | null;
  /** How many of its lines an earlier statement had brought. */
  known_lines: number;
  /** How many of its lines became items. */
  new_items: number;
  /** The bank's name for it; may be empty. */
  number: string;
  /** Always `statement`. */
  object: string;
  /** The balance before its first line, in minor units. */
  opening?: number | null;
  outcome: Outcome;
  /** The account as the statement names it. */
  outside_account: string;
  /** Which part of a long statement, from 1. */
  part: number;
  /** Of how many. */
  parts: number;
  /** How many entries were left out since they are only announced, not booked. */
  pending_left_out: number;
  reconciliation: string;
  to: string;
}

/** That I agree. */
export interface OwnConsentBody {
  purpose: string;
  /** To which version of its texts. */
  version: number;
}

/** What a tenant changes of itself: what is left out stays. */
export interface OwnTenantChange {
  /** On or off; null forgets. */
  features?: Record<string, boolean | null>;
  sign_in?: SignInChange;
}

/** A passkey. */
export interface Passkey {
  /** Whether it is on several devices. */
  backed_up: boolean;
  created_at: string;
  id: string;
  last_used_at?: string | null;
  name: string;
  /** Always `passkey`. */
  object: string;
}

/** The browser's answer to a challenge. */
export interface PasskeyAnswer {
  challenge: string;
  credential: Record<string, unknown>;
}

/** What the browser is asked. */
export interface PasskeyOptions {
  /** To be sent with the answer. */
  challenge: string;
  /** For `navigator.credentials`, with bytes in base64url. */
  options: Record<string, unknown>;
}

/** Asks for a challenge. */
export interface PasskeyOptionsRequest {
  /** From the first answer, where the passkey comes after the password. */
  continue?: string | null;
}

/** The browser's answer. */
export interface PasskeySignIn {
  challenge: string;
  continue?: string | null;
  credential: Record<string, unknown>;
}

/** Another password. */
export interface PasswordChange {
  /** The one so far, if there is one. */
  current?: string | null;
  password: string;
}

/** A payment. */
export interface Payment {
  /** How much was asked for, in minor units. */
  amount: number;
  /** How much was taken. */
  amount_captured: number;
  /** How much was given back. */
  amount_refunded: number;
  /** The newest authorizations that were sent to gateways, oldest first. */
  attempts: Attempt[];
  /** Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`. */
  attention_reason?: string | null;
  /** The pause before the capture; only with `automatic_after`. */
  capture_after_seconds?: number | null;
  /** When the money will be taken by itself. */
  capture_at?: string | null;
  /** `automatic`, `manual` or `automatic_after`. */
  capture_method: string;
  /** What you said about the card. */
  card?: Card | null;
  /** Where it comes from, as in ISO 3166-1. */
  country?: string | null;
  created_at: string;
  /** The principal who created it; null where a key without a principal did. */
  created_by?: string | null;
  currency: string;
  /** Your own name for the customer. */
  customer?: string | null;
  description?: string | null;
  /** The disputes, oldest first. */
  disputes: Dispute[];
  /** When the reservation runs out; only while money is reserved. */
  expires_at?: string | null;
  /** What went wrong last and has not been made good since. */
  failure?: Failure | null;
  /** The gateway that has it, or was asked last. */
  gateway?: string | null;
  id: string;
  /** `customer` or `merchant`. */
  initiator: string;
  /** Your own pairs. */
  metadata: Record<string, string>;
  /** Whether a person should look at it. */
  needs_attention: boolean;
  /** When the next try after a soft decline will be made. */
  next_try_at?: string | null;
  /** Always `payment`. */
  object: string;
  /** What a gateway is being asked, or will be. */
  operation_in_progress?: OperationInProgress | null;
  payment_method: PaymentMethod;
  /** Your own name for the payment. */
  reference?: string | null;
  /** The refunds, oldest first. */
  refunds: Refund[];
  /** Tries after soft declines; null where nobody planned any. */
  retries?: Retries | null;
  status: string;
  updated_at: string;
  /** Grows with every change; send it as `If-Match` to change only what you have seen. */
  version: number;
}

/** A payment link. */
export interface PaymentLink {
  /** Until when it is good. It ends before that with the key that made it. */
  expires_at: string;
  /** Always `payment_link`. */
  object: string;
  /** Whether it can be paid more than once. */
  reusable: boolean;
  /** For the merchant's own page: a button that opens the page in a frame. Only with `embed_origin`. */
  snippet?: string | null;
  /** The page; whoever has it can pay. */
  url: string;
}

/** With what a payment is paid. */
export interface PaymentMethod {
  /** The gateway's token for it; never a card number. */
  token: string;
  /** `card`, `bank_transfer` or `wallet`. */
  type: string;
}

/** Why a payment went where it went. */
export interface PaymentRouting {
  /** In minor units. Fees are in this currency. */
  amount: number;
  /** The newest authorizations, oldest first. */
  attempts: RoutedAttempt[];
  currency: string;
  /** Gateways that hooks left out. */
  left_out_by_hooks: string[];
  /** The decision that found no gateway, if that was the end of it. */
  not_routed?: Decision | null;
  /** Always `payment_routing`. */
  object: string;
  payment: string;
  /** Gateways that hooks preferred, the best first. */
  preferred_by_hooks: string[];
  tenant: string;
}

/** A payment in a list. The payment itself says more. */
export interface PaymentSummary {
  /** In minor units. */
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  created_at: string;
  /** The principal who created it; null where a key without a principal did. */
  created_by?: string | null;
  currency: string;
  customer?: string | null;
  description?: string | null;
  failure_code?: string | null;
  gateway?: string | null;
  id: string;
  /** Always `payment`. */
  object: string;
  reference?: string | null;
  status: string;
  updated_at: string;
  version: number;
}

/** Payments of which it is known whether they are approved, at the gateway that was asked last. */
export interface PaymentsDto {
  approval_rate?: RateDto | null;
  approved: number;
  /** By asking another gateway. */
  approved_after_failover: number;
  /** By asking the same gateway again. */
  approved_after_retry: number;
  /** By waiting for a better moment. */
  approved_after_wait: number;
  /** By the first attempt. */
  approved_first: number;
  decided: number;
  /** What it would have been with first attempts alone. */
  first_attempt_rate?: RateDto | null;
  not_approved: number;
  /** Those of them for which no gateway was asked. */
  not_tried: number;
}

/** One way to a permission. */
export interface PermissionSource {
  /** How they have the role: `principal`, `group` or `identity_provider`. */
  by: string;
  /** The role that permits it. */
  role: string;
  /** The group's id, or the provider's name. */
  through?: string | null;
}

/** Whose cards are erased too. */
export interface PersonErasure {
  /** Your name for the customer that they are: their cards are deleted. */
  customer?: string | null;
}

/** The policy in force. */
export interface Policy {
  activated_at?: string | null;
  /** The version that this node decides by: the same, but for a moment after a change. */
  applied_version: number;
  /** Which version a step back would put in force. */
  before?: number | null;
  /** What identifies the texts, in hexadecimal. */
  digest: string;
  /** The texts by their paths. */
  files: Record<string, string>;
  /** Always `policy`. */
  object: string;
  /** The version in force; 0 is the policy that Bezant brings. */
  version: number;
}

/** A version of the policy. */
export interface PolicyBundle {
  /** When it came into force for the last time. */
  activated_at?: string | null;
  /** Whether it is in force. */
  active: boolean;
  /** What identifies the texts, in hexadecimal. */
  digest: string;
  dry_run?: DryRun | null;
  /** The texts by their paths; not in lists. */
  files?: Record<string, string> | null;
  note: string;
  /** Always `policy_bundle`. */
  object: string;
  proposed_at?: string | null;
  /** Who proposed it: an id, or `node`. */
  proposed_by?: string | null;
  /** Its number; null where it was only checked. */
  version?: number | null;
}

/** A decision about a request. */
export interface PolicyDecision {
  allow: boolean;
  at: string;
  /** As in the answer to the request. */
  correlation_id: string;
  /** The question, in the form that policies see. */
  input: Record<string, unknown>;
  /** Always `policy_decision`. */
  object: string;
  /** Why, as stable words. */
  reasons: string[];
  /** By which version of the policy. */
  version: number;
}

/** A decision with what leads to it. */
export interface PolicyExplanation {
  allow: boolean;
  /** What went wrong, where the policy could not decide. */
  error?: string | null;
  /** The permission that the route asks for and the caller does not have. The rules are shown nevertheless. */
  missing_permission?: string | null;
  /** Always `policy_explanation`. */
  object: string;
  /** What the policy printed. */
  prints: string[];
  reasons: ExplainedReason[];
  rules: ExplainedRule[];
  /** By which version of the policy. */
  version: number;
}

/** The settings of forecasts. */
export interface Prediction {
  /** So many calls of the last seconds are needed. */
  calls_at_least?: number;
  /** How far ahead the forecast looks. */
  horizon_ms?: number;
  /** A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths, */
  open_at_errors_basis_points?: number;
  /** or such a latency. */
  open_at_latency_ms?: number;
  /** for so long. */
  release_after_ms?: number;
  /** It is let go when the share of errors is above the usual by less than this, in ten-thousandths, */
  release_at_errors_basis_points?: number;
  /** and its latency by less than so many percent, */
  release_at_latency_percent?: number;
  /** A gateway is restrained when its share of errors has risen so far, in ten-thousandths, */
  restrain_at_errors_basis_points?: number;
  /** or its latency by so many percent. */
  restrain_at_latency_percent?: number;
  /** Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths. */
  restrained_share_basis_points?: number;
}

/** Somebody, or a program, that can act: a user, an agent or a service account. */
export interface Principal {
  attributes: PrincipalAttributes;
  changed_at: string;
  created_at: string;
  /** Who made them: an id, or `node`. */
  created_by: string;
  /** All of their roles: by groups and by their identity provider too. */
  effective_roles: string[];
  /** A person's e-mail address. */
  email?: string | null;
  /** What an outside directory calls them. */
  external_id?: string | null;
  /** The groups that they are in. */
  groups: string[];
  id: string;
  /** The outside provider that they sign in by. */
  identity_provider?: string | null;
  /** `user`, `agent` or `service_account`. */
  kind: string;
  /** A person's name, or what a program is called. Null where nobody knows it any more. */
  name?: string | null;
  /** Always `principal`. */
  object: string;
  /** The responsible person of a program. */
  owner?: string | null;
  /** A person's phone number. */
  phone?: string | null;
  /** Whether they are run from outside. */
  provisioned: boolean;
  /** The roles that were given to them alone. */
  roles: string[];
  /** `active`, `suspended` or `deleted`. */
  status: string;
  /** Grows by one with each change. */
  version: number;
}

/** What the access policy asks about beside roles. */
export interface PrincipalAttributes {
  /** Whether they are authorized to work with health data. */
  hipaa: boolean;
  /** Whether they are certified to work with card data. */
  pci: boolean;
  /** Where they belong, if that matters. */
  region?: string | null;
}

/** What shall be different: what is left out stays, null takes away. */
export interface PrincipalChange {
  /** All of them. */
  attributes?: AttributesBody | null;
  email?: string | null;
  external_id?: string | null;
  name?: string | null;
  owner?: string | null;
  phone?: string | null;
  provisioned?: boolean | null;
}

/** A problem (RFC 9457). */
export interface Problem {
  /** The kind of problem, for programs. Stable. */
  code: string;
  /** For questions: it is in the node's log too. */
  correlation_id: string;
  /** Where the payment stands, if that is the reason. */
  current_status?: string | null;
  /** The version the payment has, if that is the reason. */
  current_version?: number | null;
  /** This problem, for people. */
  detail: string;
  /** What is wrong with the input; nothing where it is not about single fields. */
  errors?: Mistake[];
  /** The HTTP status. */
  status: number;
  /** The kind of problem, for people. */
  title: string;
  /** The page about it. */
  type: string;
}

/** All of how a provider is used. */
export interface ProviderBody {
  /** The roles of everyone who comes from there. */
  default_roles?: string[];
  /** Whether who is not known yet gets an account. */
  just_in_time?: boolean;
  /** `oidc`, `saml` or `ldap`. */
  kind: string;
  /** Whether an account that SCIM made is linked when the provider says that its e-mail address is verified. */
  link_by_email?: boolean;
  /** The roles of who is in each outside group. */
  mapping?: Record<string, string[]>;
}

/** A share in basis points. */
export interface RateDto {
  basis_points: number;
  /** Its upper end. */
  high: number;
  /** The lower end of the 95 % interval (Wilson). */
  low: number;
}

/** Why, for people. */
export interface ReasonRequest {
  /** At most 500 characters. */
  reason?: string | null;
}

/** A reconciliation as it stands. */
export interface Reconciliation {
  /** The ledger account. */
  account: string;
  /** That balance, in minor units. */
  closing_balance?: number | null;
  /** The last day of the latest statement that says a closing balance. */
  closing_on?: string | null;
  created_at: string;
  currency: string;
  id: string;
  /** The latest booking day of a line. */
  latest_booked_on?: string | null;
  name: string;
  /** Always `reconciliation`. */
  object: string;
  /** How many items are not closed. */
  open_items: number;
  outside_account: string;
  rules: ReconciliationRule[];
  /** How many statements, or parts of long ones, were imported. */
  statements: number;
  updated_at: string;
}

/** A line of a statement within a reconciliation. */
export interface ReconciliationItem {
  /** By how much the balance rose, or fell below zero, in minor units. */
  amount: number;
  /** Who looks into it. */
  assignee?: string | null;
  booked_on: string;
  counterparty: string;
  currency: string;
  /** What was done to it, the latest last. */
  history: ReconciliationItemHistory[];
  /** How many older entries of the history are only in the log. */
  history_dropped: number;
  id: string;
  /** Whether it takes back an earlier line. */
  is_reversal: boolean;
  /** The match that it is part of. */
  match?: string | null;
  /** Always `item`. */
  object: string;
  reconciliation: string;
  references: string[];
  /** `matched_by_hand`, `written_off`, `ignored` or `to_be_corrected_at_bank`, once someone ended it. */
  resolution?: string | null;
  /** The statement that brought it first. */
  statement: string;
  /** `open`, `proposed`, `under_investigation`, `matched` or `resolved`. */
  status: string;
  text: string;
  value_on: string;
}

/** What was done, when, by whom and why. */
export interface ReconciliationItemHistory {
  at: string;
  /** The API key. */
  by: string;
  note: string;
  /** `import`, `propose`, `match`, `accept`, `reject`, `assign`, `release`, `note`, `resolve` or `reopen`. */
  step: string;
}

/** Lines and transfers that belong together, and why. */
export interface ReconciliationMatch {
  currency: string;
  /** How many days lie at most between both sides. */
  days: number;
  /** The sum of the lines less the sum of the transfers, in minor units. */
  difference: number;
  /** Where the rule says that the difference should be booked. */
  difference_account?: string | null;
  /** One sentence on why. */
  explanation: string;
  id: string;
  items: string[];
  /** Always `match`. */
  object: string;
  reconciliation: string;
  /** The reference that both sides have, in letters and digits. */
  reference?: string | null;
  /** The rule that found it; none for one made by hand. */
  rule?: string | null;
  status: MatchStatusWord;
  transfers: string[];
}

/** A rule as it stands. */
export interface ReconciliationRule {
  acceptance: AcceptanceWord;
  difference_account?: string | null;
  maximum_days: number;
  maximum_group?: number | null;
  name: string;
  priority: number;
  reference: ReferenceWord;
  shape: ShapeWord;
  tolerance?: number | null;
  tolerance_basis_points?: number | null;
}

/** What a search found. */
export interface ReconciliationRun {
  /** The matches, in the order in which they were found. */
  data: ReconciliationMatch[];
  /** Whether nothing was recorded since only that was asked. */
  dry_run: boolean;
  /** Whether more was found than one request records: ask again. */
  has_more: boolean;
  /**
   * Whether each rule was followed to its end. If not, a rule is so wide for so many lines and transfers that its
   * search was stopped; a narrower rule, or a shorter period, finds more.
   */
  is_complete: boolean;
  /** Always `reconciliation_run`. */
  object: string;
}

/** Recovery codes, shown once. */
export interface RecoveryCodes {
  codes: string[];
}

/** A new password, by the token in the link. */
export interface RecoveryFinish {
  password: string;
  token: string;
}

/** Asks for a letter with a link to set a new password. */
export interface RecoveryRequest {
  email: string;
  /** The organisation's name or id. */
  tenant: string;
}

/** What the references of both sides must have in common, by letters and digits. */
export type ReferenceWord = "any" | "equal" | "contains";

/** Money that is, or was, given back. */
export interface Refund {
  /** In minor units. */
  amount: number;
  created_at: string;
  currency: string;
  failure?: Failure | null;
  /** The gateway's own name for it. */
  gateway_reference?: string | null;
  id: string;
  /** Always `refund`. */
  object: string;
  payment: string;
  reason?: string | null;
  /** Whether it had succeeded and the customer's bank sent it back; only with `FAILED`. */
  returned: boolean;
  /** `REFUND_INITIATED`, `REFUNDED` or `FAILED`. */
  status: string;
  updated_at: string;
}

/** Money to give back. */
export interface RefundRequest {
  /** How much, in minor units; all that is left if left out. */
  amount?: number | null;
  /** The payment's currency; a guard against mistakes. */
  currency?: string | null;
  /** Why, for people, at most 500 characters. */
  reason?: string | null;
}

/** What is there no longer. */
export interface RemovedFromIdentity {
  /** Always true. */
  deleted: boolean;
  /** Its id or name. */
  id: string;
  /** Of which kind it was. */
  object: string;
}

/** A monitor or schedule that is there no longer. */
export interface RemovedFromLedger {
  /** Always true. */
  deleted: boolean;
  id: string;
  /** Of which kind it was. */
  object: string;
}

/** A message that will be sent again. */
export interface Replayed {
  id: string;
  object: string;
  state: string;
}

/** A total of a report. */
export interface ReportFigure {
  /** What people call it. */
  heading: string;
  /** The same of the main log. */
  log_positions: number[][];
  /** What programs call it. */
  name: string;
  /** Positions of the audit trail that it stands on: ranges of the first and the last. */
  trail_positions: number[][];
  /** How much. */
  value: number;
}

/** A group of accounts, or an account. */
export interface ReportRow {
  /** The account that stands at the path, if one does. */
  account?: string | null;
  /** The account's and that of all below it, on the normal side of the type. */
  amount: number;
  /** How many groups it is in. */
  depth: number;
  path: string;
}

/** All accounts of one type in one currency. */
export interface ReportSection {
  /** Groups and accounts, each group right before what is below it. */
  rows: ReportRow[];
  /** On the normal side of the type. */
  total: number;
}

/** What a report was made from. */
export interface ReportSource {
  /** The last position of the main log that it knows of. */
  log_position?: number | null;
  /**
   * The last position of the audit trail, the root of its tree up to there in hexadecimal digits, and the signed
   * checkpoint.
   */
  trail?: Record<string, unknown> | null;
}

/** A table of a report. */
export interface ReportTable {
  /** What people call it. */
  heading: string;
  /** What programs call it. */
  name: string;
  /** Its rows: a field for each column, and the positions that the row stands on. */
  rows: Record<string, unknown>[];
}

/** When a gateway gets less, or nothing, because it does not answer. What is left out is as by default. */
export interface Resilience {
  /** So many calls in a row without an answer open a breaker. */
  failures_in_a_row?: number;
  /** Answered probes shorten the time down to this. */
  open_at_least_ms?: number;
  /** The longest time that it is open. */
  open_for_at_most_ms?: number;
  /** How long a breaker is open at first; doubles each time a trial fails. */
  open_for_ms?: number;
  /** Acts on what is to come as well; null for not at all. */
  prediction?: Prediction | null;
  /** So many of the last calls are looked at. */
  window_calls?: number;
  /** With fewer calls in the window, their share of failures says nothing. */
  window_calls_at_least?: number;
  /** Such a share of failures in the window opens a breaker, in ten-thousandths. */
  window_failures_basis_points?: number;
}

/** How an item is ended by hand. */
export type ResolutionWord = "matched_by_hand" | "written_off" | "ignored" | "to_be_corrected_at_bank";

/** How an item is ended by hand. */
export interface Resolve {
  /** Why, of at most 1,000 characters. */
  note?: string;
  resolution: ResolutionWord;
  /** The transfers of the ledger account that the line belongs to; with `matched_by_hand` only. */
  transfers?: string[] | null;
}

/** Tries after soft declines. */
export interface Retries {
  /** How many are planned after the first. */
  count: number;
  /** How many of them began. */
  made: number;
  /** For how many days after the first. */
  within_days: number;
}

/** What a number is wanted for. */
export interface Reveal {
  purpose: RevealPurpose;
}

/** Purposes that a person or a program may name; payments take numbers by themselves. */
export type RevealPurpose = "merchant_export" | "dispute" | "support_reveal";

/** A whole card. It is written into an answer and nowhere else. */
export interface RevealedCard {
  expiry_month: number;
  expiry_year: number;
  holder_name?: string | null;
  id: string;
  number: string;
  /** Always `revealed_card`. */
  object: string;
}

/** A named set of permissions. */
export interface Role {
  /** Whether every tenant has it and nobody changes it. */
  built_in: boolean;
  changed_at?: string | null;
  created_at?: string | null;
  description: string;
  name: string;
  /** Always `role`. */
  object: string;
  /** What it permits. */
  permissions: string[];
  /** Grows by one with each change. */
  version: number;
}

/** All of a role. */
export interface RoleBody {
  /** What it is for; at most 200 characters. */
  description?: string;
  /** All that it permits from now on. */
  permissions: string[];
}

/** A role to be given. */
export interface RoleToGive {
  /** Its name. */
  role: string;
}

/** The sums of all accounts of one currency at and below a path. */
export interface RolledUpBalance {
  /** How many accounts these are. */
  accounts: number;
  /** The posted balance on the normal side of the path's type; null for the whole chart, where the sides are equal. */
  balance?: number | null;
  credits_pending: number;
  credits_posted: number;
  currency: string;
  debits_pending: number;
  debits_posted: number;
  /** The path that was asked for. */
  prefix: string;
}

/** One authorization with the decision that led to its gateway. */
export interface RoutedAttempt {
  code?: string | null;
  /** Null for a repetition at the same gateway. */
  decision?: Decision | null;
  gateway: string;
  latency_ms: number;
  operation: string;
  outcome?: string | null;
  started_at: string;
}

/** How payments are routed at present. */
export interface Routing {
  /** The rules that payments are routed by; null if there are none. */
  active_rules?: Rules | null;
  /** The experiment that is running. */
  experiment?: Experiment | null;
  /** Counts the changes of the fees; 0 until they are set. */
  fees_version: number;
  /** Gateways that the active rules name and that are not configured: what the rules say about them has no effect. */
  missing_gateways: string[];
  /** Whether rules must be approved by someone else than their author. */
  needs_four_eyes: boolean;
  /** Always `routing`. */
  object: string;
  resilience: Resilience;
  strategy: Strategy;
  /** Counts the changes of the strategy; 0 until it is set. */
  strategy_version: number;
}

/** A version of the rules. */
export interface Rules {
  /** When it became active for the last time. */
  activated_at?: string | null;
  approved_at?: string | null;
  /** The API key of who approved it. */
  approver?: string | null;
  /** The API key of who proposed it. */
  author: string;
  /** Always `routing_rules`. */
  object: string;
  proposed_at: string;
  source: string;
  /** `proposed`, `approved` or `active`. */
  status: string;
  version: number;
}

/** A search for matches by the rules. */
export interface Run {
  /** Only show what is found. */
  dry_run?: boolean;
  /** Only lines with a value date from this day on. */
  from?: string | null;
  /** Only lines with a value date up to this day. */
  to?: string | null;
}

/** Transfers that wait for their time. */
export interface Schedule {
  at: string;
  id: string;
  /** Always `schedule`. */
  object: string;
  transfers: ScheduledTransfer[];
}

/** A transfer that waits for its time. */
export interface ScheduledTransfer {
  /** In minor units; of a balancing transfer at most so much, zero for no bound. */
  amount: number;
  /** `debit` or `credit`. */
  balancing?: string | null;
  /** `debit` or `credit`. */
  closing?: string | null;
  code: number;
  credit: string;
  currency: string;
  debit: string;
  external_reference?: string | null;
  /** The id that the transfer will have. */
  id: string;
  /** `transfer` or `hold`. */
  kind: string;
  metadata: Record<string, string>;
  reference?: string | null;
  /** After how many seconds a hold ends by itself. */
  timeout_seconds?: number | null;
}

/** A gateway in a decision. Scores are millionths of the amount. */
export interface ScoredGateway {
  cost: number;
  /** Its place in the draw of a split, from 0. */
  draw?: number | null;
  /** The success that was reckoned with: a mean, or a sample. */
  expected_success: number;
  /** In minor units. */
  fee?: number | null;
  fee_parts?: FeeParts | null;
  gateway: string;
  latency: number;
  /** The mean of what was learned about payments of this kind. */
  learned_success: number;
  /** Its place in what rules prefer, from 0. */
  preference?: number | null;
  /** Its place in what hooks prefer, from 0; goes before what rules prefer. */
  preferred_by_hook?: number | null;
  /** The rule that left it out, by number. */
  rule?: number | null;
  /** The sum of the three parts. */
  score: number;
  /** So many calls were just like this one, faded ones counting less. */
  similar_calls: number;
  success: number;
  /** `chosen`, `eligible`, or why it was left out. */
  verdict: string;
}

/** The second factor: a code or a recovery code. */
export interface SecondFactor {
  /** Six digits. */
  code?: string | null;
  /** From the first answer. */
  continue: string;
  recovery_code?: string | null;
}

/** Another secret for a client. */
export interface SecretChange {
  /** How long the secret before works too, from 0 to 604800; a day if left out. */
  overlap_seconds?: number | null;
}

/** A new secret. */
export interface SecretRotation {
  /** As it is if left out. */
  signing?: Signing | null;
}

/** A session. */
export interface Session {
  /** What the browser calls itself. */
  agent: string;
  created_at: string;
  /** Whether it is the one that asks. */
  current: boolean;
  device: string;
  expires_at: string;
  id: string;
  /** To the minute. */
  last_used_at: string;
  /** How its owner has proved who they are. */
  methods: string[];
  /** Always `session`. */
  object: string;
  principal: string;
  stepped_up_at?: string | null;
}

/** How many stand on each side. */
export type ShapeWord = "one_to_one" | "one_to_many" | "many_to_one";

/** A side of a transfer. */
export type SideWord = "debit" | "credit";

/** Who wants to sign in. */
export interface SignIn {
  email: string;
  password: string;
  /** The organisation's name or id. */
  tenant: string;
}

/** What shall be different of signing in. */
export interface SignInChange {
  password_sign_in?: boolean | null;
  second_factor_required?: boolean | null;
  session_absolute_hours?: number | null;
  session_idle_minutes?: number | null;
}

/** How far a sign-in has come. */
export interface SignInDto {
  /** To be sent with the second factor, within five minutes. */
  continue?: string | null;
  /** What the second factor can be: `totp`, `passkey`, `recovery_code`. */
  methods?: string[];
  session?: Session | null;
  /** `signed_in` or `second_factor`. */
  status: string;
}

/** How a tenant's people sign in. */
export interface SignInSettings {
  /** Whether passwords are accepted at all. */
  password_sign_in: boolean;
  /** Whether a password alone is not enough. */
  second_factor_required: boolean;
  /** A session ends after so long, used or not. */
  session_absolute_hours: number;
  /** A session ends after so long without use. */
  session_idle_minutes: number;
}

/** How messages are signed (Standard Webhooks 1.0). */
export type Signing = "hmac" | "ed25519";

/** A message of the WebSocket. */
export interface SocketMessage {
  /** The event. */
  data: Event;
  /** The event's place, with which another connection goes on after it. Events have one and other messages do not. */
  id?: string | null;
  /** The event's type; or `ready`, `subscribed`, `unsubscribed`, `pong` or `error`. */
  type: string;
}

/** A page of an account's statement. */
export interface Statement {
  /** The posted balance after the last line of the page. */
  closing: number;
  /** The postings in order, the earliest first. */
  data: StatementLine[];
  /** Pass it as `cursor` for the next page; null on the last. */
  next_cursor?: string | null;
  /** The posted balance before the first line of the page. */
  opening: number;
  /** The position of the log that it reflects. */
  position: number;
}

/** What became of a file. */
export interface StatementImport {
  /** The file's statements; a long one in parts of 200 lines. */
  data: OutsideStatement[];
  /** Whether nothing was taken in since only that was asked. */
  dry_run: boolean;
  /** How many lines were there already. */
  known_lines: number;
  /** How many lines became items. */
  new_items: number;
  /** Always `statement_import`. */
  object: string;
}

/** A line of an account's statement. */
export interface StatementLine {
  /** What it adds to the balance on the account's normal side; negative where it takes away. */
  amount: number;
  /** The posted balance after it. */
  balance_after: number;
  /** `debit` or `credit`: the account's side of it. */
  side: string;
  transfer: Transfer;
}

/** What was done. */
export interface StatusDto {
  /** In a word. */
  status: string;
}

/** A proof of who one is, once more: one of these. */
export interface StepUp {
  /** Six digits. */
  code?: string | null;
  passkey?: PasskeyAnswer | null;
  password?: string | null;
  recovery_code?: string | null;
}

/** How gateways are compared. */
export interface Strategy {
  /** Leaves out gateways in an incident. */
  elimination?: Elimination | null;
  /** After so long, what was learned counts half; 6 hours if left out. */
  half_life_seconds?: number;
  /**
   * `score` (the default): the best sum of success, fee and waiting. `priority`: as configured. `split`: a draw by
   * weights.
   */
  order?: OrderWord;
  /** Samples and draws follow from it and the payment's id. */
  seed?: number;
  /** The weights of gateways, with the order `split`. */
  split?: Record<string, number> | null;
  /**
   * Where the expected success comes from: `recent` (the default): all calls of the last minutes. `learned`: payments
   * of the same kind. `sampled`: the same as a Thompson sample, so that what is not sure is tried at times.
   */
  success?: SuccessWord;
  /** What each part of the score counts, with the order `score`. */
  weights?: StrategyWeights | null;
}

/** What a part of the score counts, in thousandths. */
export interface StrategyWeights {
  /** The fee. */
  cost: number;
  /** Waiting. */
  latency: number;
  /** Expected success. */
  success: number;
}

export type SuccessWord = "recent" | "learned" | "sampled";

/** A further limit for some time. */
export interface TemporaryLimit {
  amount: number;
  until: string;
}

/** A tenant: whose things are kept apart from those of all others. */
export interface Tenant {
  created_at: string;
  data_classes: TenantDataClasses;
  /** What is switched on and off. */
  features: Record<string, boolean>;
  id: string;
  limits: TenantLimits;
  name: string;
  /** Always `tenant`. */
  object: string;
  /** Why it is suspended, for people. */
  reason?: string | null;
  /** Where its data is. */
  region?: string | null;
  sign_in: SignInSettings;
  /** `active`, `suspended` or `closed`. */
  status: string;
  /** Grows by one with each change. */
  version: number;
}

/** What kinds of data a tenant keeps. */
export interface TenantDataClasses {
  /** Protected health information, as in HIPAA. */
  phi?: boolean;
}

/** How much a tenant may have and do; as the node is configured where null. */
export interface TenantLimits {
  max_keys?: number | null;
  max_principals?: number | null;
  payments_per_day?: number | null;
  requests_per_second?: number | null;
}

/** A code of the generator. */
export interface TotpCode {
  /** Six digits. */
  code: string;
}

/** What an authenticator app is told, once. */
export interface TotpSeed {
  /** To be typed into the app. */
  secret: string;
  /** The same as a link, for a picture. */
  uri: string;
}

/** A line of the journal. */
export interface Transfer {
  /** In minor units. */
  amount: number;
  /** Why money moved. */
  code: number;
  /** The code's name, where it is one of a payment. */
  code_name?: string | null;
  created_at: string;
  /** The account that is credited. */
  credit: AccountRef;
  currency: string;
  /** The account that is debited. */
  debit: AccountRef;
  /** As of when it counts in the books: earlier than `created_at` if it was backdated. */
  effective_at: string;
  /** When a hold ends by itself. */
  expires_at?: string | null;
  /** The hold that a post, void or expiry ends. */
  hold?: string | null;
  id: string;
  /** `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`. */
  kind: string;
  /** Always `transfer`. */
  object: string;
  /** The transfer that a reversal reverses. */
  original?: string | null;
  /** What it can be found by: a payment's id for what Bezant posted, else what its caller gave. */
  reference?: string | null;
}

/** A transfer with what became of it and what was attached to it. */
export interface TransferDetail {
  /** In minor units. */
  amount: number;
  /** Why money moved. */
  code: number;
  /** The code's name, where it is one of a payment. */
  code_name?: string | null;
  created_at: string;
  /** The account that is credited. */
  credit: AccountRef;
  currency: string;
  /** The account that is debited. */
  debit: AccountRef;
  /** As of when it counts in the books: earlier than `created_at` if it was backdated. */
  effective_at: string;
  /** When a hold ends by itself. */
  expires_at?: string | null;
  /** The hold that a post, void or expiry ends. */
  hold?: string | null;
  id: string;
  /** `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`. */
  kind: string;
  /** Always `transfer`. */
  object: string;
  /** The transfer that a reversal reverses. */
  original?: string | null;
  /** What it can be found by: a payment's id for what Bezant posted, else what its caller gave. */
  reference?: string | null;
  /** Your own name for it. */
  external_reference?: string | null;
  /** Words of your own. */
  metadata: Record<string, string>;
  /** What ended a hold. */
  ended_by?: string | null;
  /** Of a hold: `open`, `posted`, `voided` or `expired`. */
  outcome?: string | null;
  /** The reversal that moved its money back. */
  reversed_by?: string | null;
}

/** Where errors and latency of a gateway's operation are heading. */
export interface Trend {
  /** Calls without an answer, in ten-thousandths of all. */
  errors_basis_points: Forecast;
  /** Null without recent answers. */
  latency_ms?: Forecast | null;
  /** Since when the gateway gets only a share of the payments, because it does worse than before; null if it does not. */
  restrained_since?: string | null;
}

/** All accounts with all that was ever posted, and its sums: per currency, debits and credits are equal. */
export interface TrialBalance {
  accounts: TrialBalanceAccount[];
  /** The position of the log that it reflects. */
  position: number;
  totals: TrialBalanceTotal[];
}

/** An account in the trial balance. */
export interface TrialBalanceAccount {
  account: string;
  credits: number;
  currency: string;
  debits: number;
  path: string;
}

/** The sums of a currency. */
export interface TrialBalanceTotal {
  credits: number;
  currency: string;
  debits: number;
}

/** The type of an account. */
export type TypeWord = "asset" | "liability" | "equity" | "revenue" | "expense";

/** What the first attempts alone would not have brought, in basis points of the decided payments. */
export interface UpliftDto {
  basis_points?: number | null;
  failover?: number | null;
  retry?: number | null;
  wait?: number | null;
}

/** A card as anybody may see it who sees cards. */
export interface VaultCard {
  /** The first six or eight digits. */
  bin?: string | null;
  created_at: string;
  deleted_at?: string | null;
  expiry_month?: number | null;
  expiry_year?: number | null;
  /** The same for the same number, in your tenant only; null for a card that was deleted. */
  fingerprint?: string | null;
  /** Looks like the number and is none; only in the answer to a request that asked for it. */
  format_preserving_token?: string | null;
  /** The token that stands for the number. */
  id: string;
  /** The last four digits. */
  last4?: string | null;
  /** How often the number was handed out. */
  numbers_seen: number;
  /** Always `card`. */
  object: string;
  /** The network, where the first digits say it. */
  scheme?: string | null;
  /** `active` or `deleted`. */
  status: string;
  updated_at: string;
  /** 1, and one more each time the card came again with another expiry, name or customer. */
  version: number;
}

/** A message and what became of it at one endpoint. */
export interface WebhookDelivery {
  attempts: number;
  created_at: string;
  /** Where it is sent. */
  endpoint: string;
  id: string;
  last_error?: string | null;
  /** The status that the receiver answered last. */
  last_status?: number | null;
  next_attempt_at?: string | null;
  /** Always `webhook_delivery`. */
  object: string;
  payment?: string | null;
  /** `pending`, `delivered`, `failed` or `abandoned`. */
  state: string;
  type: string;
  updated_at: string;
}

/** Where events are sent. */
export interface WebhookEndpoint {
  created_at: string;
  description: string;
  disabled_at?: string | null;
  /** Why nothing is sent: `gone`, `operator` or `too_many_failures`. */
  disabled_reason?: string | null;
  enabled: boolean;
  /** Which events: `*`, `payment.*` or whole names. */
  events: string[];
  id: string;
  /** Always `webhook_endpoint`. */
  object: string;
  /** What messages are verified with; only with `ed25519`. */
  public_key?: string | null;
  /** What messages are verified with; only with `hmac`, and only in the answers that make it. */
  secret?: string | null;
  /** `hmac` or `ed25519`. */
  signing: string;
  updated_at: string;
  url: string;
}

/** What `analytics_payments` is asked with. */
export interface AnalyticsPaymentsQuery {
  /** From this time (RFC 3339); the last hour by minutes, day by hours or in total, 30 days by days if left out. */
  from?: string;
  /** To before this time (RFC 3339); now if left out. */
  to?: string;
  /**
   * `minute` (kept for 48 hours), `hour` (100 days), `day` (5 years), or `total` for one row a group; `total` if left
   * out.
   */
  interval?: string;
  /**
   * Up to three of `gateway`, `method`, `currency`, `issuer_country`, `scheme`, `amount_band`, `initiator`, with
   * commas.
   */
  group_by?: string;
  /** Only those of this gateway. */
  gateway?: string;
  /** Only those paid with this, such as `card`. */
  method?: string;
  /** Only those in this currency, such as `EUR`. */
  currency?: string;
  /** Only those of cards from this country, such as `DE`. */
  issuer_country?: string;
  /** Only those of this card network, such as `visa`. */
  scheme?: string;
  /** Only amounts in this band, in units of their currency: `to_10`, `to_50`, `to_200`, `to_1000`, `above_1000`. */
  amount_band?: string;
  /** Only those that a `customer` or a `merchant` initiated. */
  initiator?: string;
}

/** What `api_keys_list` is asked with. */
export interface ApiKeysListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `approvals_list` is asked with. */
export interface ApprovalsListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `audit_list` is asked with. */
export interface AuditListQuery {
  /** By whom: the id of a principal or an API key; `node` for this machine's own administrator. */
  principal?: string;
  /** A route as it is documented, such as `/api/v1/payments/{id}`, or the name of an event, such as `role.changed`. */
  action?: string;
  /** The id of what it was done to. */
  resource?: string;
  /** As in the answer to a request. */
  correlation_id?: string;
  /** `done`, `denied`, `refused`, `failed` or `alert`. */
  outcome?: string;
  /** `payment`, `ledger`, `card`, `personal`, `health`, `configuration`, `credential`, `audit` or `other`. */
  data_class?: string;
  /** `request`, `change`, `alert` or `custody`. */
  kind?: string;
  /** Not before. */
  from?: string;
  /** Before. */
  to?: string;
  /** Words that are all in its reasons, codes, addresses or values. */
  text?: string;
  /** Where a page ended. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `cards_list` is asked with. */
export interface CardsListQuery {
  /** Only this customer's. */
  customer?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 99; 50 if left out. */
  limit?: number;
}

/** What `cards_erase_customer` is asked with. */
export interface CardsEraseCustomerQuery {
  /** The customer whose cards are deleted. */
  customer: string;
}

/** What `cards_accesses` is asked with. */
export interface CardsAccessesQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 99; 50 if left out. */
  limit?: number;
}

/** What `compliance_persons` is asked with. */
export interface CompliancePersonsQuery {
  /** Records not before this time. */
  from?: string;
  /** Records before this time. */
  to?: string;
  /** Its form; `json` if left out. */
  format?: "json" | "csv" | "pdf";
  /** Which table goes into the CSV; the first if left out, `figures` for the totals. */
  table?: string;
  /** Your name for the customer that they are, for the cards of theirs. */
  customer?: string;
}

/** What `compliance_changes_configuration` is asked with. */
export interface ComplianceChangesConfigurationQuery {
  /** Not before. */
  from?: string;
  /** Before. */
  to?: string;
  /** Its form; `json` if left out. */
  format?: "json" | "csv" | "pdf";
  /** Which table goes into the CSV; the first if left out, `figures` for the totals. */
  table?: string;
}

/** What `compliance_consents_given` is asked with. */
export interface ComplianceConsentsGivenQuery {
  /** Not before. */
  from?: string;
  /** Before. */
  to?: string;
  /** Its form; `json` if left out. */
  format?: "json" | "csv" | "pdf";
  /** Which table goes into the CSV; the first if left out, `figures` for the totals. */
  table?: string;
}

/** What `compliance_health_access` is asked with. */
export interface ComplianceHealthAccessQuery {
  /** Not before. */
  from?: string;
  /** Before. */
  to?: string;
  /** Its form; `json` if left out. */
  format?: "json" | "csv" | "pdf";
  /** Which table goes into the CSV; the first if left out, `figures` for the totals. */
  table?: string;
}

/** What `compliance_processing_records` is asked with. */
export interface ComplianceProcessingRecordsQuery {
  /** Not before. */
  from?: string;
  /** Before. */
  to?: string;
  /** Its form; `json` if left out. */
  format?: "json" | "csv" | "pdf";
  /** Which table goes into the CSV; the first if left out, `figures` for the totals. */
  table?: string;
}

/** What `consent_texts` is asked with. */
export interface ConsentTextsQuery {
  /** Those for this. */
  purpose?: string;
}

/** What `consents_list` is asked with. */
export interface ConsentsListQuery {
  /** Those of this principal. */
  principal?: string;
  /** Those of somebody else, by what the tenant knows them by. */
  reference?: string;
  /** Those for this. */
  purpose?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `groups_members` is asked with. */
export interface GroupsMembersQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `groups_list` is asked with. */
export interface GroupsListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `invitations_list` is asked with. */
export interface InvitationsListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_accounts_list` is asked with. */
export interface LedgerAccountsListQuery {
  /** Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`. */
  prefix?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_accounts_balance` is asked with. */
export interface LedgerAccountsBalanceQuery {
  /** As it was known at this time: what had been committed by then. Now if left out. */
  at?: string;
  /** What counts as of this time, whenever it was committed. Everything if left out. */
  effective_at?: string;
  /** `json` if left out. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_accounts_statement` is asked with. */
export interface LedgerAccountsStatementQuery {
  /** From this time on. From the beginning if left out. */
  from?: string;
  /** Before this time. Up to now if left out. */
  to?: string;
  /** By which time lines are ordered and belong to the period: `commit` if left out. */
  by?: "commit" | "effective";
  /** As it was known at this time. Now if left out. */
  at?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
  /** `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_monitors_list` is asked with. */
export interface LedgerMonitorsListQuery {
  /** Those of this account, by id. */
  account?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_reconciliations_items_list` is asked with. */
export interface LedgerReconciliationsItemsListQuery {
  /** Those that stand there only. */
  status?: "open" | "proposed" | "under_investigation";
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_reconciliations_statements_import` is asked with. */
export interface LedgerReconciliationsStatementsImportQuery {
  /** Which kind of file it is; if left out, `text/csv` is CSV and `application/xml` camt.053. */
  format?: "csv" | "camt053" | "mt940";
  /** Only say what would be taken in. */
  dry_run?: boolean;
  /** How bytes are characters; UTF-8 if left out. */
  encoding?: "utf8" | "latin1";
  /** What stands between columns; a comma if left out. */
  delimiter?: string;
  /** How many lines stand before the header line. */
  skip_lines?: number;
  /** The column with the booking day; `date` if left out. */
  booked_on?: string;
  /** The column with the value date; the booking day if left out. */
  value_on?: string;
  /** How days are written, in the letters of strptime; `%Y-%m-%d` if left out. */
  date_format?: string;
  /** The column with the amount; `amount` if neither this nor `debit` and `credit` are given. */
  amount?: string;
  /** The column with money out. */
  debit?: string;
  /** The column with money in. */
  credit?: string;
  /** The column that says the direction of an amount without a sign. */
  indicator?: string;
  /** What stands there for money out. */
  debit_word?: string;
  /** What stands there for money in. */
  credit_word?: string;
  /** What stands before the decimals; a point if left out. */
  decimal?: string;
  /** What stands between thousands, if anything. */
  thousands?: string;
  /** A column that must say the reconciliation's currency in each line. */
  currency_column?: string;
  /** The column with the balance after each line; it is checked. */
  balance?: string;
  /** The columns with references. */
  references?: string;
  /** The columns that say who stands on the other side. */
  counterparty?: string;
  /** The columns that say what a line is for. */
  text?: string;
  /** A column that says whether a line is booked. */
  booked_column?: string;
  /** What stands there for booked lines; others are left out. */
  booked_word?: string;
}

/** What `ledger_reconciliations_list` is asked with. */
export interface LedgerReconciliationsListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_schedules_list` is asked with. */
export interface LedgerSchedulesListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_transfers_list` is asked with. */
export interface LedgerTransfersListQuery {
  /** Those that touch this account, by id. The filters below need it. */
  account?: string;
  /** Those with this reference: a payment's id, or hexadecimal digits. */
  reference?: string;
  /** Those that debit or that credit the account. */
  side?: "debit" | "credit";
  /** Those of this kind. */
  kind?: "transfer" | "hold" | "post" | "void" | "expiry" | "reversal";
  /** Those with this code. */
  code?: number;
  /** Of at least so many minor units. */
  min_amount?: number;
  /** Of at most so many minor units. */
  max_amount?: number;
  /** Committed at or after this. */
  from?: string;
  /** Committed before this. */
  to?: string;
  /** Effective at or after this. */
  effective_from?: string;
  /** Effective before this. */
  effective_to?: string;
  /** The newest first if left out; without `account` and `reference` always the oldest. */
  order?: "newest" | "oldest";
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. A page may have fewer and a next one all the same. */
  limit?: number;
  /** `json` if left out. `csv` and `parquet` answer all rows at once, the oldest first, in major units. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_balance_sheet` is asked with. */
export interface LedgerBalanceSheetQuery {
  /** As it was known at this time: what had been committed by then. Now if left out. */
  at?: string;
  /** What counts as of this time, whenever it was committed. Everything if left out. */
  effective_at?: string;
  /** `json` if left out. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_balances` is asked with. */
export interface LedgerBalancesQuery {
  /** Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`. */
  prefix?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `ledger_imports_create` is asked with. */
export interface LedgerImportsCreateQuery {
  /** Only say what would become of each line, line after line against the books of this moment; nothing changes. */
  dry_run?: boolean;
}

/** What `ledger_income_statement` is asked with. */
export interface LedgerIncomeStatementQuery {
  /** From this time on. From the beginning if left out. */
  from?: string;
  /** Before this time. Up to now if left out. */
  to?: string;
  /** By which time lines are ordered and belong to the period: `commit` if left out. */
  by?: "commit" | "effective";
  /** As it was known at this time. Now if left out. */
  at?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
  /** `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_journal` is asked with. */
export interface LedgerJournalQuery {
  /** From this time on. From the beginning if left out. */
  from?: string;
  /** Before this time. Up to now if left out. */
  to?: string;
  /** By which time lines are ordered and belong to the period: `commit` if left out. */
  by?: "commit" | "effective";
  /** As it was known at this time. Now if left out. */
  at?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
  /** `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
  format?: "json" | "csv" | "parquet";
}

/** What `ledger_trial_balance` is asked with. */
export interface LedgerTrialBalanceQuery {
  /** As it was known at this time: what had been committed by then. Now if left out. */
  at?: string;
  /** What counts as of this time, whenever it was committed. Everything if left out. */
  effective_at?: string;
  /** `json` if left out. */
  format?: "json" | "csv" | "parquet";
}

/** What `oauth_clients_list` is asked with. */
export interface OauthClientsListQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `payments_list` is asked with. */
export interface PaymentsListQuery {
  /** Such as `COMPLETED`. */
  status?: string;
  /** Such as `EUR`. */
  currency?: string;
  /** The gateway that has the payment, or was asked last. */
  gateway?: string;
  /** Your own name for the customer, whole. */
  customer?: string;
  /** Your own name for the payment, whole. */
  reference?: string;
  /** The e-mail address that was billed, whole. */
  billing_email?: string;
  /** The principal who created them. */
  created_by?: string;
  /** Created at this time or later (RFC 3339). */
  created_after?: string;
  /** Created before this time (RFC 3339). */
  created_before?: string;
  /** The start of an id, reference, customer or description. */
  search?: string;
  /** `true` for those that a person should look at, and no others. Goes with `cursor` and `limit` only. */
  needs_attention?: boolean;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `payments_events` is asked with. */
export interface PaymentsEventsQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `payments_webhook_deliveries` is asked with. */
export interface PaymentsWebhookDeliveriesQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `policy_decisions_list` is asked with. */
export interface PolicyDecisionsListQuery {
  /** Those about requests of this principal or API key. */
  principal?: string;
  /** Only what was allowed, or only what was denied. */
  allow?: boolean;
  /** Not before. */
  since?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `principals_list` is asked with. */
export interface PrincipalsListQuery {
  /** `user`, `agent` or `service_account`. */
  kind?: string;
  /** `active`, `suspended` or `deleted`; those that are not deleted if left out. */
  status?: string;
  /** The one with this e-mail address. */
  email?: string;
  /** The one whom an outside directory calls so. */
  external_id?: string;
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}

/** What `webhook_endpoints_deliveries` is asked with. */
export interface WebhookEndpointsDeliveriesQuery {
  /** Where to go on: the `next_cursor` of the page before. */
  cursor?: string;
  /** How many rows, from 1 to 200; 50 if left out. */
  limit?: number;
}
