// A method for each operation of the API, grouped by path. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.

import type { Pager } from "../pagination.js";
import { segment } from "../path.js";
import type { RequestOptions, Transport } from "../transport.js";
import type * as types from "./types.js";

export class AnalyticsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Read payment analytics.
   *
   * Approval, declines, cost, latency, and what retries, failover and waiting added, by time and segment. The numbers
   * follow the log at a small distance and say which position they reflect.
   */
  payments(query: types.AnalyticsPaymentsQuery = {}, options?: RequestOptions): Promise<types.AnalyticsDto> {
    return this.transport.call<types.AnalyticsDto>({ method: "GET", path: "/api/v1/analytics/payments", query }, options);
  }
}

export class ApiKeysSigningResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Have the requests of an API key signed.
   *
   * By RFC 9421. A signing key that is replaced counts for a while beside the new one; a shared secret stands in this
   * answer and in no other.
   */
  set(id: string, body: types.NewKeySigning, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "POST", path: `/api/v1/api-keys/${segment(id)}/signing`, body, keyed: true }, options);
  }

  /** Have the requests of an API key signed no more. */
  remove(id: string, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "DELETE", path: `/api/v1/api-keys/${segment(id)}/signing` }, options);
  }
}

export class ApiKeysResource {
  readonly signing: ApiKeysSigningResource;

  constructor(private readonly transport: Transport) {
    this.signing = new ApiKeysSigningResource(transport);
  }

  /**
   * List API keys.
   *
   * Revoked and expired ones too, without secrets.
   */
  list(query: types.ApiKeysListQuery = {}, options?: RequestOptions): Pager<types.ApiKey> {
    return this.transport.pages<types.ApiKey>({ method: "GET", path: "/api/v1/api-keys", query }, options);
  }

  /**
   * Make an API key.
   *
   * It may do nothing that you may not do yourself. The secret stands in this answer and in no other, not even in that
   * to a repetition; a key that is proved by a certificate has none.
   */
  create(body: types.NewKeyBody, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "POST", path: "/api/v1/api-keys", body, keyed: true }, options);
  }

  /** Read an API key. */
  read(id: string, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "GET", path: `/api/v1/api-keys/${segment(id)}` }, options);
  }

  /**
   * Revoke an API key.
   *
   * It is refused from now on, with all of its secrets.
   */
  revoke(id: string, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "DELETE", path: `/api/v1/api-keys/${segment(id)}` }, options);
  }

  /**
   * Rotate an API key.
   *
   * Gives it another secret, or another certificate where it has one; the one before works for a while beside it.
   */
  rotate(id: string, body: types.KeyRotation | undefined = undefined, options?: RequestOptions): Promise<types.ApiKey> {
    return this.transport.call<types.ApiKey>({ method: "POST", path: `/api/v1/api-keys/${segment(id)}/rotate`, body, keyed: true }, options);
  }
}

export class ApprovalsResource {
  constructor(private readonly transport: Transport) {}

  /** List what waits for a second person. */
  list(query: types.ApprovalsListQuery = {}, options?: RequestOptions): Pager<types.Approval> {
    return this.transport.pages<types.Approval>({ method: "GET", path: "/api/v1/approvals", query }, options);
  }

  /** Read what waits for a second person. */
  read(id: string, options?: RequestOptions): Promise<types.Approval> {
    return this.transport.call<types.Approval>({ method: "GET", path: `/api/v1/approvals/${segment(id)}` }, options);
  }

  /**
   * Approve.
   *
   * As the second person, who may do all that is given. Everything is checked again, and what was asked happens.
   */
  approve(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Approval> {
    return this.transport.call<types.Approval>({ method: "POST", path: `/api/v1/approvals/${segment(id)}/approve`, body, keyed: true }, options);
  }

  /**
   * Reject.
   *
   * As somebody who could approve, or as who asked.
   */
  reject(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Approval> {
    return this.transport.call<types.Approval>({ method: "POST", path: `/api/v1/approvals/${segment(id)}/reject`, body, keyed: true }, options);
  }
}

export class AuditResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Search the audit trail.
   *
   * The newest of the tenant's own records first. The search follows the trail by a few seconds; `behind` says how far
   * it is.
   */
  list(query: types.AuditListQuery = {}, options?: RequestOptions): Promise<types.AuditPage> {
    return this.transport.call<types.AuditPage>({ method: "GET", path: "/api/v1/audit", query }, options);
  }

  /**
   * Read what the audit trail holds now, signed.
   *
   * The checkpoint is about the whole node's trail, and shows nothing of it but a hash. Keep it: a later one must
   * continue it.
   */
  checkpoint(options?: RequestOptions): Promise<types.AuditCheckpoint> {
    return this.transport.call<types.AuditCheckpoint>({ method: "GET", path: "/api/v1/audit/checkpoint" }, options);
  }

  /**
   * Read a record of the audit trail with its proof.
   *
   * The proof is checked with the node's public key alone: `bezant audit check-proof`.
   */
  read(position: string | number, options?: RequestOptions): Promise<types.AuditProof> {
    return this.transport.call<types.AuditProof>({ method: "GET", path: `/api/v1/audit/${segment(position)}` }, options);
  }
}

export class CardsResource {
  constructor(private readonly transport: Transport) {}

  /** List cards. */
  list(query: types.CardsListQuery = {}, options?: RequestOptions): Pager<types.VaultCard> {
    return this.transport.pages<types.VaultCard>({ method: "GET", path: "/api/v1/cards", query }, options);
  }

  /**
   * Keep a card.
   *
   * Checks the number and keeps it in the vault. The answer's id stands for it. A number that is there already has the
   * same id, so that asking again is safe without an idempotency key: 200 instead of 201.
   */
  create(body: types.NewVaultCard, options?: RequestOptions): Promise<types.VaultCard> {
    return this.transport.call<types.VaultCard>({ method: "POST", path: "/api/v1/cards", body, keyed: true }, options);
  }

  /**
   * Delete a customer's cards.
   *
   * Shreds the keys of all cards of a customer: no copy can be read any more. Deleting again is no error.
   */
  eraseCustomer(query: types.CardsEraseCustomerQuery, options?: RequestOptions): Promise<types.ErasedCards> {
    return this.transport.call<types.ErasedCards>({ method: "DELETE", path: "/api/v1/cards", query }, options);
  }

  /** Read a card. */
  read(id: string, options?: RequestOptions): Promise<types.VaultCard> {
    return this.transport.call<types.VaultCard>({ method: "GET", path: `/api/v1/cards/${segment(id)}` }, options);
  }

  /**
   * Delete a card.
   *
   * Shreds the card's key: its number can't be read any more, from backups neither. Deleting again is no error.
   */
  delete(id: string, options?: RequestOptions): Promise<types.VaultCard> {
    return this.transport.call<types.VaultCard>({ method: "DELETE", path: `/api/v1/cards/${segment(id)}` }, options);
  }

  /**
   * Read a card's record.
   *
   * What was done with the card, newest first: who had its number and what for, and who asked in vain.
   */
  accesses(id: string, query: types.CardsAccessesQuery = {}, options?: RequestOptions): Pager<types.CardAccess> {
    return this.transport.pages<types.CardAccess>({ method: "GET", path: `/api/v1/cards/${segment(id)}/accesses`, query }, options);
  }

  /**
   * See a card's number.
   *
   * Answers the whole number, after the record of who saw it and what for is durable. Takes a permission of its own
   * (`cards.reveal`), and a signed-in user proves themself again.
   */
  reveal(id: string, body: types.Reveal, options?: RequestOptions): Promise<types.RevealedCard> {
    return this.transport.call<types.RevealedCard>({ method: "POST", path: `/api/v1/cards/${segment(id)}/reveal`, body, keyed: true }, options);
  }
}

export class CompliancePersonsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Report what is known of a person.
   *
   * Everything that the node has of a principal: profile, roles, credentials by kind and time, sessions, devices,
   * consents, keys, the records of the audit trail by and about them, and their cards if you name the customer that
   * they are. No secret is in it. Takes `identity.read`, `consents.read` and `keys.read` too, and `cards.read` for
   * cards.
   */
  read(id: string, query: types.CompliancePersonsQuery = {}, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "GET", path: `/api/v1/compliance/persons/${segment(id)}`, query }, options);
  }

  /**
   * Erase a person.
   *
   * Deletes the principal, destroys the key of their data and those of their invitations, and deletes the cards of the
   * customer that you name. The answer says what was erased, and what stays and why. It can be repeated. Takes
   * `cards.delete` too where a customer is named.
   */
  erase(id: string, body: types.PersonErasure | undefined = undefined, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "POST", path: `/api/v1/compliance/persons/${segment(id)}/erase`, body, keyed: true }, options);
  }
}

export class ComplianceResource {
  readonly persons: CompliancePersonsResource;

  constructor(private readonly transport: Transport) {
    this.persons = new CompliancePersonsResource(transport);
  }

  /**
   * Report what was changed of how money moves.
   *
   * Each change to routing, fees, gateways, limits, roles, who has them, keys that pay, policies, endpoints and
   * accounts: who, when, from what to what, and the second person where one stands behind it. Each row and each total
   * names the positions that it stands on.
   */
  changesConfiguration(query: types.ComplianceChangesConfigurationQuery = {}, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "GET", path: "/api/v1/compliance/changes", query }, options);
  }

  /**
   * Report who agreed to what.
   *
   * Each consent that was given and each that was withdrawn, with the text that it is about, and the texts that were
   * published.
   */
  consentsGiven(query: types.ComplianceConsentsGivenQuery = {}, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "GET", path: "/api/v1/compliance/consents", query }, options);
  }

  /**
   * Report who reached health data.
   *
   * Every request for what the tenant has declared to be about health, let in or not, by permission and policy
   * version, with totals per principal. People stand in it by their ids. Each row and each total names the positions
   * of the audit trail that it stands on.
   */
  healthAccess(query: types.ComplianceHealthAccessQuery = {}, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "GET", path: "/api/v1/compliance/health-access", query }, options);
  }

  /**
   * Report what data is processed.
   *
   * The categories of data with how often they were asked for, who receives data, and what guards it, as the tenant is
   * set up now.
   */
  processingRecords(query: types.ComplianceProcessingRecordsQuery = {}, options?: RequestOptions): Promise<types.ComplianceReport> {
    return this.transport.call<types.ComplianceReport>({ method: "GET", path: "/api/v1/compliance/processing", query }, options);
  }
}

export class ConsentTextsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List consent texts.
   *
   * All versions: at most 200.
   */
  list(query: types.ConsentTextsQuery = {}, options?: RequestOptions): Promise<types.Page<types.ConsentText>> {
    return this.transport.call<types.Page<types.ConsentText>>({ method: "GET", path: "/api/v1/consent-texts", query }, options);
  }

  /**
   * Publish a consent text.
   *
   * It never changes: another text for the same purpose is another version.
   */
  publish(body: types.NewConsentText, options?: RequestOptions): Promise<types.ConsentText> {
    return this.transport.call<types.ConsentText>({ method: "POST", path: "/api/v1/consent-texts", body, keyed: true }, options);
  }
}

export class ConsentsResource {
  constructor(private readonly transport: Transport) {}

  /** List consents. */
  list(query: types.ConsentsListQuery = {}, options?: RequestOptions): Pager<types.Consent> {
    return this.transport.pages<types.Consent>({ method: "GET", path: "/api/v1/consents", query }, options);
  }

  /**
   * Record consent.
   *
   * On behalf of a principal or of somebody outside, such as a customer, of whom a keyed hash is kept and nothing
   * else.
   */
  record(body: types.NewConsentBody, options?: RequestOptions): Promise<types.Consent> {
    return this.transport.call<types.Consent>({ method: "POST", path: "/api/v1/consents", body, keyed: true }, options);
  }

  /** Read a consent. */
  read(id: string, options?: RequestOptions): Promise<types.Consent> {
    return this.transport.call<types.Consent>({ method: "GET", path: `/api/v1/consents/${segment(id)}` }, options);
  }

  /**
   * Withdraw consent.
   *
   * On behalf of who gave it. It holds at once.
   */
  withdraw(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Consent> {
    return this.transport.call<types.Consent>({ method: "POST", path: `/api/v1/consents/${segment(id)}/withdraw`, body, keyed: true }, options);
  }
}

export class CustomersResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Erase a customer.
   *
   * Destroys the key that the billing details of all their payments are sealed under, and deletes their cards from the
   * vault: no copy and no backup of a log can be read any more. Payments, postings and the chain stay. There is no way
   * back; asking again is safe.
   */
  erase(body: types.CustomerToErase, options?: RequestOptions): Promise<types.ErasedCustomer> {
    return this.transport.call<types.ErasedCustomer>({ method: "POST", path: "/api/v1/customers/erase", body, keyed: true }, options);
  }
}

export class GatewaysResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List gateways.
   *
   * The node's gateways with their health, as routing sees it.
   */
  list(options?: RequestOptions): Promise<types.Page<types.Gateway>> {
    return this.transport.call<types.Page<types.Gateway>>({ method: "GET", path: "/api/v1/gateways" }, options);
  }
}

export class GroupsMembersResource {
  constructor(private readonly transport: Transport) {}

  /** List the members of a group. */
  list(id: string, query: types.GroupsMembersQuery = {}, options?: RequestOptions): Pager<types.Member> {
    return this.transport.pages<types.Member>({ method: "GET", path: `/api/v1/groups/${segment(id)}/members`, query }, options);
  }

  /**
   * Add members to a group.
   *
   * Where the group has administrative roles it takes a second person.
   */
  add(id: string, body: types.NewMembers, options?: RequestOptions): Promise<types.Group | types.Approval> {
    return this.transport.call<types.Group | types.Approval>({ method: "POST", path: `/api/v1/groups/${segment(id)}/members`, body, keyed: true }, options);
  }

  /** Take a member out of a group. */
  remove(id: string, principal: string, options?: RequestOptions): Promise<types.Group> {
    return this.transport.call<types.Group>({ method: "DELETE", path: `/api/v1/groups/${segment(id)}/members/${segment(principal)}` }, options);
  }
}

export class GroupsRolesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Give a group a role.
   *
   * All of its members have it from then on. A role with administrative permissions takes a second person.
   */
  give(id: string, body: types.RoleToGive, options?: RequestOptions): Promise<types.Group | types.Approval> {
    return this.transport.call<types.Group | types.Approval>({ method: "POST", path: `/api/v1/groups/${segment(id)}/roles`, body, keyed: true }, options);
  }

  /** Take a role from a group. */
  take(id: string, role: string, options?: RequestOptions): Promise<types.Group> {
    return this.transport.call<types.Group>({ method: "DELETE", path: `/api/v1/groups/${segment(id)}/roles/${segment(role)}` }, options);
  }
}

export class GroupsResource {
  readonly members: GroupsMembersResource;
  readonly roles: GroupsRolesResource;

  constructor(private readonly transport: Transport) {
    this.members = new GroupsMembersResource(transport);
    this.roles = new GroupsRolesResource(transport);
  }

  /** List groups. */
  list(query: types.GroupsListQuery = {}, options?: RequestOptions): Pager<types.Group> {
    return this.transport.pages<types.Group>({ method: "GET", path: "/api/v1/groups", query }, options);
  }

  /** Make a group. */
  create(body: types.NewGroupBody, options?: RequestOptions): Promise<types.Group> {
    return this.transport.call<types.Group>({ method: "POST", path: "/api/v1/groups", body, keyed: true }, options);
  }

  /** Read a group. */
  read(id: string, options?: RequestOptions): Promise<types.Group> {
    return this.transport.call<types.Group>({ method: "GET", path: `/api/v1/groups/${segment(id)}` }, options);
  }

  /**
   * Change a group.
   *
   * That SCIM says who is in a group with administrative roles takes a second person.
   */
  change(id: string, body: types.GroupChange, options?: RequestOptions): Promise<types.Group | types.Approval> {
    return this.transport.call<types.Group | types.Approval>({ method: "PATCH", path: `/api/v1/groups/${segment(id)}`, body }, options);
  }

  /**
   * Remove a group.
   *
   * Its members lose what they had by it.
   */
  remove(id: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/groups/${segment(id)}` }, options);
  }
}

export class IdentityProvidersResource {
  constructor(private readonly transport: Transport) {}

  /** List outside identity providers. */
  list(options?: RequestOptions): Promise<types.Page<types.IdentityProvider>> {
    return this.transport.call<types.Page<types.IdentityProvider>>({ method: "GET", path: "/api/v1/identity-providers" }, options);
  }

  /** Read an outside identity provider. */
  read(name: string, options?: RequestOptions): Promise<types.IdentityProvider> {
    return this.transport.call<types.IdentityProvider>({ method: "GET", path: `/api/v1/identity-providers/${segment(name)}` }, options);
  }

  /**
   * Set an outside identity provider.
   *
   * Adds or changes how it is used. Mapping a group to administrative roles takes a second person.
   */
  set(name: string, body: types.ProviderBody, options?: RequestOptions): Promise<types.IdentityProvider | types.Approval> {
    return this.transport.call<types.IdentityProvider | types.Approval>({ method: "PUT", path: `/api/v1/identity-providers/${segment(name)}`, body }, options);
  }

  /**
   * Remove an outside identity provider.
   *
   * Nobody signs in by it any more, and its roles count for nobody.
   */
  remove(name: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/identity-providers/${segment(name)}` }, options);
  }
}

export class InvitationsResource {
  constructor(private readonly transport: Transport) {}

  /** List open invitations. */
  list(query: types.InvitationsListQuery = {}, options?: RequestOptions): Pager<types.Invitation> {
    return this.transport.pages<types.Invitation>({ method: "GET", path: "/api/v1/invitations", query }, options);
  }

  /**
   * Invite a user.
   *
   * They get a letter with a link that works once. An invitation to administrative roles takes a second person; the
   * letter goes out when they agree.
   */
  create(body: types.NewInvitationBody, options?: RequestOptions): Promise<types.Invitation | types.Approval> {
    return this.transport.call<types.Invitation | types.Approval>({ method: "POST", path: "/api/v1/invitations", body, keyed: true }, options);
  }

  /** Read an open invitation. */
  read(id: string, options?: RequestOptions): Promise<types.Invitation> {
    return this.transport.call<types.Invitation>({ method: "GET", path: `/api/v1/invitations/${segment(id)}` }, options);
  }

  /** Revoke an invitation. */
  revoke(id: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/invitations/${segment(id)}` }, options);
  }
}

export class LedgerAccountsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List accounts.
   *
   * In the order in which they were opened, or by path with `prefix`; with their balances at this moment.
   */
  list(query: types.LedgerAccountsListQuery = {}, options?: RequestOptions): Pager<types.Account> {
    return this.transport.pages<types.Account>({ method: "GET", path: "/api/v1/ledger/accounts", query }, options);
  }

  /** Open an account. */
  open(body: types.OpenAccount, options?: RequestOptions): Promise<types.OpenedAccount> {
    return this.transport.call<types.OpenedAccount>({ method: "POST", path: "/api/v1/ledger/accounts", body, keyed: true }, options);
  }

  /**
   * Read an account.
   *
   * With its balance at this moment.
   */
  read(id: string, options?: RequestOptions): Promise<types.Account> {
    return this.transport.call<types.Account>({ method: "GET", path: `/api/v1/ledger/accounts/${segment(id)}` }, options);
  }

  /**
   * Change an account.
   *
   * Limits, freezing, closing, and words and numbers of your own.
   */
  change(id: string, body: types.ChangeAccount, options?: RequestOptions): Promise<types.Account> {
    return this.transport.call<types.Account>({ method: "PATCH", path: `/api/v1/ledger/accounts/${segment(id)}`, body }, options);
  }

  /**
   * Read an account's balance.
   *
   * Now or as of any time: as it was known then, as it counts as of then, or both.
   */
  balance(id: string, query: types.LedgerAccountsBalanceQuery = {}, options?: RequestOptions): Promise<types.BalanceAt> {
    return this.transport.call<types.BalanceAt>({ method: "GET", path: `/api/v1/ledger/accounts/${segment(id)}/balance`, query }, options);
  }

  /**
   * Read an account's statement.
   *
   * Its postings in a period, the earliest first, with the balance before, after each, and at the end. Holds move no
   * money and are not on it.
   */
  statement(id: string, query: types.LedgerAccountsStatementQuery = {}, options?: RequestOptions): Promise<types.Statement> {
    return this.transport.call<types.Statement>({ method: "GET", path: `/api/v1/ledger/accounts/${segment(id)}/statement`, query }, options);
  }
}

export class LedgerMonitorsResource {
  constructor(private readonly transport: Transport) {}

  /** List monitors. */
  list(query: types.LedgerMonitorsListQuery = {}, options?: RequestOptions): Pager<types.Monitor> {
    return this.transport.pages<types.Monitor>({ method: "GET", path: "/api/v1/ledger/monitors", query }, options);
  }

  /**
   * Set a monitor.
   *
   * Watches a balance, or changes what is watched for. The event `ledger.monitor_crossed` tells when the condition
   * becomes true or false.
   */
  set(body: types.NewMonitor, options?: RequestOptions): Promise<types.Monitor> {
    return this.transport.call<types.Monitor>({ method: "POST", path: "/api/v1/ledger/monitors", body, keyed: true }, options);
  }

  /** Read a monitor. */
  read(id: string, options?: RequestOptions): Promise<types.Monitor> {
    return this.transport.call<types.Monitor>({ method: "GET", path: `/api/v1/ledger/monitors/${segment(id)}` }, options);
  }

  /** Remove a monitor. */
  remove(id: string, options?: RequestOptions): Promise<types.RemovedFromLedger> {
    return this.transport.call<types.RemovedFromLedger>({ method: "DELETE", path: `/api/v1/ledger/monitors/${segment(id)}` }, options);
  }
}

export class LedgerReconciliationsItemsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List open items.
   *
   * The items that are not closed, by booking day. A page may be short and have a next one.
   */
  list(id: string, query: types.LedgerReconciliationsItemsListQuery = {}, options?: RequestOptions): Pager<types.ReconciliationItem> {
    return this.transport.pages<types.ReconciliationItem>({ method: "GET", path: `/api/v1/ledger/reconciliations/${segment(id)}/items`, query }, options);
  }

  /** Read an item. */
  read(id: string, itemId: string, options?: RequestOptions): Promise<types.ReconciliationItem> {
    return this.transport.call<types.ReconciliationItem>({ method: "GET", path: `/api/v1/ledger/reconciliations/${segment(id)}/items/${segment(itemId)}` }, options);
  }

  /**
   * Assign an item.
   *
   * Gives an open item to someone to look into, or back.
   */
  assign(id: string, itemId: string, body: types.AssignItem, options?: RequestOptions): Promise<types.ReconciliationItem> {
    return this.transport.call<types.ReconciliationItem>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/items/${segment(itemId)}/assign`, body, keyed: true }, options);
  }

  /**
   * Write a note.
   *
   * Something to remember about an item that is not closed.
   */
  notes(id: string, itemId: string, body: types.Noted, options?: RequestOptions): Promise<types.ReconciliationItem> {
    return this.transport.call<types.ReconciliationItem>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/items/${segment(itemId)}/notes`, body, keyed: true }, options);
  }

  /**
   * Open an item again.
   *
   * A closed item is open again. Its match is dissolved: the other items of it are open too, and its transfers free.
   */
  reopen(id: string, itemId: string, body: types.Noted, options?: RequestOptions): Promise<types.ReconciliationItem> {
    return this.transport.call<types.ReconciliationItem>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/items/${segment(itemId)}/reopen`, body, keyed: true }, options);
  }

  /**
   * Resolve an item.
   *
   * Ends it by hand: with the transfers that it belongs to, as written off, ignored, or left to the bank to correct.
   */
  resolve(id: string, itemId: string, body: types.Resolve, options?: RequestOptions): Promise<types.ReconciliationItem> {
    return this.transport.call<types.ReconciliationItem>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/items/${segment(itemId)}/resolve`, body, keyed: true }, options);
  }
}

export class LedgerReconciliationsMatchesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Match by hand.
   *
   * Says that lines and transfers belong together, whatever the rules say. Someone has to accept it, with a difference
   * or without. To end a single item at once, resolve it.
   */
  create(id: string, body: types.NewMatch, options?: RequestOptions): Promise<types.ReconciliationMatch> {
    return this.transport.call<types.ReconciliationMatch>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/matches`, body, keyed: true }, options);
  }

  /** Read a match. */
  read(id: string, matchId: string, options?: RequestOptions): Promise<types.ReconciliationMatch> {
    return this.transport.call<types.ReconciliationMatch>({ method: "GET", path: `/api/v1/ledger/reconciliations/${segment(id)}/matches/${segment(matchId)}` }, options);
  }

  /**
   * Accept a match.
   *
   * Its lines are matched and closed.
   */
  accept(id: string, matchId: string, body: types.Noted, options?: RequestOptions): Promise<types.ReconciliationMatch> {
    return this.transport.call<types.ReconciliationMatch>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/matches/${segment(matchId)}/accept`, body, keyed: true }, options);
  }

  /**
   * Reject a match.
   *
   * Its lines are open again and its transfers free, and no rule proposes it any more.
   */
  reject(id: string, matchId: string, body: types.Noted, options?: RequestOptions): Promise<types.ReconciliationMatch> {
    return this.transport.call<types.ReconciliationMatch>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/matches/${segment(matchId)}/reject`, body, keyed: true }, options);
  }
}

export class LedgerReconciliationsStatementsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Import a statement.
   *
   * The body is the file: CSV, camt.053 or MT940, of at most 16 MiB and 100,000 lines. It is checked as a whole before
   * anything is taken in. Lines that an earlier statement brought are passed over; a file of which everything is there
   * already is refused. A long statement is taken in in parts: if the request ends early, send the file again, and the
   * rest follows.
   */
  import(id: string, body: string | Uint8Array<ArrayBuffer>, query: types.LedgerReconciliationsStatementsImportQuery = {}, options?: RequestOptions): Promise<types.StatementImport> {
    return this.transport.call<types.StatementImport>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/statements`, mediaType: "application/octet-stream", body, query, keyed: true }, options);
  }

  /** Read a statement. */
  read(id: string, statementId: string, options?: RequestOptions): Promise<types.OutsideStatement> {
    return this.transport.call<types.OutsideStatement>({ method: "GET", path: `/api/v1/ledger/reconciliations/${segment(id)}/statements/${segment(statementId)}` }, options);
  }
}

export class LedgerReconciliationsResource {
  readonly items: LedgerReconciliationsItemsResource;
  readonly matches: LedgerReconciliationsMatchesResource;
  readonly statements: LedgerReconciliationsStatementsResource;

  constructor(private readonly transport: Transport) {
    this.items = new LedgerReconciliationsItemsResource(transport);
    this.matches = new LedgerReconciliationsMatchesResource(transport);
    this.statements = new LedgerReconciliationsStatementsResource(transport);
  }

  /** List reconciliations. */
  list(query: types.LedgerReconciliationsListQuery = {}, options?: RequestOptions): Pager<types.Reconciliation> {
    return this.transport.pages<types.Reconciliation>({ method: "GET", path: "/api/v1/ledger/reconciliations", query }, options);
  }

  /**
   * Define a reconciliation.
   *
   * Says which account outside a ledger account is compared with, and by which rules; or changes it. Accounts and
   * currency stay once a statement is imported.
   */
  define(body: types.NewReconciliation, options?: RequestOptions): Promise<types.Reconciliation> {
    return this.transport.call<types.Reconciliation>({ method: "POST", path: "/api/v1/ledger/reconciliations", body, keyed: true }, options);
  }

  /** Read a reconciliation. */
  read(id: string, options?: RequestOptions): Promise<types.Reconciliation> {
    return this.transport.call<types.Reconciliation>({ method: "GET", path: `/api/v1/ledger/reconciliations/${segment(id)}` }, options);
  }

  /**
   * Match by the rules.
   *
   * Looks for matches between open lines and transfers of the ledger account that no match has, and records them: as
   * the rule says they hold at once, or wait for being accepted. A search takes in at most 20,000 lines and 50,000
   * transfers near them, and one request records at most 4,000 lines and transfers; `has_more` tells that there is
   * more to record.
   */
  run(id: string, body: types.Run, options?: RequestOptions): Promise<types.ReconciliationRun> {
    return this.transport.call<types.ReconciliationRun>({ method: "POST", path: `/api/v1/ledger/reconciliations/${segment(id)}/run`, body, keyed: true }, options);
  }
}

export class LedgerSchedulesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List schedules.
   *
   * Those whose time has not come.
   */
  list(query: types.LedgerSchedulesListQuery = {}, options?: RequestOptions): Pager<types.Schedule> {
    return this.transport.pages<types.Schedule>({ method: "GET", path: "/api/v1/ledger/schedules", query }, options);
  }

  /**
   * Schedule transfers.
   *
   * They are made at the given time as one chain, all or none; if they can't be made then, an event says why.
   */
  create(body: types.NewSchedule, options?: RequestOptions): Promise<types.Schedule> {
    return this.transport.call<types.Schedule>({ method: "POST", path: "/api/v1/ledger/schedules", body, keyed: true }, options);
  }

  /** Read a schedule. */
  read(id: string, options?: RequestOptions): Promise<types.Schedule> {
    return this.transport.call<types.Schedule>({ method: "GET", path: `/api/v1/ledger/schedules/${segment(id)}` }, options);
  }

  /** Cancel a schedule. */
  cancel(id: string, options?: RequestOptions): Promise<types.RemovedFromLedger> {
    return this.transport.call<types.RemovedFromLedger>({ method: "DELETE", path: `/api/v1/ledger/schedules/${segment(id)}` }, options);
  }
}

export class LedgerTransfersResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List transfers.
   *
   * Those of an account through filters or those with a reference, the newest first; or all, the oldest first.
   */
  list(query: types.LedgerTransfersListQuery = {}, options?: RequestOptions): Pager<types.Transfer> {
    return this.transport.pages<types.Transfer>({ method: "GET", path: "/api/v1/ledger/transfers", query }, options);
  }

  /**
   * Make transfers.
   *
   * One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
   */
  create(body: types.NewTransfers, options?: RequestOptions): Promise<types.MadeTransfers> {
    return this.transport.call<types.MadeTransfers>({ method: "POST", path: "/api/v1/ledger/transfers", body, keyed: true }, options);
  }

  /**
   * Read a transfer.
   *
   * With what became of it and what was attached to it.
   */
  read(id: string, options?: RequestOptions): Promise<types.TransferDetail> {
    return this.transport.call<types.TransferDetail>({ method: "GET", path: `/api/v1/ledger/transfers/${segment(id)}` }, options);
  }
}

export class LedgerResource {
  readonly accounts: LedgerAccountsResource;
  readonly monitors: LedgerMonitorsResource;
  readonly reconciliations: LedgerReconciliationsResource;
  readonly schedules: LedgerSchedulesResource;
  readonly transfers: LedgerTransfersResource;

  constructor(private readonly transport: Transport) {
    this.accounts = new LedgerAccountsResource(transport);
    this.monitors = new LedgerMonitorsResource(transport);
    this.reconciliations = new LedgerReconciliationsResource(transport);
    this.schedules = new LedgerSchedulesResource(transport);
    this.transfers = new LedgerTransfersResource(transport);
  }

  /**
   * Read the balance sheet.
   *
   * What is owned, what is owed and what is left, with subtotals by path, now or as of any time.
   */
  balanceSheet(query: types.LedgerBalanceSheetQuery = {}, options?: RequestOptions): Promise<types.BalanceSheet> {
    return this.transport.call<types.BalanceSheet>({ method: "GET", path: "/api/v1/ledger/balance-sheet", query }, options);
  }

  /**
   * Read balances.
   *
   * The accounts with their balances at this moment, all of one page from the same state. With `prefix`: the sums of
   * all accounts at and below that path, by currency.
   */
  balances(query: types.LedgerBalancesQuery = {}, options?: RequestOptions): Promise<types.Balances> {
    return this.transport.call<types.Balances>({ method: "GET", path: "/api/v1/ledger/balances", query }, options);
  }

  /**
   * Make a batch of transfers.
   *
   * Each item by itself, or as chains where items are linked: what can be made is made. The answer says what became of
   * each. The whole batch is one entry of the log. A body may have up to 4 MiB.
   */
  batchesCreate(body: types.NewBatch, options?: RequestOptions): Promise<types.Batch> {
    return this.transport.call<types.Batch>({ method: "POST", path: "/api/v1/ledger/batches", body, keyed: true }, options);
  }

  /**
   * Exchange currencies.
   *
   * Two transfers, all or none: the sold money goes to the liquidity account of its currency, the bought money comes
   * from that of the other. The bought amount is rounded half to even, to the minor unit. Both accounts are assets or
   * expenses, or neither is.
   */
  exchangesCreate(body: types.NewExchange, options?: RequestOptions): Promise<types.Page<types.Transfer>> {
    return this.transport.call<types.Page<types.Transfer>>({ method: "POST", path: "/api/v1/ledger/exchanges", body, keyed: true }, options);
  }

  /**
   * Carry out a flow.
   *
   * A text of the posting language becomes one chain of transfers, all or none, against the balances of this moment. A
   * dry run answers what would be made and makes nothing.
   */
  flowsCreate(body: types.NewFlow, options?: RequestOptions): Promise<types.Flow> {
    return this.transport.call<types.Flow>({ method: "POST", path: "/api/v1/ledger/flows", body, keyed: true }, options);
  }

  /**
   * Import a journal.
   *
   * A CSV file with the columns `debit`, `credit`, `amount`, `currency` and, if you like, `effective_at`, `code`,
   * `reference`, `external_reference`, `id` and `kind`. Every row is a transfer by itself: what can be made is made,
   * and the answer says what became of each line. A row without an id gets one that follows from its content and from
   * how often the same came before it in the file, so the same import again makes nothing twice: its lines are
   * answered with `exists`. A file with a line that can't be read is refused as a whole. Nothing needs an
   * `Idempotency-Key` here, and none is looked at.
   *
   * With `dry_run=true` every line is decided in turn as the ledger would now, on a copy of the accounts that the file
   * names: balances, limits, closed and frozen accounts, ids that exist. Nothing changes, and lines that can't be read
   * stand among the refused.
   *
   * A file may have up to 16 MiB and 65,520 rows.
   */
  importsCreate(body: string | Uint8Array<ArrayBuffer>, query: types.LedgerImportsCreateQuery = {}, options?: RequestOptions): Promise<types.Import> {
    return this.transport.call<types.Import>({ method: "POST", path: "/api/v1/ledger/imports", mediaType: "text/csv", body, query }, options);
  }

  /**
   * Read the income statement.
   *
   * What was earned and spent in a period, with subtotals by path.
   */
  incomeStatement(query: types.LedgerIncomeStatementQuery = {}, options?: RequestOptions): Promise<types.IncomeStatement> {
    return this.transport.call<types.IncomeStatement>({ method: "GET", path: "/api/v1/ledger/income-statement", query }, options);
  }

  /**
   * Read the general journal.
   *
   * All transfers that were committed in a period, the oldest first, with what was attached to them.
   */
  journal(query: types.LedgerJournalQuery = {}, options?: RequestOptions): Pager<types.JournalLine> {
    return this.transport.pages<types.JournalLine>({ method: "GET", path: "/api/v1/ledger/journal", query }, options);
  }

  /**
   * Read the trial balance.
   *
   * All that was ever posted, per account and per currency, now or as of any time.
   */
  trialBalance(query: types.LedgerTrialBalanceQuery = {}, options?: RequestOptions): Promise<types.TrialBalance> {
    return this.transport.call<types.TrialBalance>({ method: "GET", path: "/api/v1/ledger/trial-balance", query }, options);
  }
}

export class OauthClientsResource {
  constructor(private readonly transport: Transport) {}

  /** List OAuth clients. */
  list(query: types.OauthClientsListQuery = {}, options?: RequestOptions): Pager<types.OAuthClient> {
    return this.transport.pages<types.OAuthClient>({ method: "GET", path: "/api/v1/oauth-clients", query }, options);
  }

  /**
   * Register an OAuth client.
   *
   * One that can keep a secret gets one: it stands in this answer and in no other.
   */
  create(body: types.NewClientBody, options?: RequestOptions): Promise<types.OAuthClient> {
    return this.transport.call<types.OAuthClient>({ method: "POST", path: "/api/v1/oauth-clients", body, keyed: true }, options);
  }

  /** Read an OAuth client. */
  read(id: string, options?: RequestOptions): Promise<types.OAuthClient> {
    return this.transport.call<types.OAuthClient>({ method: "GET", path: `/api/v1/oauth-clients/${segment(id)}` }, options);
  }

  /** Change an OAuth client. */
  change(id: string, body: types.ClientChange, options?: RequestOptions): Promise<types.OAuthClient> {
    return this.transport.call<types.OAuthClient>({ method: "PATCH", path: `/api/v1/oauth-clients/${segment(id)}`, body }, options);
  }

  /**
   * Remove an OAuth client.
   *
   * With all that it was granted: its tokens are refused from now on.
   */
  remove(id: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/oauth-clients/${segment(id)}` }, options);
  }

  /**
   * Rotate an OAuth client's secret.
   *
   * The one before works for a while beside it. The new one stands in this answer and in no other.
   */
  rotateSecret(id: string, body: types.SecretChange | undefined = undefined, options?: RequestOptions): Promise<types.OAuthClient> {
    return this.transport.call<types.OAuthClient>({ method: "POST", path: `/api/v1/oauth-clients/${segment(id)}/rotate-secret`, body, keyed: true }, options);
  }
}

export class PaymentsRefundsResource {
  constructor(private readonly transport: Transport) {}

  /** List a payment's refunds. */
  list(id: string, options?: RequestOptions): Promise<types.Page<types.Refund>> {
    return this.transport.call<types.Page<types.Refund>>({ method: "GET", path: `/api/v1/payments/${segment(id)}/refunds` }, options);
  }

  /**
   * Refund a payment.
   *
   * Gives money back, all that is left or a part. Several refunds of one payment are possible.
   */
  create(id: string, body: types.RefundRequest | undefined = undefined, options?: RequestOptions): Promise<types.Refund> {
    return this.transport.call<types.Refund>({ method: "POST", path: `/api/v1/payments/${segment(id)}/refunds`, body, keyed: true }, options);
  }

  /** Read a refund. */
  read(id: string, refundId: string, options?: RequestOptions): Promise<types.Refund> {
    return this.transport.call<types.Refund>({ method: "GET", path: `/api/v1/payments/${segment(id)}/refunds/${segment(refundId)}` }, options);
  }

  /**
   * Record that a refund came back.
   *
   * The customer's bank returned a refund that had succeeded: the refund fails, and the money is owed to you again.
   */
  returnRecord(id: string, refundId: string, body: types.ReasonRequest | undefined = undefined, options?: RequestOptions): Promise<types.Refund> {
    return this.transport.call<types.Refund>({ method: "POST", path: `/api/v1/payments/${segment(id)}/refunds/${segment(refundId)}/return`, body, keyed: true }, options);
  }
}

export class PaymentsResource {
  readonly refunds: PaymentsRefundsResource;

  constructor(private readonly transport: Transport) {
    this.refunds = new PaymentsRefundsResource(transport);
  }

  /**
   * List and search payments.
   *
   * The newest first. A list follows the log at a small distance and says which position it reflects.
   */
  list(query: types.PaymentsListQuery = {}, options?: RequestOptions): Pager<types.PaymentSummary> {
    return this.transport.pages<types.PaymentSummary>({ method: "GET", path: "/api/v1/payments", query }, options);
  }

  /**
   * Create a payment.
   *
   * Answers when the payment has settled: 201, whatever came of it, a decline too. With 202 it is still under way;
   * read it again, or hear of it by event.
   */
  create(body: types.CreatePayment, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: "/api/v1/payments", body, keyed: true }, options);
  }

  /**
   * Create payments in bulk.
   *
   * Up to 100, each by itself: one that is refused or declined stops no other. Each may have an `idempotency_key` of
   * its own, which is the key of that payment as if it were sent alone; without one, the request's own key and the
   * payment's place in it are its key.
   */
  bulkCreate(body: types.NewPayments, options?: RequestOptions): Promise<types.BulkPayments> {
    return this.transport.call<types.BulkPayments>({ method: "POST", path: "/api/v1/payments/bulk", body, keyed: true }, options);
  }

  /**
   * Make a payment link.
   *
   * An address where a customer pays with a card, at this node and on a page of it. Nothing is stored: the address
   * itself says what is paid, sealed by this node. Payments by it are made in the name of the API key that made it,
   * which has to be one; when that key ends, so does the link. Without an idempotency key each request makes another
   * link.
   */
  linksCreate(body: types.CreatePaymentLink, options?: RequestOptions): Promise<types.PaymentLink> {
    return this.transport.call<types.PaymentLink>({ method: "POST", path: "/api/v1/payments/links", body, keyed: true }, options);
  }

  /**
   * Read a payment.
   *
   * As it stands at this moment.
   */
  read(id: string, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "GET", path: `/api/v1/payments/${segment(id)}` }, options);
  }

  /**
   * Read who is billed.
   *
   * Personal data, which no other answer, event, webhook or list has. 404 where none were given, 409 `person_erased`
   * where the customer was erased.
   */
  billingDetailsRead(id: string, options?: RequestOptions): Promise<types.BillingDetails> {
    return this.transport.call<types.BillingDetails>({ method: "GET", path: `/api/v1/payments/${segment(id)}/billing-details` }, options);
  }

  /**
   * Cancel a payment.
   *
   * Gives it up before money is taken, and releases what is reserved.
   */
  cancel(id: string, body: types.ReasonRequest | undefined = undefined, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: `/api/v1/payments/${segment(id)}/cancel`, body, keyed: true }, options);
  }

  /**
   * Capture a payment.
   *
   * Takes reserved money, all or a part. What is not taken is released: there is one capture.
   */
  capture(id: string, body: types.CaptureRequest | undefined = undefined, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: `/api/v1/payments/${segment(id)}/capture`, body, keyed: true }, options);
  }

  /**
   * Confirm a payment.
   *
   * Asks a gateway for the money of a payment that was created with `confirm: false`.
   */
  confirm(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: `/api/v1/payments/${segment(id)}/confirm`, body, keyed: true }, options);
  }

  /**
   * Read a payment's history.
   *
   * Its events, in the order in which they happened.
   */
  events(id: string, query: types.PaymentsEventsQuery = {}, options?: RequestOptions): Pager<types.Event> {
    return this.transport.pages<types.Event>({ method: "GET", path: `/api/v1/payments/${segment(id)}/events`, query }, options);
  }

  /**
   * Resolve what needs attention.
   *
   * Says that somebody has seen to what a gateway had undone. While a gateway is silent or contradicts itself nobody
   * can: that ends when the operation does.
   */
  resolveAttention(id: string, body: types.ReasonRequest | undefined = undefined, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: `/api/v1/payments/${segment(id)}/resolve-attention`, body, keyed: true }, options);
  }

  /**
   * Retry a failed payment.
   *
   * Starts it again. Only a payment without held or captured money can be retried, so that nobody is charged twice.
   */
  retry(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Payment> {
    return this.transport.call<types.Payment>({ method: "POST", path: `/api/v1/payments/${segment(id)}/retry`, body, keyed: true }, options);
  }

  /**
   * Explain a payment's routing.
   *
   * Every gateway with its score by component, why it was left out or chosen, and the versions of rules, strategy,
   * fees and what was learned.
   */
  routingExplain(id: string, options?: RequestOptions): Promise<types.PaymentRouting> {
    return this.transport.call<types.PaymentRouting>({ method: "GET", path: `/api/v1/payments/${segment(id)}/routing` }, options);
  }

  /**
   * List the messages about a payment.
   *
   * The newest first, each once for every endpoint that it goes to.
   */
  webhookDeliveries(id: string, query: types.PaymentsWebhookDeliveriesQuery = {}, options?: RequestOptions): Pager<types.WebhookDelivery> {
    return this.transport.pages<types.WebhookDelivery>({ method: "GET", path: `/api/v1/payments/${segment(id)}/webhook-deliveries`, query }, options);
  }
}

export class PolicyBundlesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List versions of the policy.
   *
   * Those at hand, the oldest first, without their texts.
   */
  list(options?: RequestOptions): Promise<types.Page<types.PolicyBundle>> {
    return this.transport.call<types.Page<types.PolicyBundle>>({ method: "GET", path: "/api/v1/policy/bundles" }, options);
  }

  /**
   * Propose a policy.
   *
   * A bundle of Rego files. Mistakes are answered with file, line and column, and nothing is kept. With `dry_run` the
   * newest recorded decisions are decided anew by it, and what would be different is said.
   */
  propose(body: types.NewBundle, options?: RequestOptions): Promise<types.PolicyBundle> {
    return this.transport.call<types.PolicyBundle>({ method: "POST", path: "/api/v1/policy/bundles", body, keyed: true }, options);
  }

  /** Read a version of the policy. */
  readVersion(version: string | number, options?: RequestOptions): Promise<types.PolicyBundle> {
    return this.transport.call<types.PolicyBundle>({ method: "GET", path: `/api/v1/policy/bundles/${segment(version)}` }, options);
  }

  /**
   * Activate a version of the policy.
   *
   * Requests are decided by it from now on. Version 0 is the one that Bezant brings.
   */
  activate(version: string | number, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Policy> {
    return this.transport.call<types.Policy>({ method: "POST", path: `/api/v1/policy/bundles/${segment(version)}/activate`, body, keyed: true }, options);
  }
}

export class PolicyDecisionsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List decisions.
   *
   * The newest of the tenant's own first: all denials, all changes, and a sample of what only reads.
   */
  list(query: types.PolicyDecisionsListQuery = {}, options?: RequestOptions): Promise<types.Page<types.PolicyDecision>> {
    return this.transport.call<types.Page<types.PolicyDecision>>({ method: "GET", path: "/api/v1/policy/decisions", query }, options);
  }

  /**
   * Explain a decision.
   *
   * How the policy in force decides a question (its form is in docs/policy.md), with the reasons in words and what
   * each rule says. Nothing is done, and nothing is recorded.
   */
  explain(body: Record<string, unknown>, options?: RequestOptions): Promise<types.PolicyExplanation> {
    return this.transport.call<types.PolicyExplanation>({ method: "POST", path: "/api/v1/policy/decisions/explain", body, keyed: true }, options);
  }
}

export class PolicyResource {
  readonly bundles: PolicyBundlesResource;
  readonly decisions: PolicyDecisionsResource;

  constructor(private readonly transport: Transport) {
    this.bundles = new PolicyBundlesResource(transport);
    this.decisions = new PolicyDecisionsResource(transport);
  }

  /**
   * Read the access policy.
   *
   * The version in force with its texts.
   */
  read(options?: RequestOptions): Promise<types.Policy> {
    return this.transport.call<types.Policy>({ method: "GET", path: "/api/v1/policy" }, options);
  }

  /**
   * Roll the policy back.
   *
   * The version that was in force before is so again.
   */
  rollBack(body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Policy> {
    return this.transport.call<types.Policy>({ method: "POST", path: "/api/v1/policy/roll-back", body, keyed: true }, options);
  }
}

export class PrincipalsRolesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Give a principal a role.
   *
   * Nobody gives what they may not do themselves. A role with administrative permissions takes a second person.
   */
  give(id: string, body: types.RoleToGive, options?: RequestOptions): Promise<types.Principal | types.Approval> {
    return this.transport.call<types.Principal | types.Approval>({ method: "POST", path: `/api/v1/principals/${segment(id)}/roles`, body, keyed: true }, options);
  }

  /** Take a role from a principal. */
  take(id: string, role: string, options?: RequestOptions): Promise<types.Principal> {
    return this.transport.call<types.Principal>({ method: "DELETE", path: `/api/v1/principals/${segment(id)}/roles/${segment(role)}` }, options);
  }
}

export class PrincipalsSessionsResource {
  constructor(private readonly transport: Transport) {}

  /** List somebody's sessions. */
  list(id: string, options?: RequestOptions): Promise<types.Page<types.Session>> {
    return this.transport.call<types.Page<types.Session>>({ method: "GET", path: `/api/v1/principals/${segment(id)}/sessions` }, options);
  }

  /** End all of somebody's sessions. */
  end(id: string, options?: RequestOptions): Promise<types.StatusDto> {
    return this.transport.call<types.StatusDto>({ method: "DELETE", path: `/api/v1/principals/${segment(id)}/sessions` }, options);
  }
}

export class PrincipalsResource {
  readonly roles: PrincipalsRolesResource;
  readonly sessions: PrincipalsSessionsResource;

  constructor(private readonly transport: Transport) {
    this.roles = new PrincipalsRolesResource(transport);
    this.sessions = new PrincipalsSessionsResource(transport);
  }

  /** List principals. */
  list(query: types.PrincipalsListQuery = {}, options?: RequestOptions): Pager<types.Principal> {
    return this.transport.pages<types.Principal>({ method: "GET", path: "/api/v1/principals", query }, options);
  }

  /**
   * Create a principal.
   *
   * A user, an agent (software that pays) or a service account, without roles. A person's data is kept sealed.
   */
  create(body: types.NewPrincipalBody, options?: RequestOptions): Promise<types.Principal> {
    return this.transport.call<types.Principal>({ method: "POST", path: "/api/v1/principals", body, keyed: true }, options);
  }

  /** Read a principal. */
  read(id: string, options?: RequestOptions): Promise<types.Principal> {
    return this.transport.call<types.Principal>({ method: "GET", path: `/api/v1/principals/${segment(id)}` }, options);
  }

  /**
   * Change a principal.
   *
   * A new e-mail address of someone administrative takes a second person.
   */
  change(id: string, body: types.PrincipalChange, options?: RequestOptions): Promise<types.Principal | types.Approval> {
    return this.transport.call<types.Principal | types.Approval>({ method: "PATCH", path: `/api/v1/principals/${segment(id)}`, body }, options);
  }

  /**
   * Delete a principal.
   *
   * Only the id is kept, for what it did. What was sealed of a person before stays readable in the log until it is
   * erased.
   */
  delete(id: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/principals/${segment(id)}` }, options);
  }

  /**
   * Erase a person.
   *
   * Deletes the principal, all that they prove themselves with, the invitations to their address, and the keys that
   * their personal data is sealed under: nobody can read it any more, in the log, its copies and backups. There is no
   * way back.
   */
  erase(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "POST", path: `/api/v1/principals/${segment(id)}/erase`, body, keyed: true }, options);
  }

  /**
   * Read what a principal may do.
   *
   * Every permission that they have now, with the roles and the ways by which they have it.
   */
  permissions(id: string, options?: RequestOptions): Promise<types.EffectivePermissions> {
    return this.transport.call<types.EffectivePermissions>({ method: "GET", path: `/api/v1/principals/${segment(id)}/permissions` }, options);
  }

  /** Reactivate a principal. */
  reactivate(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Principal> {
    return this.transport.call<types.Principal>({ method: "POST", path: `/api/v1/principals/${segment(id)}/reactivate`, body, keyed: true }, options);
  }

  /**
   * Suspend a principal.
   *
   * They may do nothing from now on: their sessions, tokens and keys are refused.
   */
  suspend(id: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Principal> {
    return this.transport.call<types.Principal>({ method: "POST", path: `/api/v1/principals/${segment(id)}/suspend`, body, keyed: true }, options);
  }
}

export class RolesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List roles.
   *
   * The built-in ones first, then the tenant's own: at most 205.
   */
  list(options?: RequestOptions): Promise<types.Page<types.Role>> {
    return this.transport.call<types.Page<types.Role>>({ method: "GET", path: "/api/v1/roles" }, options);
  }

  /**
   * Make a role.
   *
   * A named set of permissions, none of which is beyond your own.
   */
  define(body: types.NewRole, options?: RequestOptions): Promise<types.Role> {
    return this.transport.call<types.Role>({ method: "POST", path: "/api/v1/roles", body, keyed: true }, options);
  }

  /** Read a role. */
  read(name: string, options?: RequestOptions): Promise<types.Role> {
    return this.transport.call<types.Role>({ method: "GET", path: `/api/v1/roles/${segment(name)}` }, options);
  }

  /**
   * Change a role.
   *
   * Who has it may do what it permits at once. Adding administrative permissions takes a second person.
   */
  change(name: string, body: types.RoleBody, options?: RequestOptions): Promise<types.Role | types.Approval> {
    return this.transport.call<types.Role | types.Approval>({ method: "PUT", path: `/api/v1/roles/${segment(name)}`, body }, options);
  }

  /**
   * Remove a role.
   *
   * Only one that nobody has and nothing names.
   */
  remove(name: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/roles/${segment(name)}` }, options);
  }
}

export class RoutingExperimentsResource {
  constructor(private readonly transport: Transport) {}

  /** List experiments. */
  list(options?: RequestOptions): Promise<types.Page<types.Experiment>> {
    return this.transport.call<types.Page<types.Experiment>>({ method: "GET", path: "/api/v1/routing/experiments" }, options);
  }

  /**
   * Start an experiment.
   *
   * Routes a part of the customers another way, until there is a result or it does harm. One runs at a time.
   */
  start(body: types.NewExperiment, options?: RequestOptions): Promise<types.Experiment> {
    return this.transport.call<types.Experiment>({ method: "POST", path: "/api/v1/routing/experiments", body, keyed: true }, options);
  }

  /**
   * Stop an experiment.
   *
   * Ends it without a result.
   */
  stop(name: string, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Experiment> {
    return this.transport.call<types.Experiment>({ method: "POST", path: `/api/v1/routing/experiments/${segment(name)}/stop`, body, keyed: true }, options);
  }
}

export class RoutingFeesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Read the fees.
   *
   * In the form in which they are set.
   */
  read(options?: RequestOptions): Promise<Record<string, unknown>> {
    return this.transport.call<Record<string, unknown>>({ method: "GET", path: "/api/v1/routing/fees" }, options);
  }

  /**
   * Set the fees.
   *
   * What gateways charge, in place of what was set before, in the form of `docs/routing.md`. A gateway without a
   * schedule costs what its configuration says.
   */
  set(body: Record<string, unknown>, options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "POST", path: "/api/v1/routing/fees", body, keyed: true }, options);
  }
}

export class RoutingRulesResource {
  constructor(private readonly transport: Transport) {}

  /** List versions of the rules. */
  list(options?: RequestOptions): Promise<types.Page<types.Rules>> {
    return this.transport.call<types.Page<types.Rules>>({ method: "GET", path: "/api/v1/routing/rules" }, options);
  }

  /**
   * Propose rules.
   *
   * Writes a new version down. Nothing follows it until it is approved and activated.
   */
  propose(body: types.NewRules, options?: RequestOptions): Promise<types.Rules> {
    return this.transport.call<types.Rules>({ method: "POST", path: "/api/v1/routing/rules", body, keyed: true }, options);
  }

  /**
   * Check rules.
   *
   * Looks at them as a proposal would, and keeps nothing. Mistakes are answered with their places.
   */
  check(body: types.NewRules, options?: RequestOptions): Promise<types.CheckedRules> {
    return this.transport.call<types.CheckedRules>({ method: "POST", path: "/api/v1/routing/rules/check", body, keyed: true }, options);
  }

  /**
   * Roll rules back.
   *
   * Back to the version that was active before; to no rules if there was none.
   */
  rollBack(body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "POST", path: "/api/v1/routing/rules/roll-back", body, keyed: true }, options);
  }

  /** Read a version of the rules. */
  read(version: string | number, options?: RequestOptions): Promise<types.Rules> {
    return this.transport.call<types.Rules>({ method: "GET", path: `/api/v1/routing/rules/${segment(version)}` }, options);
  }

  /**
   * Activate rules.
   *
   * Payments are routed by this version from now on.
   */
  activate(version: string | number, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Rules> {
    return this.transport.call<types.Rules>({ method: "POST", path: `/api/v1/routing/rules/${segment(version)}/activate`, body, keyed: true }, options);
  }

  /** Approve rules. */
  approve(version: string | number, body: types.NoDetails | undefined = undefined, options?: RequestOptions): Promise<types.Rules> {
    return this.transport.call<types.Rules>({ method: "POST", path: `/api/v1/routing/rules/${segment(version)}/approve`, body, keyed: true }, options);
  }
}

export class RoutingResource {
  readonly experiments: RoutingExperimentsResource;
  readonly fees: RoutingFeesResource;
  readonly rules: RoutingRulesResource;

  constructor(private readonly transport: Transport) {
    this.experiments = new RoutingExperimentsResource(transport);
    this.fees = new RoutingFeesResource(transport);
    this.rules = new RoutingRulesResource(transport);
  }

  /** Read how payments are routed. */
  read(options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "GET", path: "/api/v1/routing" }, options);
  }

  /**
   * Try a decision.
   *
   * Where a payment like this would go now, and why. Nothing is sent and nothing is kept.
   */
  decisionsDecide(body: types.NewDecision, options?: RequestOptions): Promise<types.Decision> {
    return this.transport.call<types.Decision>({ method: "POST", path: "/api/v1/routing/decisions", body, keyed: true }, options);
  }

  /**
   * Require four eyes.
   *
   * Whether rules must be approved by another key than that of their author.
   */
  fourEyes(body: types.FourEyes, options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "POST", path: "/api/v1/routing/four-eyes", body, keyed: true }, options);
  }

  /**
   * Set the resilience.
   *
   * When breakers open and close, and what forecasts do, for all gateways. What is left out is as by default.
   */
  resilienceSet(body: types.Resilience, options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "POST", path: "/api/v1/routing/resilience", body, keyed: true }, options);
  }

  /**
   * Set the strategy.
   *
   * How gateways are compared from now on.
   */
  strategySet(body: types.Strategy, options?: RequestOptions): Promise<types.Routing> {
    return this.transport.call<types.Routing>({ method: "POST", path: "/api/v1/routing/strategy", body, keyed: true }, options);
  }
}

export class TenantLegalHoldsResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List legal holds.
   *
   * At most 100.
   */
  list(options?: RequestOptions): Promise<types.Page<types.LegalHold>> {
    return this.transport.call<types.Page<types.LegalHold>>({ method: "GET", path: "/api/v1/tenant/legal-holds" }, options);
  }

  /**
   * Place a legal hold.
   *
   * Until it is released nothing of the tenant is deleted: the rules of retention pass it over, people and cards are
   * not erased (409 `legal_hold`), and no part of the audit trail leaves. Placing it again with the same reason
   * changes nothing.
   */
  place(name: string, body: types.LegalHoldReason, options?: RequestOptions): Promise<types.LegalHold> {
    return this.transport.call<types.LegalHold>({ method: "PUT", path: `/api/v1/tenant/legal-holds/${segment(name)}`, body }, options);
  }

  /**
   * Release a legal hold.
   *
   * What its time is over for is deleted by the next run of the rules.
   */
  release(name: string, options?: RequestOptions): Promise<types.RemovedFromIdentity> {
    return this.transport.call<types.RemovedFromIdentity>({ method: "DELETE", path: `/api/v1/tenant/legal-holds/${segment(name)}` }, options);
  }
}

export class TenantResource {
  readonly legalHolds: TenantLegalHoldsResource;

  constructor(private readonly transport: Transport) {
    this.legalHolds = new TenantLegalHoldsResource(transport);
  }

  /** Read my tenant. */
  read(options?: RequestOptions): Promise<types.Tenant> {
    return this.transport.call<types.Tenant>({ method: "GET", path: "/api/v1/tenant" }, options);
  }

  /**
   * Change my tenant.
   *
   * Features, and how people sign in. Region, limits and data classes are set by who administers the machine.
   */
  change(body: types.OwnTenantChange, options?: RequestOptions): Promise<types.Tenant> {
    return this.transport.call<types.Tenant>({ method: "PATCH", path: "/api/v1/tenant", body }, options);
  }

  /**
   * Export my tenant.
   *
   * Everything that the tenant has, a JSON object a line: the tenant, its roles, groups, principals with their data
   * opened, keys without secrets, consent texts and consents, and every event from the first one on. The last line is
   * an `end_of_export`; one without it broke off.
   */
  export(options?: RequestOptions): Promise<string> {
    return this.transport.call<string>({ method: "GET", path: "/api/v1/tenant/export", answer: "text" }, options);
  }
}

export class WebhookEndpointsDeliveriesResource {
  constructor(private readonly transport: Transport) {}

  /**
   * List the messages for an endpoint.
   *
   * The newest first, with what became of each.
   */
  list(id: string, query: types.WebhookEndpointsDeliveriesQuery = {}, options?: RequestOptions): Pager<types.WebhookDelivery> {
    return this.transport.pages<types.WebhookDelivery>({ method: "GET", path: `/api/v1/webhook-endpoints/${segment(id)}/deliveries`, query }, options);
  }

  /**
   * Send a message again.
   *
   * With the same id, whatever became of it before.
   */
  replay(id: string, deliveryId: string, options?: RequestOptions): Promise<types.Replayed> {
    return this.transport.call<types.Replayed>({ method: "POST", path: `/api/v1/webhook-endpoints/${segment(id)}/deliveries/${segment(deliveryId)}/replay`, keyed: true }, options);
  }
}

export class WebhookEndpointsResource {
  readonly deliveries: WebhookEndpointsDeliveriesResource;

  constructor(private readonly transport: Transport) {
    this.deliveries = new WebhookEndpointsDeliveriesResource(transport);
  }

  /** List webhook endpoints. */
  list(options?: RequestOptions): Promise<types.Page<types.WebhookEndpoint>> {
    return this.transport.call<types.Page<types.WebhookEndpoint>>({ method: "GET", path: "/api/v1/webhook-endpoints" }, options);
  }

  /**
   * Create a webhook endpoint.
   *
   * The answer is the only one that shows the secret; a repetition under the same idempotency key shows it again.
   */
  create(body: types.NewEndpoint, options?: RequestOptions): Promise<types.WebhookEndpoint> {
    return this.transport.call<types.WebhookEndpoint>({ method: "POST", path: "/api/v1/webhook-endpoints", body, keyed: true }, options);
  }

  /** Read a webhook endpoint. */
  read(id: string, options?: RequestOptions): Promise<types.WebhookEndpoint> {
    return this.transport.call<types.WebhookEndpoint>({ method: "GET", path: `/api/v1/webhook-endpoints/${segment(id)}` }, options);
  }

  /**
   * Change a webhook endpoint.
   *
   * What is left out stays as it is.
   */
  update(id: string, body: types.EndpointChange, options?: RequestOptions): Promise<types.WebhookEndpoint> {
    return this.transport.call<types.WebhookEndpoint>({ method: "PATCH", path: `/api/v1/webhook-endpoints/${segment(id)}`, body }, options);
  }

  /**
   * Delete a webhook endpoint.
   *
   * What was not delivered to it is given up.
   */
  delete(id: string, options?: RequestOptions): Promise<types.Deleted> {
    return this.transport.call<types.Deleted>({ method: "DELETE", path: `/api/v1/webhook-endpoints/${segment(id)}` }, options);
  }

  /**
   * Rotate an endpoint's secret.
   *
   * The answer shows the new secret. The old one signs beside it for 24 hours, so that the receiver can change over.
   */
  rotateSecret(id: string, body: types.SecretRotation | undefined = undefined, options?: RequestOptions): Promise<types.WebhookEndpoint> {
    return this.transport.call<types.WebhookEndpoint>({ method: "POST", path: `/api/v1/webhook-endpoints/${segment(id)}/rotate-secret`, body, keyed: true }, options);
  }
}

export class GraphqlResource {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask in GraphQL.
   *
   * Reads what is wanted in one call; the schema is in docs/schema.graphql. What the caller may not see is null, under
   * the code that REST has for it.
   */
  call(body: types.GraphQlCall, options?: RequestOptions): Promise<types.GraphQlReply> {
    return this.transport.call<types.GraphQlReply>({ method: "POST", path: "/graphql", body }, options);
  }
}

/** All resources of the API. */
export class Resources {
  readonly analytics: AnalyticsResource;
  readonly apiKeys: ApiKeysResource;
  readonly approvals: ApprovalsResource;
  readonly audit: AuditResource;
  readonly cards: CardsResource;
  readonly compliance: ComplianceResource;
  readonly consentTexts: ConsentTextsResource;
  readonly consents: ConsentsResource;
  readonly customers: CustomersResource;
  readonly gateways: GatewaysResource;
  readonly groups: GroupsResource;
  readonly identityProviders: IdentityProvidersResource;
  readonly invitations: InvitationsResource;
  readonly ledger: LedgerResource;
  readonly oauthClients: OauthClientsResource;
  readonly payments: PaymentsResource;
  readonly policy: PolicyResource;
  readonly principals: PrincipalsResource;
  readonly roles: RolesResource;
  readonly routing: RoutingResource;
  readonly tenant: TenantResource;
  readonly webhookEndpoints: WebhookEndpointsResource;
  readonly graphql: GraphqlResource;

  constructor(readonly transport: Transport) {
    this.analytics = new AnalyticsResource(transport);
    this.apiKeys = new ApiKeysResource(transport);
    this.approvals = new ApprovalsResource(transport);
    this.audit = new AuditResource(transport);
    this.cards = new CardsResource(transport);
    this.compliance = new ComplianceResource(transport);
    this.consentTexts = new ConsentTextsResource(transport);
    this.consents = new ConsentsResource(transport);
    this.customers = new CustomersResource(transport);
    this.gateways = new GatewaysResource(transport);
    this.groups = new GroupsResource(transport);
    this.identityProviders = new IdentityProvidersResource(transport);
    this.invitations = new InvitationsResource(transport);
    this.ledger = new LedgerResource(transport);
    this.oauthClients = new OauthClientsResource(transport);
    this.payments = new PaymentsResource(transport);
    this.policy = new PolicyResource(transport);
    this.principals = new PrincipalsResource(transport);
    this.roles = new RolesResource(transport);
    this.routing = new RoutingResource(transport);
    this.tenant = new TenantResource(transport);
    this.webhookEndpoints = new WebhookEndpointsResource(transport);
    this.graphql = new GraphqlResource(transport);
  }
}
