"""A method for each operation of the API, grouped by path, for asyncio. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost."""

from __future__ import annotations

import builtins
from typing import Any, Literal

from .._options import RequestOptions
from .._request import Call, segment
from .._async_transport import AsyncPager, AsyncTransport
from . import types


class AsyncAnalyticsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def payments(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        interval: str | None = None,
        group_by: str | None = None,
        gateway: str | None = None,
        method: str | None = None,
        currency: str | None = None,
        issuer_country: str | None = None,
        scheme: str | None = None,
        amount_band: str | None = None,
        initiator: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.AnalyticsDto:
        """Read payment analytics.

        Approval, declines, cost, latency, and what retries, failover and waiting added, by time and segment.
        The numbers follow the log at a small distance and say which position they reflect.
        """
        answer: types.AnalyticsDto = await self._transport.call(
            Call(
                "GET",
                "/api/v1/analytics/payments",
                query={
                    "from": from_,
                    "to": to,
                    "interval": interval,
                    "group_by": group_by,
                    "gateway": gateway,
                    "method": method,
                    "currency": currency,
                    "issuer_country": issuer_country,
                    "scheme": scheme,
                    "amount_band": amount_band,
                    "initiator": initiator,
                },
            ),
            options,
        )
        return answer


class AsyncApiKeysSigningResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def set(self, id: str, body: types.NewKeySigning, *, options: RequestOptions | None = None) -> types.ApiKey:
        """Have the requests of an API key signed.

        By RFC 9421. A signing key that is replaced counts for a while beside the new one; a shared secret
        stands in this answer and in no other.
        """
        answer: types.ApiKey = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/api-keys/{segment(id)}/signing",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def remove(self, id: str, *, options: RequestOptions | None = None) -> types.ApiKey:
        """Have the requests of an API key signed no more."""
        answer: types.ApiKey = await self._transport.call(Call("DELETE", f"/api/v1/api-keys/{segment(id)}/signing"), options)
        return answer


class AsyncApiKeysResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.signing = AsyncApiKeysSigningResource(transport)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.ApiKey]:
        """List API keys.

        Revoked and expired ones too, without secrets.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/api-keys",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(self, body: types.NewKeyBody, *, options: RequestOptions | None = None) -> types.ApiKey:
        """Make an API key.

        It may do nothing that you may not do yourself. The secret stands in this answer and in no other, not
        even in that to a repetition; a key that is proved by a certificate has none.
        """
        answer: types.ApiKey = await self._transport.call(Call("POST", "/api/v1/api-keys", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.ApiKey:
        """Read an API key."""
        answer: types.ApiKey = await self._transport.call(Call("GET", f"/api/v1/api-keys/{segment(id)}"), options)
        return answer

    async def revoke(self, id: str, *, options: RequestOptions | None = None) -> types.ApiKey:
        """Revoke an API key.

        It is refused from now on, with all of its secrets.
        """
        answer: types.ApiKey = await self._transport.call(Call("DELETE", f"/api/v1/api-keys/{segment(id)}"), options)
        return answer

    async def rotate(
        self,
        id: str,
        body: types.KeyRotation | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.ApiKey:
        """Rotate an API key.

        Gives it another secret, or another certificate where it has one; the one before works for a while
        beside it.
        """
        answer: types.ApiKey = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/api-keys/{segment(id)}/rotate",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncApprovalsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Approval]:
        """List what waits for a second person."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/approvals",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Approval:
        """Read what waits for a second person."""
        answer: types.Approval = await self._transport.call(Call("GET", f"/api/v1/approvals/{segment(id)}"), options)
        return answer

    async def approve(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Approval:
        """Approve.

        As the second person, who may do all that is given. Everything is checked again, and what was asked
        happens.
        """
        answer: types.Approval = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/approvals/{segment(id)}/approve",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def reject(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Approval:
        """Reject.

        As somebody who could approve, or as who asked.
        """
        answer: types.Approval = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/approvals/{segment(id)}/reject",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncAuditResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        principal: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        correlation_id: str | None = None,
        outcome: str | None = None,
        data_class: str | None = None,
        kind: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        text: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> types.AuditPage:
        """Search the audit trail.

        The newest of the tenant's own records first. The search follows the trail by a few seconds; `behind`
        says how far it is.
        """
        answer: types.AuditPage = await self._transport.call(
            Call(
                "GET",
                "/api/v1/audit",
                query={
                    "principal": principal,
                    "action": action,
                    "resource": resource,
                    "correlation_id": correlation_id,
                    "outcome": outcome,
                    "data_class": data_class,
                    "kind": kind,
                    "from": from_,
                    "to": to,
                    "text": text,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
            options,
        )
        return answer

    async def checkpoint(self, *, options: RequestOptions | None = None) -> types.AuditCheckpoint:
        """Read what the audit trail holds now, signed.

        The checkpoint is about the whole node's trail, and shows nothing of it but a hash. Keep it: a later one
        must continue it.
        """
        answer: types.AuditCheckpoint = await self._transport.call(Call("GET", "/api/v1/audit/checkpoint"), options)
        return answer

    async def read(self, position: str | int, *, options: RequestOptions | None = None) -> types.AuditProof:
        """Read a record of the audit trail with its proof.

        The proof is checked with the node's public key alone: `bezant audit check-proof`.
        """
        answer: types.AuditProof = await self._transport.call(Call("GET", f"/api/v1/audit/{segment(position)}"), options)
        return answer


class AsyncCardsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        customer: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.VaultCard]:
        """List cards."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/cards",
                query={"customer": customer, "cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(self, body: types.NewVaultCard, *, options: RequestOptions | None = None) -> types.VaultCard:
        """Keep a card.

        Checks the number and keeps it in the vault. The answer's id stands for it. A number that is there
        already has the same id, so that asking again is safe without an idempotency key: 200 instead of 201.
        """
        answer: types.VaultCard = await self._transport.call(Call("POST", "/api/v1/cards", body=body, keyed=True), options)
        return answer

    async def erase_customer(self, *, customer: str, options: RequestOptions | None = None) -> types.ErasedCards:
        """Delete a customer's cards.

        Shreds the keys of all cards of a customer: no copy can be read any more. Deleting again is no error.
        """
        answer: types.ErasedCards = await self._transport.call(Call("DELETE", "/api/v1/cards", query={"customer": customer}), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.VaultCard:
        """Read a card."""
        answer: types.VaultCard = await self._transport.call(Call("GET", f"/api/v1/cards/{segment(id)}"), options)
        return answer

    async def delete(self, id: str, *, options: RequestOptions | None = None) -> types.VaultCard:
        """Delete a card.

        Shreds the card's key: its number can't be read any more, from backups neither. Deleting again is no
        error.
        """
        answer: types.VaultCard = await self._transport.call(Call("DELETE", f"/api/v1/cards/{segment(id)}"), options)
        return answer

    def accesses(
        self,
        id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.CardAccess]:
        """Read a card's record.

        What was done with the card, newest first: who had its number and what for, and who asked in vain.
        """
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/cards/{segment(id)}/accesses",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def reveal(
        self,
        id: str,
        body: types.Reveal,
        *,
        options: RequestOptions | None = None,
    ) -> types.RevealedCard:
        """See a card's number.

        Answers the whole number, after the record of who saw it and what for is durable. Takes a permission of
        its own (`cards.reveal`), and a signed-in user proves themself again.
        """
        answer: types.RevealedCard = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/cards/{segment(id)}/reveal",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncCompliancePersonsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def read(
        self,
        id: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        format: Literal["json", "csv", "pdf"] | None = None,
        table: str | None = None,
        customer: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Report what is known of a person.

        Everything that the node has of a principal: profile, roles, credentials by kind and time, sessions,
        devices, consents, keys, the records of the audit trail by and about them, and their cards if you name
        the customer that they are. No secret is in it. Takes `identity.read`, `consents.read` and `keys.read`
        too, and `cards.read` for cards.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/compliance/persons/{segment(id)}",
                query={"from": from_, "to": to, "format": format, "table": table, "customer": customer},
            ),
            options,
        )
        return answer

    async def erase(
        self,
        id: str,
        body: types.PersonErasure | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Erase a person.

        Deletes the principal, destroys the key of their data and those of their invitations, and deletes the
        cards of the customer that you name. The answer says what was erased, and what stays and why. It can be
        repeated. Takes `cards.delete` too where a customer is named.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/compliance/persons/{segment(id)}/erase",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncComplianceResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.persons = AsyncCompliancePersonsResource(transport)

    async def changes_configuration(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        format: Literal["json", "csv", "pdf"] | None = None,
        table: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Report what was changed of how money moves.

        Each change to routing, fees, gateways, limits, roles, who has them, keys that pay, policies, endpoints
        and accounts: who, when, from what to what, and the second person where one stands behind it. Each row
        and each total names the positions that it stands on.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "GET",
                "/api/v1/compliance/changes",
                query={"from": from_, "to": to, "format": format, "table": table},
            ),
            options,
        )
        return answer

    async def consents_given(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        format: Literal["json", "csv", "pdf"] | None = None,
        table: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Report who agreed to what.

        Each consent that was given and each that was withdrawn, with the text that it is about, and the texts
        that were published.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "GET",
                "/api/v1/compliance/consents",
                query={"from": from_, "to": to, "format": format, "table": table},
            ),
            options,
        )
        return answer

    async def health_access(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        format: Literal["json", "csv", "pdf"] | None = None,
        table: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Report who reached health data.

        Every request for what the tenant has declared to be about health, let in or not, by permission and
        policy version, with totals per principal. People stand in it by their ids. Each row and each total
        names the positions of the audit trail that it stands on.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "GET",
                "/api/v1/compliance/health-access",
                query={"from": from_, "to": to, "format": format, "table": table},
            ),
            options,
        )
        return answer

    async def processing_records(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        format: Literal["json", "csv", "pdf"] | None = None,
        table: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.ComplianceReport:
        """Report what data is processed.

        The categories of data with how often they were asked for, who receives data, and what guards it, as the
        tenant is set up now.
        """
        answer: types.ComplianceReport = await self._transport.call(
            Call(
                "GET",
                "/api/v1/compliance/processing",
                query={"from": from_, "to": to, "format": format, "table": table},
            ),
            options,
        )
        return answer


class AsyncConsentTextsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        purpose: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.Page[types.ConsentText]:
        """List consent texts.

        All versions: at most 200.
        """
        answer: types.Page[types.ConsentText] = await self._transport.call(Call("GET", "/api/v1/consent-texts", query={"purpose": purpose}), options)
        return answer

    async def publish(self, body: types.NewConsentText, *, options: RequestOptions | None = None) -> types.ConsentText:
        """Publish a consent text.

        It never changes: another text for the same purpose is another version.
        """
        answer: types.ConsentText = await self._transport.call(Call("POST", "/api/v1/consent-texts", body=body, keyed=True), options)
        return answer


class AsyncConsentsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        principal: str | None = None,
        reference: str | None = None,
        purpose: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Consent]:
        """List consents."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/consents",
                query={
                    "principal": principal,
                    "reference": reference,
                    "purpose": purpose,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
            options,
        )

    async def record(self, body: types.NewConsentBody, *, options: RequestOptions | None = None) -> types.Consent:
        """Record consent.

        On behalf of a principal or of somebody outside, such as a customer, of whom a keyed hash is kept and
        nothing else.
        """
        answer: types.Consent = await self._transport.call(Call("POST", "/api/v1/consents", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Consent:
        """Read a consent."""
        answer: types.Consent = await self._transport.call(Call("GET", f"/api/v1/consents/{segment(id)}"), options)
        return answer

    async def withdraw(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Consent:
        """Withdraw consent.

        On behalf of who gave it. It holds at once.
        """
        answer: types.Consent = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/consents/{segment(id)}/withdraw",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncCustomersResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def erase(
        self,
        body: types.CustomerToErase,
        *,
        options: RequestOptions | None = None,
    ) -> types.ErasedCustomer:
        """Erase a customer.

        Destroys the key that the billing details of all their payments are sealed under, and deletes their
        cards from the vault: no copy and no backup of a log can be read any more. Payments, postings and the
        chain stay. There is no way back; asking again is safe.
        """
        answer: types.ErasedCustomer = await self._transport.call(Call("POST", "/api/v1/customers/erase", body=body, keyed=True), options)
        return answer


class AsyncGatewaysResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.Gateway]:
        """List gateways.

        The node's gateways with their health, as routing sees it.
        """
        answer: types.Page[types.Gateway] = await self._transport.call(Call("GET", "/api/v1/gateways"), options)
        return answer


class AsyncGroupsMembersResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Member]:
        """List the members of a group."""
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/groups/{segment(id)}/members",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def add(
        self,
        id: str,
        body: types.NewMembers,
        *,
        options: RequestOptions | None = None,
    ) -> types.Group | types.Approval:
        """Add members to a group.

        Where the group has administrative roles it takes a second person.
        """
        answer: types.Group | types.Approval = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/groups/{segment(id)}/members",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def remove(self, id: str, principal: str, *, options: RequestOptions | None = None) -> types.Group:
        """Take a member out of a group."""
        answer: types.Group = await self._transport.call(
            Call(
                "DELETE",
                f"/api/v1/groups/{segment(id)}/members/{segment(principal)}",
            ),
            options,
        )
        return answer


class AsyncGroupsRolesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def give(
        self,
        id: str,
        body: types.RoleToGive,
        *,
        options: RequestOptions | None = None,
    ) -> types.Group | types.Approval:
        """Give a group a role.

        All of its members have it from then on. A role with administrative permissions takes a second person.
        """
        answer: types.Group | types.Approval = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/groups/{segment(id)}/roles",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def take(self, id: str, role: str, *, options: RequestOptions | None = None) -> types.Group:
        """Take a role from a group."""
        answer: types.Group = await self._transport.call(Call("DELETE", f"/api/v1/groups/{segment(id)}/roles/{segment(role)}"), options)
        return answer


class AsyncGroupsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.members = AsyncGroupsMembersResource(transport)
        self.roles = AsyncGroupsRolesResource(transport)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Group]:
        """List groups."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/groups",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(self, body: types.NewGroupBody, *, options: RequestOptions | None = None) -> types.Group:
        """Make a group."""
        answer: types.Group = await self._transport.call(Call("POST", "/api/v1/groups", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Group:
        """Read a group."""
        answer: types.Group = await self._transport.call(Call("GET", f"/api/v1/groups/{segment(id)}"), options)
        return answer

    async def change(
        self,
        id: str,
        body: types.GroupChange,
        *,
        options: RequestOptions | None = None,
    ) -> types.Group | types.Approval:
        """Change a group.

        That SCIM says who is in a group with administrative roles takes a second person.
        """
        answer: types.Group | types.Approval = await self._transport.call(Call("PATCH", f"/api/v1/groups/{segment(id)}", body=body), options)
        return answer

    async def remove(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Remove a group.

        Its members lose what they had by it.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/groups/{segment(id)}"), options)
        return answer


class AsyncIdentityProvidersResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.IdentityProvider]:
        """List outside identity providers."""
        answer: types.Page[types.IdentityProvider] = await self._transport.call(Call("GET", "/api/v1/identity-providers"), options)
        return answer

    async def read(self, name: str, *, options: RequestOptions | None = None) -> types.IdentityProvider:
        """Read an outside identity provider."""
        answer: types.IdentityProvider = await self._transport.call(Call("GET", f"/api/v1/identity-providers/{segment(name)}"), options)
        return answer

    async def set(
        self,
        name: str,
        body: types.ProviderBody,
        *,
        options: RequestOptions | None = None,
    ) -> types.IdentityProvider | types.Approval:
        """Set an outside identity provider.

        Adds or changes how it is used. Mapping a group to administrative roles takes a second person.
        """
        answer: types.IdentityProvider | types.Approval = await self._transport.call(Call("PUT", f"/api/v1/identity-providers/{segment(name)}", body=body), options)
        return answer

    async def remove(self, name: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Remove an outside identity provider.

        Nobody signs in by it any more, and its roles count for nobody.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/identity-providers/{segment(name)}"), options)
        return answer


class AsyncInvitationsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Invitation]:
        """List open invitations."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/invitations",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(
        self,
        body: types.NewInvitationBody,
        *,
        options: RequestOptions | None = None,
    ) -> types.Invitation | types.Approval:
        """Invite a user.

        They get a letter with a link that works once. An invitation to administrative roles takes a second
        person; the letter goes out when they agree.
        """
        answer: types.Invitation | types.Approval = await self._transport.call(Call("POST", "/api/v1/invitations", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Invitation:
        """Read an open invitation."""
        answer: types.Invitation = await self._transport.call(Call("GET", f"/api/v1/invitations/{segment(id)}"), options)
        return answer

    async def revoke(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Revoke an invitation."""
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/invitations/{segment(id)}"), options)
        return answer


class AsyncLedgerAccountsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        prefix: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Account]:
        """List accounts.

        In the order in which they were opened, or by path with `prefix`; with their balances at this moment.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/accounts",
                query={"prefix": prefix, "cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def open(self, body: types.OpenAccount, *, options: RequestOptions | None = None) -> types.OpenedAccount:
        """Open an account."""
        answer: types.OpenedAccount = await self._transport.call(Call("POST", "/api/v1/ledger/accounts", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Account:
        """Read an account.

        With its balance at this moment.
        """
        answer: types.Account = await self._transport.call(Call("GET", f"/api/v1/ledger/accounts/{segment(id)}"), options)
        return answer

    async def change(
        self,
        id: str,
        body: types.ChangeAccount,
        *,
        options: RequestOptions | None = None,
    ) -> types.Account:
        """Change an account.

        Limits, freezing, closing, and words and numbers of your own.
        """
        answer: types.Account = await self._transport.call(Call("PATCH", f"/api/v1/ledger/accounts/{segment(id)}", body=body), options)
        return answer

    async def balance(
        self,
        id: str,
        *,
        at: str | None = None,
        effective_at: str | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> types.BalanceAt:
        """Read an account's balance.

        Now or as of any time: as it was known then, as it counts as of then, or both.
        """
        answer: types.BalanceAt = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/ledger/accounts/{segment(id)}/balance",
                query={"at": at, "effective_at": effective_at, "format": format},
            ),
            options,
        )
        return answer

    async def statement(
        self,
        id: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        by: Literal["commit", "effective"] | None = None,
        at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> types.Statement:
        """Read an account's statement.

        Its postings in a period, the earliest first, with the balance before, after each, and at the end. Holds
        move no money and are not on it.
        """
        answer: types.Statement = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/ledger/accounts/{segment(id)}/statement",
                query={
                    "from": from_,
                    "to": to,
                    "by": by,
                    "at": at,
                    "cursor": cursor,
                    "limit": limit,
                    "format": format,
                },
            ),
            options,
        )
        return answer


class AsyncLedgerMonitorsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        account: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Monitor]:
        """List monitors."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/monitors",
                query={"account": account, "cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def set(self, body: types.NewMonitor, *, options: RequestOptions | None = None) -> types.Monitor:
        """Set a monitor.

        Watches a balance, or changes what is watched for. The event `ledger.monitor_crossed` tells when the
        condition becomes true or false.
        """
        answer: types.Monitor = await self._transport.call(Call("POST", "/api/v1/ledger/monitors", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Monitor:
        """Read a monitor."""
        answer: types.Monitor = await self._transport.call(Call("GET", f"/api/v1/ledger/monitors/{segment(id)}"), options)
        return answer

    async def remove(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromLedger:
        """Remove a monitor."""
        answer: types.RemovedFromLedger = await self._transport.call(Call("DELETE", f"/api/v1/ledger/monitors/{segment(id)}"), options)
        return answer


class AsyncLedgerReconciliationsItemsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        id: str,
        *,
        status: Literal["open", "proposed", "under_investigation"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.ReconciliationItem]:
        """List open items.

        The items that are not closed, by booking day. A page may be short and have a next one.
        """
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items",
                query={"status": status, "cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def read(self, id: str, item_id: str, *, options: RequestOptions | None = None) -> types.ReconciliationItem:
        """Read an item."""
        answer: types.ReconciliationItem = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items/{segment(item_id)}",
            ),
            options,
        )
        return answer

    async def assign(
        self,
        id: str,
        item_id: str,
        body: types.AssignItem,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationItem:
        """Assign an item.

        Gives an open item to someone to look into, or back.
        """
        answer: types.ReconciliationItem = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items/{segment(item_id)}/assign",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def notes(
        self,
        id: str,
        item_id: str,
        body: types.Noted,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationItem:
        """Write a note.

        Something to remember about an item that is not closed.
        """
        answer: types.ReconciliationItem = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items/{segment(item_id)}/notes",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def reopen(
        self,
        id: str,
        item_id: str,
        body: types.Noted,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationItem:
        """Open an item again.

        A closed item is open again. Its match is dissolved: the other items of it are open too, and its
        transfers free.
        """
        answer: types.ReconciliationItem = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items/{segment(item_id)}/reopen",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def resolve(
        self,
        id: str,
        item_id: str,
        body: types.Resolve,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationItem:
        """Resolve an item.

        Ends it by hand: with the transfers that it belongs to, as written off, ignored, or left to the bank to
        correct.
        """
        answer: types.ReconciliationItem = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/items/{segment(item_id)}/resolve",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncLedgerReconciliationsMatchesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        id: str,
        body: types.NewMatch,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationMatch:
        """Match by hand.

        Says that lines and transfers belong together, whatever the rules say. Someone has to accept it, with a
        difference or without. To end a single item at once, resolve it.
        """
        answer: types.ReconciliationMatch = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/matches",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def read(
        self,
        id: str,
        match_id: str,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationMatch:
        """Read a match."""
        answer: types.ReconciliationMatch = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/ledger/reconciliations/{segment(id)}/matches/{segment(match_id)}",
            ),
            options,
        )
        return answer

    async def accept(
        self,
        id: str,
        match_id: str,
        body: types.Noted,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationMatch:
        """Accept a match.

        Its lines are matched and closed.
        """
        answer: types.ReconciliationMatch = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/matches/{segment(match_id)}/accept",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def reject(
        self,
        id: str,
        match_id: str,
        body: types.Noted,
        *,
        options: RequestOptions | None = None,
    ) -> types.ReconciliationMatch:
        """Reject a match.

        Its lines are open again and its transfers free, and no rule proposes it any more.
        """
        answer: types.ReconciliationMatch = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/matches/{segment(match_id)}/reject",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncLedgerReconciliationsStatementsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def import_(
        self,
        id: str,
        body: str | bytes,
        *,
        format: Literal["csv", "camt053", "mt940"] | None = None,
        dry_run: bool | None = None,
        encoding: Literal["utf8", "latin1"] | None = None,
        delimiter: str | None = None,
        skip_lines: int | None = None,
        booked_on: str | None = None,
        value_on: str | None = None,
        date_format: str | None = None,
        amount: str | None = None,
        debit: str | None = None,
        credit: str | None = None,
        indicator: str | None = None,
        debit_word: str | None = None,
        credit_word: str | None = None,
        decimal: str | None = None,
        thousands: str | None = None,
        currency_column: str | None = None,
        balance: str | None = None,
        references: str | None = None,
        counterparty: str | None = None,
        text: str | None = None,
        booked_column: str | None = None,
        booked_word: str | None = None,
        options: RequestOptions | None = None,
    ) -> types.StatementImport:
        """Import a statement.

        The body is the file: CSV, camt.053 or MT940, of at most 16 MiB and 100,000 lines. It is checked as a
        whole before anything is taken in. Lines that an earlier statement brought are passed over; a file of
        which everything is there already is refused. A long statement is taken in in parts: if the request ends
        early, send the file again, and the rest follows.
        """
        answer: types.StatementImport = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/statements",
                media_type="application/octet-stream",
                body=body,
                query={
                    "format": format,
                    "dry_run": dry_run,
                    "encoding": encoding,
                    "delimiter": delimiter,
                    "skip_lines": skip_lines,
                    "booked_on": booked_on,
                    "value_on": value_on,
                    "date_format": date_format,
                    "amount": amount,
                    "debit": debit,
                    "credit": credit,
                    "indicator": indicator,
                    "debit_word": debit_word,
                    "credit_word": credit_word,
                    "decimal": decimal,
                    "thousands": thousands,
                    "currency_column": currency_column,
                    "balance": balance,
                    "references": references,
                    "counterparty": counterparty,
                    "text": text,
                    "booked_column": booked_column,
                    "booked_word": booked_word,
                },
                keyed=True,
            ),
            options,
        )
        return answer

    async def read(
        self,
        id: str,
        statement_id: str,
        *,
        options: RequestOptions | None = None,
    ) -> types.OutsideStatement:
        """Read a statement."""
        answer: types.OutsideStatement = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/ledger/reconciliations/{segment(id)}/statements/{segment(statement_id)}",
            ),
            options,
        )
        return answer


class AsyncLedgerReconciliationsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.items = AsyncLedgerReconciliationsItemsResource(transport)
        self.matches = AsyncLedgerReconciliationsMatchesResource(transport)
        self.statements = AsyncLedgerReconciliationsStatementsResource(transport)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Reconciliation]:
        """List reconciliations."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/reconciliations",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def define(
        self,
        body: types.NewReconciliation,
        *,
        options: RequestOptions | None = None,
    ) -> types.Reconciliation:
        """Define a reconciliation.

        Says which account outside a ledger account is compared with, and by which rules; or changes it.
        Accounts and currency stay once a statement is imported.
        """
        answer: types.Reconciliation = await self._transport.call(Call("POST", "/api/v1/ledger/reconciliations", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Reconciliation:
        """Read a reconciliation."""
        answer: types.Reconciliation = await self._transport.call(Call("GET", f"/api/v1/ledger/reconciliations/{segment(id)}"), options)
        return answer

    async def run(self, id: str, body: types.Run, *, options: RequestOptions | None = None) -> types.ReconciliationRun:
        """Match by the rules.

        Looks for matches between open lines and transfers of the ledger account that no match has, and records
        them: as the rule says they hold at once, or wait for being accepted. A search takes in at most 20,000
        lines and 50,000 transfers near them, and one request records at most 4,000 lines and transfers;
        `has_more` tells that there is more to record.
        """
        answer: types.ReconciliationRun = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/ledger/reconciliations/{segment(id)}/run",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncLedgerSchedulesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Schedule]:
        """List schedules.

        Those whose time has not come.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/schedules",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(self, body: types.NewSchedule, *, options: RequestOptions | None = None) -> types.Schedule:
        """Schedule transfers.

        They are made at the given time as one chain, all or none; if they can't be made then, an event says
        why.
        """
        answer: types.Schedule = await self._transport.call(Call("POST", "/api/v1/ledger/schedules", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Schedule:
        """Read a schedule."""
        answer: types.Schedule = await self._transport.call(Call("GET", f"/api/v1/ledger/schedules/{segment(id)}"), options)
        return answer

    async def cancel(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromLedger:
        """Cancel a schedule."""
        answer: types.RemovedFromLedger = await self._transport.call(Call("DELETE", f"/api/v1/ledger/schedules/{segment(id)}"), options)
        return answer


class AsyncLedgerTransfersResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        account: str | None = None,
        reference: str | None = None,
        side: Literal["debit", "credit"] | None = None,
        kind: Literal["transfer", "hold", "post", "void", "expiry", "reversal"] | None = None,
        code: int | None = None,
        min_amount: int | None = None,
        max_amount: int | None = None,
        from_: str | None = None,
        to: str | None = None,
        effective_from: str | None = None,
        effective_to: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Transfer]:
        """List transfers.

        Those of an account through filters or those with a reference, the newest first; or all, the oldest
        first.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/transfers",
                query={
                    "account": account,
                    "reference": reference,
                    "side": side,
                    "kind": kind,
                    "code": code,
                    "min_amount": min_amount,
                    "max_amount": max_amount,
                    "from": from_,
                    "to": to,
                    "effective_from": effective_from,
                    "effective_to": effective_to,
                    "order": order,
                    "cursor": cursor,
                    "limit": limit,
                    "format": format,
                },
            ),
            options,
        )

    async def create(self, body: types.NewTransfers, *, options: RequestOptions | None = None) -> types.MadeTransfers:
        """Make transfers.

        One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
        """
        answer: types.MadeTransfers = await self._transport.call(Call("POST", "/api/v1/ledger/transfers", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.TransferDetail:
        """Read a transfer.

        With what became of it and what was attached to it.
        """
        answer: types.TransferDetail = await self._transport.call(Call("GET", f"/api/v1/ledger/transfers/{segment(id)}"), options)
        return answer


class AsyncLedgerResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.accounts = AsyncLedgerAccountsResource(transport)
        self.monitors = AsyncLedgerMonitorsResource(transport)
        self.reconciliations = AsyncLedgerReconciliationsResource(transport)
        self.schedules = AsyncLedgerSchedulesResource(transport)
        self.transfers = AsyncLedgerTransfersResource(transport)

    async def balance_sheet(
        self,
        *,
        at: str | None = None,
        effective_at: str | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> types.BalanceSheet:
        """Read the balance sheet.

        What is owned, what is owed and what is left, with subtotals by path, now or as of any time.
        """
        answer: types.BalanceSheet = await self._transport.call(
            Call(
                "GET",
                "/api/v1/ledger/balance-sheet",
                query={"at": at, "effective_at": effective_at, "format": format},
            ),
            options,
        )
        return answer

    async def balances(
        self,
        *,
        prefix: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> types.Balances:
        """Read balances.

        The accounts with their balances at this moment, all of one page from the same state. With `prefix`: the
        sums of all accounts at and below that path, by currency.
        """
        answer: types.Balances = await self._transport.call(
            Call(
                "GET",
                "/api/v1/ledger/balances",
                query={"prefix": prefix, "cursor": cursor, "limit": limit},
            ),
            options,
        )
        return answer

    async def batches_create(self, body: types.NewBatch, *, options: RequestOptions | None = None) -> types.Batch:
        """Make a batch of transfers.

        Each item by itself, or as chains where items are linked: what can be made is made. The answer says what
        became of each. The whole batch is one entry of the log. A body may have up to 4 MiB.
        """
        answer: types.Batch = await self._transport.call(Call("POST", "/api/v1/ledger/batches", body=body, keyed=True), options)
        return answer

    async def exchanges_create(
        self,
        body: types.NewExchange,
        *,
        options: RequestOptions | None = None,
    ) -> types.Page[types.Transfer]:
        """Exchange currencies.

        Two transfers, all or none: the sold money goes to the liquidity account of its currency, the bought
        money comes from that of the other. The bought amount is rounded half to even, to the minor unit. Both
        accounts are assets or expenses, or neither is.
        """
        answer: types.Page[types.Transfer] = await self._transport.call(Call("POST", "/api/v1/ledger/exchanges", body=body, keyed=True), options)
        return answer

    async def flows_create(self, body: types.NewFlow, *, options: RequestOptions | None = None) -> types.Flow:
        """Carry out a flow.

        A text of the posting language becomes one chain of transfers, all or none, against the balances of this
        moment. A dry run answers what would be made and makes nothing.
        """
        answer: types.Flow = await self._transport.call(Call("POST", "/api/v1/ledger/flows", body=body, keyed=True), options)
        return answer

    async def imports_create(
        self,
        body: str | bytes,
        *,
        dry_run: bool | None = None,
        options: RequestOptions | None = None,
    ) -> types.Import:
        """Import a journal.

        A CSV file with the columns `debit`, `credit`, `amount`, `currency` and, if you like, `effective_at`,
        `code`, `reference`, `external_reference`, `id` and `kind`. Every row is a transfer by itself: what can
        be made is made, and the answer says what became of each line. A row without an id gets one that follows
        from its content and from how often the same came before it in the file, so the same import again makes
        nothing twice: its lines are answered with `exists`. A file with a line that can't be read is refused as
        a whole. Nothing needs an `Idempotency-Key` here, and none is looked at.

        With `dry_run=true` every line is decided in turn as the ledger would now, on a copy of the accounts
        that the file names: balances, limits, closed and frozen accounts, ids that exist. Nothing changes, and
        lines that can't be read stand among the refused.

        A file may have up to 16 MiB and 65,520 rows.
        """
        answer: types.Import = await self._transport.call(
            Call(
                "POST",
                "/api/v1/ledger/imports",
                media_type="text/csv",
                body=body,
                query={"dry_run": dry_run},
            ),
            options,
        )
        return answer

    async def income_statement(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        by: Literal["commit", "effective"] | None = None,
        at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> types.IncomeStatement:
        """Read the income statement.

        What was earned and spent in a period, with subtotals by path.
        """
        answer: types.IncomeStatement = await self._transport.call(
            Call(
                "GET",
                "/api/v1/ledger/income-statement",
                query={
                    "from": from_,
                    "to": to,
                    "by": by,
                    "at": at,
                    "cursor": cursor,
                    "limit": limit,
                    "format": format,
                },
            ),
            options,
        )
        return answer

    def journal(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        by: Literal["commit", "effective"] | None = None,
        at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.JournalLine]:
        """Read the general journal.

        All transfers that were committed in a period, the oldest first, with what was attached to them.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/ledger/journal",
                query={
                    "from": from_,
                    "to": to,
                    "by": by,
                    "at": at,
                    "cursor": cursor,
                    "limit": limit,
                    "format": format,
                },
            ),
            options,
        )

    async def trial_balance(
        self,
        *,
        at: str | None = None,
        effective_at: str | None = None,
        format: Literal["json", "csv", "parquet"] | None = None,
        options: RequestOptions | None = None,
    ) -> types.TrialBalance:
        """Read the trial balance.

        All that was ever posted, per account and per currency, now or as of any time.
        """
        answer: types.TrialBalance = await self._transport.call(
            Call(
                "GET",
                "/api/v1/ledger/trial-balance",
                query={"at": at, "effective_at": effective_at, "format": format},
            ),
            options,
        )
        return answer


class AsyncOauthClientsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.OAuthClient]:
        """List OAuth clients."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/oauth-clients",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def create(self, body: types.NewClientBody, *, options: RequestOptions | None = None) -> types.OAuthClient:
        """Register an OAuth client.

        One that can keep a secret gets one: it stands in this answer and in no other.
        """
        answer: types.OAuthClient = await self._transport.call(Call("POST", "/api/v1/oauth-clients", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.OAuthClient:
        """Read an OAuth client."""
        answer: types.OAuthClient = await self._transport.call(Call("GET", f"/api/v1/oauth-clients/{segment(id)}"), options)
        return answer

    async def change(
        self,
        id: str,
        body: types.ClientChange,
        *,
        options: RequestOptions | None = None,
    ) -> types.OAuthClient:
        """Change an OAuth client."""
        answer: types.OAuthClient = await self._transport.call(Call("PATCH", f"/api/v1/oauth-clients/{segment(id)}", body=body), options)
        return answer

    async def remove(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Remove an OAuth client.

        With all that it was granted: its tokens are refused from now on.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/oauth-clients/{segment(id)}"), options)
        return answer

    async def rotate_secret(
        self,
        id: str,
        body: types.SecretChange | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.OAuthClient:
        """Rotate an OAuth client's secret.

        The one before works for a while beside it. The new one stands in this answer and in no other.
        """
        answer: types.OAuthClient = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/oauth-clients/{segment(id)}/rotate-secret",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncPaymentsRefundsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, id: str, *, options: RequestOptions | None = None) -> types.Page[types.Refund]:
        """List a payment's refunds."""
        answer: types.Page[types.Refund] = await self._transport.call(Call("GET", f"/api/v1/payments/{segment(id)}/refunds"), options)
        return answer

    async def create(
        self,
        id: str,
        body: types.RefundRequest | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Refund:
        """Refund a payment.

        Gives money back, all that is left or a part. Several refunds of one payment are possible.
        """
        answer: types.Refund = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/refunds",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def read(self, id: str, refund_id: str, *, options: RequestOptions | None = None) -> types.Refund:
        """Read a refund."""
        answer: types.Refund = await self._transport.call(
            Call(
                "GET",
                f"/api/v1/payments/{segment(id)}/refunds/{segment(refund_id)}",
            ),
            options,
        )
        return answer

    async def return_record(
        self,
        id: str,
        refund_id: str,
        body: types.ReasonRequest | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Refund:
        """Record that a refund came back.

        The customer's bank returned a refund that had succeeded: the refund fails, and the money is owed to you
        again.
        """
        answer: types.Refund = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/refunds/{segment(refund_id)}/return",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncPaymentsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.refunds = AsyncPaymentsRefundsResource(transport)

    def list(
        self,
        *,
        status: str | None = None,
        currency: str | None = None,
        gateway: str | None = None,
        customer: str | None = None,
        reference: str | None = None,
        billing_email: str | None = None,
        created_by: str | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        search: str | None = None,
        needs_attention: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.PaymentSummary]:
        """List and search payments.

        The newest first. A list follows the log at a small distance and says which position it reflects.
        """
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/payments",
                query={
                    "status": status,
                    "currency": currency,
                    "gateway": gateway,
                    "customer": customer,
                    "reference": reference,
                    "billing_email": billing_email,
                    "created_by": created_by,
                    "created_after": created_after,
                    "created_before": created_before,
                    "search": search,
                    "needs_attention": needs_attention,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
            options,
        )

    async def create(self, body: types.CreatePayment, *, options: RequestOptions | None = None) -> types.Payment:
        """Create a payment.

        Answers when the payment has settled: 201, whatever came of it, a decline too. With 202 it is still
        under way; read it again, or hear of it by event.
        """
        answer: types.Payment = await self._transport.call(Call("POST", "/api/v1/payments", body=body, keyed=True), options)
        return answer

    async def bulk_create(
        self,
        body: types.NewPayments,
        *,
        options: RequestOptions | None = None,
    ) -> types.BulkPayments:
        """Create payments in bulk.

        Up to 100, each by itself: one that is refused or declined stops no other. Each may have an
        `idempotency_key` of its own, which is the key of that payment as if it were sent alone; without one,
        the request's own key and the payment's place in it are its key.
        """
        answer: types.BulkPayments = await self._transport.call(Call("POST", "/api/v1/payments/bulk", body=body, keyed=True), options)
        return answer

    async def links_create(
        self,
        body: types.CreatePaymentLink,
        *,
        options: RequestOptions | None = None,
    ) -> types.PaymentLink:
        """Make a payment link.

        An address where a customer pays with a card, at this node and on a page of it. Nothing is stored: the
        address itself says what is paid, sealed by this node. Payments by it are made in the name of the API
        key that made it, which has to be one; when that key ends, so does the link. Without an idempotency key
        each request makes another link.
        """
        answer: types.PaymentLink = await self._transport.call(Call("POST", "/api/v1/payments/links", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Payment:
        """Read a payment.

        As it stands at this moment.
        """
        answer: types.Payment = await self._transport.call(Call("GET", f"/api/v1/payments/{segment(id)}"), options)
        return answer

    async def billing_details_read(self, id: str, *, options: RequestOptions | None = None) -> types.BillingDetails:
        """Read who is billed.

        Personal data, which no other answer, event, webhook or list has. 404 where none were given, 409
        `person_erased` where the customer was erased.
        """
        answer: types.BillingDetails = await self._transport.call(Call("GET", f"/api/v1/payments/{segment(id)}/billing-details"), options)
        return answer

    async def cancel(
        self,
        id: str,
        body: types.ReasonRequest | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Payment:
        """Cancel a payment.

        Gives it up before money is taken, and releases what is reserved.
        """
        answer: types.Payment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/cancel",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def capture(
        self,
        id: str,
        body: types.CaptureRequest | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Payment:
        """Capture a payment.

        Takes reserved money, all or a part. What is not taken is released: there is one capture.
        """
        answer: types.Payment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/capture",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def confirm(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Payment:
        """Confirm a payment.

        Asks a gateway for the money of a payment that was created with `confirm: false`.
        """
        answer: types.Payment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/confirm",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    def events(
        self,
        id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Event]:
        """Read a payment's history.

        Its events, in the order in which they happened.
        """
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/payments/{segment(id)}/events",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def resolve_attention(
        self,
        id: str,
        body: types.ReasonRequest | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Payment:
        """Resolve what needs attention.

        Says that somebody has seen to what a gateway had undone. While a gateway is silent or contradicts
        itself nobody can: that ends when the operation does.
        """
        answer: types.Payment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/resolve-attention",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def retry(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Payment:
        """Retry a failed payment.

        Starts it again. Only a payment without held or captured money can be retried, so that nobody is charged
        twice.
        """
        answer: types.Payment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/payments/{segment(id)}/retry",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def routing_explain(self, id: str, *, options: RequestOptions | None = None) -> types.PaymentRouting:
        """Explain a payment's routing.

        Every gateway with its score by component, why it was left out or chosen, and the versions of rules,
        strategy, fees and what was learned.
        """
        answer: types.PaymentRouting = await self._transport.call(Call("GET", f"/api/v1/payments/{segment(id)}/routing"), options)
        return answer

    def webhook_deliveries(
        self,
        id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.WebhookDelivery]:
        """List the messages about a payment.

        The newest first, each once for every endpoint that it goes to.
        """
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/payments/{segment(id)}/webhook-deliveries",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )


class AsyncPolicyBundlesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.PolicyBundle]:
        """List versions of the policy.

        Those at hand, the oldest first, without their texts.
        """
        answer: types.Page[types.PolicyBundle] = await self._transport.call(Call("GET", "/api/v1/policy/bundles"), options)
        return answer

    async def propose(self, body: types.NewBundle, *, options: RequestOptions | None = None) -> types.PolicyBundle:
        """Propose a policy.

        A bundle of Rego files. Mistakes are answered with file, line and column, and nothing is kept. With
        `dry_run` the newest recorded decisions are decided anew by it, and what would be different is said.
        """
        answer: types.PolicyBundle = await self._transport.call(Call("POST", "/api/v1/policy/bundles", body=body, keyed=True), options)
        return answer

    async def read_version(self, version: str | int, *, options: RequestOptions | None = None) -> types.PolicyBundle:
        """Read a version of the policy."""
        answer: types.PolicyBundle = await self._transport.call(Call("GET", f"/api/v1/policy/bundles/{segment(version)}"), options)
        return answer

    async def activate(
        self,
        version: str | int,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Policy:
        """Activate a version of the policy.

        Requests are decided by it from now on. Version 0 is the one that Bezant brings.
        """
        answer: types.Policy = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/policy/bundles/{segment(version)}/activate",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncPolicyDecisionsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        principal: str | None = None,
        allow: bool | None = None,
        since: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> types.Page[types.PolicyDecision]:
        """List decisions.

        The newest of the tenant's own first: all denials, all changes, and a sample of what only reads.
        """
        answer: types.Page[types.PolicyDecision] = await self._transport.call(
            Call(
                "GET",
                "/api/v1/policy/decisions",
                query={"principal": principal, "allow": allow, "since": since, "limit": limit},
            ),
            options,
        )
        return answer

    async def explain(self, body: dict[str, Any], *, options: RequestOptions | None = None) -> types.PolicyExplanation:
        """Explain a decision.

        How the policy in force decides a question (its form is in docs/policy.md), with the reasons in words
        and what each rule says. Nothing is done, and nothing is recorded.
        """
        answer: types.PolicyExplanation = await self._transport.call(
            Call(
                "POST",
                "/api/v1/policy/decisions/explain",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncPolicyResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.bundles = AsyncPolicyBundlesResource(transport)
        self.decisions = AsyncPolicyDecisionsResource(transport)

    async def read(self, *, options: RequestOptions | None = None) -> types.Policy:
        """Read the access policy.

        The version in force with its texts.
        """
        answer: types.Policy = await self._transport.call(Call("GET", "/api/v1/policy"), options)
        return answer

    async def roll_back(
        self,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Policy:
        """Roll the policy back.

        The version that was in force before is so again.
        """
        answer: types.Policy = await self._transport.call(Call("POST", "/api/v1/policy/roll-back", body=body, keyed=True), options)
        return answer


class AsyncPrincipalsRolesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def give(
        self,
        id: str,
        body: types.RoleToGive,
        *,
        options: RequestOptions | None = None,
    ) -> types.Principal | types.Approval:
        """Give a principal a role.

        Nobody gives what they may not do themselves. A role with administrative permissions takes a second
        person.
        """
        answer: types.Principal | types.Approval = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/principals/{segment(id)}/roles",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def take(self, id: str, role: str, *, options: RequestOptions | None = None) -> types.Principal:
        """Take a role from a principal."""
        answer: types.Principal = await self._transport.call(
            Call(
                "DELETE",
                f"/api/v1/principals/{segment(id)}/roles/{segment(role)}",
            ),
            options,
        )
        return answer


class AsyncPrincipalsSessionsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, id: str, *, options: RequestOptions | None = None) -> types.Page[types.Session]:
        """List somebody's sessions."""
        answer: types.Page[types.Session] = await self._transport.call(Call("GET", f"/api/v1/principals/{segment(id)}/sessions"), options)
        return answer

    async def end(self, id: str, *, options: RequestOptions | None = None) -> types.StatusDto:
        """End all of somebody's sessions."""
        answer: types.StatusDto = await self._transport.call(Call("DELETE", f"/api/v1/principals/{segment(id)}/sessions"), options)
        return answer


class AsyncPrincipalsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.roles = AsyncPrincipalsRolesResource(transport)
        self.sessions = AsyncPrincipalsSessionsResource(transport)

    def list(
        self,
        *,
        kind: str | None = None,
        status: str | None = None,
        email: str | None = None,
        external_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.Principal]:
        """List principals."""
        return self._transport.pages(
            Call(
                "GET",
                "/api/v1/principals",
                query={
                    "kind": kind,
                    "status": status,
                    "email": email,
                    "external_id": external_id,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
            options,
        )

    async def create(self, body: types.NewPrincipalBody, *, options: RequestOptions | None = None) -> types.Principal:
        """Create a principal.

        A user, an agent (software that pays) or a service account, without roles. A person's data is kept
        sealed.
        """
        answer: types.Principal = await self._transport.call(Call("POST", "/api/v1/principals", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.Principal:
        """Read a principal."""
        answer: types.Principal = await self._transport.call(Call("GET", f"/api/v1/principals/{segment(id)}"), options)
        return answer

    async def change(
        self,
        id: str,
        body: types.PrincipalChange,
        *,
        options: RequestOptions | None = None,
    ) -> types.Principal | types.Approval:
        """Change a principal.

        A new e-mail address of someone administrative takes a second person.
        """
        answer: types.Principal | types.Approval = await self._transport.call(Call("PATCH", f"/api/v1/principals/{segment(id)}", body=body), options)
        return answer

    async def delete(self, id: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Delete a principal.

        Only the id is kept, for what it did. What was sealed of a person before stays readable in the log until
        it is erased.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/principals/{segment(id)}"), options)
        return answer

    async def erase(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.RemovedFromIdentity:
        """Erase a person.

        Deletes the principal, all that they prove themselves with, the invitations to their address, and the
        keys that their personal data is sealed under: nobody can read it any more, in the log, its copies and
        backups. There is no way back.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/principals/{segment(id)}/erase",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def permissions(self, id: str, *, options: RequestOptions | None = None) -> types.EffectivePermissions:
        """Read what a principal may do.

        Every permission that they have now, with the roles and the ways by which they have it.
        """
        answer: types.EffectivePermissions = await self._transport.call(Call("GET", f"/api/v1/principals/{segment(id)}/permissions"), options)
        return answer

    async def reactivate(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Principal:
        """Reactivate a principal."""
        answer: types.Principal = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/principals/{segment(id)}/reactivate",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def suspend(
        self,
        id: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Principal:
        """Suspend a principal.

        They may do nothing from now on: their sessions, tokens and keys are refused.
        """
        answer: types.Principal = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/principals/{segment(id)}/suspend",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncRolesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.Role]:
        """List roles.

        The built-in ones first, then the tenant's own: at most 205.
        """
        answer: types.Page[types.Role] = await self._transport.call(Call("GET", "/api/v1/roles"), options)
        return answer

    async def define(self, body: types.NewRole, *, options: RequestOptions | None = None) -> types.Role:
        """Make a role.

        A named set of permissions, none of which is beyond your own.
        """
        answer: types.Role = await self._transport.call(Call("POST", "/api/v1/roles", body=body, keyed=True), options)
        return answer

    async def read(self, name: str, *, options: RequestOptions | None = None) -> types.Role:
        """Read a role."""
        answer: types.Role = await self._transport.call(Call("GET", f"/api/v1/roles/{segment(name)}"), options)
        return answer

    async def change(
        self,
        name: str,
        body: types.RoleBody,
        *,
        options: RequestOptions | None = None,
    ) -> types.Role | types.Approval:
        """Change a role.

        Who has it may do what it permits at once. Adding administrative permissions takes a second person.
        """
        answer: types.Role | types.Approval = await self._transport.call(Call("PUT", f"/api/v1/roles/{segment(name)}", body=body), options)
        return answer

    async def remove(self, name: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Remove a role.

        Only one that nobody has and nothing names.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/roles/{segment(name)}"), options)
        return answer


class AsyncRoutingExperimentsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.Experiment]:
        """List experiments."""
        answer: types.Page[types.Experiment] = await self._transport.call(Call("GET", "/api/v1/routing/experiments"), options)
        return answer

    async def start(self, body: types.NewExperiment, *, options: RequestOptions | None = None) -> types.Experiment:
        """Start an experiment.

        Routes a part of the customers another way, until there is a result or it does harm. One runs at a time.
        """
        answer: types.Experiment = await self._transport.call(Call("POST", "/api/v1/routing/experiments", body=body, keyed=True), options)
        return answer

    async def stop(
        self,
        name: str,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Experiment:
        """Stop an experiment.

        Ends it without a result.
        """
        answer: types.Experiment = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/routing/experiments/{segment(name)}/stop",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncRoutingFeesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def read(self, *, options: RequestOptions | None = None) -> dict[str, Any]:
        """Read the fees.

        In the form in which they are set.
        """
        answer: dict[str, Any] = await self._transport.call(Call("GET", "/api/v1/routing/fees"), options)
        return answer

    async def set(self, body: dict[str, Any], *, options: RequestOptions | None = None) -> types.Routing:
        """Set the fees.

        What gateways charge, in place of what was set before, in the form of `docs/routing.md`. A gateway
        without a schedule costs what its configuration says.
        """
        answer: types.Routing = await self._transport.call(Call("POST", "/api/v1/routing/fees", body=body, keyed=True), options)
        return answer


class AsyncRoutingRulesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.Rules]:
        """List versions of the rules."""
        answer: types.Page[types.Rules] = await self._transport.call(Call("GET", "/api/v1/routing/rules"), options)
        return answer

    async def propose(self, body: types.NewRules, *, options: RequestOptions | None = None) -> types.Rules:
        """Propose rules.

        Writes a new version down. Nothing follows it until it is approved and activated.
        """
        answer: types.Rules = await self._transport.call(Call("POST", "/api/v1/routing/rules", body=body, keyed=True), options)
        return answer

    async def check(self, body: types.NewRules, *, options: RequestOptions | None = None) -> types.CheckedRules:
        """Check rules.

        Looks at them as a proposal would, and keeps nothing. Mistakes are answered with their places.
        """
        answer: types.CheckedRules = await self._transport.call(Call("POST", "/api/v1/routing/rules/check", body=body, keyed=True), options)
        return answer

    async def roll_back(
        self,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Routing:
        """Roll rules back.

        Back to the version that was active before; to no rules if there was none.
        """
        answer: types.Routing = await self._transport.call(
            Call(
                "POST",
                "/api/v1/routing/rules/roll-back",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def read(self, version: str | int, *, options: RequestOptions | None = None) -> types.Rules:
        """Read a version of the rules."""
        answer: types.Rules = await self._transport.call(Call("GET", f"/api/v1/routing/rules/{segment(version)}"), options)
        return answer

    async def activate(
        self,
        version: str | int,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Rules:
        """Activate rules.

        Payments are routed by this version from now on.
        """
        answer: types.Rules = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/routing/rules/{segment(version)}/activate",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer

    async def approve(
        self,
        version: str | int,
        body: types.NoDetails | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.Rules:
        """Approve rules."""
        answer: types.Rules = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/routing/rules/{segment(version)}/approve",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncRoutingResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.experiments = AsyncRoutingExperimentsResource(transport)
        self.fees = AsyncRoutingFeesResource(transport)
        self.rules = AsyncRoutingRulesResource(transport)

    async def read(self, *, options: RequestOptions | None = None) -> types.Routing:
        """Read how payments are routed."""
        answer: types.Routing = await self._transport.call(Call("GET", "/api/v1/routing"), options)
        return answer

    async def decisions_decide(
        self,
        body: types.NewDecision,
        *,
        options: RequestOptions | None = None,
    ) -> types.Decision:
        """Try a decision.

        Where a payment like this would go now, and why. Nothing is sent and nothing is kept.
        """
        answer: types.Decision = await self._transport.call(Call("POST", "/api/v1/routing/decisions", body=body, keyed=True), options)
        return answer

    async def four_eyes(self, body: types.FourEyes, *, options: RequestOptions | None = None) -> types.Routing:
        """Require four eyes.

        Whether rules must be approved by another key than that of their author.
        """
        answer: types.Routing = await self._transport.call(Call("POST", "/api/v1/routing/four-eyes", body=body, keyed=True), options)
        return answer

    async def resilience_set(self, body: types.Resilience, *, options: RequestOptions | None = None) -> types.Routing:
        """Set the resilience.

        When breakers open and close, and what forecasts do, for all gateways. What is left out is as by
        default.
        """
        answer: types.Routing = await self._transport.call(Call("POST", "/api/v1/routing/resilience", body=body, keyed=True), options)
        return answer

    async def strategy_set(self, body: types.Strategy, *, options: RequestOptions | None = None) -> types.Routing:
        """Set the strategy.

        How gateways are compared from now on.
        """
        answer: types.Routing = await self._transport.call(Call("POST", "/api/v1/routing/strategy", body=body, keyed=True), options)
        return answer


class AsyncTenantLegalHoldsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.LegalHold]:
        """List legal holds.

        At most 100.
        """
        answer: types.Page[types.LegalHold] = await self._transport.call(Call("GET", "/api/v1/tenant/legal-holds"), options)
        return answer

    async def place(
        self,
        name: str,
        body: types.LegalHoldReason,
        *,
        options: RequestOptions | None = None,
    ) -> types.LegalHold:
        """Place a legal hold.

        Until it is released nothing of the tenant is deleted: the rules of retention pass it over, people and
        cards are not erased (409 `legal_hold`), and no part of the audit trail leaves. Placing it again with
        the same reason changes nothing.
        """
        answer: types.LegalHold = await self._transport.call(Call("PUT", f"/api/v1/tenant/legal-holds/{segment(name)}", body=body), options)
        return answer

    async def release(self, name: str, *, options: RequestOptions | None = None) -> types.RemovedFromIdentity:
        """Release a legal hold.

        What its time is over for is deleted by the next run of the rules.
        """
        answer: types.RemovedFromIdentity = await self._transport.call(Call("DELETE", f"/api/v1/tenant/legal-holds/{segment(name)}"), options)
        return answer


class AsyncTenantResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.legal_holds = AsyncTenantLegalHoldsResource(transport)

    async def read(self, *, options: RequestOptions | None = None) -> types.Tenant:
        """Read my tenant."""
        answer: types.Tenant = await self._transport.call(Call("GET", "/api/v1/tenant"), options)
        return answer

    async def change(self, body: types.OwnTenantChange, *, options: RequestOptions | None = None) -> types.Tenant:
        """Change my tenant.

        Features, and how people sign in. Region, limits and data classes are set by who administers the
        machine.
        """
        answer: types.Tenant = await self._transport.call(Call("PATCH", "/api/v1/tenant", body=body), options)
        return answer

    async def export(self, *, options: RequestOptions | None = None) -> str:
        """Export my tenant.

        Everything that the tenant has, a JSON object a line: the tenant, its roles, groups, principals with
        their data opened, keys without secrets, consent texts and consents, and every event from the first one
        on. The last line is an `end_of_export`; one without it broke off.
        """
        answer: str = await self._transport.call(Call("GET", "/api/v1/tenant/export", answer="text"), options)
        return answer


class AsyncWebhookEndpointsDeliveriesResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def list(
        self,
        id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        options: RequestOptions | None = None,
    ) -> AsyncPager[types.WebhookDelivery]:
        """List the messages for an endpoint.

        The newest first, with what became of each.
        """
        return self._transport.pages(
            Call(
                "GET",
                f"/api/v1/webhook-endpoints/{segment(id)}/deliveries",
                query={"cursor": cursor, "limit": limit},
            ),
            options,
        )

    async def replay(self, id: str, delivery_id: str, *, options: RequestOptions | None = None) -> types.Replayed:
        """Send a message again.

        With the same id, whatever became of it before.
        """
        answer: types.Replayed = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/webhook-endpoints/{segment(id)}/deliveries/{segment(delivery_id)}/replay",
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncWebhookEndpointsResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.deliveries = AsyncWebhookEndpointsDeliveriesResource(transport)

    async def list(self, *, options: RequestOptions | None = None) -> types.Page[types.WebhookEndpoint]:
        """List webhook endpoints."""
        answer: types.Page[types.WebhookEndpoint] = await self._transport.call(Call("GET", "/api/v1/webhook-endpoints"), options)
        return answer

    async def create(self, body: types.NewEndpoint, *, options: RequestOptions | None = None) -> types.WebhookEndpoint:
        """Create a webhook endpoint.

        The answer is the only one that shows the secret; a repetition under the same idempotency key shows it
        again.
        """
        answer: types.WebhookEndpoint = await self._transport.call(Call("POST", "/api/v1/webhook-endpoints", body=body, keyed=True), options)
        return answer

    async def read(self, id: str, *, options: RequestOptions | None = None) -> types.WebhookEndpoint:
        """Read a webhook endpoint."""
        answer: types.WebhookEndpoint = await self._transport.call(Call("GET", f"/api/v1/webhook-endpoints/{segment(id)}"), options)
        return answer

    async def update(
        self,
        id: str,
        body: types.EndpointChange,
        *,
        options: RequestOptions | None = None,
    ) -> types.WebhookEndpoint:
        """Change a webhook endpoint.

        What is left out stays as it is.
        """
        answer: types.WebhookEndpoint = await self._transport.call(Call("PATCH", f"/api/v1/webhook-endpoints/{segment(id)}", body=body), options)
        return answer

    async def delete(self, id: str, *, options: RequestOptions | None = None) -> types.Deleted:
        """Delete a webhook endpoint.

        What was not delivered to it is given up.
        """
        answer: types.Deleted = await self._transport.call(Call("DELETE", f"/api/v1/webhook-endpoints/{segment(id)}"), options)
        return answer

    async def rotate_secret(
        self,
        id: str,
        body: types.SecretRotation | None = None,
        *,
        options: RequestOptions | None = None,
    ) -> types.WebhookEndpoint:
        """Rotate an endpoint's secret.

        The answer shows the new secret. The old one signs beside it for 24 hours, so that the receiver can
        change over.
        """
        answer: types.WebhookEndpoint = await self._transport.call(
            Call(
                "POST",
                f"/api/v1/webhook-endpoints/{segment(id)}/rotate-secret",
                body=body,
                keyed=True,
            ),
            options,
        )
        return answer


class AsyncGraphqlResource:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def call(self, body: types.GraphQlCall, *, options: RequestOptions | None = None) -> types.GraphQlReply:
        """Ask in GraphQL.

        Reads what is wanted in one call; the schema is in docs/schema.graphql. What the caller may not see is
        null, under the code that REST has for it.
        """
        answer: types.GraphQlReply = await self._transport.call(Call("POST", "/graphql", body=body), options)
        return answer


class AsyncResources:
    """All resources of the API."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.analytics = AsyncAnalyticsResource(transport)
        self.api_keys = AsyncApiKeysResource(transport)
        self.approvals = AsyncApprovalsResource(transport)
        self.audit = AsyncAuditResource(transport)
        self.cards = AsyncCardsResource(transport)
        self.compliance = AsyncComplianceResource(transport)
        self.consent_texts = AsyncConsentTextsResource(transport)
        self.consents = AsyncConsentsResource(transport)
        self.customers = AsyncCustomersResource(transport)
        self.gateways = AsyncGatewaysResource(transport)
        self.groups = AsyncGroupsResource(transport)
        self.identity_providers = AsyncIdentityProvidersResource(transport)
        self.invitations = AsyncInvitationsResource(transport)
        self.ledger = AsyncLedgerResource(transport)
        self.oauth_clients = AsyncOauthClientsResource(transport)
        self.payments = AsyncPaymentsResource(transport)
        self.policy = AsyncPolicyResource(transport)
        self.principals = AsyncPrincipalsResource(transport)
        self.roles = AsyncRolesResource(transport)
        self.routing = AsyncRoutingResource(transport)
        self.tenant = AsyncTenantResource(transport)
        self.webhook_endpoints = AsyncWebhookEndpointsResource(transport)
        self.graphql = AsyncGraphqlResource(transport)
