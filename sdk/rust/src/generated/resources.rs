//! A method for each operation of the API, grouped by path. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.

use reqwest::Method;

use super::types::*;
use crate::client::Client;
use crate::decided::Decided;
use crate::error::Error;
use crate::pager::Pager;
use crate::request::{Call, segment};

/// The resources of the API.
impl Client {
    /// `analytics`
    pub fn analytics(&self) -> AnalyticsResource<'_> {
        AnalyticsResource(self)
    }

    /// `api_keys`
    pub fn api_keys(&self) -> ApiKeysResource<'_> {
        ApiKeysResource(self)
    }

    /// `approvals`
    pub fn approvals(&self) -> ApprovalsResource<'_> {
        ApprovalsResource(self)
    }

    /// `audit`
    pub fn audit(&self) -> AuditResource<'_> {
        AuditResource(self)
    }

    /// `cards`
    pub fn cards(&self) -> CardsResource<'_> {
        CardsResource(self)
    }

    /// `compliance`
    pub fn compliance(&self) -> ComplianceResource<'_> {
        ComplianceResource(self)
    }

    /// `consent_texts`
    pub fn consent_texts(&self) -> ConsentTextsResource<'_> {
        ConsentTextsResource(self)
    }

    /// `consents`
    pub fn consents(&self) -> ConsentsResource<'_> {
        ConsentsResource(self)
    }

    /// `customers`
    pub fn customers(&self) -> CustomersResource<'_> {
        CustomersResource(self)
    }

    /// `gateways`
    pub fn gateways(&self) -> GatewaysResource<'_> {
        GatewaysResource(self)
    }

    /// `groups`
    pub fn groups(&self) -> GroupsResource<'_> {
        GroupsResource(self)
    }

    /// `identity_providers`
    pub fn identity_providers(&self) -> IdentityProvidersResource<'_> {
        IdentityProvidersResource(self)
    }

    /// `invitations`
    pub fn invitations(&self) -> InvitationsResource<'_> {
        InvitationsResource(self)
    }

    /// `ledger`
    pub fn ledger(&self) -> LedgerResource<'_> {
        LedgerResource(self)
    }

    /// `oauth_clients`
    pub fn oauth_clients(&self) -> OauthClientsResource<'_> {
        OauthClientsResource(self)
    }

    /// `payments`
    pub fn payments(&self) -> PaymentsResource<'_> {
        PaymentsResource(self)
    }

    /// `policy`
    pub fn policy(&self) -> PolicyResource<'_> {
        PolicyResource(self)
    }

    /// `principals`
    pub fn principals(&self) -> PrincipalsResource<'_> {
        PrincipalsResource(self)
    }

    /// `roles`
    pub fn roles(&self) -> RolesResource<'_> {
        RolesResource(self)
    }

    /// `routing`
    pub fn routing(&self) -> RoutingResource<'_> {
        RoutingResource(self)
    }

    /// `tenant`
    pub fn tenant(&self) -> TenantResource<'_> {
        TenantResource(self)
    }

    /// `webhook_endpoints`
    pub fn webhook_endpoints(&self) -> WebhookEndpointsResource<'_> {
        WebhookEndpointsResource(self)
    }

    /// `graphql`
    pub fn graphql(&self) -> GraphqlResource<'_> {
        GraphqlResource(self)
    }
}

/// `analytics`
#[derive(Clone, Copy, Debug)]
pub struct AnalyticsResource<'a>(&'a Client);

impl<'a> AnalyticsResource<'a> {
    /// Read payment analytics.
    ///
    /// Approval, declines, cost, latency, and what retries, failover and waiting added, by time and segment.
    /// The numbers follow the log at a small distance and say which position they reflect.
    pub async fn payments(&self, query: &AnalyticsPaymentsQuery) -> Result<AnalyticsDto, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/analytics/payments").query(query)?)
            .await
    }
}

/// `api_keys_signing`
#[derive(Clone, Copy, Debug)]
pub struct ApiKeysSigningResource<'a>(&'a Client);

impl<'a> ApiKeysSigningResource<'a> {
    /// Have the requests of an API key signed.
    ///
    /// By RFC 9421. A signing key that is replaced counts for a while beside the new one; a shared secret
    /// stands in this answer and in no other.
    pub async fn set(&self, id: &str, body: &NewKeySigning) -> Result<ApiKey, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/api-keys/{}/signing", segment(id)?))
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Have the requests of an API key signed no more.
    pub async fn remove(&self, id: &str) -> Result<ApiKey, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/api-keys/{}/signing", segment(id)?),
            ))
            .await
    }
}

/// `api_keys`
#[derive(Clone, Copy, Debug)]
pub struct ApiKeysResource<'a>(&'a Client);

impl<'a> ApiKeysResource<'a> {
    /// `api.keys.signing`
    pub fn signing(&self) -> ApiKeysSigningResource<'a> {
        ApiKeysSigningResource(self.0)
    }

    /// List API keys.
    ///
    /// Revoked and expired ones too, without secrets.
    pub fn list(&self, query: &ApiKeysListQuery) -> Result<Pager<ApiKey>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/api-keys"), query)
    }

    /// Make an API key.
    ///
    /// It may do nothing that you may not do yourself. The secret stands in this answer and in no other, not
    /// even in that to a repetition; a key that is proved by a certificate has none.
    pub async fn create(&self, body: &NewKeyBody) -> Result<ApiKey, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/api-keys").keyed().json(body)?)
            .await
    }

    /// Read an API key.
    pub async fn read(&self, id: &str) -> Result<ApiKey, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/api-keys/{}", segment(id)?),
            ))
            .await
    }

    /// Revoke an API key.
    ///
    /// It is refused from now on, with all of its secrets.
    pub async fn revoke(&self, id: &str) -> Result<ApiKey, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/api-keys/{}", segment(id)?),
            ))
            .await
    }

    /// Rotate an API key.
    ///
    /// Gives it another secret, or another certificate where it has one; the one before works for a while
    /// beside it.
    pub async fn rotate(&self, id: &str, body: Option<&KeyRotation>) -> Result<ApiKey, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/api-keys/{}/rotate", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }
}

/// `approvals`
#[derive(Clone, Copy, Debug)]
pub struct ApprovalsResource<'a>(&'a Client);

impl<'a> ApprovalsResource<'a> {
    /// List what waits for a second person.
    pub fn list(&self, query: &ApprovalsListQuery) -> Result<Pager<Approval>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/approvals"), query)
    }

    /// Read what waits for a second person.
    pub async fn read(&self, id: &str) -> Result<Approval, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/approvals/{}", segment(id)?),
            ))
            .await
    }

    /// Approve.
    ///
    /// As the second person, who may do all that is given. Everything is checked again, and what was asked
    /// happens.
    pub async fn approve(&self, id: &str, body: Option<&NoDetails>) -> Result<Approval, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/approvals/{}/approve", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }

    /// Reject.
    ///
    /// As somebody who could approve, or as who asked.
    pub async fn reject(&self, id: &str, body: Option<&NoDetails>) -> Result<Approval, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/approvals/{}/reject", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }
}

/// `audit`
#[derive(Clone, Copy, Debug)]
pub struct AuditResource<'a>(&'a Client);

impl<'a> AuditResource<'a> {
    /// Search the audit trail.
    ///
    /// The newest of the tenant's own records first. The search follows the trail by a few seconds; `behind`
    /// says how far it is.
    pub async fn list(&self, query: &AuditListQuery) -> Result<AuditPage, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/audit").query(query)?)
            .await
    }

    /// Read what the audit trail holds now, signed.
    ///
    /// The checkpoint is about the whole node's trail, and shows nothing of it but a hash. Keep it: a later one
    /// must continue it.
    pub async fn checkpoint(&self) -> Result<AuditCheckpoint, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/audit/checkpoint"))
            .await
    }

    /// Read a record of the audit trail with its proof.
    ///
    /// The proof is checked with the node's public key alone: `bezant audit check-proof`.
    pub async fn read(&self, position: i64) -> Result<AuditProof, Error> {
        self.0
            .call(Call::new(Method::GET, format!("/api/v1/audit/{}", position)))
            .await
    }
}

/// `cards`
#[derive(Clone, Copy, Debug)]
pub struct CardsResource<'a>(&'a Client);

impl<'a> CardsResource<'a> {
    /// List cards.
    pub fn list(&self, query: &CardsListQuery) -> Result<Pager<VaultCard>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/cards"), query)
    }

    /// Keep a card.
    ///
    /// Checks the number and keeps it in the vault. The answer's id stands for it. A number that is there
    /// already has the same id, so that asking again is safe without an idempotency key: 200 instead of 201.
    pub async fn create(&self, body: &NewVaultCard) -> Result<VaultCard, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/cards").keyed().json(body)?)
            .await
    }

    /// Delete a customer's cards.
    ///
    /// Shreds the keys of all cards of a customer: no copy can be read any more. Deleting again is no error.
    pub async fn erase_customer(&self, query: &CardsEraseCustomerQuery) -> Result<ErasedCards, Error> {
        self.0
            .call(Call::new(Method::DELETE, "/api/v1/cards").query(query)?)
            .await
    }

    /// Read a card.
    pub async fn read(&self, id: &str) -> Result<VaultCard, Error> {
        self.0
            .call(Call::new(Method::GET, format!("/api/v1/cards/{}", segment(id)?)))
            .await
    }

    /// Delete a card.
    ///
    /// Shreds the card's key: its number can't be read any more, from backups neither. Deleting again is no
    /// error.
    pub async fn delete(&self, id: &str) -> Result<VaultCard, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/cards/{}", segment(id)?),
            ))
            .await
    }

    /// Read a card's record.
    ///
    /// What was done with the card, newest first: who had its number and what for, and who asked in vain.
    pub fn accesses(&self, id: &str, query: &CardsAccessesQuery) -> Result<Pager<CardAccess>, Error> {
        Pager::new(
            self.0,
            Call::new(Method::GET, format!("/api/v1/cards/{}/accesses", segment(id)?)),
            query,
        )
    }

    /// See a card's number.
    ///
    /// Answers the whole number, after the record of who saw it and what for is durable. Takes a permission of
    /// its own (`cards.reveal`), and a signed-in user proves themself again.
    pub async fn reveal(&self, id: &str, body: &Reveal) -> Result<RevealedCard, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/cards/{}/reveal", segment(id)?))
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `compliance_persons`
#[derive(Clone, Copy, Debug)]
pub struct CompliancePersonsResource<'a>(&'a Client);

impl<'a> CompliancePersonsResource<'a> {
    /// Report what is known of a person.
    ///
    /// Everything that the node has of a principal: profile, roles, credentials by kind and time, sessions,
    /// devices, consents, keys, the records of the audit trail by and about them, and their cards if you name
    /// the customer that they are. No secret is in it. Takes `identity.read`, `consents.read` and `keys.read`
    /// too, and `cards.read` for cards.
    pub async fn read(&self, id: &str, query: &CompliancePersonsQuery) -> Result<ComplianceReport, Error> {
        self.0
            .call(
                Call::new(
                    Method::GET,
                    format!("/api/v1/compliance/persons/{}", segment(id)?),
                )
                .query(query)?,
            )
            .await
    }

    /// Erase a person.
    ///
    /// Deletes the principal, destroys the key of their data and those of their invitations, and deletes the
    /// cards of the customer that you name. The answer says what was erased, and what stays and why. It can be
    /// repeated. Takes `cards.delete` too where a customer is named.
    pub async fn erase(&self, id: &str, body: Option<&PersonErasure>) -> Result<ComplianceReport, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/compliance/persons/{}/erase", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `compliance`
#[derive(Clone, Copy, Debug)]
pub struct ComplianceResource<'a>(&'a Client);

impl<'a> ComplianceResource<'a> {
    /// `compliance.persons`
    pub fn persons(&self) -> CompliancePersonsResource<'a> {
        CompliancePersonsResource(self.0)
    }

    /// Report what was changed of how money moves.
    ///
    /// Each change to routing, fees, gateways, limits, roles, who has them, keys that pay, policies, endpoints
    /// and accounts: who, when, from what to what, and the second person where one stands behind it. Each row
    /// and each total names the positions that it stands on.
    pub async fn changes_configuration(
        &self,
        query: &ComplianceChangesConfigurationQuery,
    ) -> Result<ComplianceReport, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/compliance/changes").query(query)?)
            .await
    }

    /// Report who agreed to what.
    ///
    /// Each consent that was given and each that was withdrawn, with the text that it is about, and the texts
    /// that were published.
    pub async fn consents_given(
        &self,
        query: &ComplianceConsentsGivenQuery,
    ) -> Result<ComplianceReport, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/compliance/consents").query(query)?)
            .await
    }

    /// Report who reached health data.
    ///
    /// Every request for what the tenant has declared to be about health, let in or not, by permission and
    /// policy version, with totals per principal. People stand in it by their ids. Each row and each total
    /// names the positions of the audit trail that it stands on.
    pub async fn health_access(
        &self,
        query: &ComplianceHealthAccessQuery,
    ) -> Result<ComplianceReport, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/compliance/health-access").query(query)?)
            .await
    }

    /// Report what data is processed.
    ///
    /// The categories of data with how often they were asked for, who receives data, and what guards it, as the
    /// tenant is set up now.
    pub async fn processing_records(
        &self,
        query: &ComplianceProcessingRecordsQuery,
    ) -> Result<ComplianceReport, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/compliance/processing").query(query)?)
            .await
    }
}

/// `consent_texts`
#[derive(Clone, Copy, Debug)]
pub struct ConsentTextsResource<'a>(&'a Client);

impl<'a> ConsentTextsResource<'a> {
    /// List consent texts.
    ///
    /// All versions: at most 200.
    pub async fn list(&self, query: &ConsentTextsQuery) -> Result<Page<ConsentText>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/consent-texts").query(query)?)
            .await
    }

    /// Publish a consent text.
    ///
    /// It never changes: another text for the same purpose is another version.
    pub async fn publish(&self, body: &NewConsentText) -> Result<ConsentText, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/consent-texts")
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `consents`
#[derive(Clone, Copy, Debug)]
pub struct ConsentsResource<'a>(&'a Client);

impl<'a> ConsentsResource<'a> {
    /// List consents.
    pub fn list(&self, query: &ConsentsListQuery) -> Result<Pager<Consent>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/consents"), query)
    }

    /// Record consent.
    ///
    /// On behalf of a principal or of somebody outside, such as a customer, of whom a keyed hash is kept and
    /// nothing else.
    pub async fn record(&self, body: &NewConsentBody) -> Result<Consent, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/consents").keyed().json(body)?)
            .await
    }

    /// Read a consent.
    pub async fn read(&self, id: &str) -> Result<Consent, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/consents/{}", segment(id)?),
            ))
            .await
    }

    /// Withdraw consent.
    ///
    /// On behalf of who gave it. It holds at once.
    pub async fn withdraw(&self, id: &str, body: Option<&NoDetails>) -> Result<Consent, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/consents/{}/withdraw", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `customers`
#[derive(Clone, Copy, Debug)]
pub struct CustomersResource<'a>(&'a Client);

impl<'a> CustomersResource<'a> {
    /// Erase a customer.
    ///
    /// Destroys the key that the billing details of all their payments are sealed under, and deletes their
    /// cards from the vault: no copy and no backup of a log can be read any more. Payments, postings and the
    /// chain stay. There is no way back; asking again is safe.
    pub async fn erase(&self, body: &CustomerToErase) -> Result<ErasedCustomer, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/customers/erase")
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `gateways`
#[derive(Clone, Copy, Debug)]
pub struct GatewaysResource<'a>(&'a Client);

impl<'a> GatewaysResource<'a> {
    /// List gateways.
    ///
    /// The node's gateways with their health, as routing sees it.
    pub async fn list(&self) -> Result<Page<Gateway>, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/gateways")).await
    }
}

/// `groups_members`
#[derive(Clone, Copy, Debug)]
pub struct GroupsMembersResource<'a>(&'a Client);

impl<'a> GroupsMembersResource<'a> {
    /// List the members of a group.
    pub fn list(&self, id: &str, query: &GroupsMembersQuery) -> Result<Pager<Member>, Error> {
        Pager::new(
            self.0,
            Call::new(Method::GET, format!("/api/v1/groups/{}/members", segment(id)?)),
            query,
        )
    }

    /// Add members to a group.
    ///
    /// Where the group has administrative roles it takes a second person.
    pub async fn add(&self, id: &str, body: &NewMembers) -> Result<Decided<Group>, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/groups/{}/members", segment(id)?))
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Take a member out of a group.
    pub async fn remove(&self, id: &str, principal: &str) -> Result<Group, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/groups/{}/members/{}", segment(id)?, segment(principal)?),
            ))
            .await
    }
}

/// `groups_roles`
#[derive(Clone, Copy, Debug)]
pub struct GroupsRolesResource<'a>(&'a Client);

impl<'a> GroupsRolesResource<'a> {
    /// Give a group a role.
    ///
    /// All of its members have it from then on. A role with administrative permissions takes a second person.
    pub async fn give(&self, id: &str, body: &RoleToGive) -> Result<Decided<Group>, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/groups/{}/roles", segment(id)?))
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Take a role from a group.
    pub async fn take(&self, id: &str, role: &str) -> Result<Group, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/groups/{}/roles/{}", segment(id)?, segment(role)?),
            ))
            .await
    }
}

/// `groups`
#[derive(Clone, Copy, Debug)]
pub struct GroupsResource<'a>(&'a Client);

impl<'a> GroupsResource<'a> {
    /// `groups.members`
    pub fn members(&self) -> GroupsMembersResource<'a> {
        GroupsMembersResource(self.0)
    }

    /// `groups.roles`
    pub fn roles(&self) -> GroupsRolesResource<'a> {
        GroupsRolesResource(self.0)
    }

    /// List groups.
    pub fn list(&self, query: &GroupsListQuery) -> Result<Pager<Group>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/groups"), query)
    }

    /// Make a group.
    pub async fn create(&self, body: &NewGroupBody) -> Result<Group, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/groups").keyed().json(body)?)
            .await
    }

    /// Read a group.
    pub async fn read(&self, id: &str) -> Result<Group, Error> {
        self.0
            .call(Call::new(Method::GET, format!("/api/v1/groups/{}", segment(id)?)))
            .await
    }

    /// Change a group.
    ///
    /// That SCIM says who is in a group with administrative roles takes a second person.
    pub async fn change(&self, id: &str, body: &GroupChange) -> Result<Decided<Group>, Error> {
        self.0
            .call(Call::new(Method::PATCH, format!("/api/v1/groups/{}", segment(id)?)).json(body)?)
            .await
    }

    /// Remove a group.
    ///
    /// Its members lose what they had by it.
    pub async fn remove(&self, id: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/groups/{}", segment(id)?),
            ))
            .await
    }
}

/// `identity_providers`
#[derive(Clone, Copy, Debug)]
pub struct IdentityProvidersResource<'a>(&'a Client);

impl<'a> IdentityProvidersResource<'a> {
    /// List outside identity providers.
    pub async fn list(&self) -> Result<Page<IdentityProvider>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/identity-providers"))
            .await
    }

    /// Read an outside identity provider.
    pub async fn read(&self, name: &str) -> Result<IdentityProvider, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/identity-providers/{}", segment(name)?),
            ))
            .await
    }

    /// Set an outside identity provider.
    ///
    /// Adds or changes how it is used. Mapping a group to administrative roles takes a second person.
    pub async fn set(&self, name: &str, body: &ProviderBody) -> Result<Decided<IdentityProvider>, Error> {
        self.0
            .call(
                Call::new(
                    Method::PUT,
                    format!("/api/v1/identity-providers/{}", segment(name)?),
                )
                .json(body)?,
            )
            .await
    }

    /// Remove an outside identity provider.
    ///
    /// Nobody signs in by it any more, and its roles count for nobody.
    pub async fn remove(&self, name: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/identity-providers/{}", segment(name)?),
            ))
            .await
    }
}

/// `invitations`
#[derive(Clone, Copy, Debug)]
pub struct InvitationsResource<'a>(&'a Client);

impl<'a> InvitationsResource<'a> {
    /// List open invitations.
    pub fn list(&self, query: &InvitationsListQuery) -> Result<Pager<Invitation>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/invitations"), query)
    }

    /// Invite a user.
    ///
    /// They get a letter with a link that works once. An invitation to administrative roles takes a second
    /// person; the letter goes out when they agree.
    pub async fn create(&self, body: &NewInvitationBody) -> Result<Decided<Invitation>, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/invitations")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read an open invitation.
    pub async fn read(&self, id: &str) -> Result<Invitation, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/invitations/{}", segment(id)?),
            ))
            .await
    }

    /// Revoke an invitation.
    pub async fn revoke(&self, id: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/invitations/{}", segment(id)?),
            ))
            .await
    }
}

/// `ledger_accounts`
#[derive(Clone, Copy, Debug)]
pub struct LedgerAccountsResource<'a>(&'a Client);

impl<'a> LedgerAccountsResource<'a> {
    /// List accounts.
    ///
    /// In the order in which they were opened, or by path with `prefix`; with their balances at this moment.
    pub fn list(&self, query: &LedgerAccountsListQuery) -> Result<Pager<Account>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/ledger/accounts"), query)
    }

    /// Open an account.
    pub async fn open(&self, body: &OpenAccount) -> Result<OpenedAccount, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/accounts")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read an account.
    ///
    /// With its balance at this moment.
    pub async fn read(&self, id: &str) -> Result<Account, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/ledger/accounts/{}", segment(id)?),
            ))
            .await
    }

    /// Change an account.
    ///
    /// Limits, freezing, closing, and words and numbers of your own.
    pub async fn change(&self, id: &str, body: &ChangeAccount) -> Result<Account, Error> {
        self.0
            .call(Call::new(Method::PATCH, format!("/api/v1/ledger/accounts/{}", segment(id)?)).json(body)?)
            .await
    }

    /// Read an account's balance.
    ///
    /// Now or as of any time: as it was known then, as it counts as of then, or both.
    pub async fn balance(&self, id: &str, query: &LedgerAccountsBalanceQuery) -> Result<BalanceAt, Error> {
        self.0
            .call(
                Call::new(
                    Method::GET,
                    format!("/api/v1/ledger/accounts/{}/balance", segment(id)?),
                )
                .query(query)?,
            )
            .await
    }

    /// Read an account's statement.
    ///
    /// Its postings in a period, the earliest first, with the balance before, after each, and at the end. Holds
    /// move no money and are not on it.
    pub async fn statement(
        &self,
        id: &str,
        query: &LedgerAccountsStatementQuery,
    ) -> Result<Statement, Error> {
        self.0
            .call(
                Call::new(
                    Method::GET,
                    format!("/api/v1/ledger/accounts/{}/statement", segment(id)?),
                )
                .query(query)?,
            )
            .await
    }
}

/// `ledger_monitors`
#[derive(Clone, Copy, Debug)]
pub struct LedgerMonitorsResource<'a>(&'a Client);

impl<'a> LedgerMonitorsResource<'a> {
    /// List monitors.
    pub fn list(&self, query: &LedgerMonitorsListQuery) -> Result<Pager<Monitor>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/ledger/monitors"), query)
    }

    /// Set a monitor.
    ///
    /// Watches a balance, or changes what is watched for. The event `ledger.monitor_crossed` tells when the
    /// condition becomes true or false.
    pub async fn set(&self, body: &NewMonitor) -> Result<Monitor, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/monitors")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a monitor.
    pub async fn read(&self, id: &str) -> Result<Monitor, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/ledger/monitors/{}", segment(id)?),
            ))
            .await
    }

    /// Remove a monitor.
    pub async fn remove(&self, id: &str) -> Result<RemovedFromLedger, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/ledger/monitors/{}", segment(id)?),
            ))
            .await
    }
}

/// `ledger_reconciliations_items`
#[derive(Clone, Copy, Debug)]
pub struct LedgerReconciliationsItemsResource<'a>(&'a Client);

impl<'a> LedgerReconciliationsItemsResource<'a> {
    /// List open items.
    ///
    /// The items that are not closed, by booking day. A page may be short and have a next one.
    pub fn list(
        &self,
        id: &str,
        query: &LedgerReconciliationsItemsListQuery,
    ) -> Result<Pager<ReconciliationItem>, Error> {
        Pager::new(
            self.0,
            Call::new(
                Method::GET,
                format!("/api/v1/ledger/reconciliations/{}/items", segment(id)?),
            ),
            query,
        )
    }

    /// Read an item.
    pub async fn read(&self, id: &str, item_id: &str) -> Result<ReconciliationItem, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!(
                    "/api/v1/ledger/reconciliations/{}/items/{}",
                    segment(id)?,
                    segment(item_id)?
                ),
            ))
            .await
    }

    /// Assign an item.
    ///
    /// Gives an open item to someone to look into, or back.
    pub async fn assign(
        &self,
        id: &str,
        item_id: &str,
        body: &AssignItem,
    ) -> Result<ReconciliationItem, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/items/{}/assign",
                        segment(id)?,
                        segment(item_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }

    /// Write a note.
    ///
    /// Something to remember about an item that is not closed.
    pub async fn notes(&self, id: &str, item_id: &str, body: &Noted) -> Result<ReconciliationItem, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/items/{}/notes",
                        segment(id)?,
                        segment(item_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }

    /// Open an item again.
    ///
    /// A closed item is open again. Its match is dissolved: the other items of it are open too, and its
    /// transfers free.
    pub async fn reopen(&self, id: &str, item_id: &str, body: &Noted) -> Result<ReconciliationItem, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/items/{}/reopen",
                        segment(id)?,
                        segment(item_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }

    /// Resolve an item.
    ///
    /// Ends it by hand: with the transfers that it belongs to, as written off, ignored, or left to the bank to
    /// correct.
    pub async fn resolve(
        &self,
        id: &str,
        item_id: &str,
        body: &Resolve,
    ) -> Result<ReconciliationItem, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/items/{}/resolve",
                        segment(id)?,
                        segment(item_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }
}

/// `ledger_reconciliations_matches`
#[derive(Clone, Copy, Debug)]
pub struct LedgerReconciliationsMatchesResource<'a>(&'a Client);

impl<'a> LedgerReconciliationsMatchesResource<'a> {
    /// Match by hand.
    ///
    /// Says that lines and transfers belong together, whatever the rules say. Someone has to accept it, with a
    /// difference or without. To end a single item at once, resolve it.
    pub async fn create(&self, id: &str, body: &NewMatch) -> Result<ReconciliationMatch, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/ledger/reconciliations/{}/matches", segment(id)?),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }

    /// Read a match.
    pub async fn read(&self, id: &str, match_id: &str) -> Result<ReconciliationMatch, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!(
                    "/api/v1/ledger/reconciliations/{}/matches/{}",
                    segment(id)?,
                    segment(match_id)?
                ),
            ))
            .await
    }

    /// Accept a match.
    ///
    /// Its lines are matched and closed.
    pub async fn accept(&self, id: &str, match_id: &str, body: &Noted) -> Result<ReconciliationMatch, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/matches/{}/accept",
                        segment(id)?,
                        segment(match_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }

    /// Reject a match.
    ///
    /// Its lines are open again and its transfers free, and no rule proposes it any more.
    pub async fn reject(&self, id: &str, match_id: &str, body: &Noted) -> Result<ReconciliationMatch, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/ledger/reconciliations/{}/matches/{}/reject",
                        segment(id)?,
                        segment(match_id)?
                    ),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }
}

/// `ledger_reconciliations_statements`
#[derive(Clone, Copy, Debug)]
pub struct LedgerReconciliationsStatementsResource<'a>(&'a Client);

impl<'a> LedgerReconciliationsStatementsResource<'a> {
    /// Import a statement.
    ///
    /// The body is the file: CSV, camt.053 or MT940, of at most 16 MiB and 100,000 lines. It is checked as a
    /// whole before anything is taken in. Lines that an earlier statement brought are passed over; a file of
    /// which everything is there already is refused. A long statement is taken in in parts: if the request ends
    /// early, send the file again, and the rest follows.
    pub async fn import(
        &self,
        id: &str,
        query: &LedgerReconciliationsStatementsImportQuery,
        body: impl Into<Vec<u8>>,
    ) -> Result<StatementImport, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/ledger/reconciliations/{}/statements", segment(id)?),
                )
                .keyed()
                .query(query)?
                .bytes("application/octet-stream", body.into()),
            )
            .await
    }

    /// Read a statement.
    pub async fn read(&self, id: &str, statement_id: &str) -> Result<OutsideStatement, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!(
                    "/api/v1/ledger/reconciliations/{}/statements/{}",
                    segment(id)?,
                    segment(statement_id)?
                ),
            ))
            .await
    }
}

/// `ledger_reconciliations`
#[derive(Clone, Copy, Debug)]
pub struct LedgerReconciliationsResource<'a>(&'a Client);

impl<'a> LedgerReconciliationsResource<'a> {
    /// `ledger.reconciliations.items`
    pub fn items(&self) -> LedgerReconciliationsItemsResource<'a> {
        LedgerReconciliationsItemsResource(self.0)
    }

    /// `ledger.reconciliations.matches`
    pub fn matches(&self) -> LedgerReconciliationsMatchesResource<'a> {
        LedgerReconciliationsMatchesResource(self.0)
    }

    /// `ledger.reconciliations.statements`
    pub fn statements(&self) -> LedgerReconciliationsStatementsResource<'a> {
        LedgerReconciliationsStatementsResource(self.0)
    }

    /// List reconciliations.
    pub fn list(&self, query: &LedgerReconciliationsListQuery) -> Result<Pager<Reconciliation>, Error> {
        Pager::new(
            self.0,
            Call::new(Method::GET, "/api/v1/ledger/reconciliations"),
            query,
        )
    }

    /// Define a reconciliation.
    ///
    /// Says which account outside a ledger account is compared with, and by which rules; or changes it.
    /// Accounts and currency stay once a statement is imported.
    pub async fn define(&self, body: &NewReconciliation) -> Result<Reconciliation, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/reconciliations")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a reconciliation.
    pub async fn read(&self, id: &str) -> Result<Reconciliation, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/ledger/reconciliations/{}", segment(id)?),
            ))
            .await
    }

    /// Match by the rules.
    ///
    /// Looks for matches between open lines and transfers of the ledger account that no match has, and records
    /// them: as the rule says they hold at once, or wait for being accepted. A search takes in at most 20,000
    /// lines and 50,000 transfers near them, and one request records at most 4,000 lines and transfers;
    /// `has_more` tells that there is more to record.
    pub async fn run(&self, id: &str, body: &Run) -> Result<ReconciliationRun, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/ledger/reconciliations/{}/run", segment(id)?),
                )
                .keyed()
                .json(body)?,
            )
            .await
    }
}

/// `ledger_schedules`
#[derive(Clone, Copy, Debug)]
pub struct LedgerSchedulesResource<'a>(&'a Client);

impl<'a> LedgerSchedulesResource<'a> {
    /// List schedules.
    ///
    /// Those whose time has not come.
    pub fn list(&self, query: &LedgerSchedulesListQuery) -> Result<Pager<Schedule>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/ledger/schedules"), query)
    }

    /// Schedule transfers.
    ///
    /// They are made at the given time as one chain, all or none; if they can't be made then, an event says
    /// why.
    pub async fn create(&self, body: &NewSchedule) -> Result<Schedule, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/schedules")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a schedule.
    pub async fn read(&self, id: &str) -> Result<Schedule, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/ledger/schedules/{}", segment(id)?),
            ))
            .await
    }

    /// Cancel a schedule.
    pub async fn cancel(&self, id: &str) -> Result<RemovedFromLedger, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/ledger/schedules/{}", segment(id)?),
            ))
            .await
    }
}

/// `ledger_transfers`
#[derive(Clone, Copy, Debug)]
pub struct LedgerTransfersResource<'a>(&'a Client);

impl<'a> LedgerTransfersResource<'a> {
    /// List transfers.
    ///
    /// Those of an account through filters or those with a reference, the newest first; or all, the oldest
    /// first.
    pub fn list(&self, query: &LedgerTransfersListQuery) -> Result<Pager<Transfer>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/ledger/transfers"), query)
    }

    /// Make transfers.
    ///
    /// One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
    pub async fn create(&self, body: &NewTransfers) -> Result<MadeTransfers, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/transfers")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a transfer.
    ///
    /// With what became of it and what was attached to it.
    pub async fn read(&self, id: &str) -> Result<TransferDetail, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/ledger/transfers/{}", segment(id)?),
            ))
            .await
    }
}

/// `ledger`
#[derive(Clone, Copy, Debug)]
pub struct LedgerResource<'a>(&'a Client);

impl<'a> LedgerResource<'a> {
    /// `ledger.accounts`
    pub fn accounts(&self) -> LedgerAccountsResource<'a> {
        LedgerAccountsResource(self.0)
    }

    /// `ledger.monitors`
    pub fn monitors(&self) -> LedgerMonitorsResource<'a> {
        LedgerMonitorsResource(self.0)
    }

    /// `ledger.reconciliations`
    pub fn reconciliations(&self) -> LedgerReconciliationsResource<'a> {
        LedgerReconciliationsResource(self.0)
    }

    /// `ledger.schedules`
    pub fn schedules(&self) -> LedgerSchedulesResource<'a> {
        LedgerSchedulesResource(self.0)
    }

    /// `ledger.transfers`
    pub fn transfers(&self) -> LedgerTransfersResource<'a> {
        LedgerTransfersResource(self.0)
    }

    /// Read the balance sheet.
    ///
    /// What is owned, what is owed and what is left, with subtotals by path, now or as of any time.
    pub async fn balance_sheet(&self, query: &LedgerBalanceSheetQuery) -> Result<BalanceSheet, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/ledger/balance-sheet").query(query)?)
            .await
    }

    /// Read balances.
    ///
    /// The accounts with their balances at this moment, all of one page from the same state. With `prefix`: the
    /// sums of all accounts at and below that path, by currency.
    pub async fn balances(&self, query: &LedgerBalancesQuery) -> Result<Balances, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/ledger/balances").query(query)?)
            .await
    }

    /// Make a batch of transfers.
    ///
    /// Each item by itself, or as chains where items are linked: what can be made is made. The answer says what
    /// became of each. The whole batch is one entry of the log. A body may have up to 4 MiB.
    pub async fn batches_create(&self, body: &NewBatch) -> Result<Batch, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/batches")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Exchange currencies.
    ///
    /// Two transfers, all or none: the sold money goes to the liquidity account of its currency, the bought
    /// money comes from that of the other. The bought amount is rounded half to even, to the minor unit. Both
    /// accounts are assets or expenses, or neither is.
    pub async fn exchanges_create(&self, body: &NewExchange) -> Result<Page<Transfer>, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/exchanges")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Carry out a flow.
    ///
    /// A text of the posting language becomes one chain of transfers, all or none, against the balances of this
    /// moment. A dry run answers what would be made and makes nothing.
    pub async fn flows_create(&self, body: &NewFlow) -> Result<Flow, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/flows")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Import a journal.
    ///
    /// A CSV file with the columns `debit`, `credit`, `amount`, `currency` and, if you like, `effective_at`,
    /// `code`, `reference`, `external_reference`, `id` and `kind`. Every row is a transfer by itself: what can
    /// be made is made, and the answer says what became of each line. A row without an id gets one that follows
    /// from its content and from how often the same came before it in the file, so the same import again makes
    /// nothing twice: its lines are answered with `exists`. A file with a line that can't be read is refused as
    /// a whole. Nothing needs an `Idempotency-Key` here, and none is looked at.
    ///
    /// With `dry_run=true` every line is decided in turn as the ledger would now, on a copy of the accounts
    /// that the file names: balances, limits, closed and frozen accounts, ids that exist. Nothing changes, and
    /// lines that can't be read stand among the refused.
    ///
    /// A file may have up to 16 MiB and 65,520 rows.
    pub async fn imports_create(
        &self,
        query: &LedgerImportsCreateQuery,
        body: impl Into<Vec<u8>>,
    ) -> Result<Import, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/ledger/imports")
                    .query(query)?
                    .bytes("text/csv", body.into()),
            )
            .await
    }

    /// Read the income statement.
    ///
    /// What was earned and spent in a period, with subtotals by path.
    pub async fn income_statement(
        &self,
        query: &LedgerIncomeStatementQuery,
    ) -> Result<IncomeStatement, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/ledger/income-statement").query(query)?)
            .await
    }

    /// Read the general journal.
    ///
    /// All transfers that were committed in a period, the oldest first, with what was attached to them.
    pub fn journal(&self, query: &LedgerJournalQuery) -> Result<Pager<JournalLine>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/ledger/journal"), query)
    }

    /// Read the trial balance.
    ///
    /// All that was ever posted, per account and per currency, now or as of any time.
    pub async fn trial_balance(&self, query: &LedgerTrialBalanceQuery) -> Result<TrialBalance, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/ledger/trial-balance").query(query)?)
            .await
    }
}

/// `oauth_clients`
#[derive(Clone, Copy, Debug)]
pub struct OauthClientsResource<'a>(&'a Client);

impl<'a> OauthClientsResource<'a> {
    /// List OAuth clients.
    pub fn list(&self, query: &OauthClientsListQuery) -> Result<Pager<OAuthClient>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/oauth-clients"), query)
    }

    /// Register an OAuth client.
    ///
    /// One that can keep a secret gets one: it stands in this answer and in no other.
    pub async fn create(&self, body: &NewClientBody) -> Result<OAuthClient, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/oauth-clients")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read an OAuth client.
    pub async fn read(&self, id: &str) -> Result<OAuthClient, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/oauth-clients/{}", segment(id)?),
            ))
            .await
    }

    /// Change an OAuth client.
    pub async fn change(&self, id: &str, body: &ClientChange) -> Result<OAuthClient, Error> {
        self.0
            .call(Call::new(Method::PATCH, format!("/api/v1/oauth-clients/{}", segment(id)?)).json(body)?)
            .await
    }

    /// Remove an OAuth client.
    ///
    /// With all that it was granted: its tokens are refused from now on.
    pub async fn remove(&self, id: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/oauth-clients/{}", segment(id)?),
            ))
            .await
    }

    /// Rotate an OAuth client's secret.
    ///
    /// The one before works for a while beside it. The new one stands in this answer and in no other.
    pub async fn rotate_secret(&self, id: &str, body: Option<&SecretChange>) -> Result<OAuthClient, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/oauth-clients/{}/rotate-secret", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `payments_refunds`
#[derive(Clone, Copy, Debug)]
pub struct PaymentsRefundsResource<'a>(&'a Client);

impl<'a> PaymentsRefundsResource<'a> {
    /// List a payment's refunds.
    pub async fn list(&self, id: &str) -> Result<Page<Refund>, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/payments/{}/refunds", segment(id)?),
            ))
            .await
    }

    /// Refund a payment.
    ///
    /// Gives money back, all that is left or a part. Several refunds of one payment are possible.
    pub async fn create(&self, id: &str, body: Option<&RefundRequest>) -> Result<Refund, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/payments/{}/refunds", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Read a refund.
    pub async fn read(&self, id: &str, refund_id: &str) -> Result<Refund, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!(
                    "/api/v1/payments/{}/refunds/{}",
                    segment(id)?,
                    segment(refund_id)?
                ),
            ))
            .await
    }

    /// Record that a refund came back.
    ///
    /// The customer's bank returned a refund that had succeeded: the refund fails, and the money is owed to you
    /// again.
    pub async fn return_record(
        &self,
        id: &str,
        refund_id: &str,
        body: Option<&ReasonRequest>,
    ) -> Result<Refund, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/payments/{}/refunds/{}/return",
                        segment(id)?,
                        segment(refund_id)?
                    ),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `payments`
#[derive(Clone, Copy, Debug)]
pub struct PaymentsResource<'a>(&'a Client);

impl<'a> PaymentsResource<'a> {
    /// `payments.refunds`
    pub fn refunds(&self) -> PaymentsRefundsResource<'a> {
        PaymentsRefundsResource(self.0)
    }

    /// List and search payments.
    ///
    /// The newest first. A list follows the log at a small distance and says which position it reflects.
    pub fn list(&self, query: &PaymentsListQuery) -> Result<Pager<PaymentSummary>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/payments"), query)
    }

    /// Create a payment.
    ///
    /// Answers when the payment has settled: 201, whatever came of it, a decline too. With 202 it is still
    /// under way; read it again, or hear of it by event.
    pub async fn create(&self, body: &CreatePayment) -> Result<Payment, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/payments").keyed().json(body)?)
            .await
    }

    /// Create payments in bulk.
    ///
    /// Up to 100, each by itself: one that is refused or declined stops no other. Each may have an
    /// `idempotency_key` of its own, which is the key of that payment as if it were sent alone; without one,
    /// the request's own key and the payment's place in it are its key.
    pub async fn bulk_create(&self, body: &NewPayments) -> Result<BulkPayments, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/payments/bulk")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Make a payment link.
    ///
    /// An address where a customer pays with a card, at this node and on a page of it. Nothing is stored: the
    /// address itself says what is paid, sealed by this node. Payments by it are made in the name of the API
    /// key that made it, which has to be one; when that key ends, so does the link. Without an idempotency key
    /// each request makes another link.
    pub async fn links_create(&self, body: &CreatePaymentLink) -> Result<PaymentLink, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/payments/links")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a payment.
    ///
    /// As it stands at this moment.
    pub async fn read(&self, id: &str) -> Result<Payment, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/payments/{}", segment(id)?),
            ))
            .await
    }

    /// Read who is billed.
    ///
    /// Personal data, which no other answer, event, webhook or list has. 404 where none were given, 409
    /// `person_erased` where the customer was erased.
    pub async fn billing_details_read(&self, id: &str) -> Result<BillingDetails, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/payments/{}/billing-details", segment(id)?),
            ))
            .await
    }

    /// Cancel a payment.
    ///
    /// Gives it up before money is taken, and releases what is reserved.
    pub async fn cancel(&self, id: &str, body: Option<&ReasonRequest>) -> Result<Payment, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/payments/{}/cancel", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Capture a payment.
    ///
    /// Takes reserved money, all or a part. What is not taken is released: there is one capture.
    pub async fn capture(&self, id: &str, body: Option<&CaptureRequest>) -> Result<Payment, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/payments/{}/capture", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Confirm a payment.
    ///
    /// Asks a gateway for the money of a payment that was created with `confirm: false`.
    pub async fn confirm(&self, id: &str, body: Option<&NoDetails>) -> Result<Payment, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/payments/{}/confirm", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Read a payment's history.
    ///
    /// Its events, in the order in which they happened.
    pub fn events(&self, id: &str, query: &PaymentsEventsQuery) -> Result<Pager<Event>, Error> {
        Pager::new(
            self.0,
            Call::new(Method::GET, format!("/api/v1/payments/{}/events", segment(id)?)),
            query,
        )
    }

    /// Resolve what needs attention.
    ///
    /// Says that somebody has seen to what a gateway had undone. While a gateway is silent or contradicts
    /// itself nobody can: that ends when the operation does.
    pub async fn resolve_attention(&self, id: &str, body: Option<&ReasonRequest>) -> Result<Payment, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/payments/{}/resolve-attention", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }

    /// Retry a failed payment.
    ///
    /// Starts it again. Only a payment without held or captured money can be retried, so that nobody is charged
    /// twice.
    pub async fn retry(&self, id: &str, body: Option<&NoDetails>) -> Result<Payment, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/payments/{}/retry", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Explain a payment's routing.
    ///
    /// Every gateway with its score by component, why it was left out or chosen, and the versions of rules,
    /// strategy, fees and what was learned.
    pub async fn routing_explain(&self, id: &str) -> Result<PaymentRouting, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/payments/{}/routing", segment(id)?),
            ))
            .await
    }

    /// List the messages about a payment.
    ///
    /// The newest first, each once for every endpoint that it goes to.
    pub fn webhook_deliveries(
        &self,
        id: &str,
        query: &PaymentsWebhookDeliveriesQuery,
    ) -> Result<Pager<WebhookDelivery>, Error> {
        Pager::new(
            self.0,
            Call::new(
                Method::GET,
                format!("/api/v1/payments/{}/webhook-deliveries", segment(id)?),
            ),
            query,
        )
    }
}

/// `policy_bundles`
#[derive(Clone, Copy, Debug)]
pub struct PolicyBundlesResource<'a>(&'a Client);

impl<'a> PolicyBundlesResource<'a> {
    /// List versions of the policy.
    ///
    /// Those at hand, the oldest first, without their texts.
    pub async fn list(&self) -> Result<Page<PolicyBundle>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/policy/bundles"))
            .await
    }

    /// Propose a policy.
    ///
    /// A bundle of Rego files. Mistakes are answered with file, line and column, and nothing is kept. With
    /// `dry_run` the newest recorded decisions are decided anew by it, and what would be different is said.
    pub async fn propose(&self, body: &NewBundle) -> Result<PolicyBundle, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/policy/bundles")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a version of the policy.
    pub async fn read_version(&self, version: i64) -> Result<PolicyBundle, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/policy/bundles/{}", version),
            ))
            .await
    }

    /// Activate a version of the policy.
    ///
    /// Requests are decided by it from now on. Version 0 is the one that Bezant brings.
    pub async fn activate(&self, version: i64, body: Option<&NoDetails>) -> Result<Policy, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/policy/bundles/{}/activate", version),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `policy_decisions`
#[derive(Clone, Copy, Debug)]
pub struct PolicyDecisionsResource<'a>(&'a Client);

impl<'a> PolicyDecisionsResource<'a> {
    /// List decisions.
    ///
    /// The newest of the tenant's own first: all denials, all changes, and a sample of what only reads.
    pub async fn list(&self, query: &PolicyDecisionsListQuery) -> Result<Page<PolicyDecision>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/policy/decisions").query(query)?)
            .await
    }

    /// Explain a decision.
    ///
    /// How the policy in force decides a question (its form is in docs/policy.md), with the reasons in words
    /// and what each rule says. Nothing is done, and nothing is recorded.
    pub async fn explain(
        &self,
        body: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<PolicyExplanation, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/policy/decisions/explain")
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `policy`
#[derive(Clone, Copy, Debug)]
pub struct PolicyResource<'a>(&'a Client);

impl<'a> PolicyResource<'a> {
    /// `policy.bundles`
    pub fn bundles(&self) -> PolicyBundlesResource<'a> {
        PolicyBundlesResource(self.0)
    }

    /// `policy.decisions`
    pub fn decisions(&self) -> PolicyDecisionsResource<'a> {
        PolicyDecisionsResource(self.0)
    }

    /// Read the access policy.
    ///
    /// The version in force with its texts.
    pub async fn read(&self) -> Result<Policy, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/policy")).await
    }

    /// Roll the policy back.
    ///
    /// The version that was in force before is so again.
    pub async fn roll_back(&self, body: Option<&NoDetails>) -> Result<Policy, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/policy/roll-back")
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }
}

/// `principals_roles`
#[derive(Clone, Copy, Debug)]
pub struct PrincipalsRolesResource<'a>(&'a Client);

impl<'a> PrincipalsRolesResource<'a> {
    /// Give a principal a role.
    ///
    /// Nobody gives what they may not do themselves. A role with administrative permissions takes a second
    /// person.
    pub async fn give(&self, id: &str, body: &RoleToGive) -> Result<Decided<Principal>, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/principals/{}/roles", segment(id)?))
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Take a role from a principal.
    pub async fn take(&self, id: &str, role: &str) -> Result<Principal, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/principals/{}/roles/{}", segment(id)?, segment(role)?),
            ))
            .await
    }
}

/// `principals_sessions`
#[derive(Clone, Copy, Debug)]
pub struct PrincipalsSessionsResource<'a>(&'a Client);

impl<'a> PrincipalsSessionsResource<'a> {
    /// List somebody's sessions.
    pub async fn list(&self, id: &str) -> Result<Page<Session>, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/principals/{}/sessions", segment(id)?),
            ))
            .await
    }

    /// End all of somebody's sessions.
    pub async fn end(&self, id: &str) -> Result<StatusDto, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/principals/{}/sessions", segment(id)?),
            ))
            .await
    }
}

/// `principals`
#[derive(Clone, Copy, Debug)]
pub struct PrincipalsResource<'a>(&'a Client);

impl<'a> PrincipalsResource<'a> {
    /// `principals.roles`
    pub fn roles(&self) -> PrincipalsRolesResource<'a> {
        PrincipalsRolesResource(self.0)
    }

    /// `principals.sessions`
    pub fn sessions(&self) -> PrincipalsSessionsResource<'a> {
        PrincipalsSessionsResource(self.0)
    }

    /// List principals.
    pub fn list(&self, query: &PrincipalsListQuery) -> Result<Pager<Principal>, Error> {
        Pager::new(self.0, Call::new(Method::GET, "/api/v1/principals"), query)
    }

    /// Create a principal.
    ///
    /// A user, an agent (software that pays) or a service account, without roles. A person's data is kept
    /// sealed.
    pub async fn create(&self, body: &NewPrincipalBody) -> Result<Principal, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/principals").keyed().json(body)?)
            .await
    }

    /// Read a principal.
    pub async fn read(&self, id: &str) -> Result<Principal, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/principals/{}", segment(id)?),
            ))
            .await
    }

    /// Change a principal.
    ///
    /// A new e-mail address of someone administrative takes a second person.
    pub async fn change(&self, id: &str, body: &PrincipalChange) -> Result<Decided<Principal>, Error> {
        self.0
            .call(Call::new(Method::PATCH, format!("/api/v1/principals/{}", segment(id)?)).json(body)?)
            .await
    }

    /// Delete a principal.
    ///
    /// Only the id is kept, for what it did. What was sealed of a person before stays readable in the log until
    /// it is erased.
    pub async fn delete(&self, id: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/principals/{}", segment(id)?),
            ))
            .await
    }

    /// Erase a person.
    ///
    /// Deletes the principal, all that they prove themselves with, the invitations to their address, and the
    /// keys that their personal data is sealed under: nobody can read it any more, in the log, its copies and
    /// backups. There is no way back.
    pub async fn erase(&self, id: &str, body: Option<&NoDetails>) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/principals/{}/erase", segment(id)?))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Read what a principal may do.
    ///
    /// Every permission that they have now, with the roles and the ways by which they have it.
    pub async fn permissions(&self, id: &str) -> Result<EffectivePermissions, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/principals/{}/permissions", segment(id)?),
            ))
            .await
    }

    /// Reactivate a principal.
    pub async fn reactivate(&self, id: &str, body: Option<&NoDetails>) -> Result<Principal, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/principals/{}/reactivate", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }

    /// Suspend a principal.
    ///
    /// They may do nothing from now on: their sessions, tokens and keys are refused.
    pub async fn suspend(&self, id: &str, body: Option<&NoDetails>) -> Result<Principal, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/principals/{}/suspend", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `roles`
#[derive(Clone, Copy, Debug)]
pub struct RolesResource<'a>(&'a Client);

impl<'a> RolesResource<'a> {
    /// List roles.
    ///
    /// The built-in ones first, then the tenant's own: at most 205.
    pub async fn list(&self) -> Result<Page<Role>, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/roles")).await
    }

    /// Make a role.
    ///
    /// A named set of permissions, none of which is beyond your own.
    pub async fn define(&self, body: &NewRole) -> Result<Role, Error> {
        self.0
            .call(Call::new(Method::POST, "/api/v1/roles").keyed().json(body)?)
            .await
    }

    /// Read a role.
    pub async fn read(&self, name: &str) -> Result<Role, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/roles/{}", segment(name)?),
            ))
            .await
    }

    /// Change a role.
    ///
    /// Who has it may do what it permits at once. Adding administrative permissions takes a second person.
    pub async fn change(&self, name: &str, body: &RoleBody) -> Result<Decided<Role>, Error> {
        self.0
            .call(Call::new(Method::PUT, format!("/api/v1/roles/{}", segment(name)?)).json(body)?)
            .await
    }

    /// Remove a role.
    ///
    /// Only one that nobody has and nothing names.
    pub async fn remove(&self, name: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/roles/{}", segment(name)?),
            ))
            .await
    }
}

/// `routing_experiments`
#[derive(Clone, Copy, Debug)]
pub struct RoutingExperimentsResource<'a>(&'a Client);

impl<'a> RoutingExperimentsResource<'a> {
    /// List experiments.
    pub async fn list(&self) -> Result<Page<Experiment>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/routing/experiments"))
            .await
    }

    /// Start an experiment.
    ///
    /// Routes a part of the customers another way, until there is a result or it does harm. One runs at a time.
    pub async fn start(&self, body: &NewExperiment) -> Result<Experiment, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/experiments")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Stop an experiment.
    ///
    /// Ends it without a result.
    pub async fn stop(&self, name: &str, body: Option<&NoDetails>) -> Result<Experiment, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/routing/experiments/{}/stop", segment(name)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `routing_fees`
#[derive(Clone, Copy, Debug)]
pub struct RoutingFeesResource<'a>(&'a Client);

impl<'a> RoutingFeesResource<'a> {
    /// Read the fees.
    ///
    /// In the form in which they are set.
    pub async fn read(&self) -> Result<serde_json::Map<String, serde_json::Value>, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/routing/fees")).await
    }

    /// Set the fees.
    ///
    /// What gateways charge, in place of what was set before, in the form of `docs/routing.md`. A gateway
    /// without a schedule costs what its configuration says.
    pub async fn set(&self, body: &serde_json::Map<String, serde_json::Value>) -> Result<Routing, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/fees")
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `routing_rules`
#[derive(Clone, Copy, Debug)]
pub struct RoutingRulesResource<'a>(&'a Client);

impl<'a> RoutingRulesResource<'a> {
    /// List versions of the rules.
    pub async fn list(&self) -> Result<Page<Rules>, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/routing/rules")).await
    }

    /// Propose rules.
    ///
    /// Writes a new version down. Nothing follows it until it is approved and activated.
    pub async fn propose(&self, body: &NewRules) -> Result<Rules, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/rules")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Check rules.
    ///
    /// Looks at them as a proposal would, and keeps nothing. Mistakes are answered with their places.
    pub async fn check(&self, body: &NewRules) -> Result<CheckedRules, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/rules/check")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Roll rules back.
    ///
    /// Back to the version that was active before; to no rules if there was none.
    pub async fn roll_back(&self, body: Option<&NoDetails>) -> Result<Routing, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/rules/roll-back")
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }

    /// Read a version of the rules.
    pub async fn read(&self, version: i64) -> Result<Rules, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/routing/rules/{}", version),
            ))
            .await
    }

    /// Activate rules.
    ///
    /// Payments are routed by this version from now on.
    pub async fn activate(&self, version: i64, body: Option<&NoDetails>) -> Result<Rules, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/routing/rules/{}/activate", version),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }

    /// Approve rules.
    pub async fn approve(&self, version: i64, body: Option<&NoDetails>) -> Result<Rules, Error> {
        self.0
            .call(
                Call::new(Method::POST, format!("/api/v1/routing/rules/{}/approve", version))
                    .keyed()
                    .json_if(body)?,
            )
            .await
    }
}

/// `routing`
#[derive(Clone, Copy, Debug)]
pub struct RoutingResource<'a>(&'a Client);

impl<'a> RoutingResource<'a> {
    /// `routing.experiments`
    pub fn experiments(&self) -> RoutingExperimentsResource<'a> {
        RoutingExperimentsResource(self.0)
    }

    /// `routing.fees`
    pub fn fees(&self) -> RoutingFeesResource<'a> {
        RoutingFeesResource(self.0)
    }

    /// `routing.rules`
    pub fn rules(&self) -> RoutingRulesResource<'a> {
        RoutingRulesResource(self.0)
    }

    /// Read how payments are routed.
    pub async fn read(&self) -> Result<Routing, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/routing")).await
    }

    /// Try a decision.
    ///
    /// Where a payment like this would go now, and why. Nothing is sent and nothing is kept.
    pub async fn decisions_decide(&self, body: &NewDecision) -> Result<Decision, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/decisions")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Require four eyes.
    ///
    /// Whether rules must be approved by another key than that of their author.
    pub async fn four_eyes(&self, body: &FourEyes) -> Result<Routing, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/four-eyes")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Set the resilience.
    ///
    /// When breakers open and close, and what forecasts do, for all gateways. What is left out is as by
    /// default.
    pub async fn resilience_set(&self, body: &Resilience) -> Result<Routing, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/resilience")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Set the strategy.
    ///
    /// How gateways are compared from now on.
    pub async fn strategy_set(&self, body: &Strategy) -> Result<Routing, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/routing/strategy")
                    .keyed()
                    .json(body)?,
            )
            .await
    }
}

/// `tenant_legal_holds`
#[derive(Clone, Copy, Debug)]
pub struct TenantLegalHoldsResource<'a>(&'a Client);

impl<'a> TenantLegalHoldsResource<'a> {
    /// List legal holds.
    ///
    /// At most 100.
    pub async fn list(&self) -> Result<Page<LegalHold>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/tenant/legal-holds"))
            .await
    }

    /// Place a legal hold.
    ///
    /// Until it is released nothing of the tenant is deleted: the rules of retention pass it over, people and
    /// cards are not erased (409 `legal_hold`), and no part of the audit trail leaves. Placing it again with
    /// the same reason changes nothing.
    pub async fn place(&self, name: &str, body: &LegalHoldReason) -> Result<LegalHold, Error> {
        self.0
            .call(
                Call::new(
                    Method::PUT,
                    format!("/api/v1/tenant/legal-holds/{}", segment(name)?),
                )
                .json(body)?,
            )
            .await
    }

    /// Release a legal hold.
    ///
    /// What its time is over for is deleted by the next run of the rules.
    pub async fn release(&self, name: &str) -> Result<RemovedFromIdentity, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/tenant/legal-holds/{}", segment(name)?),
            ))
            .await
    }
}

/// `tenant`
#[derive(Clone, Copy, Debug)]
pub struct TenantResource<'a>(&'a Client);

impl<'a> TenantResource<'a> {
    /// `tenant.legal_holds`
    pub fn legal_holds(&self) -> TenantLegalHoldsResource<'a> {
        TenantLegalHoldsResource(self.0)
    }

    /// Read my tenant.
    pub async fn read(&self) -> Result<Tenant, Error> {
        self.0.call(Call::new(Method::GET, "/api/v1/tenant")).await
    }

    /// Change my tenant.
    ///
    /// Features, and how people sign in. Region, limits and data classes are set by who administers the
    /// machine.
    pub async fn change(&self, body: &OwnTenantChange) -> Result<Tenant, Error> {
        self.0
            .call(Call::new(Method::PATCH, "/api/v1/tenant").json(body)?)
            .await
    }

    /// Export my tenant.
    ///
    /// Everything that the tenant has, a JSON object a line: the tenant, its roles, groups, principals with
    /// their data opened, keys without secrets, consent texts and consents, and every event from the first one
    /// on. The last line is an `end_of_export`; one without it broke off.
    pub async fn export(&self) -> Result<String, Error> {
        self.0.text(Call::new(Method::GET, "/api/v1/tenant/export")).await
    }
}

/// `webhook_endpoints_deliveries`
#[derive(Clone, Copy, Debug)]
pub struct WebhookEndpointsDeliveriesResource<'a>(&'a Client);

impl<'a> WebhookEndpointsDeliveriesResource<'a> {
    /// List the messages for an endpoint.
    ///
    /// The newest first, with what became of each.
    pub fn list(
        &self,
        id: &str,
        query: &WebhookEndpointsDeliveriesQuery,
    ) -> Result<Pager<WebhookDelivery>, Error> {
        Pager::new(
            self.0,
            Call::new(
                Method::GET,
                format!("/api/v1/webhook-endpoints/{}/deliveries", segment(id)?),
            ),
            query,
        )
    }

    /// Send a message again.
    ///
    /// With the same id, whatever became of it before.
    pub async fn replay(&self, id: &str, delivery_id: &str) -> Result<Replayed, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!(
                        "/api/v1/webhook-endpoints/{}/deliveries/{}/replay",
                        segment(id)?,
                        segment(delivery_id)?
                    ),
                )
                .keyed(),
            )
            .await
    }
}

/// `webhook_endpoints`
#[derive(Clone, Copy, Debug)]
pub struct WebhookEndpointsResource<'a>(&'a Client);

impl<'a> WebhookEndpointsResource<'a> {
    /// `webhook.endpoints.deliveries`
    pub fn deliveries(&self) -> WebhookEndpointsDeliveriesResource<'a> {
        WebhookEndpointsDeliveriesResource(self.0)
    }

    /// List webhook endpoints.
    pub async fn list(&self) -> Result<Page<WebhookEndpoint>, Error> {
        self.0
            .call(Call::new(Method::GET, "/api/v1/webhook-endpoints"))
            .await
    }

    /// Create a webhook endpoint.
    ///
    /// The answer is the only one that shows the secret; a repetition under the same idempotency key shows it
    /// again.
    pub async fn create(&self, body: &NewEndpoint) -> Result<WebhookEndpoint, Error> {
        self.0
            .call(
                Call::new(Method::POST, "/api/v1/webhook-endpoints")
                    .keyed()
                    .json(body)?,
            )
            .await
    }

    /// Read a webhook endpoint.
    pub async fn read(&self, id: &str) -> Result<WebhookEndpoint, Error> {
        self.0
            .call(Call::new(
                Method::GET,
                format!("/api/v1/webhook-endpoints/{}", segment(id)?),
            ))
            .await
    }

    /// Change a webhook endpoint.
    ///
    /// What is left out stays as it is.
    pub async fn update(&self, id: &str, body: &EndpointChange) -> Result<WebhookEndpoint, Error> {
        self.0
            .call(
                Call::new(
                    Method::PATCH,
                    format!("/api/v1/webhook-endpoints/{}", segment(id)?),
                )
                .json(body)?,
            )
            .await
    }

    /// Delete a webhook endpoint.
    ///
    /// What was not delivered to it is given up.
    pub async fn delete(&self, id: &str) -> Result<Deleted, Error> {
        self.0
            .call(Call::new(
                Method::DELETE,
                format!("/api/v1/webhook-endpoints/{}", segment(id)?),
            ))
            .await
    }

    /// Rotate an endpoint's secret.
    ///
    /// The answer shows the new secret. The old one signs beside it for 24 hours, so that the receiver can
    /// change over.
    pub async fn rotate_secret(
        &self,
        id: &str,
        body: Option<&SecretRotation>,
    ) -> Result<WebhookEndpoint, Error> {
        self.0
            .call(
                Call::new(
                    Method::POST,
                    format!("/api/v1/webhook-endpoints/{}/rotate-secret", segment(id)?),
                )
                .keyed()
                .json_if(body)?,
            )
            .await
    }
}

/// `graphql`
#[derive(Clone, Copy, Debug)]
pub struct GraphqlResource<'a>(&'a Client);

impl<'a> GraphqlResource<'a> {
    /// Ask in GraphQL.
    ///
    /// Reads what is wanted in one call; the schema is in docs/schema.graphql. What the caller may not see is
    /// null, under the code that REST has for it.
    pub async fn call(&self, body: &GraphQlCall) -> Result<GraphQlReply, Error> {
        self.0.call(Call::new(Method::POST, "/graphql").json(body)?).await
    }
}
