// Made from the node's /openapi.json by `npm run types`. Do not edit.

export interface paths {
    "/api/v1/analytics/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read payment analytics
         * @description Approval, declines, cost, latency, and what retries, failover and waiting added, by time and segment. The numbers follow
         *     the log at a small distance and say which position they reflect.
         */
        get: operations["analytics_payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Revoked and expired ones too, without secrets.
         */
        get: operations["api_keys_list"];
        put?: never;
        /**
         * Make an API key
         * @description It may do nothing that you may not do yourself. The secret stands in this answer and in no other, not even in that to a
         *     repetition; a key that is proved by a certificate has none.
         */
        post: operations["api_keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an API key */
        get: operations["api_keys_read"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It is refused from now on, with all of its secrets.
         */
        delete: operations["api_keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an API key
         * @description Gives it another secret, or another certificate where it has one; the one before works for a while beside it.
         */
        post: operations["api_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}/signing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the requests of an API key signed
         * @description By RFC 9421. A signing key that is replaced counts for a while beside the new one; a shared secret stands in this answer and in no
         *     other.
         */
        post: operations["api_keys_signing_set"];
        /** Have the requests of an API key signed no more */
        delete: operations["api_keys_signing_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what waits for a second person */
        get: operations["approvals_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what waits for a second person */
        get: operations["approvals_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description As the second person, who may do all that is given. Everything is checked again, and what was asked happens.
         */
        post: operations["approvals_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject
         * @description As somebody who could approve, or as who asked.
         */
        post: operations["approvals_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the audit trail
         * @description The newest of the tenant's own records first. The search follows the trail by a few seconds; `behind` says how far it is.
         */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/{position}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a record of the audit trail with its proof
         * @description The proof is checked with the node's public key alone: `bezant audit check-proof`.
         */
        get: operations["audit_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the audit trail holds now, signed
         * @description The checkpoint is about the whole node's trail, and shows nothing of it but a hash. Keep it: a later one must continue it.
         */
        get: operations["audit_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List cards */
        get: operations["cards_list"];
        put?: never;
        /**
         * Keep a card
         * @description Checks the number and keeps it in the vault. The answer's id stands for it. A number that is there already has the same id, so that
         *     asking again is safe without an idempotency key: 200 instead of 201.
         */
        post: operations["cards_create"];
        /**
         * Delete a customer's cards
         * @description Shreds the keys of all cards of a customer: no copy can be read any more. Deleting again is no error.
         */
        delete: operations["cards_erase_customer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a card */
        get: operations["cards_read"];
        put?: never;
        post?: never;
        /**
         * Delete a card
         * @description Shreds the card's key: its number can't be read any more, from backups neither. Deleting again is no error.
         */
        delete: operations["cards_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards/{id}/accesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a card's record
         * @description What was done with the card, newest first: who had its number and what for, and who asked in vain.
         */
        get: operations["cards_accesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See a card's number
         * @description Answers the whole number, after the record of who saw it and what for is durable. Takes a permission of its own (`cards.reveal`), and a
         *     signed-in user proves themself again.
         */
        post: operations["cards_reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report what was changed of how money moves
         * @description Each change to routing, fees, gateways, limits, roles, who has them, keys that pay, policies, endpoints and accounts: who, when, from
         *     what to what, and the second person where one stands behind it. Each row and each total names the positions that it stands on.
         */
        get: operations["compliance_changes_configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report who agreed to what
         * @description Each consent that was given and each that was withdrawn, with the text that it is about, and the texts that were published.
         */
        get: operations["compliance_consents_given"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/health-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report who reached health data
         * @description Every request for what the tenant has declared to be about health, let in or not, by permission and policy version, with totals per
         *     principal. People stand in it by their ids. Each row and each total names the positions of the audit trail that it stands on.
         */
        get: operations["compliance_health_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/persons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report what is known of a person
         * @description Everything that the node has of a principal: profile, roles, credentials by kind and time, sessions, devices, consents, keys, the records
         *     of the audit trail by and about them, and their cards if you name the customer that they are. No secret is in it. Takes
         *     `identity.read`, `consents.read` and `keys.read` too, and `cards.read` for cards.
         */
        get: operations["compliance_persons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/persons/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Deletes the principal, destroys the key of their data and those of their invitations, and deletes the cards of the customer that you name.
         *     The answer says what was erased, and what stays and why. It can be repeated. Takes `cards.delete` too where a customer is named.
         */
        post: operations["compliance_persons_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compliance/processing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report what data is processed
         * @description The categories of data with how often they were asked for, who receives data, and what guards it, as the tenant is set up now.
         */
        get: operations["compliance_processing_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consent-texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List consent texts
         * @description All versions: at most 200.
         */
        get: operations["consent_texts"];
        put?: never;
        /**
         * Publish a consent text
         * @description It never changes: another text for the same purpose is another version.
         */
        post: operations["consent_texts_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List consents */
        get: operations["consents_list"];
        put?: never;
        /**
         * Record consent
         * @description On behalf of a principal or of somebody outside, such as a customer, of whom a keyed hash is kept and nothing else.
         */
        post: operations["consents_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a consent */
        get: operations["consents_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw consent
         * @description On behalf of who gave it. It holds at once.
         */
        post: operations["consents_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a customer
         * @description Destroys the key that the billing details of all their payments are sealed under, and deletes their cards from the vault: no copy and no
         *     backup of a log can be read any more. Payments, postings and the chain stay. There is no way back; asking again is safe.
         */
        post: operations["customers_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/email-verifications/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an e-mail address by a link */
        post: operations["email_verifications_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch events live
         * @description Server-sent events: each with the event's type, its JSON, and an id with which a new connection goes on where this one
         *     ended.
         */
        get: operations["events_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch events over a WebSocket
         * @description By the subprotocol `bezant.events.v1`, which has to be offered. Who it is for is said by the `Authorization` header, by the
         *     session's cookie from a page of the node, or by the first message: `{"type": "authenticate", "token": "bzk_…"}`. Then
         *     `{"type": "subscribe", "subscription": "mine", "types": ["payment.*"], "payment": "pay_…", "resource": "…", "after": "77-0"}` (all but
         *     the type can be left out) begins, `unsubscribe` ends, `{"type": "credit", "messages": 100}` bounds how many events come, and
         *     `ping` is answered. How it closes is in `docs/events.md`.
         */
        get: operations["events_ws_socket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gateways
         * @description The node's gateways with their health, as routing sees it.
         */
        get: operations["gateways_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups */
        get: operations["groups_list"];
        put?: never;
        /** Make a group */
        post: operations["groups_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a group */
        get: operations["groups_read"];
        put?: never;
        post?: never;
        /**
         * Remove a group
         * @description Its members lose what they had by it.
         */
        delete: operations["groups_remove"];
        options?: never;
        head?: never;
        /**
         * Change a group
         * @description That SCIM says who is in a group with administrative roles takes a second person.
         */
        patch: operations["groups_change"];
        trace?: never;
    };
    "/api/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a group */
        get: operations["groups_members"];
        put?: never;
        /**
         * Add members to a group
         * @description Where the group has administrative roles it takes a second person.
         */
        post: operations["groups_members_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members/{principal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a member out of a group */
        delete: operations["groups_members_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a group a role
         * @description All of its members have it from then on. A role with administrative permissions takes a second person.
         */
        post: operations["groups_roles_give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a role from a group */
        delete: operations["groups_roles_take"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List outside identity providers */
        get: operations["identity_providers_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an outside identity provider */
        get: operations["identity_providers_read"];
        /**
         * Set an outside identity provider
         * @description Adds or changes how it is used. Mapping a group to administrative roles takes a second person.
         */
        put: operations["identity_providers_set"];
        post?: never;
        /**
         * Remove an outside identity provider
         * @description Nobody signs in by it any more, and its roles count for nobody.
         */
        delete: operations["identity_providers_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List open invitations */
        get: operations["invitations_list"];
        put?: never;
        /**
         * Invite a user
         * @description They get a letter with a link that works once. An invitation to administrative roles takes a second person; the letter goes
         *     out when they agree.
         */
        post: operations["invitations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an open invitation */
        get: operations["invitations_read"];
        put?: never;
        post?: never;
        /** Revoke an invitation */
        delete: operations["invitations_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Makes the account, with this password. Then sign in.
         */
        post: operations["invitations_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List accounts
         * @description In the order in which they were opened, or by path with `prefix`; with their balances at this moment.
         */
        get: operations["ledger_accounts_list"];
        put?: never;
        /** Open an account */
        post: operations["ledger_accounts_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an account
         * @description With its balance at this moment.
         */
        get: operations["ledger_accounts_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description Limits, freezing, closing, and words and numbers of your own.
         */
        patch: operations["ledger_accounts_change"];
        trace?: never;
    };
    "/api/v1/ledger/accounts/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an account's balance
         * @description Now or as of any time: as it was known then, as it counts as of then, or both.
         */
        get: operations["ledger_accounts_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/accounts/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an account's statement
         * @description Its postings in a period, the earliest first, with the balance before, after each, and at the end. Holds move no money and are
         *     not on it.
         */
        get: operations["ledger_accounts_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/balance-sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the balance sheet
         * @description What is owned, what is owed and what is left, with subtotals by path, now or as of any time.
         */
        get: operations["ledger_balance_sheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read balances
         * @description The accounts with their balances at this moment, all of one page from the same state. With `prefix`: the sums of all accounts
         *     at and below that path, by currency.
         */
        get: operations["ledger_balances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a batch of transfers
         * @description Each item by itself, or as chains where items are linked: what can be made is made. The answer says what became of each.
         *     The whole batch is one entry of the log. A body may have up to 4 MiB.
         */
        post: operations["ledger_batches_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange currencies
         * @description Two transfers, all or none: the sold money goes to the liquidity account of its currency, the bought money comes from that of
         *     the other. The bought amount is rounded half to even, to the minor unit. Both accounts are assets or expenses, or neither is.
         */
        post: operations["ledger_exchanges_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry out a flow
         * @description A text of the posting language becomes one chain of transfers, all or none, against the balances of this moment. A dry run
         *     answers what would be made and makes nothing.
         */
        post: operations["ledger_flows_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a journal
         * @description A CSV file with the columns `debit`, `credit`, `amount`, `currency` and, if you like, `effective_at`, `code`, `reference`,
         *     `external_reference`, `id` and `kind`. Every row is a transfer by itself: what can be made is made, and the answer says what
         *     became of each line. A row without an id gets one that follows from its content and from how often the same came before it in
         *     the file, so the same import again makes nothing twice: its lines are answered with `exists`. A file with a line that can't be
         *     read is refused as a whole. Nothing needs an `Idempotency-Key` here, and none is looked at.
         *
         *     With `dry_run=true` every line is decided in turn as the ledger would now, on a copy of the accounts that the file names: balances,
         *     limits, closed and frozen accounts, ids that exist. Nothing changes, and lines that can't be read stand among the refused.
         *
         *     A file may have up to 16 MiB and 65,520 rows.
         */
        post: operations["ledger_imports_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/income-statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the income statement
         * @description What was earned and spent in a period, with subtotals by path.
         */
        get: operations["ledger_income_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the general journal
         * @description All transfers that were committed in a period, the oldest first, with what was attached to them.
         */
        get: operations["ledger_journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/monitors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List monitors */
        get: operations["ledger_monitors_list"];
        put?: never;
        /**
         * Set a monitor
         * @description Watches a balance, or changes what is watched for. The event `ledger.monitor_crossed` tells when the condition becomes true
         *     or false.
         */
        post: operations["ledger_monitors_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/monitors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a monitor */
        get: operations["ledger_monitors_read"];
        put?: never;
        post?: never;
        /** Remove a monitor */
        delete: operations["ledger_monitors_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List reconciliations */
        get: operations["ledger_reconciliations_list"];
        put?: never;
        /**
         * Define a reconciliation
         * @description Says which account outside a ledger account is compared with, and by which rules; or changes it. Accounts and currency stay
         *     once a statement is imported.
         */
        post: operations["ledger_reconciliations_define"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a reconciliation */
        get: operations["ledger_reconciliations_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open items
         * @description The items that are not closed, by booking day. A page may be short and have a next one.
         */
        get: operations["ledger_reconciliations_items_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an item */
        get: operations["ledger_reconciliations_items_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items/{item_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign an item
         * @description Gives an open item to someone to look into, or back.
         */
        post: operations["ledger_reconciliations_items_assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items/{item_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a note
         * @description Something to remember about an item that is not closed.
         */
        post: operations["ledger_reconciliations_items_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items/{item_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open an item again
         * @description A closed item is open again. Its match is dissolved: the other items of it are open too, and its transfers free.
         */
        post: operations["ledger_reconciliations_items_reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/items/{item_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve an item
         * @description Ends it by hand: with the transfers that it belongs to, as written off, ignored, or left to the bank to correct.
         */
        post: operations["ledger_reconciliations_items_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Match by hand
         * @description Says that lines and transfers belong together, whatever the rules say. Someone has to accept it, with a difference or
         *     without. To end a single item at once, resolve it.
         */
        post: operations["ledger_reconciliations_matches_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/matches/{match_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a match */
        get: operations["ledger_reconciliations_matches_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept a match
         * @description Its lines are matched and closed.
         */
        post: operations["ledger_reconciliations_matches_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a match
         * @description Its lines are open again and its transfers free, and no rule proposes it any more.
         */
        post: operations["ledger_reconciliations_matches_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Match by the rules
         * @description Looks for matches between open lines and transfers of the ledger account that no match has, and records them: as the rule says
         *     they hold at once, or wait for being accepted. A search takes in at most 20,000 lines and 50,000 transfers near them, and one
         *     request records at most 4,000 lines and transfers; `has_more` tells that there is more to record.
         */
        post: operations["ledger_reconciliations_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a statement
         * @description The body is the file: CSV, camt.053 or MT940, of at most 16 MiB and 100,000 lines. It is checked as a whole before anything is
         *     taken in. Lines that an earlier statement brought are passed over; a file of which everything is there already is refused.
         *     A long statement is taken in in parts: if the request ends early, send the file again, and the rest follows.
         */
        post: operations["ledger_reconciliations_statements_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/reconciliations/{id}/statements/{statement_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a statement */
        get: operations["ledger_reconciliations_statements_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules
         * @description Those whose time has not come.
         */
        get: operations["ledger_schedules_list"];
        put?: never;
        /**
         * Schedule transfers
         * @description They are made at the given time as one chain, all or none; if they can't be made then, an event says why.
         */
        post: operations["ledger_schedules_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a schedule */
        get: operations["ledger_schedules_read"];
        put?: never;
        post?: never;
        /** Cancel a schedule */
        delete: operations["ledger_schedules_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List transfers
         * @description Those of an account through filters or those with a reference, the newest first; or all, the oldest first.
         */
        get: operations["ledger_transfers_list"];
        put?: never;
        /**
         * Make transfers
         * @description One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
         */
        post: operations["ledger_transfers_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a transfer
         * @description With what became of it and what was attached to it.
         */
        get: operations["ledger_transfers_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/trial-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the trial balance
         * @description All that was ever posted, per account and per currency, now or as of any time.
         */
        get: operations["ledger_trial_balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read who one is */
        get: operations["me_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my consents
         * @description Withdrawn ones too, the oldest first: at most 1000.
         */
        get: operations["me_consents_list"];
        put?: never;
        /** Give consent myself */
        post: operations["me_consents_give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/consents/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw my consent */
        post: operations["me_consents_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices that one has signed in from */
        get: operations["me_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a device
         * @description The sessions from it end. Signing in from it is news again.
         */
        delete: operations["me_devices_forget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to confirm one's e-mail address
         * @description It is mailed to the address that one has now. The first two go at once; then one has to wait.
         */
        post: operations["me_email_verification_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's passkeys */
        get: operations["me_passkeys"];
        put?: never;
        /** Register a passkey */
        post: operations["me_passkeys_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey */
        delete: operations["me_passkeys_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for the challenge of a new passkey */
        post: operations["me_passkeys_options"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's password
         * @description One's other sessions end.
         */
        post: operations["me_password_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new recovery codes
         * @description They are shown here only; those from before are worth nothing any more.
         */
        post: operations["me_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one's session
         * @description Every quarter of an hour the answer has a new cookie; pages that stay open ask for it now and then.
         */
        get: operations["me_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's sessions */
        get: operations["me_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's sessions */
        delete: operations["me_sessions_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End one's other sessions */
        post: operations["me_sessions_revoke_others_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove once more who one is
         * @description By the password, a code, a recovery code or a passkey; it counts for five minutes.
         */
        post: operations["me_step_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/step-up/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a passkey's challenge to prove once more who one is */
        post: operations["me_step_up_options"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to use an authenticator app
         * @description The seed is shown here only. It counts once a code of it has been confirmed.
         */
        post: operations["me_totp_enrol"];
        /** Use the authenticator app no more */
        delete: operations["me_totp_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an authenticator app by its first code */
        post: operations["me_totp_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/oauth-clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List OAuth clients */
        get: operations["oauth_clients_list"];
        put?: never;
        /**
         * Register an OAuth client
         * @description One that can keep a secret gets one: it stands in this answer and in no other.
         */
        post: operations["oauth_clients_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/oauth-clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an OAuth client */
        get: operations["oauth_clients_read"];
        put?: never;
        post?: never;
        /**
         * Remove an OAuth client
         * @description With all that it was granted: its tokens are refused from now on.
         */
        delete: operations["oauth_clients_remove"];
        options?: never;
        head?: never;
        /** Change an OAuth client */
        patch: operations["oauth_clients_change"];
        trace?: never;
    };
    "/api/v1/oauth-clients/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an OAuth client's secret
         * @description The one before works for a while beside it. The new one stands in this answer and in no other.
         */
        post: operations["oauth_clients_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search payments
         * @description The newest first. A list follows the log at a small distance and says which position it reflects.
         */
        get: operations["payments_list"];
        put?: never;
        /**
         * Create a payment
         * @description Answers when the payment has settled: 201, whatever came of it, a decline too. With 202 it is still under way; read it
         *     again, or hear of it by event.
         */
        post: operations["payments_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a payment
         * @description As it stands at this moment.
         */
        get: operations["payments_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/billing-details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who is billed
         * @description Personal data, which no other answer, event, webhook or list has. 404 where none were given, 409 `person_erased` where the customer was
         *     erased.
         */
        get: operations["payments_billing_details_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a payment
         * @description Gives it up before money is taken, and releases what is reserved.
         */
        post: operations["payments_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture a payment
         * @description Takes reserved money, all or a part. What is not taken is released: there is one capture.
         */
        post: operations["payments_capture"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a payment
         * @description Asks a gateway for the money of a payment that was created with `confirm: false`.
         */
        post: operations["payments_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a payment's history
         * @description Its events, in the order in which they happened.
         */
        get: operations["payments_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a payment's refunds */
        get: operations["payments_refunds_list"];
        put?: never;
        /**
         * Refund a payment
         * @description Gives money back, all that is left or a part. Several refunds of one payment are possible.
         */
        post: operations["payments_refunds_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/refunds/{refund_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a refund */
        get: operations["payments_refunds_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/refunds/{refund_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record that a refund came back
         * @description The customer's bank returned a refund that had succeeded: the refund fails, and the money is owed to you again.
         */
        post: operations["payments_refunds_return_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/resolve-attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve what needs attention
         * @description Says that somebody has seen to what a gateway had undone. While a gateway is silent or contradicts itself nobody can:
         *     that ends when the operation does.
         */
        post: operations["payments_resolve_attention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a failed payment
         * @description Starts it again. Only a payment without held or captured money can be retried, so that nobody is charged twice.
         */
        post: operations["payments_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain a payment's routing
         * @description Every gateway with its score by component, why it was left out or chosen, and the versions of rules, strategy, fees and
         *     what was learned.
         */
        get: operations["payments_routing_explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/webhook-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the messages about a payment
         * @description The newest first, each once for every endpoint that it goes to.
         */
        get: operations["payments_webhook_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create payments in bulk
         * @description Up to 100, each by itself: one that is refused or declined stops no other. Each may have an `idempotency_key` of its own, which is the
         *     key of that payment as if it were sent alone; without one, the request's own key and the payment's place in it are its key.
         */
        post: operations["payments_bulk_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a payment link
         * @description An address where a customer pays with a card, at this node and on a page of it. Nothing is stored: the address itself says what is
         *     paid, sealed by this node. Payments by it are made in the name of the API key that made it, which has to be one; when that key ends, so
         *     does the link. Without an idempotency key each request makes another link.
         */
        post: operations["payments_links_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the access policy
         * @description The version in force with its texts.
         */
        get: operations["policy_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List versions of the policy
         * @description Those at hand, the oldest first, without their texts.
         */
        get: operations["policy_bundles_list"];
        put?: never;
        /**
         * Propose a policy
         * @description A bundle of Rego files. Mistakes are answered with file, line and column, and nothing is kept. With `dry_run` the newest
         *     recorded decisions are decided anew by it, and what would be different is said.
         */
        post: operations["policy_bundles_propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/bundles/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of the policy */
        get: operations["policy_bundles_read_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/bundles/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a version of the policy
         * @description Requests are decided by it from now on. Version 0 is the one that Bezant brings.
         */
        post: operations["policy_bundles_activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List decisions
         * @description The newest of the tenant's own first: all denials, all changes, and a sample of what only reads.
         */
        get: operations["policy_decisions_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/decisions/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain a decision
         * @description How the policy in force decides a question (its form is in docs/policy.md), with the reasons in words and what each rule
         *     says. Nothing is done, and nothing is recorded.
         */
        post: operations["policy_decisions_explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll the policy back
         * @description The version that was in force before is so again.
         */
        post: operations["policy_roll_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List principals */
        get: operations["principals_list"];
        put?: never;
        /**
         * Create a principal
         * @description A user, an agent (software that pays) or a service account, without roles. A person's data is kept sealed.
         */
        post: operations["principals_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a principal */
        get: operations["principals_read"];
        put?: never;
        post?: never;
        /**
         * Delete a principal
         * @description Only the id is kept, for what it did. What was sealed of a person before stays readable in the log until it is erased.
         */
        delete: operations["principals_delete"];
        options?: never;
        head?: never;
        /**
         * Change a principal
         * @description A new e-mail address of someone administrative takes a second person.
         */
        patch: operations["principals_change"];
        trace?: never;
    };
    "/api/v1/principals/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Deletes the principal, all that they prove themselves with, the invitations to their address, and the keys that their personal
         *     data is sealed under: nobody can read it any more, in the log, its copies and backups. There is no way back.
         */
        post: operations["principals_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a principal may do
         * @description Every permission that they have now, with the roles and the ways by which they have it.
         */
        get: operations["principals_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reactivate a principal */
        post: operations["principals_reactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a principal a role
         * @description Nobody gives what they may not do themselves. A role with administrative permissions takes a second person.
         */
        post: operations["principals_roles_give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a role from a principal */
        delete: operations["principals_roles_take"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List somebody's sessions */
        get: operations["principals_sessions"];
        put?: never;
        post?: never;
        /** End all of somebody's sessions */
        delete: operations["principals_sessions_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/principals/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a principal
         * @description They may do nothing from now on: their sessions, tokens and keys are refused.
         */
        post: operations["principals_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description The built-in ones first, then the tenant's own: at most 205.
         */
        get: operations["roles_list"];
        put?: never;
        /**
         * Make a role
         * @description A named set of permissions, none of which is beyond your own.
         */
        post: operations["roles_define"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a role */
        get: operations["roles_read"];
        /**
         * Change a role
         * @description Who has it may do what it permits at once. Adding administrative permissions takes a second person.
         */
        put: operations["roles_change"];
        post?: never;
        /**
         * Remove a role
         * @description Only one that nobody has and nothing names.
         */
        delete: operations["roles_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how payments are routed */
        get: operations["routing_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a decision
         * @description Where a payment like this would go now, and why. Nothing is sent and nothing is kept.
         */
        post: operations["routing_decisions_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List experiments */
        get: operations["routing_experiments_list"];
        put?: never;
        /**
         * Start an experiment
         * @description Routes a part of the customers another way, until there is a result or it does harm. One runs at a time.
         */
        post: operations["routing_experiments_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/experiments/{name}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an experiment
         * @description Ends it without a result.
         */
        post: operations["routing_experiments_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the fees
         * @description In the form in which they are set.
         */
        get: operations["routing_fees_read"];
        put?: never;
        /**
         * Set the fees
         * @description What gateways charge, in place of what was set before, in the form of `docs/routing.md`. A gateway without a schedule costs
         *     what its configuration says.
         */
        post: operations["routing_fees_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/four-eyes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Require four eyes
         * @description Whether rules must be approved by another key than that of their author.
         */
        post: operations["routing_four_eyes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/resilience": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the resilience
         * @description When breakers open and close, and what forecasts do, for all gateways. What is left out is as by default.
         */
        post: operations["routing_resilience_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List versions of the rules */
        get: operations["routing_rules_list"];
        put?: never;
        /**
         * Propose rules
         * @description Writes a new version down. Nothing follows it until it is approved and activated.
         */
        post: operations["routing_rules_propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of the rules */
        get: operations["routing_rules_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate rules
         * @description Payments are routed by this version from now on.
         */
        post: operations["routing_rules_activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules/{version}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve rules */
        post: operations["routing_rules_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check rules
         * @description Looks at them as a proposal would, and keeps nothing. Mistakes are answered with their places.
         */
        post: operations["routing_rules_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/rules/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll rules back
         * @description Back to the version that was active before; to no rules if there was none.
         */
        post: operations["routing_rules_roll_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/strategy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the strategy
         * @description How gateways are compared from now on.
         */
        post: operations["routing_strategy_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description The session comes as a cookie. Where there is a second factor the answer says which, and `continue` goes with it.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["sign_in_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a passkey's challenge
         * @description Without `continue` for any passkey of this node.
         */
        post: operations["sign_in_passkey_options"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to set a new password
         * @description The answer is the same whether there is such an account or not.
         */
        post: operations["sign_in_recovery_recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/recovery/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a link
         * @description All sessions and grants end. Then sign in, with the second factor if there is one.
         */
        post: operations["sign_in_recovery_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove the second factor */
        post: operations["sign_in_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read my tenant */
        get: operations["tenant_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change my tenant
         * @description Features, and how people sign in. Region, limits and data classes are set by who administers the machine.
         */
        patch: operations["tenant_change"];
        trace?: never;
    };
    "/api/v1/tenant/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export my tenant
         * @description Everything that the tenant has, a JSON object a line: the tenant, its roles, groups, principals with their data opened, keys
         *     without secrets, consent texts and consents, and every event from the first one on. The last line is an
         *     `end_of_export`; one without it broke off.
         */
        get: operations["tenant_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/legal-holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List legal holds
         * @description At most 100.
         */
        get: operations["tenant_legal_holds_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant/legal-holds/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Place a legal hold
         * @description Until it is released nothing of the tenant is deleted: the rules of retention pass it over, people and cards are not erased (409
         *     `legal_hold`), and no part of the audit trail leaves. Placing it again with the same reason changes nothing.
         */
        put: operations["tenant_legal_holds_place"];
        post?: never;
        /**
         * Release a legal hold
         * @description What its time is over for is deleted by the next run of the rules.
         */
        delete: operations["tenant_legal_holds_release"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook endpoints */
        get: operations["webhook_endpoints_list"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description The answer is the only one that shows the secret; a repetition under the same idempotency key shows it again.
         */
        post: operations["webhook_endpoints_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a webhook endpoint */
        get: operations["webhook_endpoints_read"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook endpoint
         * @description What was not delivered to it is given up.
         */
        delete: operations["webhook_endpoints_delete"];
        options?: never;
        head?: never;
        /**
         * Change a webhook endpoint
         * @description What is left out stays as it is.
         */
        patch: operations["webhook_endpoints_update"];
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the messages for an endpoint
         * @description The newest first, with what became of each.
         */
        get: operations["webhook_endpoints_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again
         * @description With the same id, whatever became of it before.
         */
        post: operations["webhook_endpoints_deliveries_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an endpoint's secret
         * @description The answer shows the new secret. The old one signs beside it for 24 hours, so that the receiver can change over.
         */
        post: operations["webhook_endpoints_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask in GraphQL by address
         * @description The same, for queries that are known by their hash: such an answer can be kept by who asked.
         */
        get: operations["_graphql_call_by_address"];
        put?: never;
        /**
         * Ask in GraphQL
         * @description Reads what is wanted in one call; the schema is in docs/schema.graphql. What the caller may not see is null, under the code that
         *     REST has for it.
         */
        post: operations["_graphql_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What becomes of what a rule finds.
         * @enum {string}
         */
        AcceptanceWord: "automatic" | "proposed";
        /** @description A new user. */
        Accepted: {
            principal: string;
            /** @description Always `accepted`. */
            status: string;
            /** @description The organisation's name, to sign in with. */
            tenant_name: string;
        };
        /** @description A ledger account. Amounts are minor units of its currency. */
        Account: {
            allows_overdraft: boolean;
            /**
             * Format: int64
             * @description The balance less what open holds will take.
             */
            available: number;
            /**
             * Format: int64
             * @description The posted balance on its normal side.
             */
            balance: number;
            /** @description It takes no further transfers. */
            closed: boolean;
            /**
             * Format: int32
             * @description A number of your own.
             */
            code: number;
            /**
             * Format: int64
             * @description How far beyond its guard it may go, holds counted.
             */
            credit_limit: number;
            /** Format: int64 */
            credits_pending: number;
            /**
             * Format: int64
             * @description Everything ever credited for good.
             */
            credits_posted: number;
            currency: string;
            /** @description Whether debits raise it. */
            debit_normal: boolean;
            /** Format: int64 */
            debits_pending: number;
            /**
             * Format: int64
             * @description Everything ever debited for good.
             */
            debits_posted: number;
            /** @description Nothing moves but what releases holds. */
            frozen: boolean;
            guard: components["schemas"]["GuardWord"];
            /** @example acc_01h455vb4pex5vsknk084sn02q */
            id: string;
            metadata: {
                [key: string]: string;
            };
            /** @description Always `account`. */
            object: string;
            /** Format: date-time */
            opened_at: string;
            /**
             * @description Its place in the chart of accounts; the first part is its type.
             * @example liabilities:merchant_payable
             */
            path: string;
            temporary_limit?: components["schemas"]["TemporaryLimit"] | null;
            /**
             * Format: int64
             * @description How many transfers touch it.
             */
            transfers: number;
            /** @description A number of your own, in hexadecimal. */
            user_data?: string | null;
        };
        /** @description An account on one side of a transfer. */
        AccountRef: {
            id: string;
            /** @description Left out in the answer to a new transfer. */
            path?: string | null;
        };
        /** @description Amounts in minor units. */
        AmountsDto: {
            /** Format: int64 */
            approved: number;
            /**
             * Format: int64
             * @description Taken for good.
             */
            completed: number;
            /**
             * Format: int32
             * @description Fees in basis points of what was completed.
             */
            cost_basis_points?: number | null;
            currency: string;
            /**
             * Format: int64
             * @description What gateways charged, for refunds too.
             */
            fees: number;
        };
        /** @description How payments went. */
        AnalyticsDto: {
            /** @description By time, then by group. */
            data: components["schemas"]["AnalyticsRowDto"][];
            /**
             * Format: date-time
             * @description What was looked at begins here: asked times are widened to whole units.
             */
            from: string;
            /** @description `minute`, `hour`, `day` or `total`. */
            interval: string;
            /** @description Always `payment_analytics`. */
            object: string;
            /**
             * Format: int64
             * @description The position of the log that the numbers reflect.
             */
            position: number;
            /** @description How fine the sums are that were added up: `minute`, `hour` or `day`. */
            resolution: string;
            /**
             * Format: int64
             * @description How far they are behind the log, in milliseconds.
             */
            stale_by_ms: number;
            /**
             * Format: date-time
             * @description And ends before this.
             */
            to: string;
        };
        /** @description A group in a span of time. */
        AnalyticsRowDto: {
            amounts?: components["schemas"]["AmountsDto"] | null;
            /**
             * Format: date-time
             * @description When the row's time begins; null for a total.
             */
            at?: string | null;
            attempts: components["schemas"]["AttemptsDto"];
            /** @description The group by the names in `group_by`; null where it is not known of the payments. */
            group: {
                [key: string]: string | null;
            };
            latency: components["schemas"]["LatencyDto"];
            payments: components["schemas"]["PaymentsDto"];
            uplift: components["schemas"]["UpliftDto"];
        };
        /** @description An API key. */
        ApiKey: {
            certificate?: components["schemas"]["KeyCertificate"] | null;
            /** @description What its holder is certified for: `pci`, `hipaa`. */
            certifications: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at?: string | null;
            /** @example key_01h455vb4pex5vsknk084sn02q */
            id: string;
            /**
             * Format: date-time
             * @description To the hour.
             */
            last_used_at?: string | null;
            name: string;
            /** @description Always `api_key`. */
            object: string;
            /** @description All that it allows; no more than its principal may do, if it has one. */
            permissions: string[];
            /**
             * Format: date-time
             * @description Until when the secret or certificate before works too.
             */
            previous_secret_until?: string | null;
            /** @description Whose key it is, if it is not the tenant's own. */
            principal?: string | null;
            /** @description Where its holder is. */
            region?: string | null;
            /** Format: date-time */
            revoked_at?: string | null;
            /** @description `read`, `write`, `operate`. */
            scopes: string[];
            /** @description In the answer that makes it only. */
            secret?: string | null;
            signing?: components["schemas"]["KeySigning"] | null;
            /** @description What its requests are signed with, in Base64: in the answer that makes it only. */
            signing_secret?: string | null;
            tenant: string;
        };
        /** @description Something that happens when a second person agrees. */
        Approval: {
            /**
             * Format: date-time
             * @description From when on it can't be approved.
             */
            expires_at: string;
            /** @description To or of which group. */
            group?: string | null;
            /** @example apr_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Which outside provider. */
            identity_provider?: string | null;
            /** @description How many principals come into the group. */
            members?: number | null;
            /** @description Always `approval`. */
            object: string;
            /** @description What those roles permit, or shall permit: the second person needs all of it. */
            permissions: string[];
            /** @description To or of which principal. */
            principal?: string | null;
            /**
             * @description What is asked: `assign_role`, `change_role`, `add_members`, `change_group`, `invite`, `set_provider` or
             *     `change_principal`.
             */
            request: string;
            /** Format: date-time */
            requested_at: string;
            /** @description Who asked: an id. */
            requested_by: string;
            /** @description Which roles. */
            roles: string[];
            /** @description `waiting`, `approved` or `rejected`. */
            status: string;
        };
        /** @description Who shall look into an item. */
        AssignItem: {
            /**
             * @description A name of 1 to 128 characters; null gives the item back.
             * @example ann@example.com
             */
            assignee?: string | null;
            /** @description Why, of at most 1,000 characters. */
            note?: string;
        };
        /** @description What was attached to a transfer. */
        Attached: {
            /** @description Your own name for it. */
            external_reference?: string | null;
            /** @description Words of your own. */
            metadata: {
                [key: string]: string;
            };
        };
        /** @description One authorization that was sent to a gateway. */
        Attempt: {
            /** @description The code behind a decline or failure. */
            code?: string | null;
            /** @description Why this gateway: the best candidates. Empty for a repetition. */
            explanation: components["schemas"]["Candidate"][];
            gateway: string;
            /** Format: int64 */
            latency_ms: number;
            operation: string;
            /**
             * @description How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or
             *     `pending`; null while it is under way.
             */
            outcome?: string | null;
            /**
             * Format: int32
             * @description Counts the manual retries, from zero.
             */
            round: number;
            /**
             * Format: date-time
             * @description When it was first sent.
             */
            started_at: string;
        };
        /** @description Attempts: authorizations that were sent to gateways. */
        AttemptsDto: {
            approval_rate?: components["schemas"]["RateDto"] | null;
            /** Format: int64 */
            approved: number;
            /** Format: int64 */
            declined: number;
            /** @description Declines by code. */
            declines: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Those whose end a gateway told.
             */
            ended: number;
            /**
             * Format: int64
             * @description Technical failures without effect.
             */
            failed: number;
            /**
             * Format: int64
             * @description Held back by the node; no gateway was asked.
             */
            not_sent: number;
            /**
             * Format: int64
             * @description Calls after which nobody knew; their end is counted when it is known.
             */
            unknown: number;
        };
        /** @description What the access policy asks about beside roles. */
        AttributesBody: {
            hipaa?: boolean;
            pci?: boolean;
            region?: string | null;
        };
        /** @description What the audit trail holds now, signed. */
        AuditCheckpoint: {
            /** @description The hash of the last frame, over all before, in hexadecimal digits. */
            chain: string;
            /** @description Which form of checkpoint it is. */
            format: string;
            /**
             * Format: int64
             * @description How many frames the log has.
             */
            frames: number;
            /** @description Which log it is about. */
            log: string;
            /**
             * Format: int64
             * @description The position of the last record.
             */
            position: number;
            /** @description The public half of the key that signed it, in hexadecimal digits. */
            public_key: string;
            /** @description The root of the tree over all frames (RFC 9162), in hexadecimal digits. */
            root: string;
            /** @description The signature (Ed25519), in hexadecimal digits. */
            signature: string;
            /**
             * Format: int64
             * @description When it was signed, in microseconds since 1970.
             */
            time_us: number;
        };
        /** @description Records of the audit trail. */
        AuditPage: {
            /**
             * Format: int64
             * @description How many newer records are not looked through yet.
             */
            behind: number;
            /** @description The records, the newest first. */
            data: Record<string, never>[];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The newest position of the trail that was looked through.
             */
            position: number;
        };
        /** @description A record with the way from its stored bytes to a signed checkpoint. */
        AuditProof: {
            /** @description What the trail held when this was asked, signed. */
            checkpoint: Record<string, never>;
            /** @description Its stored bytes, base64: what was hashed. */
            payload: string;
            /** @description The proof that the checkpoint covers these bytes at this position (RFC 9162). */
            proof: Record<string, never>;
            /** @description The record. */
            record: Record<string, never>;
        };
        /** @description The sums of an account at an instant. */
        BalanceAt: {
            account: string;
            /**
             * Format: int64
             * @description The posted balance on its normal side.
             */
            balance: number;
            /** Format: int64 */
            credits_pending: number;
            /** Format: int64 */
            credits_posted: number;
            currency: string;
            /** Format: int64 */
            debits_pending: number;
            /** Format: int64 */
            debits_posted: number;
            /**
             * Format: int64
             * @description The position of the log that it reflects.
             */
            position: number;
        };
        /** @description Accounts, or the sums of a branch. */
        Balances: components["schemas"]["Page_Account"] | components["schemas"]["Page_RolledUpBalance"];
        /** @description What is owned, what is owed and what is left, per currency: assets = liabilities + equity + earnings. */
        BalanceSheet: {
            currencies: components["schemas"]["CurrencySheet"][];
            /**
             * Format: int64
             * @description The position of the log that it reflects.
             */
            position: number;
        };
        /** @description What became of a batch. */
        Batch: {
            /** @description How many items were made. */
            made: number;
            /** @description Always `batch`. */
            object: string;
            /** @description How many were refused. */
            refused: number;
            /** @description What became of each item, in their order. */
            results: components["schemas"]["BatchItem"][];
        };
        /** @description What became of an item. */
        BatchItem: {
            /**
             * Format: int64
             * @description How much was moved, in minor units, if it was made.
             */
            amount?: number | null;
            /** @description Why it was refused. `transfer_exists` says that the very same one was made before. */
            code?: string | null;
            currency?: string | null;
            /** @description Of which field the code speaks, if it speaks of one. */
            field?: string | null;
            /** @description The transfer's id; left out where a refused item brought none. */
            id?: string | null;
            /** @description `made` or `refused`. */
            status: string;
        };
        /** @description Who is billed. It does not print. */
        BillingDetails: {
            /**
             * @description The street, the house and what else leads there: at most four lines.
             * @default []
             */
            address_lines?: string[];
            /** @default null */
            city?: string | null;
            /**
             * @description Two letters as in ISO 3166-1.
             * @default null
             * @example GB
             */
            country?: string | null;
            /**
             * @default null
             * @example ada@example.com
             */
            email?: string | null;
            /**
             * @default null
             * @example Ada Lovelace
             */
            name?: string | null;
            /** @default null */
            phone?: string | null;
            /** @default null */
            postal_code?: string | null;
            /**
             * @description A state, province or the like.
             * @default null
             */
            state?: string | null;
        };
        /** @description What became of one. */
        BulkPayment: {
            payment?: components["schemas"]["Payment"] | null;
            problem?: components["schemas"]["Problem"] | null;
            /** @description Whether this is the first answer under its key, given again. */
            replayed: boolean;
            /**
             * Format: int32
             * @description The status of the answer, had it been sent alone.
             * @example 201
             */
            status: number;
        };
        /** @description What became of payments, in their order. */
        BulkPayments: {
            /** @description How many were created: those that gateways declined too. */
            created: number;
            data: components["schemas"]["BulkPayment"][];
            /** @description Always `bulk_payments`. */
            object: string;
            /** @description How many were refused. */
            refused: number;
        };
        /** @description A gateway in a choice. */
        Candidate: {
            gateway: string;
            /**
             * Format: int64
             * @description In millionths.
             */
            score: number;
            /** @description What became of it: `chosen`, `eligible`, `breaker_open` and others. */
            verdict: string;
        };
        /**
         * @description When the money is taken.
         * @enum {string}
         */
        CaptureMethod: "automatic" | "manual" | "automatic_after";
        /** @description A part of the payment's money, or all of it. */
        CaptureRequest: {
            /**
             * Format: int64
             * @description How much, in minor units; all of it if left out. What is not taken is released.
             */
            amount?: number | null;
            /** @description The payment's currency; a guard against mistakes. */
            currency?: string | null;
        };
        /** @description A card, without its number. */
        Card: {
            /** @description The first digits. */
            bin?: string | null;
            /** @description `credit`, `debit`, `prepaid` or `commercial`. */
            category?: string | null;
            /** @description As in ISO 3166-1. */
            issuer_country?: string | null;
            /**
             * @description The network.
             * @example visa
             */
            scheme?: string | null;
        };
        /** @description One line of a card's record. */
        CardAccess: {
            at: string;
            /** @description Who: a principal, an API key, or a part of the node; null where the vault did it by itself. */
            by?: string | null;
            /** @description The id of the request. */
            correlation_id: string;
            /** @description `added`, `updated`, `opened`, `refused`, `resealed` or `deleted`. */
            kind: string;
            /** @description Always `card_access`. */
            object: string;
            /**
             * Format: int64
             * @description Where it stands in the vault's log.
             */
            position: number;
            /** @description What for, where a number was asked for. */
            purpose?: string | null;
        };
        /** @description What shall be different about an account; what is left out stays. */
        ChangeAccount: {
            /** @description Whether it takes no further transfers. */
            closed?: boolean | null;
            /**
             * Format: int32
             * @description A number of your own.
             */
            code?: number | null;
            /**
             * Format: int64
             * @description How far beyond its guard it may go. It may be lowered below what is used: then the account only recovers.
             */
            credit_limit?: number | null;
            /** @description Whether nothing moves but what releases holds. */
            frozen?: boolean | null;
            /** @description Keys to set; an empty value removes its key. */
            metadata?: Record<string, never>;
            temporary_limit?: components["schemas"]["NewTemporaryLimit"] | null;
            /** @description A number of your own: up to 32 hexadecimal digits. */
            user_data?: string | null;
        };
        /** @description Rules that were looked at and have no mistakes. */
        CheckedRules: {
            /** @description The gateways that they name. */
            gateways: string[];
            /** @description The names of the rules, in order. */
            rules: string[];
            /** @description Always `true`: mistakes are answered as a problem. */
            valid: boolean;
        };
        /** @description What shall be different: what is left out stays, null takes away. */
        ClientChange: {
            /** Format: int32 */
            access_token_seconds?: number | null;
            /** Format: int32 */
            grant_seconds?: number | null;
            grant_types?: string[] | null;
            name?: string | null;
            post_logout_redirect_uris?: string[] | null;
            principal?: string | null;
            redirect_uris?: string[] | null;
            /** Format: int32 */
            refresh_idle_seconds?: number | null;
            scope?: string | null;
        };
        /**
         * @description How it is compared with the threshold.
         * @enum {string}
         */
        ComparisonWord: "at_least" | "more_than" | "at_most" | "less_than";
        /** @description A report for auditors. What a row or a figure stands on is named by positions, which `GET /api/v1/audit/{position}` proves. */
        ComplianceReport: {
            /** @description Its totals. */
            figures: components["schemas"]["ReportFigure"][];
            /** @description Which form it has. */
            format: string;
            /** @description Not before. */
            from?: string | null;
            /** @description Which report it is. */
            kind: string;
            /** @description When it was made. */
            made_at: string;
            /** @description Always `compliance_report`. */
            object: string;
            /** @description What its reader has to know. */
            remarks: string[];
            /** @description What it was made from: what the audit trail held, signed, and how far the log was read. */
            source: components["schemas"]["ReportSource"];
            /** @description Its tables. */
            tables: components["schemas"]["ReportTable"][];
            /** @description Whose; none where it is about the whole node. */
            tenant?: string | null;
            /** @description Its heading. */
            title: string;
            /** @description Before. */
            to?: string | null;
        };
        /** @description That someone agreed. */
        Consent: {
            /** @description By which way it came. */
            channel: string;
            /** Format: date-time */
            given_at: string;
            /** @example cns_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Always `consent`. */
            object: string;
            /** @description Who agreed, if it is a principal. Others are found by what they are known by, and by nothing else. */
            principal?: string | null;
            purpose: string;
            /** @description Who recorded it: an id, or `node`. */
            recorded_by: string;
            /** @description `given` or `withdrawn`. */
            status: string;
            /**
             * Format: int32
             * @description To which version of its texts.
             */
            version: number;
            /** Format: date-time */
            withdrawn_at?: string | null;
        };
        /** @description A text that can be agreed to. It never changes. */
        ConsentText: {
            /** @description BLAKE3 of the text, in hexadecimal, as `b3sum` computes it. */
            digest: string;
            /** @example en */
            language: string;
            /** @description Always `consent_text`. */
            object: string;
            /** Format: date-time */
            published_at: string;
            /**
             * @description What the consent is for.
             * @example marketing_mail
             */
            purpose: string;
            text: string;
            /**
             * Format: int32
             * @description Its number among those of its purpose.
             */
            version: number;
        };
        /** @description Ended calls by outcome. */
        Counts: {
            /** Format: int64 */
            decline: number;
            /** Format: int64 */
            failure: number;
            /** Format: int64 */
            success: number;
            /** Format: int64 */
            unknown: number;
        };
        /** @description A new payment. */
        CreatePayment: {
            /**
             * Format: int64
             * @description How much, in minor units: 1099 for 10.99 EUR. A whole number.
             * @example 4990
             */
            amount: number;
            /**
             * Format: int32
             * @description How long a gateway may be looked for, up to a day; as configured if left out. A call under way is followed beyond it.
             */
            answer_within_seconds?: number | null;
            billing_details?: components["schemas"]["BillingDetails"] | null;
            /**
             * Format: int32
             * @description Needed with `automatic_after`, refused otherwise.
             */
            capture_after_seconds?: number | null;
            /**
             * @description `automatic` (the default): the money is taken with the authorization. `manual`: when you say so.
             *     `automatic_after`: after `capture_after_seconds`, unless you came first.
             */
            capture_method?: components["schemas"]["CaptureMethod"];
            card?: components["schemas"]["NewCard"] | null;
            /** @description Whether to ask a gateway at once; true if left out. */
            confirm?: boolean;
            /**
             * @description Where the payment comes from: two letters as in ISO 3166-1.
             * @example DE
             */
            country?: string | null;
            /**
             * @description As in ISO 4217.
             * @example EUR
             */
            currency: string;
            /** @description Your own name for the customer, at most 128 characters. */
            customer?: string | null;
            /** @description For people, at most 500 characters. */
            description?: string | null;
            /**
             * @description `customer` (the default): somebody waits for the answer. `merchant`: you charge under an agreement, and nobody
             *     waits: after a soft decline a better moment may be waited for.
             */
            initiator?: components["schemas"]["InitiatorWord"];
            /** @description Your own pairs: at most 20, keys of at most 40 and values of at most 500 characters. */
            metadata?: {
                [key: string]: string;
            } | null;
            payment_method: components["schemas"]["NewPaymentMethod"];
            /** @description Your own name for the payment, at most 128 characters. */
            reference?: string | null;
            retries?: components["schemas"]["NewRetries"] | null;
        };
        /** @description A payment link to be made. */
        CreatePaymentLink: {
            /**
             * Format: int64
             * @description How much, in minor units: 1099 for 10.99 EUR. A whole number.
             * @example 4990
             */
            amount: number;
            /**
             * @description As in ISO 4217.
             * @example EUR
             */
            currency: string;
            /** @description What the customer reads above the amount, at most 200 characters. */
            description?: string | null;
            /**
             * @description The site that may show the page in a frame: scheme, host and port. No other may.
             * @example https://shop.example
             */
            embed_origin?: string | null;
            /**
             * Format: int32
             * @description How long it is good for: a day if left out, 90 days at most.
             */
            expires_in_minutes?: number | null;
            /** @description Your own name for what is paid, at most 128 characters. The payments have it too. */
            reference?: string | null;
            /**
             * @description Where the customer goes on afterwards: `https`, or `http` on one's own machine. `payment` and `status` are added to its query.
             * @example https://shop.example/thanks
             */
            return_url?: string | null;
            /** @description Everybody who comes pays, and may do so again. Otherwise it is paid once. */
            reusable?: boolean;
        };
        /** @description The income statement in one currency. */
        CurrencyIncome: {
            currency: string;
            expenses: components["schemas"]["ReportSection"];
            /**
             * Format: int64
             * @description Revenue less expenses.
             */
            net_income: number;
            revenue: components["schemas"]["ReportSection"];
        };
        /** @description The balance sheet in one currency. */
        CurrencySheet: {
            assets: components["schemas"]["ReportSection"];
            currency: string;
            /**
             * Format: int64
             * @description All revenue less all expenses: what was earned and is not yet closed into equity.
             */
            earnings: number;
            equity: components["schemas"]["ReportSection"];
            liabilities: components["schemas"]["ReportSection"];
        };
        /** @description Whose personal data is to be gone. */
        CustomerToErase: {
            /**
             * @description Your own name for the customer, as payments and cards have it.
             * @example customer-4711
             */
            customer: string;
        };
        /** @description A decision and its reasons. */
        Decision: {
            /** @description Every configured gateway: those that could take it, best first, then the others by name. */
            candidates: components["schemas"]["ScoredGateway"][];
            experiment?: components["schemas"]["ExperimentSide"] | null;
            /** Format: int32 */
            fees_version: number;
            /** @description The best gateway; null if none can take the payment. */
            gateway?: string | null;
            /**
             * Format: int64
             * @description The version of what was learned: how many authorizations it comes from.
             */
            model_version: number;
            /** @description Whether rules want the customer to be authenticated. */
            require_three_d_secure: boolean;
            /** @description The rules that held. */
            rules: components["schemas"]["HeldRule"][];
            /**
             * Format: int32
             * @description The version of the rules; null without rules, 0 for rules that were only tried.
             */
            rules_version?: number | null;
            /** Format: int32 */
            strategy_version: number;
        };
        /** @description What was deleted. */
        Deleted: {
            deleted: boolean;
            id: string;
            object: string;
        };
        /** @description A browser that somebody has signed in from. */
        Device: {
            /** Format: date-time */
            first_seen_at: string;
            id: string;
            /** Format: date-time */
            last_seen_at: string;
            /** @description Always `device`. */
            object: string;
            trusted: boolean;
        };
        /** @description A customer asks the issuer for the money back. */
        Dispute: {
            /**
             * Format: int64
             * @description How much is disputed, in minor units.
             */
            amount: number;
            /**
             * Format: int64
             * @description What of it is lost.
             */
            amount_lost: number;
            /**
             * Format: int64
             * @description What the gateway has taken and not given back.
             */
            amount_withdrawn: number;
            /** @example EUR */
            currency: string;
            gateway: string;
            /** @description The gateway's own word for the reason. */
            gateway_reason?: string | null;
            /**
             * @description The gateway's own name for it.
             * @example dp_1MtJUT2eZvKYlo2CNaw2HvEv
             */
            id: string;
            /** @description Always `dispute`. */
            object: string;
            /** Format: date-time */
            opened_at: string;
            /**
             * @description `fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`,
             *     `unrecognized` or `other`.
             */
            reason: string;
            /**
             * Format: date-time
             * @description Until when evidence must be there.
             */
            respond_by?: string | null;
            /** @description `warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`. */
            status: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What a policy would change of the newest recorded decisions, of all tenants. */
        DryRun: {
            /** @description The first ones that are newly allowed. */
            allowed_examples: components["schemas"]["DryRunExample"][];
            /** @description The first ones that are newly denied. */
            denied_examples: components["schemas"]["DryRunExample"][];
            /**
             * Format: int64
             * @description Denied then, allowed now.
             */
            newly_allowed: number;
            /**
             * Format: int64
             * @description Allowed then, denied now.
             */
            newly_denied: number;
            /**
             * Format: int64
             * @description Decided as before.
             */
            same: number;
        };
        /** @description A decision that would be another one. It does not say whose it was. */
        DryRunExample: {
            method: string;
            /** @description Why it would be decided otherwise. */
            reasons: string[];
            /** @description Why it was decided as it was. */
            reasons_then: string[];
            roles: string[];
            route: string;
        };
        /** @description One thing that somebody may do. */
        EffectivePermission: {
            /** @description Each way by which they have it. */
            from: components["schemas"]["PermissionSource"][];
            /** @example payments.read */
            permission: string;
        };
        /** @description What somebody may do now, and where each of it comes from. */
        EffectivePermissions: {
            /** @description Always `effective_permissions`. */
            object: string;
            permissions: components["schemas"]["EffectivePermission"][];
            principal: string;
            /** @description `active`, `suspended` or `deleted`. Who is not active may do nothing. */
            status: string;
        };
        /** @description When a gateway is left out. */
        Elimination: {
            /**
             * Format: int32
             * @description After so many calls.
             */
            calls_at_least: number;
            /**
             * Format: int32
             * @description Below this success rate of the last minutes, in ten-thousandths.
             */
            success_below_basis_points: number;
        };
        /** @description The token in the link that was mailed to an address. */
        EmailProof: {
            token: string;
        };
        /** @description What to change about an endpoint; what is left out stays. */
        EndpointChange: {
            description?: string | null;
            /** @description Whether to send; enabling forgets why it was disabled. */
            enabled?: boolean | null;
            events?: string[] | null;
            url?: string | null;
        };
        /** @description Cards that are gone. */
        ErasedCards: {
            /**
             * Format: int32
             * @description How many there were.
             */
            deleted: number;
            /** @description Always `erased_cards`. */
            object: string;
        };
        /** @description What is gone. */
        ErasedCustomer: {
            /** @description The details of all their payments can't be read any more, in no copy and no backup of the log. */
            billing_details_erased: boolean;
            /**
             * Format: int32
             * @description How many cards were deleted.
             */
            cards_deleted: number;
            /** @description Always `erased_customer`. */
            object: string;
        };
        /** @description Something that happened. */
        Event: {
            /** Format: date-time */
            created_at: string;
            /** @description What happened, in the event's own fields. */
            data: Record<string, never>;
            /** @example evt_01h455vb4pex5vsknk084sn02q */
            id: string;
            /**
             * Format: int32
             * @description Its place within the entry.
             */
            index: number;
            /** @description Always `event`. */
            object: string;
            /** @description The payment it happened to. */
            payment?: string | null;
            /**
             * Format: int64
             * @description The position of its entry in the log.
             */
            position: number;
            /** @example payment.captured */
            type: string;
        };
        /** @description An experiment and what came of it so far. */
        Experiment: {
            control: components["schemas"]["ExperimentTally"];
            /** Format: date-time */
            ended_at?: string | null;
            /**
             * Format: int32
             * @description How often the sides were compared, of ten times.
             */
            looks: number;
            name: string;
            /** @description Always `routing_experiment`. */
            object: string;
            /** Format: int32 */
            rules?: number | null;
            /**
             * Format: int32
             * @description Planned payments per side.
             */
            sample: number;
            /** Format: int32 */
            share_basis_points: number;
            /** Format: int32 */
            significance_percent: number;
            /** Format: date-time */
            started_at: string;
            /** @description `running`, `better`, `worse`, `no_difference`, `stopped_on_harm` or `stopped`. */
            status: string;
            strategy?: components["schemas"]["Strategy"] | null;
            trial: components["schemas"]["ExperimentTally"];
        };
        /** @description A side of an experiment. */
        ExperimentSide: {
            name: string;
            /** @description `control` or `trial`. */
            side: string;
        };
        /** @description Ended payments of one side. */
        ExperimentTally: {
            /** Format: int64 */
            approved: number;
            /** Format: int64 */
            payments: number;
        };
        /** @description A reason of a decision. */
        ExplainedReason: {
            /** @description As a stable word. */
            reason: string;
            /** @description In the policy's own words. */
            words?: string | null;
        };
        /** @description What a rule says about the question. */
        ExplainedRule: {
            rule: string;
            /** @description Null if it does not hold. */
            value: Record<string, never>;
        };
        /** @description What went wrong. */
        Failure: {
            /**
             * @description A stable code.
             * @example insufficient_funds
             */
            code: string;
            /** @description The gateway's own code, if it gave one. */
            gateway_code?: string | null;
            message: string;
        };
        /** @description The parts of a fee, in minor units. */
        FeeParts: {
            /** Format: int64 */
            interchange: number;
            /** Format: int64 */
            margin: number;
            /** Format: int64 */
            markup: number;
            /** Format: int64 */
            scheme: number;
        };
        /** @description What a flow made, or would make. */
        Flow: {
            /** @description Whether nothing was made. */
            dry_run: boolean;
            /** @description For a dry run: the line of the flow that asks for each transfer, from 1. */
            lines?: number[] | null;
            /** @description Always `flow`. */
            object: string;
            /** @description The transfers, in order; none if nothing moves. */
            transfers: components["schemas"]["Transfer"][];
        };
        /** @description Two means and where they point. */
        Forecast: {
            /**
             * Format: int32
             * @description Of the last seconds.
             */
            fast: number;
            /**
             * Format: int32
             * @description What it will be if things go on as they do.
             */
            forecast: number;
            /**
             * Format: int32
             * @description Of the last minute.
             */
            slow: number;
        };
        /** @description Whether rules must be approved by someone else than their author. */
        FourEyes: {
            /** @description From now on. */
            required: boolean;
        };
        /** @description A gateway. An empty list of what it takes means that there is no restriction. */
        Gateway: {
            countries: string[];
            currencies: string[];
            /** Format: int32 */
            fee_basis_points: number;
            /** Format: int64 */
            fee_fixed: number;
            /** @description One entry per operation. */
            health: components["schemas"]["OperationHealth"][];
            /**
             * Format: int64
             * @description The largest amount it takes; null where there is no bound.
             */
            maximum_amount?: number | null;
            methods: string[];
            /**
             * Format: int64
             * @description The smallest amount it takes, in minor units.
             */
            minimum_amount: number;
            name: string;
            /** @description Always `gateway`. */
            object: string;
            operations: string[];
            /** Format: int32 */
            priority: number;
            /** @description Whether it only pretends: payments through it move no money. */
            sandbox: boolean;
        };
        /** @description A GraphQL call. */
        GraphQlCall: {
            /** @description `persistedQuery` with `version` 1 and `sha256Hash`. */
            extensions?: Record<string, never> | null;
            /** @description Which operation of the text. */
            operationName?: string | null;
            /**
             * @description The text of the query; left out where its hash is known.
             * @example { payments(first: 5) { nodes { id status } } }
             */
            query?: string | null;
            /** @description The values of its variables, by name. */
            variables?: Record<string, never> | null;
        };
        /** @description A GraphQL reply. */
        GraphQlReply: {
            /** @description What was asked for; null where the call was refused as a whole. */
            data?: Record<string, never> | null;
            /** @description What could not be answered; `extensions.code` says why. */
            errors?: Record<string, never>[] | null;
        };
        /** @description Principals that have roles together. */
        Group: {
            /** Format: date-time */
            changed_at: string;
            /** Format: date-time */
            created_at: string;
            /** @description What an outside directory calls it. */
            external_id?: string | null;
            /** @example grp_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description How many members it has. */
            members: number;
            name: string;
            /** @description Always `group`. */
            object: string;
            /** @description Whether its members are run from outside. */
            provisioned: boolean;
            /** @description What its members have. */
            roles: string[];
            /**
             * Format: int64
             * @description Grows by one with each change, of its members too.
             */
            version: number;
        };
        /** @description What shall be different: what is left out stays, null takes away. */
        GroupChange: {
            external_id?: string | null;
            name?: string | null;
            provisioned?: boolean | null;
        };
        /**
         * @description Which balance an account must keep. Holds count as moved.
         * @enum {string}
         */
        GuardWord: "none" | "no_overdraft" | "debits_within_credits" | "credits_within_debits";
        /** @description A rule that held. */
        HeldRule: {
            name: string;
            /**
             * Format: int32
             * @description From 0, in the order of the text.
             */
            number: number;
        };
        /** @description How an outside identity provider is used. How to reach it is in the node's configuration. */
        IdentityProvider: {
            /** Format: date-time */
            changed_at: string;
            /** @description Whether the node's configuration has a connection of this name for the tenant. Without one nobody comes by it. */
            configured: boolean;
            /** Format: date-time */
            created_at: string;
            /** @description The roles of everyone who comes from there. */
            default_roles: string[];
            /** @description Whether who is not known yet gets an account. */
            just_in_time: boolean;
            /** @description `oidc`, `saml` or `ldap`. */
            kind: string;
            /** @description Whether an account that SCIM made is linked when the provider says that its e-mail address is verified. */
            link_by_email: boolean;
            /** @description The roles of who is in each outside group. */
            mapping: {
                [key: string]: string[];
            };
            /** @description As in the node's configuration. */
            name: string;
            /** @description Always `identity_provider`. */
            object: string;
            /**
             * Format: int64
             * @description Grows by one with each change.
             */
            version: number;
        };
        /** @description What became of an import, or would. */
        Import: {
            /** @description Whether nothing was made. */
            dry_run: boolean;
            /** @description How many had been made before. */
            existing: number;
            /** @description What became of each line, in their order. */
            lines: components["schemas"]["ImportLine"][];
            /** @description How many lines were made. */
            made: number;
            /** @description Always `import`. */
            object: string;
            /** @description How many were refused. */
            refused: number;
        };
        /** @description What became of a line. */
        ImportLine: {
            /** @description Why it was refused. */
            code?: string | null;
            /** @description Of which field the code speaks, if it speaks of one. */
            field?: string | null;
            /** @description The transfer's id; left out where the line can't be read. */
            id?: string | null;
            /**
             * Format: int64
             * @description The line of the file, from 1; the header is one.
             */
            line: number;
            /** @description The same in words, where there is more to say than the code does. */
            message?: string | null;
            /** @description `made`, `exists` where the very same transfer was made before, or `refused`. */
            status: string;
        };
        /** @description What was earned and spent in a period, per currency. */
        IncomeStatement: {
            currencies: components["schemas"]["CurrencyIncome"][];
            /**
             * Format: int64
             * @description The position of the log that it reflects.
             */
            position: number;
        };
        /**
         * @description Who wants the money to move now.
         * @enum {string}
         */
        InitiatorWord: "customer" | "merchant";
        /** @description An open invitation to become a user. */
        Invitation: {
            /** Format: date-time */
            created_at: string;
            /** @description Who invited: an id, or `node`. */
            created_by: string;
            email?: string | null;
            /** Format: date-time */
            expires_at: string;
            /** @example inv_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description The link in the letter; only for who administers the machine. */
            link?: string | null;
            name?: string | null;
            /** @description Always `invitation`. */
            object: string;
            /** @description What the user will have. */
            roles: string[];
            /** @description Whether the letter was handed over for delivery; in the answer that makes it only. */
            sent?: boolean | null;
        };
        /** @description Becomes a user, by the token in the link. */
        InvitationAccept: {
            name?: string | null;
            password: string;
            token: string;
        };
        /** @description A line of the general journal. */
        JournalLine: components["schemas"]["Transfer"] & components["schemas"]["Attached"];
        /** @description The certificate of an API key: one of these. */
        KeyCertificate: {
            /**
             * @description A host name among its alternative names.
             * @example billing.shop.example
             */
            dns?: string | null;
            /** @description Its SHA-256 fingerprint. */
            sha256?: string | null;
            /**
             * @description A URI among its alternative names.
             * @example spiffe://shop.example/billing
             */
            uri?: string | null;
        };
        /** @description Another secret or certificate for a key. */
        KeyRotation: {
            certificate?: components["schemas"]["NewKeyCertificate"] | null;
            /**
             * Format: int32
             * @description How long the one before works too, from 0 to 604800; a day if left out.
             */
            overlap_seconds?: number | null;
        };
        /** @description How the requests of an API key are signed (RFC 9421). */
        KeySigning: {
            /** @description `ed25519` or `hmac-sha256`. */
            algorithm: string;
            /**
             * Format: date-time
             * @description Until when signatures by the key before are taken too.
             */
            previous_key_until?: string | null;
            /** @description For `ed25519`: the public key, its 32 bytes in Base64. */
            public_key?: string | null;
            /** @description Whether a request without a signature is refused. */
            required: boolean;
        };
        /** @description How long calls took, in milliseconds; percentiles are at most an eighth too high. */
        LatencyDto: {
            /** Format: int64 */
            calls: number;
            /** Format: int64 */
            p50_ms?: number | null;
            /** Format: int64 */
            p95_ms?: number | null;
            /** Format: int64 */
            p99_ms?: number | null;
        };
        /** @description While it stands, nothing of the tenant is deleted: not by the rules of retention, and not because somebody asks. */
        LegalHold: {
            /**
             * @description What it is called.
             * @example case-2026-14
             */
            name: string;
            /** @description Always `legal_hold`. */
            object: string;
            /** Format: date-time */
            placed_at: string;
            /** @description Why, for people. */
            reason: string;
        };
        /** @description Why nothing is to be deleted. */
        LegalHoldReason: {
            /** @description For people, at most 500 characters. No personal data: it stays in the log. */
            reason: string;
        };
        /** @description A transfer, or those of a chain. */
        MadeTransfers: components["schemas"]["Transfer"] | components["schemas"]["Page_Transfer"];
        /**
         * @description Where a match stands.
         * @enum {string}
         */
        MatchStatusWord: "found" | "proposed" | "accepted" | "rejected" | "dissolved";
        /** @description Oneself. */
        Me: {
            email?: string | null;
            /** @description Whether one has shown that the address is one's own, by a link that was mailed to it. */
            email_verified: boolean;
            has_password: boolean;
            has_totp: boolean;
            id: string;
            /** @description `user`, `agent` or `service_account`. */
            kind: string;
            /** @description How one has proved who one is. */
            methods: string[];
            name?: string | null;
            /** @description Always `principal`. */
            object: string;
            /** @description What one may do by what one has presented. */
            permissions: string[];
            recovery_codes_left: number;
            roles: string[];
            /** @description Whether one may do nothing until one has set up a second factor. */
            second_factor_missing: boolean;
            tenant: string;
            tenant_name: string;
        };
        /**
         * @description What is measured of an account.
         * @enum {string}
         */
        MeasureWord: "balance" | "available" | "debits_posted" | "credits_posted" | "pending_outflow" | "pending_inflow";
        /** @description A member of a group. */
        Member: {
            principal: string;
        };
        /** @description One thing that is wrong with the input. */
        Mistake: {
            /**
             * @description A stable code.
             * @example field_missing
             */
            code: string;
            /** @description The character in that line, from 1. */
            column?: number | null;
            /** @description What to do about it. */
            hint?: string | null;
            /** @description The line of a text in the request, from 1. */
            line?: number | null;
            /** @description In plain words. */
            message: string;
            /**
             * @description Where: the field's path in the JSON body, or the name of the parameter or header.
             * @example payment_method.token
             */
            path: string;
        };
        /** @description A balance that is watched. */
        Monitor: {
            account: string;
            comparison: components["schemas"]["ComparisonWord"];
            /**
             * @description The account's currency.
             * @example EUR
             */
            currency: string;
            /** @description Whether the condition holds now. */
            holds: boolean;
            /** @example mon_01h455vb4pex5vsknk084sn02q */
            id: string;
            measure: components["schemas"]["MeasureWord"];
            /** @description Always `monitor`. */
            object: string;
            /**
             * Format: int64
             * @description In minor units.
             */
            threshold: number;
        };
        /** @description Transfers that are made each by itself, or as chains where they are linked. */
        NewBatch: {
            /**
             * @description From 1 to 8,190. An item with `linked: true` is made together with the next one, all of such a chain or none. Their
             *     metadata and external references have at most 768 KiB together, where each item that has some counts for its words, 10 bytes
             *     for each key, and 40.
             */
            transfers: components["schemas"]["NewTransfer"][];
        };
        /** @description A policy to be kept as a version, or only checked. */
        NewBundle: {
            /** @description Whether it is not kept. */
            check_only?: boolean;
            /** @description Whether recorded decisions are decided anew by it. */
            dry_run?: boolean;
            /** @description Texts in Rego by their paths: at most 64, 256 KiB together. */
            files: {
                [key: string]: string;
            };
            /** @description Why; at most 200 characters. */
            note?: string;
        };
        /** @description A card, without its number. What is not known is left out. */
        NewCard: {
            /**
             * @description The first six to eight digits of the number.
             * @example 411111
             */
            bin?: string | null;
            /**
             * @description `credit`, `debit`, `prepaid` or `commercial`.
             * @example debit
             */
            category?: string | null;
            /**
             * @description Where the issuer sits: two letters as in ISO 3166-1.
             * @example DE
             */
            issuer_country?: string | null;
            /**
             * @description `visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `maestro`, `cartes_bancaires`, `girocard`,
             *     `rupay` or `elo`.
             * @example visa
             */
            scheme?: string | null;
        };
        /** @description Transfers that are made all or none, each seeing those before it. */
        NewChain: {
            /** @description From 1 to 256. */
            transfers: components["schemas"]["NewTransfer"][];
        };
        /** @description A new client. */
        NewClientBody: {
            /**
             * Format: int32
             * @description At most a day; ten minutes if left out.
             */
            access_token_seconds?: number | null;
            /**
             * Format: int32
             * @description How long a grant lasts in any case, at most 366 days; 90 days if left out.
             */
            grant_seconds?: number | null;
            /**
             * @description `authorization_code` (with PKCE, always), `refresh_token`, `client_credentials`,
             *     `urn:ietf:params:oauth:grant-type:device_code`; the first two if left out.
             */
            grant_types?: string[] | null;
            /** @description `public` for what runs on its user's device, `confidential` for what can keep a secret; the latter if left out. */
            kind?: string | null;
            /** @description What people know it by. */
            name: string;
            /** @description Where a browser may go after signing out. */
            post_logout_redirect_uris?: string[];
            /** @description As whom it acts by `client_credentials`. */
            principal?: string | null;
            /** @description Where it may get its answers: https, http to 127.0.0.1 or [::1], or a scheme with a dot in it. Compared exactly. */
            redirect_uris?: string[];
            /**
             * Format: int32
             * @description How long a refresh token may rest; 14 days if left out.
             */
            refresh_idle_seconds?: number | null;
            /**
             * @description What it may ask for at most: permissions, `openid`, `profile`, `email`, `offline_access`.
             * @example openid profile payments.read
             */
            scope: string;
        };
        /** @description That someone agrees. Exactly one of `principal` and `reference` says who. */
        NewConsentBody: {
            /** @description By which way it came, such as `checkout` or `phone`. */
            channel: string;
            /** @description What shows that it was them, such as address and browser; at most 1,024 characters. Only a keyed hash is kept. */
            evidence?: string | null;
            /** @description A principal of the tenant. */
            principal?: string | null;
            purpose: string;
            /**
             * @description What the tenant knows somebody else by, such as a customer's number; at most 256 characters. Only a keyed hash is
             *     kept.
             */
            reference?: string | null;
            /**
             * Format: int32
             * @description To which version of its texts.
             */
            version: number;
        };
        /** @description A text to be published. */
        NewConsentText: {
            /**
             * @description As in BCP 47, in small letters.
             * @example en
             */
            language: string;
            /**
             * @description 1 to 64 of a-z, 0-9, _, . and -.
             * @example marketing_mail
             */
            purpose: string;
            /** @description At most 64 KiB. */
            text: string;
        };
        /** @description A payment that might be. */
        NewDecision: {
            /**
             * Format: int64
             * @description How much, in minor units.
             * @example 4990
             */
            amount: number;
            card?: components["schemas"]["NewCard"] | null;
            /** @example DE */
            country?: string | null;
            /** @example EUR */
            currency: string;
            customer?: string | null;
            metadata?: {
                [key: string]: string;
            } | null;
            /**
             * @description `card`, `bank_transfer` or `wallet`.
             * @example card
             */
            method: string;
            /** @description Draws and samples follow from the payment's id; a new one if left out. */
            payment?: string | null;
            /** @description Rules to try instead of the active ones. */
            rules?: string | null;
        };
        /** @description A new endpoint. */
        NewEndpoint: {
            /** @description At most 256 characters. */
            description?: string;
            /**
             * @description Which events: `*`, `payment.*` or whole names.
             * @example [
             *       "payment.*",
             *       "refund.*"
             *     ]
             */
            events: string[];
            /** @description `hmac` if left out. */
            signing?: components["schemas"]["Signing"];
            /**
             * @description https, or http to this very machine.
             * @example https://shop.example/webhooks
             */
            url: string;
        };
        /** @description An exchange of money of one currency for another, by two transfers through liquidity accounts. */
        NewExchange: {
            /**
             * Format: int64
             * @description What is sold, in minor units.
             */
            amount: number;
            /**
             * Format: int32
             * @description Why money moves, a number of your own.
             */
            code?: number;
            /**
             * @description The sold currency.
             * @example EUR
             */
            currency: string;
            /**
             * @description The account whose balance falls, by id or path.
             * @example liabilities:customers:4711
             */
            from: string;
            /** @description An id of your choice; a fresh one if left out. It is the id of the first transfer, and the other's follows from it. */
            id?: string | null;
            /** @description What takes the sold money, by id or path; `equity:liquidity` if left out. */
            liquidity_from?: string | null;
            /** @description What gives the bought money, by id or path; `equity:liquidity` if left out. */
            liquidity_to?: string | null;
            /** @description How much of the bought currency one unit of the sold one buys (1 euro, not 1 cent). */
            rate: components["schemas"]["NewRate"];
            /** @description What to find both transfers by: a payment's id, or up to 32 hexadecimal digits. */
            reference?: string | null;
            /**
             * @description The account whose balance rises, by id or path.
             * @example liabilities:customers:4711
             */
            to: string;
            /**
             * @description The bought currency.
             * @example USD
             */
            to_currency: string;
        };
        /** @description Something to try on a part of the customers. */
        NewExperiment: {
            /**
             * @description 1 to 64 characters of a-z, 0-9, `_` and `-`.
             * @example cheap-debit
             */
            name: string;
            /**
             * Format: int32
             * @description The trial's rules, by version; the active ones if left out.
             */
            rules?: number | null;
            /**
             * Format: int32
             * @description So many payments per side are planned.
             * @example 10000
             */
            sample: number;
            /**
             * Format: int64
             * @description Who takes part follows from it.
             */
            seed?: number;
            /**
             * Format: int32
             * @description How many customers take part, in ten-thousandths; half of them are the control.
             * @example 2000
             */
            share_basis_points: number;
            /**
             * Format: int32
             * @description The chance of a false alarm, in percent: `5` (the default) or `1`.
             */
            significance_percent?: number;
            strategy?: components["schemas"]["Strategy"] | null;
        };
        /** @description A flow to carry out, or to plan. */
        NewFlow: {
            /** @description Only show what would be made. */
            dry_run?: boolean;
            /**
             * @description An id of your choice; a fresh one if left out. It is the id of the first transfer, the others' follow from it, and a flow
             *     of the same id is never carried out twice.
             */
            id?: string | null;
            /**
             * @description The text.
             * @example send EUR 10.00 from liabilities:wallets:ann to liabilities:wallets:bob
             */
            source: string;
            /** @description The values of its variables, as texts. */
            variables?: {
                [key: string]: string;
            };
        };
        /** @description A fraction. */
        NewFraction: {
            /** Format: int64 */
            denominator: number;
            /** Format: int64 */
            numerator: number;
        };
        /** @description A new group, without roles and members. */
        NewGroupBody: {
            /** @description What an outside directory calls it. */
            external_id?: string | null;
            /** @description 1 to 64 characters, unlike the name of any other group. */
            name: string;
            /** @description Whether SCIM says who is in it. */
            provisioned?: boolean;
        };
        /** @description Whom to invite to what. */
        NewInvitationBody: {
            /**
             * @description Where the letter goes.
             * @example ann@example.com
             */
            email: string;
            /**
             * Format: int32
             * @description From 1 to 720; 72 if left out.
             */
            expires_in_hours?: number | null;
            name?: string | null;
            /** @description What the user will have: nothing that you may not do yourself. */
            roles?: string[];
        };
        /** @description A new key. It may do nothing that you may not do yourself. */
        NewKeyBody: {
            certificate?: components["schemas"]["NewKeyCertificate"] | null;
            /** @description What its holder is certified for: `pci`, `hipaa`. */
            certifications?: string[];
            /**
             * Format: int32
             * @description From 1 to 36500; never if left out.
             */
            expires_in_days?: number | null;
            /** @description What it is for. */
            name: string;
            /** @description What it may do beside its scopes. */
            permissions?: string[];
            /** @description Whose key it is: an agent's or a service account's. */
            principal?: string | null;
            /**
             * @description Where its holder is.
             * @example eu
             */
            region?: string | null;
            /** @description Roughly what it may do: `read`, `write`, `operate`. */
            scopes?: string[];
        };
        /** @description The certificate that proves a key in the place of a secret, named in one of these ways. */
        NewKeyCertificate: {
            /**
             * @description Every certificate with this host name among its alternative names. By who administers the machine only.
             * @example billing.shop.example
             */
            dns?: string | null;
            /** @description The certificate itself, in PEM: this one and no other. */
            pem?: string | null;
            /** @description The same by its SHA-256 fingerprint, 64 hexadecimal digits. */
            sha256?: string | null;
            /**
             * @description Every certificate with this URI among its alternative names. By who administers the machine only.
             * @example spiffe://shop.example/billing
             */
            uri?: string | null;
        };
        /** @description What the requests of an API key are to be signed with. */
        NewKeySigning: {
            /**
             * @description `ed25519`, with your public key, or `hmac-sha256`, with a secret that the answer has. The key that there is stays, if it is
             *     left out.
             */
            algorithm?: string | null;
            /**
             * Format: int32
             * @description How long signatures by the key before are taken too, from 0 to 604800; a day if left out.
             */
            overlap_seconds?: number | null;
            /** @description For `ed25519`: the public key, in PEM or its 32 bytes in Base64. */
            public_key?: string | null;
            /** @description Whether a request without a signature is refused from now on; it is, if this is left out. */
            required?: boolean | null;
        };
        /** @description Lines and transfers that belong together, as someone says. */
        NewMatch: {
            /** @description From 1 to 1,000 open items. */
            items: string[];
            /** @description From 1 to 1,000 transfers of the ledger account. */
            transfers: string[];
        };
        /** @description Who comes into a group. */
        NewMembers: {
            /** @description 1 to 1000 principals. */
            principals: string[];
        };
        /** @description A condition on a balance. An event tells when it becomes true or false. */
        NewMonitor: {
            /**
             * @description The account, by id or path.
             * @example liabilities:customers:4711
             */
            account: string;
            comparison: components["schemas"]["ComparisonWord"];
            /**
             * @description The account's currency, where it is named by path.
             * @example EUR
             */
            currency?: string | null;
            /** @description An id of your choice; a fresh one if left out. The id of a monitor that there is changes its condition. */
            id?: string | null;
            measure: components["schemas"]["MeasureWord"];
            /**
             * Format: int64
             * @description In minor units.
             */
            threshold: number;
        };
        /** @description A new passkey. */
        NewPasskeyDto: {
            challenge: string;
            credential: Record<string, never>;
            /** @description What one calls it. */
            name: string;
        };
        /** @description One of several new payments. */
        NewPaymentItem: {
            /**
             * @description As in the header `Idempotency-Key`, for this payment.
             * @example order-1
             */
            idempotency_key?: string | null;
            payment: components["schemas"]["CreatePayment"];
        };
        /** @description With what it is paid. */
        NewPaymentMethod: {
            /**
             * @description The gateway's token for it. Card numbers are refused.
             * @example tok_approved
             */
            token: string;
            /**
             * @description `card`, `bank_transfer` or `wallet`.
             * @example card
             */
            type: string;
        };
        /** @description New payments, each by itself. */
        NewPayments: {
            /** @description 1 to 100. */
            payments: components["schemas"]["NewPaymentItem"][];
        };
        /** @description A new principal. They have no role yet. */
        NewPrincipalBody: {
            attributes?: components["schemas"]["AttributesBody"];
            /** @description A user's e-mail address, unlike that of any other. */
            email?: string | null;
            /** @description What an outside directory calls them. */
            external_id?: string | null;
            /** @description `user`, `agent` or `service_account`. */
            kind: string;
            /** @description A person's name, or what the program is called. */
            name?: string | null;
            /** @description The responsible person of an agent or service account. */
            owner?: string | null;
            phone?: string | null;
            /** @description Whether SCIM and outside providers may change them. */
            provisioned?: boolean;
        };
        /** @description An exact rate. */
        NewRate: string | components["schemas"]["NewFraction"];
        /** @description A ledger account that is reconciled with an account outside. */
        NewReconciliation: {
            /**
             * @description The ledger account, by id or path. Its debits stand for money in on the statements, its credits for money out.
             * @example assets:bank
             */
            account: string;
            /**
             * @description The account's currency, where it is named by path.
             * @example EUR
             */
            currency?: string | null;
            /** @description An id of your choice; a fresh one if left out. The id of a reconciliation that there is changes it. */
            id?: string | null;
            /**
             * @description Its name for people, of 1 to 100 characters.
             * @example House bank
             */
            name: string;
            /**
             * @description The account outside as its statements name it, such as an IBAN. Compared by letters and digits only.
             * @example DE89370400440532013000
             */
            outside_account: string;
            /**
             * @description By what lines and transfers are said to belong together, at most 50. Left out: as they are, and for a new one three that
             *     most accounts need.
             */
            rules?: components["schemas"]["NewRule"][] | null;
        };
        /** @description Tries after soft declines. */
        NewRetries: {
            /**
             * Format: int32
             * @description How many after the first, up to 30; what schemes allow bounds them further.
             * @example 6
             */
            count: number;
            /**
             * Format: int32
             * @description For how many days after the first, up to 60.
             * @example 14
             */
            within_days: number;
        };
        /** @description A new role. */
        NewRole: {
            /** @description What it is for; at most 200 characters. */
            description?: string;
            /** @description 1 to 64 of a-z, 0-9, - and _, with a letter first. */
            name: string;
            /** @description What it permits: nothing that you may not do yourself. */
            permissions: string[];
        };
        /** @description A rule by which lines and transfers are said to belong together. */
        NewRule: {
            acceptance?: components["schemas"]["AcceptanceWord"];
            /** @description The ledger account where a difference within the tolerance should be booked, by id or path. It is only suggested. */
            difference_account?: string | null;
            /**
             * Format: int32
             * @description By how many days a line's value date and a transfer's effective day (in UTC) may differ.
             */
            maximum_days?: number;
            /**
             * Format: int32
             * @description How many lines or transfers a group has at most, from 2 to 1,000; 100 if left out.
             */
            maximum_group?: number | null;
            /**
             * @description Its name, of 1 to 60 characters, unique within the reconciliation.
             * @example card payouts
             */
            name: string;
            /**
             * Format: int32
             * @description Rules of a lower number come first.
             */
            priority?: number;
            reference?: components["schemas"]["ReferenceWord"];
            shape?: components["schemas"]["ShapeWord"];
            /**
             * Format: int64
             * @description By how many minor units the amounts may differ.
             */
            tolerance?: number | null;
            /**
             * Format: int32
             * @description By how many ten-thousandths of the single side's amount they may differ. Not beside `tolerance`.
             */
            tolerance_basis_points?: number | null;
        };
        /** @description Rules in the language of `docs/routing-rules.md`. */
        NewRules: {
            /**
             * @description The text.
             * @example rule "small" when amount < 10 EUR then prefer sandbox_a
             */
            source: string;
        };
        /** @description Transfers to be made later, all or none. */
        NewSchedule: {
            /**
             * Format: date-time
             * @description When; in the future.
             */
            at: string;
            /** @description An id of your choice; a fresh one if left out. */
            id?: string | null;
            /** @description From 1 to 256 transfers and holds. Balances are looked at when the time has come. */
            transfers: components["schemas"]["NewTransfer"][];
        };
        /** @description A further limit for some time. */
        NewTemporaryLimit: {
            /**
             * Format: int64
             * @description What is added to the credit limit, in minor units.
             */
            amount: number;
            /**
             * Format: date-time
             * @description From when on it no longer counts.
             */
            until: string;
        };
        /** @description A new transfer. */
        NewTransfer: {
            /**
             * Format: int64
             * @description In minor units. For `post` all of the hold if left out.
             */
            amount?: number | null;
            balancing?: components["schemas"]["SideWord"] | null;
            closing?: components["schemas"]["SideWord"] | null;
            /**
             * Format: int32
             * @description Why money moves, a number of your own.
             */
            code?: number;
            /**
             * @description The account to credit, by id or path. For `transfer` and `hold`.
             * @example liabilities:customers:4711
             */
            credit?: string | null;
            /**
             * @description The currency of both accounts. For `transfer` and `hold`.
             * @example EUR
             */
            currency?: string | null;
            /**
             * @description The account to debit, by id or path. For `transfer` and `hold`.
             * @example assets:bank:main
             */
            debit?: string | null;
            /**
             * Format: date-time
             * @description As of when it counts in the books, not in the future; the time of the commit if left out.
             */
            effective_at?: string | null;
            /** @description Your own name for it, up to 128 bytes. */
            external_reference?: string | null;
            /** @description The hold to end. For `post` and `void`. */
            hold?: string | null;
            /**
             * @description An id of your choice in the form of the other ids; a fresh one if left out. The same id with the same content again is
             *     refused as existing, for ever.
             */
            id?: string | null;
            /** @description `transfer` if left out. */
            kind?: components["schemas"]["NewTransferKind"];
            /** @description Makes it together with the next one, all of such a chain or none. In batches only. */
            linked?: boolean;
            /** @description Words of your own: up to 32 keys. */
            metadata?: Record<string, never>;
            /** @description The transfer or post whose money goes back. For `reversal`. */
            original?: string | null;
            /** @description What to find it by: a payment's id, or up to 32 hexadecimal digits. */
            reference?: string | null;
            /**
             * Format: int32
             * @description After so many seconds it ends by itself. For `hold`.
             */
            timeout_seconds?: number | null;
            /** @description Ends all holds of the chain that `hold` belongs to, all or none. For `post` and `void`. */
            whole_chain?: boolean;
        };
        /**
         * @description What a transfer shall do.
         * @enum {string}
         */
        NewTransferKind: "transfer" | "hold" | "post" | "void" | "reversal";
        /** @description One transfer, or a chain of them. */
        NewTransfers: components["schemas"]["NewTransfer"] | components["schemas"]["NewChain"];
        /** @description A card to keep. */
        NewVaultCard: {
            /** @description Your name for whose card it is, for erasing all cards of one customer. Kept as a keyed hash only. */
            customer?: string | null;
            /**
             * Format: int32
             * @description From 1 to 12.
             * @example 12
             */
            expiry_month: number;
            /**
             * Format: int32
             * @description Of four digits, or the last two.
             * @example 2030
             */
            expiry_year: number;
            /** @description Also answer a token of as many digits as the number, with its first six and last four; for numbers of 16 digits and more. */
            format_preserving?: boolean;
            /** @description The name on the card. */
            holder_name?: string | null;
            /**
             * @description 12 to 19 digits; spaces and dashes between them are passed over.
             * @example 4242 4242 4242 4242
             */
            number: string;
            /** @description Kept in memory for the first authorization, 15 minutes at most, and written nowhere. */
            security_code?: string | null;
        };
        /** @description Nothing needs to be said. */
        NoDetails: Record<string, never>;
        /** @description Something to be written down. */
        Noted: {
            /** @description Why, of at most 1,000 characters. */
            note?: string;
        };
        /** @description A program that acts for people, or for itself. */
        OAuthClient: {
            /** Format: int64 */
            access_token_seconds: number;
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            grant_seconds: number;
            /** @description How it may get tokens. */
            grant_types: string[];
            /** @example cli_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description `public` or `confidential`. */
            kind: string;
            name: string;
            /** @description Always `oauth_client`. */
            object: string;
            post_logout_redirect_uris: string[];
            /** @description As whom it acts by `client_credentials`. */
            principal?: string | null;
            redirect_uris: string[];
            /** Format: int64 */
            refresh_idle_seconds: number;
            /** @description What it may ask for at most, with a space between the words. */
            scope: string;
            /** @description In the answer that makes it only. */
            secret?: string | null;
        };
        /** @description A new account: at a path, or of a type under an id of your choice. */
        OpenAccount: {
            /** @description Whether its balance may go below zero; no if left out. */
            allows_overdraft?: boolean;
            /**
             * Format: int32
             * @description A number of your own.
             */
            code?: number;
            /**
             * Format: int64
             * @description How far beyond its guard it may go, holds counted; zero if left out.
             */
            credit_limit?: number | null;
            /** @example EUR */
            currency: string;
            guard?: components["schemas"]["GuardWord"] | null;
            /** @description An id of your choice; it follows from path and currency if left out. */
            id?: string | null;
            /** @description Words of your own: up to 32 keys. */
            metadata?: Record<string, never>;
            /**
             * @description `assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by `:`.
             * @example liabilities:customers:4711
             */
            path?: string | null;
            type?: components["schemas"]["TypeWord"] | null;
            /** @description A number of your own: up to 32 hexadecimal digits. */
            user_data?: string | null;
        };
        /** @description An account that was opened. How it stands is asked for with its id. */
        OpenedAccount: {
            allows_overdraft: boolean;
            currency: string;
            /** @description Whether debits raise it. */
            debit_normal: boolean;
            id: string;
            /** @description Always `account`. */
            object: string;
            path: string;
        };
        /** @description How one operation of a gateway is doing. */
        OperationHealth: {
            /** @description `closed`, `open` or `half_open`. */
            breaker: string;
            /** Format: int64 */
            mean_latency_ms?: number | null;
            /** Format: date-time */
            open_until?: string | null;
            operation: string;
            /** @description Calls with a half-life of five minutes. */
            recent: components["schemas"]["Counts"];
            /**
             * Format: int32
             * @description Successes among the recent calls, in ten-thousandths; null without recent calls.
             */
            success_basis_points?: number | null;
            /** @description Calls since the gateway was declared. */
            total: components["schemas"]["Counts"];
            trend?: components["schemas"]["Trend"] | null;
        };
        /** @description What a gateway is being asked. */
        OperationInProgress: {
            gateway: string;
            /** @description `authorize`, `capture`, `void` or `refund`. */
            kind: string;
            /**
             * Format: date-time
             * @description When it goes on, where it waits.
             */
            next_at?: string | null;
            operation: string;
            /** @description `calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`. */
            phase: string;
        };
        /** @enum {string} */
        OrderWord: "score" | "priority" | "split";
        /**
         * @description What became of a statement.
         * @enum {string}
         */
        Outcome: "imported" | "known" | "planned";
        /** @description A statement of an account outside, or a part of a long one. */
        OutsideStatement: {
            /**
             * Format: int64
             * @description The balance after its last line.
             */
            closing?: number | null;
            currency: string;
            /** Format: date */
            from: string;
            /**
             * Format: int64
             * @description By how much its opening balance differs from the closing balance of the statement before: lines are missing in between.
             */
            gap?: number | null;
            /** @example stm_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** Format: date-time */
            imported_at?: string | null;
            /**
             * Format: int32
             * @description How many of its lines an earlier statement had brought.
             */
            known_lines: number;
            /**
             * Format: int32
             * @description How many of its lines became items.
             */
            new_items: number;
            /** @description The bank's name for it; may be empty. */
            number: string;
            /** @description Always `statement`. */
            object: string;
            /**
             * Format: int64
             * @description The balance before its first line, in minor units.
             */
            opening?: number | null;
            outcome: components["schemas"]["Outcome"];
            /** @description The account as the statement names it. */
            outside_account: string;
            /**
             * Format: int32
             * @description Which part of a long statement, from 1.
             */
            part: number;
            /**
             * Format: int32
             * @description Of how many.
             */
            parts: number;
            /**
             * Format: int32
             * @description How many entries were left out since they are only announced, not booked.
             */
            pending_left_out: number;
            reconciliation: string;
            /** Format: date */
            to: string;
        };
        /** @description That I agree. */
        OwnConsentBody: {
            purpose: string;
            /**
             * Format: int32
             * @description To which version of its texts.
             */
            version: number;
        };
        /** @description What a tenant changes of itself: what is left out stays. */
        OwnTenantChange: {
            /** @description On or off; null forgets. */
            features?: {
                [key: string]: boolean | null;
            };
            sign_in?: components["schemas"]["SignInChange"];
        };
        /** @description A page of a list. */
        Page_Account: {
            /** @description The rows. */
            data: components["schemas"]["Account"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_ApiKey: {
            /** @description The rows. */
            data: components["schemas"]["ApiKey"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Approval: {
            /** @description The rows. */
            data: components["schemas"]["Approval"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_CardAccess: {
            /** @description The rows. */
            data: components["schemas"]["CardAccess"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Consent: {
            /** @description The rows. */
            data: components["schemas"]["Consent"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_ConsentText: {
            /** @description The rows. */
            data: components["schemas"]["ConsentText"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Device: {
            /** @description The rows. */
            data: components["schemas"]["Device"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Event: {
            /** @description The rows. */
            data: components["schemas"]["Event"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Experiment: {
            /** @description The rows. */
            data: components["schemas"]["Experiment"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Gateway: {
            /** @description The rows. */
            data: components["schemas"]["Gateway"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Group: {
            /** @description The rows. */
            data: components["schemas"]["Group"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_IdentityProvider: {
            /** @description The rows. */
            data: components["schemas"]["IdentityProvider"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Invitation: {
            /** @description The rows. */
            data: components["schemas"]["Invitation"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_JournalLine: {
            /** @description The rows. */
            data: components["schemas"]["JournalLine"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_LegalHold: {
            /** @description The rows. */
            data: components["schemas"]["LegalHold"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Member: {
            /** @description The rows. */
            data: components["schemas"]["Member"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Monitor: {
            /** @description The rows. */
            data: components["schemas"]["Monitor"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_OAuthClient: {
            /** @description The rows. */
            data: components["schemas"]["OAuthClient"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Passkey: {
            /** @description The rows. */
            data: components["schemas"]["Passkey"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_PaymentSummary: {
            /** @description The rows. */
            data: components["schemas"]["PaymentSummary"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_PolicyBundle: {
            /** @description The rows. */
            data: components["schemas"]["PolicyBundle"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_PolicyDecision: {
            /** @description The rows. */
            data: components["schemas"]["PolicyDecision"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Principal: {
            /** @description The rows. */
            data: components["schemas"]["Principal"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Reconciliation: {
            /** @description The rows. */
            data: components["schemas"]["Reconciliation"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_ReconciliationItem: {
            /** @description The rows. */
            data: components["schemas"]["ReconciliationItem"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Refund: {
            /** @description The rows. */
            data: components["schemas"]["Refund"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Role: {
            /** @description The rows. */
            data: components["schemas"]["Role"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_RolledUpBalance: {
            /** @description The rows. */
            data: {
                /**
                 * Format: int64
                 * @description How many accounts these are.
                 */
                accounts: number;
                /**
                 * Format: int64
                 * @description The posted balance on the normal side of the path's type; null for the whole chart, where the sides are equal.
                 */
                balance?: number | null;
                /** Format: int64 */
                credits_pending: number;
                /** Format: int64 */
                credits_posted: number;
                currency: string;
                /** Format: int64 */
                debits_pending: number;
                /** Format: int64 */
                debits_posted: number;
                /**
                 * @description The path that was asked for.
                 * @example assets:bank
                 */
                prefix: string;
            }[];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Rules: {
            /** @description The rows. */
            data: components["schemas"]["Rules"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Schedule: {
            /** @description The rows. */
            data: components["schemas"]["Schedule"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Session: {
            /** @description The rows. */
            data: components["schemas"]["Session"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_Transfer: {
            /** @description The rows. */
            data: components["schemas"]["Transfer"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_VaultCard: {
            /** @description The rows. */
            data: components["schemas"]["VaultCard"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_WebhookDelivery: {
            /** @description The rows. */
            data: components["schemas"]["WebhookDelivery"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A page of a list. */
        Page_WebhookEndpoint: {
            /** @description The rows. */
            data: components["schemas"]["WebhookEndpoint"][];
            /** @description Pass it as `cursor` for the next page; null at the end of the list. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The position of the log that the page reflects; null where it is the newest.
             */
            position?: number | null;
        };
        /** @description A passkey. */
        Passkey: {
            /** @description Whether it is on several devices. */
            backed_up: boolean;
            /** Format: date-time */
            created_at: string;
            id: string;
            /** Format: date-time */
            last_used_at?: string | null;
            name: string;
            /** @description Always `passkey`. */
            object: string;
        };
        /** @description The browser's answer to a challenge. */
        PasskeyAnswer: {
            challenge: string;
            credential: Record<string, never>;
        };
        /** @description What the browser is asked. */
        PasskeyOptions: {
            /** @description To be sent with the answer. */
            challenge: string;
            /** @description For `navigator.credentials`, with bytes in base64url. */
            options: Record<string, never>;
        };
        /** @description Asks for a challenge. */
        PasskeyOptionsRequest: {
            /** @description From the first answer, where the passkey comes after the password. */
            continue?: string | null;
        };
        /** @description The browser's answer. */
        PasskeySignIn: {
            challenge: string;
            continue?: string | null;
            credential: Record<string, never>;
        };
        /** @description Another password. */
        PasswordChange: {
            /** @description The one so far, if there is one. */
            current?: string | null;
            password: string;
        };
        /** @description A payment. */
        Payment: {
            /**
             * Format: int64
             * @description How much was asked for, in minor units.
             * @example 4990
             */
            amount: number;
            /**
             * Format: int64
             * @description How much was taken.
             */
            amount_captured: number;
            /**
             * Format: int64
             * @description How much was given back.
             */
            amount_refunded: number;
            /** @description The newest authorizations that were sent to gateways, oldest first. */
            attempts: components["schemas"]["Attempt"][];
            /** @description Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`. */
            attention_reason?: string | null;
            /**
             * Format: int64
             * @description The pause before the capture; only with `automatic_after`.
             */
            capture_after_seconds?: number | null;
            /**
             * Format: date-time
             * @description When the money will be taken by itself.
             */
            capture_at?: string | null;
            /** @description `automatic`, `manual` or `automatic_after`. */
            capture_method: string;
            card?: components["schemas"]["Card"] | null;
            /** @description Where it comes from, as in ISO 3166-1. */
            country?: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * @description The principal who created it; null where a key without a principal did.
             * @example prn_01h455vb4pex5vsknk084sn02q
             */
            created_by?: string | null;
            /** @example EUR */
            currency: string;
            /** @description Your own name for the customer. */
            customer?: string | null;
            description?: string | null;
            /** @description The disputes, oldest first. */
            disputes: components["schemas"]["Dispute"][];
            /**
             * Format: date-time
             * @description When the reservation runs out; only while money is reserved.
             */
            expires_at?: string | null;
            failure?: components["schemas"]["Failure"] | null;
            /** @description The gateway that has it, or was asked last. */
            gateway?: string | null;
            /** @example pay_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description `customer` or `merchant`. */
            initiator: string;
            /** @description Your own pairs. */
            metadata: {
                [key: string]: string;
            };
            /** @description Whether a person should look at it. */
            needs_attention: boolean;
            /**
             * Format: date-time
             * @description When the next try after a soft decline will be made.
             */
            next_try_at?: string | null;
            /** @description Always `payment`. */
            object: string;
            operation_in_progress?: components["schemas"]["OperationInProgress"] | null;
            payment_method: components["schemas"]["PaymentMethod"];
            /** @description Your own name for the payment. */
            reference?: string | null;
            /** @description The refunds, oldest first. */
            refunds: components["schemas"]["Refund"][];
            retries?: components["schemas"]["Retries"] | null;
            /** @example COMPLETED */
            status: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Grows with every change; send it as `If-Match` to change only what you have seen.
             */
            version: number;
        };
        /** @description A payment link. */
        PaymentLink: {
            /** @description Until when it is good. It ends before that with the key that made it. */
            expires_at: string;
            /** @description Always `payment_link`. */
            object: string;
            /** @description Whether it can be paid more than once. */
            reusable: boolean;
            /** @description For the merchant's own page: a button that opens the page in a frame. Only with `embed_origin`. */
            snippet?: string | null;
            /** @description The page; whoever has it can pay. */
            url: string;
        };
        /** @description With what a payment is paid. */
        PaymentMethod: {
            /**
             * @description The gateway's token for it; never a card number.
             * @example tok_approved
             */
            token: string;
            /**
             * @description `card`, `bank_transfer` or `wallet`.
             * @example card
             */
            type: string;
        };
        /** @description Why a payment went where it went. */
        PaymentRouting: {
            /**
             * Format: int64
             * @description In minor units. Fees are in this currency.
             */
            amount: number;
            /** @description The newest authorizations, oldest first. */
            attempts: components["schemas"]["RoutedAttempt"][];
            currency: string;
            /** @description Gateways that hooks left out. */
            left_out_by_hooks: string[];
            not_routed?: components["schemas"]["Decision"] | null;
            /** @description Always `payment_routing`. */
            object: string;
            payment: string;
            /** @description Gateways that hooks preferred, the best first. */
            preferred_by_hooks: string[];
            tenant: string;
        };
        /** @description Payments of which it is known whether they are approved, at the gateway that was asked last. */
        PaymentsDto: {
            approval_rate?: components["schemas"]["RateDto"] | null;
            /** Format: int64 */
            approved: number;
            /**
             * Format: int64
             * @description By asking another gateway.
             */
            approved_after_failover: number;
            /**
             * Format: int64
             * @description By asking the same gateway again.
             */
            approved_after_retry: number;
            /**
             * Format: int64
             * @description By waiting for a better moment.
             */
            approved_after_wait: number;
            /**
             * Format: int64
             * @description By the first attempt.
             */
            approved_first: number;
            /** Format: int64 */
            decided: number;
            first_attempt_rate?: components["schemas"]["RateDto"] | null;
            /** Format: int64 */
            not_approved: number;
            /**
             * Format: int64
             * @description Those of them for which no gateway was asked.
             */
            not_tried: number;
        };
        /** @description A payment in a list. The payment itself says more. */
        PaymentSummary: {
            /**
             * Format: int64
             * @description In minor units.
             */
            amount: number;
            /** Format: int64 */
            amount_captured: number;
            /** Format: int64 */
            amount_refunded: number;
            /** Format: date-time */
            created_at: string;
            /** @description The principal who created it; null where a key without a principal did. */
            created_by?: string | null;
            currency: string;
            customer?: string | null;
            description?: string | null;
            failure_code?: string | null;
            gateway?: string | null;
            id: string;
            /** @description Always `payment`. */
            object: string;
            reference?: string | null;
            status: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /** @description One way to a permission. */
        PermissionSource: {
            /** @description How they have the role: `principal`, `group` or `identity_provider`. */
            by: string;
            /** @description The role that permits it. */
            role: string;
            /** @description The group's id, or the provider's name. */
            through?: string | null;
        };
        /** @description Whose cards are erased too. */
        PersonErasure: {
            /** @description Your name for the customer that they are: their cards are deleted. */
            customer?: string | null;
        };
        /** @description The policy in force. */
        Policy: {
            /** Format: date-time */
            activated_at?: string | null;
            /**
             * Format: int32
             * @description The version that this node decides by: the same, but for a moment after a change.
             */
            applied_version: number;
            /**
             * Format: int32
             * @description Which version a step back would put in force.
             */
            before?: number | null;
            /** @description What identifies the texts, in hexadecimal. */
            digest: string;
            /** @description The texts by their paths. */
            files: {
                [key: string]: string;
            };
            /** @description Always `policy`. */
            object: string;
            /**
             * Format: int32
             * @description The version in force; 0 is the policy that Bezant brings.
             */
            version: number;
        };
        /** @description A version of the policy. */
        PolicyBundle: {
            /**
             * Format: date-time
             * @description When it came into force for the last time.
             */
            activated_at?: string | null;
            /** @description Whether it is in force. */
            active: boolean;
            /** @description What identifies the texts, in hexadecimal. */
            digest: string;
            dry_run?: components["schemas"]["DryRun"] | null;
            /** @description The texts by their paths; not in lists. */
            files?: {
                [key: string]: string;
            } | null;
            note: string;
            /** @description Always `policy_bundle`. */
            object: string;
            /** Format: date-time */
            proposed_at?: string | null;
            /** @description Who proposed it: an id, or `node`. */
            proposed_by?: string | null;
            /**
             * Format: int32
             * @description Its number; null where it was only checked.
             */
            version?: number | null;
        };
        /** @description A decision about a request. */
        PolicyDecision: {
            allow: boolean;
            /** Format: date-time */
            at: string;
            /** @description As in the answer to the request. */
            correlation_id: string;
            /** @description The question, in the form that policies see. */
            input: Record<string, never>;
            /** @description Always `policy_decision`. */
            object: string;
            /** @description Why, as stable words. */
            reasons: string[];
            /**
             * Format: int32
             * @description By which version of the policy.
             */
            version: number;
        };
        /** @description A decision with what leads to it. */
        PolicyExplanation: {
            allow: boolean;
            /** @description What went wrong, where the policy could not decide. */
            error?: string | null;
            /** @description The permission that the route asks for and the caller does not have. The rules are shown nevertheless. */
            missing_permission?: string | null;
            /** @description Always `policy_explanation`. */
            object: string;
            /** @description What the policy printed. */
            prints: string[];
            reasons: components["schemas"]["ExplainedReason"][];
            rules: components["schemas"]["ExplainedRule"][];
            /**
             * Format: int32
             * @description By which version of the policy.
             */
            version: number;
        };
        /** @description The settings of forecasts. */
        Prediction: {
            /**
             * Format: int32
             * @description So many calls of the last seconds are needed.
             * @default 20
             */
            calls_at_least?: number;
            /**
             * Format: int64
             * @description How far ahead the forecast looks.
             * @default 30000
             */
            horizon_ms?: number;
            /**
             * Format: int32
             * @description A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths,
             * @default 5000
             */
            open_at_errors_basis_points?: number;
            /**
             * Format: int64
             * @description or such a latency.
             * @default 20000
             */
            open_at_latency_ms?: number;
            /**
             * Format: int64
             * @description for so long.
             * @default 15000
             */
            release_after_ms?: number;
            /**
             * Format: int32
             * @description It is let go when the share of errors is above the usual by less than this, in ten-thousandths,
             * @default 400
             */
            release_at_errors_basis_points?: number;
            /**
             * Format: int32
             * @description and its latency by less than so many percent,
             * @default 50
             */
            release_at_latency_percent?: number;
            /**
             * Format: int32
             * @description A gateway is restrained when its share of errors has risen so far, in ten-thousandths,
             * @default 1000
             */
            restrain_at_errors_basis_points?: number;
            /**
             * Format: int32
             * @description or its latency by so many percent.
             * @default 100
             */
            restrain_at_latency_percent?: number;
            /**
             * Format: int32
             * @description Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths.
             * @default 2500
             */
            restrained_share_basis_points?: number;
        };
        /** @description Somebody, or a program, that can act: a user, an agent or a service account. */
        Principal: {
            attributes: components["schemas"]["PrincipalAttributes"];
            /** Format: date-time */
            changed_at: string;
            /** Format: date-time */
            created_at: string;
            /** @description Who made them: an id, or `node`. */
            created_by: string;
            /** @description All of their roles: by groups and by their identity provider too. */
            effective_roles: string[];
            /** @description A person's e-mail address. */
            email?: string | null;
            /** @description What an outside directory calls them. */
            external_id?: string | null;
            /** @description The groups that they are in. */
            groups: string[];
            /** @example prn_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description The outside provider that they sign in by. */
            identity_provider?: string | null;
            /** @description `user`, `agent` or `service_account`. */
            kind: string;
            /** @description A person's name, or what a program is called. Null where nobody knows it any more. */
            name?: string | null;
            /** @description Always `principal`. */
            object: string;
            /** @description The responsible person of a program. */
            owner?: string | null;
            /** @description A person's phone number. */
            phone?: string | null;
            /** @description Whether they are run from outside. */
            provisioned: boolean;
            /** @description The roles that were given to them alone. */
            roles: string[];
            /** @description `active`, `suspended` or `deleted`. */
            status: string;
            /**
             * Format: int64
             * @description Grows by one with each change.
             */
            version: number;
        };
        /** @description What the access policy asks about beside roles. */
        PrincipalAttributes: {
            /** @description Whether they are authorized to work with health data. */
            hipaa: boolean;
            /** @description Whether they are certified to work with card data. */
            pci: boolean;
            /**
             * @description Where they belong, if that matters.
             * @example eu
             */
            region?: string | null;
        };
        /** @description What shall be different: what is left out stays, null takes away. */
        PrincipalChange: {
            attributes?: components["schemas"]["AttributesBody"] | null;
            email?: string | null;
            external_id?: string | null;
            name?: string | null;
            owner?: string | null;
            phone?: string | null;
            provisioned?: boolean | null;
        };
        /** @description A problem (RFC 9457). */
        Problem: {
            /**
             * @description The kind of problem, for programs. Stable.
             * @example request_invalid
             */
            code: string;
            /** @description For questions: it is in the node's log too. */
            correlation_id: string;
            /** @description Where the payment stands, if that is the reason. */
            current_status?: string | null;
            /**
             * Format: int64
             * @description The version the payment has, if that is the reason.
             */
            current_version?: number | null;
            /** @description This problem, for people. */
            detail: string;
            /** @description What is wrong with the input; nothing where it is not about single fields. */
            errors?: components["schemas"]["Mistake"][];
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind of problem, for people. */
            title: string;
            /**
             * @description The page about it.
             * @example /docs/errors/request_invalid
             */
            type: string;
        };
        /** @description All of how a provider is used. */
        ProviderBody: {
            /** @description The roles of everyone who comes from there. */
            default_roles?: string[];
            /** @description Whether who is not known yet gets an account. */
            just_in_time?: boolean;
            /** @description `oidc`, `saml` or `ldap`. */
            kind: string;
            /** @description Whether an account that SCIM made is linked when the provider says that its e-mail address is verified. */
            link_by_email?: boolean;
            /** @description The roles of who is in each outside group. */
            mapping?: {
                [key: string]: string[];
            };
        };
        /** @description A share in basis points. */
        RateDto: {
            /**
             * Format: int32
             * @example 9120
             */
            basis_points: number;
            /**
             * Format: int32
             * @description Its upper end.
             */
            high: number;
            /**
             * Format: int32
             * @description The lower end of the 95 % interval (Wilson).
             */
            low: number;
        };
        /** @description Why, for people. */
        ReasonRequest: {
            /** @description At most 500 characters. */
            reason?: string | null;
        };
        /** @description A reconciliation as it stands. */
        Reconciliation: {
            /** @description The ledger account. */
            account: string;
            /**
             * Format: int64
             * @description That balance, in minor units.
             */
            closing_balance?: number | null;
            /**
             * Format: date
             * @description The last day of the latest statement that says a closing balance.
             */
            closing_on?: string | null;
            /** Format: date-time */
            created_at: string;
            currency: string;
            /** @example rcn_01h455vb4pex5vsknk084sn02q */
            id: string;
            /**
             * Format: date
             * @description The latest booking day of a line.
             */
            latest_booked_on?: string | null;
            name: string;
            /** @description Always `reconciliation`. */
            object: string;
            /** @description How many items are not closed. */
            open_items: number;
            outside_account: string;
            rules: components["schemas"]["ReconciliationRule"][];
            /**
             * Format: int64
             * @description How many statements, or parts of long ones, were imported.
             */
            statements: number;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A line of a statement within a reconciliation. */
        ReconciliationItem: {
            /**
             * Format: int64
             * @description By how much the balance rose, or fell below zero, in minor units.
             */
            amount: number;
            /** @description Who looks into it. */
            assignee?: string | null;
            /** Format: date */
            booked_on: string;
            counterparty: string;
            currency: string;
            /** @description What was done to it, the latest last. */
            history: components["schemas"]["ReconciliationItemHistory"][];
            /**
             * Format: int32
             * @description How many older entries of the history are only in the log.
             */
            history_dropped: number;
            /** @example itm_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Whether it takes back an earlier line. */
            is_reversal: boolean;
            /** @description The match that it is part of. */
            match?: string | null;
            /** @description Always `item`. */
            object: string;
            reconciliation: string;
            references: string[];
            /** @description `matched_by_hand`, `written_off`, `ignored` or `to_be_corrected_at_bank`, once someone ended it. */
            resolution?: string | null;
            /** @description The statement that brought it first. */
            statement: string;
            /** @description `open`, `proposed`, `under_investigation`, `matched` or `resolved`. */
            status: string;
            text: string;
            /** Format: date */
            value_on: string;
        };
        /** @description What was done, when, by whom and why. */
        ReconciliationItemHistory: {
            /** Format: date-time */
            at: string;
            /** @description The API key. */
            by: string;
            note: string;
            /** @description `import`, `propose`, `match`, `accept`, `reject`, `assign`, `release`, `note`, `resolve` or `reopen`. */
            step: string;
        };
        /** @description Lines and transfers that belong together, and why. */
        ReconciliationMatch: {
            currency: string;
            /**
             * Format: int32
             * @description How many days lie at most between both sides.
             */
            days: number;
            /**
             * Format: int64
             * @description The sum of the lines less the sum of the transfers, in minor units.
             */
            difference: number;
            /** @description Where the rule says that the difference should be booked. */
            difference_account?: string | null;
            /** @description One sentence on why. */
            explanation: string;
            /** @example mat_01h455vb4pex5vsknk084sn02q */
            id: string;
            items: string[];
            /** @description Always `match`. */
            object: string;
            reconciliation: string;
            /** @description The reference that both sides have, in letters and digits. */
            reference?: string | null;
            /** @description The rule that found it; none for one made by hand. */
            rule?: string | null;
            status: components["schemas"]["MatchStatusWord"];
            transfers: string[];
        };
        /** @description A rule as it stands. */
        ReconciliationRule: {
            acceptance: components["schemas"]["AcceptanceWord"];
            difference_account?: string | null;
            /** Format: int32 */
            maximum_days: number;
            /** Format: int32 */
            maximum_group?: number | null;
            name: string;
            /** Format: int32 */
            priority: number;
            reference: components["schemas"]["ReferenceWord"];
            shape: components["schemas"]["ShapeWord"];
            /** Format: int64 */
            tolerance?: number | null;
            /** Format: int32 */
            tolerance_basis_points?: number | null;
        };
        /** @description What a search found. */
        ReconciliationRun: {
            /** @description The matches, in the order in which they were found. */
            data: components["schemas"]["ReconciliationMatch"][];
            /** @description Whether nothing was recorded since only that was asked. */
            dry_run: boolean;
            /** @description Whether more was found than one request records: ask again. */
            has_more: boolean;
            /**
             * @description Whether each rule was followed to its end. If not, a rule is so wide for so many lines and transfers that its search was
             *     stopped; a narrower rule, or a shorter period, finds more.
             */
            is_complete: boolean;
            /** @description Always `reconciliation_run`. */
            object: string;
        };
        /** @description Recovery codes, shown once. */
        RecoveryCodes: {
            codes: string[];
        };
        /** @description A new password, by the token in the link. */
        RecoveryFinish: {
            password: string;
            token: string;
        };
        /** @description Asks for a letter with a link to set a new password. */
        RecoveryRequest: {
            email: string;
            /** @description The organisation's name or id. */
            tenant: string;
        };
        /**
         * @description What the references of both sides must have in common, by letters and digits.
         * @enum {string}
         */
        ReferenceWord: "any" | "equal" | "contains";
        /** @description Money that is, or was, given back. */
        Refund: {
            /**
             * Format: int64
             * @description In minor units.
             */
            amount: number;
            /** Format: date-time */
            created_at: string;
            /** @example EUR */
            currency: string;
            failure?: components["schemas"]["Failure"] | null;
            /** @description The gateway's own name for it. */
            gateway_reference?: string | null;
            /** @example ref_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Always `refund`. */
            object: string;
            payment: string;
            reason?: string | null;
            /** @description Whether it had succeeded and the customer's bank sent it back; only with `FAILED`. */
            returned: boolean;
            /**
             * @description `REFUND_INITIATED`, `REFUNDED` or `FAILED`.
             * @example REFUNDED
             */
            status: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description Money to give back. */
        RefundRequest: {
            /**
             * Format: int64
             * @description How much, in minor units; all that is left if left out.
             */
            amount?: number | null;
            /** @description The payment's currency; a guard against mistakes. */
            currency?: string | null;
            /** @description Why, for people, at most 500 characters. */
            reason?: string | null;
        };
        /** @description What is there no longer. */
        RemovedFromIdentity: {
            /** @description Always true. */
            deleted: boolean;
            /** @description Its id or name. */
            id: string;
            /** @description Of which kind it was. */
            object: string;
        };
        /** @description A monitor or schedule that is there no longer. */
        RemovedFromLedger: {
            /** @description Always true. */
            deleted: boolean;
            id: string;
            /** @description Of which kind it was. */
            object: string;
        };
        /** @description A message that will be sent again. */
        Replayed: {
            id: string;
            object: string;
            state: string;
        };
        /** @description A total of a report. */
        ReportFigure: {
            /** @description What people call it. */
            heading: string;
            /** @description The same of the main log. */
            log_positions: number[][];
            /** @description What programs call it. */
            name: string;
            /** @description Positions of the audit trail that it stands on: ranges of the first and the last. */
            trail_positions: number[][];
            /**
             * Format: int64
             * @description How much.
             */
            value: number;
        };
        /** @description A group of accounts, or an account. */
        ReportRow: {
            /** @description The account that stands at the path, if one does. */
            account?: string | null;
            /**
             * Format: int64
             * @description The account's and that of all below it, on the normal side of the type.
             */
            amount: number;
            /** @description How many groups it is in. */
            depth: number;
            path: string;
        };
        /** @description All accounts of one type in one currency. */
        ReportSection: {
            /** @description Groups and accounts, each group right before what is below it. */
            rows: components["schemas"]["ReportRow"][];
            /**
             * Format: int64
             * @description On the normal side of the type.
             */
            total: number;
        };
        /** @description What a report was made from. */
        ReportSource: {
            /**
             * Format: int64
             * @description The last position of the main log that it knows of.
             */
            log_position?: number | null;
            /** @description The last position of the audit trail, the root of its tree up to there in hexadecimal digits, and the signed checkpoint. */
            trail?: Record<string, never> | null;
        };
        /** @description A table of a report. */
        ReportTable: {
            /** @description What people call it. */
            heading: string;
            /** @description What programs call it. */
            name: string;
            /** @description Its rows: a field for each column, and the positions that the row stands on. */
            rows: Record<string, never>[];
        };
        /** @description When a gateway gets less, or nothing, because it does not answer. What is left out is as by default. */
        Resilience: {
            /**
             * Format: int32
             * @description So many calls in a row without an answer open a breaker.
             * @default 5
             */
            failures_in_a_row?: number;
            /**
             * Format: int64
             * @description Answered probes shorten the time down to this.
             * @default 10000
             */
            open_at_least_ms?: number;
            /**
             * Format: int64
             * @description The longest time that it is open.
             * @default 600000
             */
            open_for_at_most_ms?: number;
            /**
             * Format: int64
             * @description How long a breaker is open at first; doubles each time a trial fails.
             * @default 30000
             */
            open_for_ms?: number;
            /**
             * @default {
             *       "calls_at_least": 20,
             *       "horizon_ms": 30000,
             *       "open_at_errors_basis_points": 5000,
             *       "open_at_latency_ms": 20000,
             *       "release_after_ms": 15000,
             *       "release_at_errors_basis_points": 400,
             *       "release_at_latency_percent": 50,
             *       "restrain_at_errors_basis_points": 1000,
             *       "restrain_at_latency_percent": 100,
             *       "restrained_share_basis_points": 2500
             *     }
             */
            prediction?: components["schemas"]["Prediction"] | null;
            /**
             * Format: int32
             * @description So many of the last calls are looked at.
             * @default 32
             */
            window_calls?: number;
            /**
             * Format: int32
             * @description With fewer calls in the window, their share of failures says nothing.
             * @default 20
             */
            window_calls_at_least?: number;
            /**
             * Format: int32
             * @description Such a share of failures in the window opens a breaker, in ten-thousandths.
             * @default 5000
             */
            window_failures_basis_points?: number;
        };
        /**
         * @description How an item is ended by hand.
         * @enum {string}
         */
        ResolutionWord: "matched_by_hand" | "written_off" | "ignored" | "to_be_corrected_at_bank";
        /** @description How an item is ended by hand. */
        Resolve: {
            /** @description Why, of at most 1,000 characters. */
            note?: string;
            resolution: components["schemas"]["ResolutionWord"];
            /** @description The transfers of the ledger account that the line belongs to; with `matched_by_hand` only. */
            transfers?: string[] | null;
        };
        /** @description Tries after soft declines. */
        Retries: {
            /**
             * Format: int32
             * @description How many are planned after the first.
             */
            count: number;
            /**
             * Format: int32
             * @description How many of them began.
             */
            made: number;
            /**
             * Format: int64
             * @description For how many days after the first.
             */
            within_days: number;
        };
        /** @description What a number is wanted for. */
        Reveal: {
            purpose: components["schemas"]["RevealPurpose"];
        };
        /** @description A whole card. It is written into an answer and nowhere else. */
        RevealedCard: {
            /** Format: int32 */
            expiry_month: number;
            /** Format: int32 */
            expiry_year: number;
            holder_name?: string | null;
            id: string;
            number: string;
            /** @description Always `revealed_card`. */
            object: string;
        };
        /**
         * @description Purposes that a person or a program may name; payments take numbers by themselves.
         * @enum {string}
         */
        RevealPurpose: "merchant_export" | "dispute" | "support_reveal";
        /** @description A named set of permissions. */
        Role: {
            /** @description Whether every tenant has it and nobody changes it. */
            built_in: boolean;
            /** Format: date-time */
            changed_at?: string | null;
            /** Format: date-time */
            created_at?: string | null;
            description: string;
            /** @example operator */
            name: string;
            /** @description Always `role`. */
            object: string;
            /** @description What it permits. */
            permissions: string[];
            /**
             * Format: int64
             * @description Grows by one with each change.
             */
            version: number;
        };
        /** @description All of a role. */
        RoleBody: {
            /** @description What it is for; at most 200 characters. */
            description?: string;
            /** @description All that it permits from now on. */
            permissions: string[];
        };
        /** @description A role to be given. */
        RoleToGive: {
            /**
             * @description Its name.
             * @example operator
             */
            role: string;
        };
        /** @description One authorization with the decision that led to its gateway. */
        RoutedAttempt: {
            code?: string | null;
            decision?: components["schemas"]["Decision"] | null;
            gateway: string;
            /** Format: int64 */
            latency_ms: number;
            operation: string;
            outcome?: string | null;
            /** Format: date-time */
            started_at: string;
        };
        /** @description How payments are routed at present. */
        Routing: {
            active_rules?: components["schemas"]["Rules"] | null;
            experiment?: components["schemas"]["Experiment"] | null;
            /**
             * Format: int32
             * @description Counts the changes of the fees; 0 until they are set.
             */
            fees_version: number;
            /** @description Gateways that the active rules name and that are not configured: what the rules say about them has no effect. */
            missing_gateways: string[];
            /** @description Whether rules must be approved by someone else than their author. */
            needs_four_eyes: boolean;
            /** @description Always `routing`. */
            object: string;
            resilience: components["schemas"]["Resilience"];
            strategy: components["schemas"]["Strategy"];
            /**
             * Format: int32
             * @description Counts the changes of the strategy; 0 until it is set.
             */
            strategy_version: number;
        };
        /** @description A version of the rules. */
        Rules: {
            /**
             * Format: date-time
             * @description When it became active for the last time.
             */
            activated_at?: string | null;
            /** Format: date-time */
            approved_at?: string | null;
            /** @description The API key of who approved it. */
            approver?: string | null;
            /** @description The API key of who proposed it. */
            author: string;
            /** @description Always `routing_rules`. */
            object: string;
            /** Format: date-time */
            proposed_at: string;
            source: string;
            /** @description `proposed`, `approved` or `active`. */
            status: string;
            /** Format: int32 */
            version: number;
        };
        /** @description A search for matches by the rules. */
        Run: {
            /** @description Only show what is found. */
            dry_run?: boolean;
            /**
             * Format: date
             * @description Only lines with a value date from this day on.
             */
            from?: string | null;
            /**
             * Format: date
             * @description Only lines with a value date up to this day.
             */
            to?: string | null;
        };
        /** @description Transfers that wait for their time. */
        Schedule: {
            /** Format: date-time */
            at: string;
            /** @example sch_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Always `schedule`. */
            object: string;
            transfers: components["schemas"]["ScheduledTransfer"][];
        };
        /** @description A transfer that waits for its time. */
        ScheduledTransfer: {
            /**
             * Format: int64
             * @description In minor units; of a balancing transfer at most so much, zero for no bound.
             */
            amount: number;
            /** @description `debit` or `credit`. */
            balancing?: string | null;
            /** @description `debit` or `credit`. */
            closing?: string | null;
            /** Format: int32 */
            code: number;
            credit: string;
            currency: string;
            debit: string;
            external_reference?: string | null;
            /** @description The id that the transfer will have. */
            id: string;
            /** @description `transfer` or `hold`. */
            kind: string;
            metadata: {
                [key: string]: string;
            };
            reference?: string | null;
            /**
             * Format: int32
             * @description After how many seconds a hold ends by itself.
             */
            timeout_seconds?: number | null;
        };
        /** @description A gateway in a decision. Scores are millionths of the amount. */
        ScoredGateway: {
            /** Format: int64 */
            cost: number;
            /**
             * Format: int32
             * @description Its place in the draw of a split, from 0.
             */
            draw?: number | null;
            /**
             * Format: int64
             * @description The success that was reckoned with: a mean, or a sample.
             */
            expected_success: number;
            /**
             * Format: int64
             * @description In minor units.
             */
            fee?: number | null;
            fee_parts?: components["schemas"]["FeeParts"] | null;
            gateway: string;
            /** Format: int64 */
            latency: number;
            /**
             * Format: int64
             * @description The mean of what was learned about payments of this kind.
             */
            learned_success: number;
            /**
             * Format: int32
             * @description Its place in what rules prefer, from 0.
             */
            preference?: number | null;
            /**
             * Format: int32
             * @description Its place in what hooks prefer, from 0; goes before what rules prefer.
             */
            preferred_by_hook?: number | null;
            /**
             * Format: int32
             * @description The rule that left it out, by number.
             */
            rule?: number | null;
            /**
             * Format: int64
             * @description The sum of the three parts.
             */
            score: number;
            /**
             * Format: int64
             * @description So many calls were just like this one, faded ones counting less.
             */
            similar_calls: number;
            /** Format: int64 */
            success: number;
            /** @description `chosen`, `eligible`, or why it was left out. */
            verdict: string;
        };
        /** @description The second factor: a code or a recovery code. */
        SecondFactor: {
            /** @description Six digits. */
            code?: string | null;
            /** @description From the first answer. */
            continue: string;
            recovery_code?: string | null;
        };
        /** @description Another secret for a client. */
        SecretChange: {
            /**
             * Format: int32
             * @description How long the secret before works too, from 0 to 604800; a day if left out.
             */
            overlap_seconds?: number | null;
        };
        /** @description A new secret. */
        SecretRotation: {
            signing?: components["schemas"]["Signing"] | null;
        };
        /** @description A session. */
        Session: {
            /** @description What the browser calls itself. */
            agent: string;
            /** Format: date-time */
            created_at: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            device: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string;
            /** @description How its owner has proved who they are. */
            methods: string[];
            /** @description Always `session`. */
            object: string;
            principal: string;
            /** Format: date-time */
            stepped_up_at?: string | null;
        };
        /**
         * @description How many stand on each side.
         * @enum {string}
         */
        ShapeWord: "one_to_one" | "one_to_many" | "many_to_one";
        /**
         * @description A side of a transfer.
         * @enum {string}
         */
        SideWord: "debit" | "credit";
        /** @description Who wants to sign in. */
        SignIn: {
            email: string;
            password: string;
            /** @description The organisation's name or id. */
            tenant: string;
        };
        /** @description What shall be different of signing in. */
        SignInChange: {
            password_sign_in?: boolean | null;
            second_factor_required?: boolean | null;
            /** Format: int32 */
            session_absolute_hours?: number | null;
            /** Format: int32 */
            session_idle_minutes?: number | null;
        };
        /** @description How far a sign-in has come. */
        SignInDto: {
            /** @description To be sent with the second factor, within five minutes. */
            continue?: string | null;
            /** @description What the second factor can be: `totp`, `passkey`, `recovery_code`. */
            methods?: string[];
            session?: components["schemas"]["Session"] | null;
            /** @description `signed_in` or `second_factor`. */
            status: string;
        };
        /**
         * @description How messages are signed (Standard Webhooks 1.0).
         * @enum {string}
         */
        Signing: "hmac" | "ed25519";
        /** @description How a tenant's people sign in. */
        SignInSettings: {
            /** @description Whether passwords are accepted at all. */
            password_sign_in: boolean;
            /** @description Whether a password alone is not enough. */
            second_factor_required: boolean;
            /**
             * Format: int32
             * @description A session ends after so long, used or not.
             */
            session_absolute_hours: number;
            /**
             * Format: int32
             * @description A session ends after so long without use.
             */
            session_idle_minutes: number;
        };
        /** @description A message of the WebSocket. */
        SocketMessage: {
            /** @description The event. */
            data: components["schemas"]["Event"];
            /**
             * @description The event's place, with which another connection goes on after it. Events have one and other messages do not.
             * @example 77-0
             */
            id?: string | null;
            /**
             * @description The event's type; or `ready`, `subscribed`, `unsubscribed`, `pong` or `error`.
             * @example payment.captured
             */
            type: string;
        };
        /** @description A page of an account's statement. */
        Statement: {
            /**
             * Format: int64
             * @description The posted balance after the last line of the page.
             */
            closing: number;
            /** @description The postings in order, the earliest first. */
            data: components["schemas"]["StatementLine"][];
            /** @description Pass it as `cursor` for the next page; null on the last. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The posted balance before the first line of the page.
             */
            opening: number;
            /**
             * Format: int64
             * @description The position of the log that it reflects.
             */
            position: number;
        };
        /** @description What became of a file. */
        StatementImport: {
            /** @description The file's statements; a long one in parts of 200 lines. */
            data: components["schemas"]["OutsideStatement"][];
            /** @description Whether nothing was taken in since only that was asked. */
            dry_run: boolean;
            /**
             * Format: int64
             * @description How many lines were there already.
             */
            known_lines: number;
            /**
             * Format: int64
             * @description How many lines became items.
             */
            new_items: number;
            /** @description Always `statement_import`. */
            object: string;
        };
        /** @description A line of an account's statement. */
        StatementLine: {
            /**
             * Format: int64
             * @description What it adds to the balance on the account's normal side; negative where it takes away.
             */
            amount: number;
            /**
             * Format: int64
             * @description The posted balance after it.
             */
            balance_after: number;
            /** @description `debit` or `credit`: the account's side of it. */
            side: string;
            transfer: components["schemas"]["Transfer"];
        };
        /** @description What was done. */
        StatusDto: {
            /** @description In a word. */
            status: string;
        };
        /** @description A proof of who one is, once more: one of these. */
        StepUp: {
            /** @description Six digits. */
            code?: string | null;
            passkey?: components["schemas"]["PasskeyAnswer"] | null;
            password?: string | null;
            recovery_code?: string | null;
        };
        /** @description How gateways are compared. */
        Strategy: {
            elimination?: components["schemas"]["Elimination"] | null;
            /**
             * Format: int64
             * @description After so long, what was learned counts half; 6 hours if left out.
             */
            half_life_seconds?: number;
            /** @description `score` (the default): the best sum of success, fee and waiting. `priority`: as configured. `split`: a draw by weights. */
            order?: components["schemas"]["OrderWord"];
            /**
             * Format: int64
             * @description Samples and draws follow from it and the payment's id.
             */
            seed?: number;
            /** @description The weights of gateways, with the order `split`. */
            split?: {
                [key: string]: number;
            } | null;
            /**
             * @description Where the expected success comes from: `recent` (the default): all calls of the last minutes. `learned`: payments of
             *     the same kind. `sampled`: the same as a Thompson sample, so that what is not sure is tried at times.
             */
            success?: components["schemas"]["SuccessWord"];
            weights?: components["schemas"]["StrategyWeights"] | null;
        };
        /** @description What a part of the score counts, in thousandths. */
        StrategyWeights: {
            /**
             * Format: int32
             * @description The fee.
             */
            cost: number;
            /**
             * Format: int32
             * @description Waiting.
             */
            latency: number;
            /**
             * Format: int32
             * @description Expected success.
             */
            success: number;
        };
        /** @enum {string} */
        SuccessWord: "recent" | "learned" | "sampled";
        /** @description A further limit for some time. */
        TemporaryLimit: {
            /** Format: int64 */
            amount: number;
            /** Format: date-time */
            until: string;
        };
        /** @description A tenant: whose things are kept apart from those of all others. */
        Tenant: {
            /** Format: date-time */
            created_at: string;
            data_classes: components["schemas"]["TenantDataClasses"];
            /** @description What is switched on and off. */
            features: {
                [key: string]: boolean;
            };
            /** @example ten_01h455vb4pex5vsknk084sn02q */
            id: string;
            limits: components["schemas"]["TenantLimits"];
            name: string;
            /** @description Always `tenant`. */
            object: string;
            /** @description Why it is suspended, for people. */
            reason?: string | null;
            /** @description Where its data is. */
            region?: string | null;
            sign_in: components["schemas"]["SignInSettings"];
            /** @description `active`, `suspended` or `closed`. */
            status: string;
            /**
             * Format: int64
             * @description Grows by one with each change.
             */
            version: number;
        };
        /** @description What kinds of data a tenant keeps. */
        TenantDataClasses: {
            /**
             * @description Protected health information, as in HIPAA.
             * @default false
             */
            phi?: boolean;
        };
        /** @description How much a tenant may have and do; as the node is configured where null. */
        TenantLimits: {
            /**
             * Format: int32
             * @default null
             */
            max_keys?: number | null;
            /**
             * Format: int32
             * @default null
             */
            max_principals?: number | null;
            /**
             * Format: int64
             * @default null
             */
            payments_per_day?: number | null;
            /**
             * Format: int32
             * @default null
             */
            requests_per_second?: number | null;
        };
        /** @description A code of the generator. */
        TotpCode: {
            /** @description Six digits. */
            code: string;
        };
        /** @description What an authenticator app is told, once. */
        TotpSeed: {
            /** @description To be typed into the app. */
            secret: string;
            /** @description The same as a link, for a picture. */
            uri: string;
        };
        /** @description A line of the journal. */
        Transfer: {
            /**
             * Format: int64
             * @description In minor units.
             */
            amount: number;
            /**
             * Format: int32
             * @description Why money moved.
             */
            code: number;
            /**
             * @description The code's name, where it is one of a payment.
             * @example payment.capture
             */
            code_name?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description The account that is credited. */
            credit: components["schemas"]["AccountRef"];
            currency: string;
            /** @description The account that is debited. */
            debit: components["schemas"]["AccountRef"];
            /**
             * Format: date-time
             * @description As of when it counts in the books: earlier than `created_at` if it was backdated.
             */
            effective_at: string;
            /**
             * Format: date-time
             * @description When a hold ends by itself.
             */
            expires_at?: string | null;
            /** @description The hold that a post, void or expiry ends. */
            hold?: string | null;
            /** @example trf_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`. */
            kind: string;
            /** @description Always `transfer`. */
            object: string;
            /** @description The transfer that a reversal reverses. */
            original?: string | null;
            /** @description What it can be found by: a payment's id for what Bezant posted, else what its caller gave. */
            reference?: string | null;
        };
        /** @description A transfer with what became of it and what was attached to it. */
        TransferDetail: components["schemas"]["Transfer"] & components["schemas"]["Attached"] & {
            /** @description What ended a hold. */
            ended_by?: string | null;
            /** @description Of a hold: `open`, `posted`, `voided` or `expired`. */
            outcome?: string | null;
            /** @description The reversal that moved its money back. */
            reversed_by?: string | null;
        };
        /** @description Where errors and latency of a gateway's operation are heading. */
        Trend: {
            /** @description Calls without an answer, in ten-thousandths of all. */
            errors_basis_points: components["schemas"]["Forecast"];
            latency_ms?: components["schemas"]["Forecast"] | null;
            /**
             * Format: date-time
             * @description Since when the gateway gets only a share of the payments, because it does worse than before; null if it does not.
             */
            restrained_since?: string | null;
        };
        /** @description All accounts with all that was ever posted, and its sums: per currency, debits and credits are equal. */
        TrialBalance: {
            accounts: components["schemas"]["TrialBalanceAccount"][];
            /**
             * Format: int64
             * @description The position of the log that it reflects.
             */
            position: number;
            totals: components["schemas"]["TrialBalanceTotal"][];
        };
        /** @description An account in the trial balance. */
        TrialBalanceAccount: {
            account: string;
            /** Format: int64 */
            credits: number;
            currency: string;
            /** Format: int64 */
            debits: number;
            path: string;
        };
        /** @description The sums of a currency. */
        TrialBalanceTotal: {
            /** Format: int64 */
            credits: number;
            currency: string;
            /** Format: int64 */
            debits: number;
        };
        /**
         * @description The type of an account.
         * @enum {string}
         */
        TypeWord: "asset" | "liability" | "equity" | "revenue" | "expense";
        /** @description What the first attempts alone would not have brought, in basis points of the decided payments. */
        UpliftDto: {
            /** Format: int32 */
            basis_points?: number | null;
            /** Format: int32 */
            failover?: number | null;
            /** Format: int32 */
            retry?: number | null;
            /** Format: int32 */
            wait?: number | null;
        };
        /** @description A card as anybody may see it who sees cards. */
        VaultCard: {
            /**
             * @description The first six or eight digits.
             * @example 42424242
             */
            bin?: string | null;
            created_at: string;
            deleted_at?: string | null;
            /** Format: int32 */
            expiry_month?: number | null;
            /** Format: int32 */
            expiry_year?: number | null;
            /** @description The same for the same number, in your tenant only; null for a card that was deleted. */
            fingerprint?: string | null;
            /** @description Looks like the number and is none; only in the answer to a request that asked for it. */
            format_preserving_token?: string | null;
            /**
             * @description The token that stands for the number.
             * @example crd_01h455vb4pex5vsknk084sn02q
             */
            id: string;
            /**
             * @description The last four digits.
             * @example 4242
             */
            last4?: string | null;
            /**
             * Format: int64
             * @description How often the number was handed out.
             */
            numbers_seen: number;
            /** @description Always `card`. */
            object: string;
            /**
             * @description The network, where the first digits say it.
             * @example visa
             */
            scheme?: string | null;
            /** @description `active` or `deleted`. */
            status: string;
            updated_at: string;
            /**
             * Format: int32
             * @description 1, and one more each time the card came again with another expiry, name or customer.
             */
            version: number;
        };
        /** @description A message and what became of it at one endpoint. */
        WebhookDelivery: {
            /** Format: int32 */
            attempts: number;
            /** Format: date-time */
            created_at: string;
            /** @description Where it is sent. */
            endpoint: string;
            /** @example msg_01h455vb4pex5vsknk084sn02q */
            id: string;
            last_error?: string | null;
            /**
             * Format: int32
             * @description The status that the receiver answered last.
             */
            last_status?: number | null;
            /** Format: date-time */
            next_attempt_at?: string | null;
            /** @description Always `webhook_delivery`. */
            object: string;
            payment?: string | null;
            /** @description `pending`, `delivered`, `failed` or `abandoned`. */
            state: string;
            type: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description Where events are sent. */
        WebhookEndpoint: {
            /** Format: date-time */
            created_at: string;
            description: string;
            /** Format: date-time */
            disabled_at?: string | null;
            /** @description Why nothing is sent: `gone`, `operator` or `too_many_failures`. */
            disabled_reason?: string | null;
            enabled: boolean;
            /** @description Which events: `*`, `payment.*` or whole names. */
            events: string[];
            /** @example whe_01h455vb4pex5vsknk084sn02q */
            id: string;
            /** @description Always `webhook_endpoint`. */
            object: string;
            /** @description What messages are verified with; only with `ed25519`. */
            public_key?: string | null;
            /**
             * @description What messages are verified with; only with `hmac`, and only in the answers that make it.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret?: string | null;
            /** @description `hmac` or `ed25519`. */
            signing: string;
            /** Format: date-time */
            updated_at: string;
            url: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    analytics_payments: {
        parameters: {
            query?: {
                /** @description Only amounts in this band, in units of their currency: `to_10`, `to_50`, `to_200`, `to_1000`, `above_1000`. */
                amount_band?: string;
                /** @description Only those in this currency, such as `EUR`. */
                currency?: string;
                /** @description From this time (RFC 3339); the last hour by minutes, day by hours or in total, 30 days by days if left out. */
                from?: string;
                /** @description Only those of this gateway. */
                gateway?: string;
                /**
                 * @description Up to three of `gateway`, `method`, `currency`, `issuer_country`, `scheme`, `amount_band`, `initiator`, with commas.
                 * @example gateway,currency
                 */
                group_by?: string;
                /** @description Only those that a `customer` or a `merchant` initiated. */
                initiator?: string;
                /** @description `minute` (kept for 48 hours), `hour` (100 days), `day` (5 years), or `total` for one row a group; `total` if left out. */
                interval?: string;
                /** @description Only those of cards from this country, such as `DE`. */
                issuer_country?: string;
                /** @description Only those paid with this, such as `card`. */
                method?: string;
                /** @description Only those of this card network, such as `visa`. */
                scheme?: string;
                /** @description To before this time (RFC 3339); now if left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalyticsDto"];
                };
            };
        };
    };
    api_keys_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKey"];
                };
            };
        };
    };
    api_keys_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKeyBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["KeyRotation"] | null;
            };
        };
        responses: {
            /** @description Rotated. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_signing_set: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKeySigning"];
            };
        };
        responses: {
            /** @description Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_signing_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are taken as they are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    approvals_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Approval"];
                };
            };
        };
    };
    approvals_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The approval. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The approval. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    approvals_approve: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The approval. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description It has happened. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    approvals_reject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The approval. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description It does not happen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    audit_list: {
        parameters: {
            query?: {
                /** @description A route as it is documented, such as `/api/v1/payments/{id}`, or the name of an event, such as `role.changed`. */
                action?: string;
                /** @description As in the answer to a request. */
                correlation_id?: string;
                /** @description Where a page ended. */
                cursor?: string;
                /** @description `payment`, `ledger`, `card`, `personal`, `health`, `configuration`, `credential`, `audit` or `other`. */
                data_class?: string;
                /** @description Not before. */
                from?: string;
                /** @description `request`, `change`, `alert` or `custody`. */
                kind?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description `done`, `denied`, `refused`, `failed` or `alert`. */
                outcome?: string;
                /** @description By whom: the id of a principal or an API key; `node` for this machine's own administrator. */
                principal?: string;
                /** @description The id of what it was done to. */
                resource?: string;
                /** @description Words that are all in its reasons, codes, addresses or values. */
                text?: string;
                /** @description Before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest that fit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    audit_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its position in the trail. */
                position: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditProof"];
                };
            };
        };
    };
    audit_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed checkpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckpoint"];
                };
            };
        };
    };
    cards_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description Only this customer's. */
                customer?: string;
                /** @description How many rows, from 1 to 99; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_VaultCard"];
                };
            };
        };
    };
    cards_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVaultCard"];
            };
        };
        responses: {
            /** @description It was there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultCard"];
                };
            };
            /** @description Kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultCard"];
                };
            };
        };
    };
    cards_erase_customer: {
        parameters: {
            query: {
                /** @description The customer whose cards are deleted. */
                customer: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedCards"];
                };
            };
        };
    };
    cards_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The card. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What may be shown of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultCard"];
                };
            };
        };
    };
    cards_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The card. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultCard"];
                };
            };
        };
    };
    cards_accesses: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 99; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The card. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CardAccess"];
                };
            };
        };
    };
    cards_reveal: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The card. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reveal"];
            };
        };
        responses: {
            /** @description The number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedCard"];
                };
            };
        };
    };
    compliance_changes_configuration: {
        parameters: {
            query?: {
                /** @description Its form; `json` if left out. */
                format?: "json" | "csv" | "pdf";
                /** @description Not before. */
                from?: string;
                /** @description Which table goes into the CSV; the first if left out, `figures` for the totals. */
                table?: string;
                /** @description Before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    compliance_consents_given: {
        parameters: {
            query?: {
                /** @description Its form; `json` if left out. */
                format?: "json" | "csv" | "pdf";
                /** @description Not before. */
                from?: string;
                /** @description Which table goes into the CSV; the first if left out, `figures` for the totals. */
                table?: string;
                /** @description Before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    compliance_health_access: {
        parameters: {
            query?: {
                /** @description Its form; `json` if left out. */
                format?: "json" | "csv" | "pdf";
                /** @description Not before. */
                from?: string;
                /** @description Which table goes into the CSV; the first if left out, `figures` for the totals. */
                table?: string;
                /** @description Before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    compliance_persons: {
        parameters: {
            query?: {
                /** @description Your name for the customer that they are, for the cards of theirs. */
                customer?: string;
                /** @description Its form; `json` if left out. */
                format?: "json" | "csv" | "pdf";
                /** @description Records not before this time. */
                from?: string;
                /** @description Which table goes into the CSV; the first if left out, `figures` for the totals. */
                table?: string;
                /** @description Records before this time. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    compliance_persons_erase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PersonErasure"] | null;
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    compliance_processing_records: {
        parameters: {
            query?: {
                /** @description Its form; `json` if left out. */
                format?: "json" | "csv" | "pdf";
                /** @description Not before. */
                from?: string;
                /** @description Which table goes into the CSV; the first if left out, `figures` for the totals. */
                table?: string;
                /** @description Before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceReport"];
                };
            };
        };
    };
    consent_texts: {
        parameters: {
            query?: {
                /** @description Those for this. */
                purpose?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The texts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ConsentText"];
                };
            };
        };
    };
    consent_texts_publish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsentText"];
            };
        };
        responses: {
            /** @description Published. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentText"];
                };
            };
        };
    };
    consents_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Those of this principal. */
                principal?: string;
                /** @description Those for this. */
                purpose?: string;
                /** @description Those of somebody else, by what the tenant knows them by. */
                reference?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Consent"];
                };
            };
        };
    };
    consents_record: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsentBody"];
            };
        };
        responses: {
            /** @description Recorded. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
        };
    };
    consents_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The consent. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
        };
    };
    consents_withdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The consent. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Withdrawn. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
        };
    };
    customers_erase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerToErase"];
            };
        };
        responses: {
            /** @description Erased. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedCustomer"];
                };
            };
        };
    };
    email_verifications_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailProof"];
            };
        };
        responses: {
            /** @description The address is confirmed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    events_stream: {
        parameters: {
            query?: {
                /**
                 * @description Begin after this place: a position, or a position and an index as in the stream's ids (`77-0`). Only what comes
                 *     from now on if left out. The header `Last-Event-ID` goes before it.
                 */
                after?: string;
                /** @description Only events of this payment. */
                payment?: string;
                /** @description Only events that name the thing with this id: an account, a refund, an endpoint, a principal. */
                resource?: string;
                /**
                 * @description Event types, separated by commas; a type may end in `.*`. All if left out.
                 * @example payment.*,refund.succeeded
                 */
                types?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream without end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Event"];
                };
            };
        };
    };
    events_ws_socket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    gateways_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Gateway"];
                };
            };
        };
    };
    groups_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Group"];
                };
            };
        };
    };
    groups_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroupBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    groups_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    groups_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    groups_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    groups_members: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
        };
    };
    groups_members_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMembers"];
            };
        };
        responses: {
            /** @description Added. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    groups_members_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
                /** @description The member. */
                principal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    groups_roles_give: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleToGive"];
            };
        };
        responses: {
            /** @description Given. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    groups_roles_take: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
                /** @description The role's name. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    identity_providers_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them: at most 20. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_IdentityProvider"];
                };
            };
        };
    };
    identity_providers_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
        };
    };
    identity_providers_set: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The provider's name, as in the node's configuration. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderBody"];
            };
        };
        responses: {
            /** @description Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProvider"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    identity_providers_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The provider's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    invitations_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Invitation"];
                };
            };
        };
    };
    invitations_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitationBody"];
            };
        };
        responses: {
            /** @description Invited. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    invitations_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    invitations_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The invitation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    invitations_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationAccept"];
            };
        };
        responses: {
            /** @description The account is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    ledger_accounts_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`. */
                prefix?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Account"];
                };
            };
        };
    };
    ledger_accounts_open: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenAccount"];
            };
        };
        responses: {
            /** @description Opened. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedAccount"];
                };
            };
        };
    };
    ledger_accounts_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    ledger_accounts_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeAccount"];
            };
        };
        responses: {
            /** @description The account as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    ledger_accounts_balance: {
        parameters: {
            query?: {
                /** @description As it was known at this time: what had been committed by then. Now if left out. */
                at?: string;
                /** @description What counts as of this time, whenever it was committed. Everything if left out. */
                effective_at?: string;
                /** @description `json` if left out. */
                format?: "json" | "csv" | "parquet";
            };
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceAt"];
                };
            };
        };
    };
    ledger_accounts_statement: {
        parameters: {
            query?: {
                /** @description As it was known at this time. Now if left out. */
                at?: string;
                /** @description By which time lines are ordered and belong to the period: `commit` if left out. */
                by?: "commit" | "effective";
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
                format?: "json" | "csv" | "parquet";
                /** @description From this time on. From the beginning if left out. */
                from?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Before this time. Up to now if left out. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or by `format` the whole as a file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
        };
    };
    ledger_balance_sheet: {
        parameters: {
            query?: {
                /** @description As it was known at this time: what had been committed by then. Now if left out. */
                at?: string;
                /** @description What counts as of this time, whenever it was committed. Everything if left out. */
                effective_at?: string;
                /** @description `json` if left out. */
                format?: "json" | "csv" | "parquet";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance sheet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceSheet"];
                };
            };
        };
    };
    ledger_balances: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`. */
                prefix?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balances"];
                };
            };
        };
    };
    ledger_batches_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
            };
        };
        responses: {
            /** @description What became of each item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    ledger_exchanges_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExchange"];
            };
        };
        responses: {
            /** @description Made: the transfer of the sold money, then that of the bought. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Transfer"];
                };
            };
        };
    };
    ledger_flows_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFlow"];
            };
        };
        responses: {
            /** @description The dry run: what would be made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
        };
    };
    ledger_imports_create: {
        parameters: {
            query?: {
                /** @description Only say what would become of each line, line after line against the books of this moment; nothing changes. */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description What became of each line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    ledger_income_statement: {
        parameters: {
            query?: {
                /** @description As it was known at this time. Now if left out. */
                at?: string;
                /** @description By which time lines are ordered and belong to the period: `commit` if left out. */
                by?: "commit" | "effective";
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
                format?: "json" | "csv" | "parquet";
                /** @description From this time on. From the beginning if left out. */
                from?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Before this time. Up to now if left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The income statement. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncomeStatement"];
                };
            };
        };
    };
    ledger_journal: {
        parameters: {
            query?: {
                /** @description As it was known at this time. Now if left out. */
                at?: string;
                /** @description By which time lines are ordered and belong to the period: `commit` if left out. */
                by?: "commit" | "effective";
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description `json` if left out. `csv` and `parquet` answer all rows at once, in major units. */
                format?: "json" | "csv" | "parquet";
                /** @description From this time on. From the beginning if left out. */
                from?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Before this time. Up to now if left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or by `format` the whole as a file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JournalLine"];
                };
            };
        };
    };
    ledger_monitors_list: {
        parameters: {
            query?: {
                /** @description Those of this account, by id. */
                account?: string;
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Monitor"];
                };
            };
        };
    };
    ledger_monitors_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMonitor"];
            };
        };
        responses: {
            /** @description Set. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Monitor"];
                };
            };
        };
    };
    ledger_monitors_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The monitor. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The monitor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Monitor"];
                };
            };
        };
    };
    ledger_monitors_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The monitor. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromLedger"];
                };
            };
        };
    };
    ledger_reconciliations_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reconciliation"];
                };
            };
        };
    };
    ledger_reconciliations_define: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReconciliation"];
            };
        };
        responses: {
            /** @description Defined. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
        };
    };
    ledger_reconciliations_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reconciliation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reconciliation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
        };
    };
    ledger_reconciliations_items_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Those that stand there only. */
                status?: "open" | "proposed" | "under_investigation";
            };
            header?: never;
            path: {
                /** @description The reconciliation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_items_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The item, open or closed. */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_items_assign: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The item. */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignItem"];
            };
        };
        responses: {
            /** @description The item as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_items_notes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The item. */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Noted"];
            };
        };
        responses: {
            /** @description The item as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_items_reopen: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The item. */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Noted"];
            };
        };
        responses: {
            /** @description The item as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_items_resolve: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The item. */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolve"];
            };
        };
        responses: {
            /** @description The item as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItem"];
                };
            };
        };
    };
    ledger_reconciliations_matches_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMatch"];
            };
        };
        responses: {
            /** @description Proposed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationMatch"];
                };
            };
        };
    };
    ledger_reconciliations_matches_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The match. */
                match_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The match. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationMatch"];
                };
            };
        };
    };
    ledger_reconciliations_matches_accept: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The match. */
                match_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Noted"];
            };
        };
        responses: {
            /** @description The match as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationMatch"];
                };
            };
        };
    };
    ledger_reconciliations_matches_reject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The match. */
                match_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Noted"];
            };
        };
        responses: {
            /** @description The match as it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationMatch"];
                };
            };
        };
    };
    ledger_reconciliations_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Run"];
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationRun"];
                };
            };
        };
    };
    ledger_reconciliations_statements_import: {
        parameters: {
            query?: {
                /** @description The column with the amount; `amount` if neither this nor `debit` and `credit` are given. */
                amount?: string;
                /** @description The column with the balance after each line; it is checked. */
                balance?: string;
                /** @description A column that says whether a line is booked. */
                booked_column?: string;
                /** @description The column with the booking day; `date` if left out. */
                booked_on?: string;
                /** @description What stands there for booked lines; others are left out. */
                booked_word?: string;
                /** @description The columns that say who stands on the other side. */
                counterparty?: string;
                /** @description The column with money in. */
                credit?: string;
                /** @description What stands there for money in. */
                credit_word?: string;
                /** @description A column that must say the reconciliation's currency in each line. */
                currency_column?: string;
                /**
                 * @description How days are written, in the letters of strptime; `%Y-%m-%d` if left out.
                 * @example %d.%m.%Y
                 */
                date_format?: string;
                /** @description The column with money out. */
                debit?: string;
                /** @description What stands there for money out. */
                debit_word?: string;
                /** @description What stands before the decimals; a point if left out. */
                decimal?: string;
                /** @description What stands between columns; a comma if left out. */
                delimiter?: string;
                /** @description Only say what would be taken in. */
                dry_run?: boolean;
                /** @description How bytes are characters; UTF-8 if left out. */
                encoding?: "utf8" | "latin1";
                /** @description Which kind of file it is; if left out, `text/csv` is CSV and `application/xml` camt.053. */
                format?: "csv" | "camt053" | "mt940";
                /** @description The column that says the direction of an amount without a sign. */
                indicator?: string;
                /** @description The columns with references. */
                references?: string;
                /** @description How many lines stand before the header line. */
                skip_lines?: number;
                /** @description The columns that say what a line is for. */
                text?: string;
                /** @description What stands between thousands, if anything. */
                thousands?: string;
                /** @description The column with the value date; the booking day if left out. */
                value_on?: string;
            };
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The reconciliation. */
                id: string;
            };
            cookie?: never;
        };
        /** @description The file. */
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/xml": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description What would be taken in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementImport"];
                };
            };
            /** @description Taken in. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementImport"];
                };
            };
        };
    };
    ledger_reconciliations_statements_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reconciliation. */
                id: string;
                /** @description The statement. */
                statement_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideStatement"];
                };
            };
        };
    };
    ledger_schedules_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Schedule"];
                };
            };
        };
    };
    ledger_schedules_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description Scheduled. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    ledger_schedules_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The schedule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    ledger_schedules_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The schedule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromLedger"];
                };
            };
        };
    };
    ledger_transfers_list: {
        parameters: {
            query?: {
                /** @description Those that touch this account, by id. The filters below need it. */
                account?: string;
                /** @description Those with this code. */
                code?: number;
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description Effective at or after this. */
                effective_from?: string;
                /** @description Effective before this. */
                effective_to?: string;
                /** @description `json` if left out. `csv` and `parquet` answer all rows at once, the oldest first, in major units. */
                format?: "json" | "csv" | "parquet";
                /** @description Committed at or after this. */
                from?: string;
                /** @description Those of this kind. */
                kind?: "transfer" | "hold" | "post" | "void" | "expiry" | "reversal";
                /** @description How many rows, from 1 to 200; 50 if left out. A page may have fewer and a next one all the same. */
                limit?: number;
                /** @description Of at most so many minor units. */
                max_amount?: number;
                /** @description Of at least so many minor units. */
                min_amount?: number;
                /** @description The newest first if left out; without `account` and `reference` always the oldest. */
                order?: "newest" | "oldest";
                /** @description Those with this reference: a payment's id, or hexadecimal digits. */
                reference?: string;
                /** @description Those that debit or that credit the account. */
                side?: "debit" | "credit";
                /** @description Committed before this. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or by `format` the whole as a file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Transfer"];
                };
            };
        };
    };
    ledger_transfers_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTransfers"];
            };
        };
        responses: {
            /** @description Made: the transfer, or `data` with all of a chain. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeTransfers"];
                };
            };
        };
    };
    ledger_transfers_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The transfer. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transfer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransferDetail"];
                };
            };
        };
    };
    ledger_trial_balance: {
        parameters: {
            query?: {
                /** @description As it was known at this time: what had been committed by then. Now if left out. */
                at?: string;
                /** @description What counts as of this time, whenever it was committed. Everything if left out. */
                effective_at?: string;
                /** @description `json` if left out. */
                format?: "json" | "csv" | "parquet";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trial balance. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialBalance"];
                };
            };
        };
    };
    me_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oneself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    me_consents_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Consent"];
                };
            };
        };
    };
    me_consents_give: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnConsentBody"];
            };
        };
        responses: {
            /** @description Recorded. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
        };
    };
    me_consents_withdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The consent. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Withdrawn. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
        };
    };
    me_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Device"];
                };
            };
        };
    };
    me_devices_forget: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The device. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_email_verification_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address is confirmed already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
            /** @description A letter is sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_passkeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Passkey"];
                };
            };
        };
    };
    me_passkeys_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskeyDto"];
            };
        };
        responses: {
            /** @description Registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    me_passkeys_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The passkey. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_passkeys_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `navigator.credentials.create`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    me_password_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ten codes, each for one time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    me_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    me_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that live. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Session"];
                };
            };
        };
    };
    me_sessions_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_sessions_revoke_others_end: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_step_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepUp"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    me_step_up_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `navigator.credentials.get`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    me_totp_enrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpSeed"];
                };
            };
        };
    };
    me_totp_remove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    me_totp_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description It counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    oauth_clients_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OAuthClient"];
                };
            };
        };
    };
    oauth_clients_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClientBody"];
            };
        };
        responses: {
            /** @description Registered. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthClient"];
                };
            };
        };
    };
    oauth_clients_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthClient"];
                };
            };
        };
    };
    oauth_clients_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    oauth_clients_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthClient"];
                };
            };
        };
    };
    oauth_clients_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The client. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SecretChange"] | null;
            };
        };
        responses: {
            /** @description Rotated. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthClient"];
                };
            };
        };
    };
    payments_list: {
        parameters: {
            query?: {
                /** @description The e-mail address that was billed, whole. */
                billing_email?: string;
                /** @description Created at this time or later (RFC 3339). */
                created_after?: string;
                /** @description Created before this time (RFC 3339). */
                created_before?: string;
                /** @description The principal who created them. */
                created_by?: string;
                /** @description Such as `EUR`. */
                currency?: string;
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description Your own name for the customer, whole. */
                customer?: string;
                /** @description The gateway that has the payment, or was asked last. */
                gateway?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description `true` for those that a person should look at, and no others. Goes with `cursor` and `limit` only. */
                needs_attention?: boolean;
                /** @description Your own name for the payment, whole. */
                reference?: string;
                /** @description The start of an id, reference, customer or description. */
                search?: string;
                /** @description Such as `COMPLETED`. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PaymentSummary"];
                };
            };
        };
    };
    payments_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePayment"];
            };
        };
        responses: {
            /** @description Settled, or not confirmed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_billing_details_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The details. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingDetails"];
                };
            };
        };
    };
    payments_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonRequest"] | null;
            };
        };
        responses: {
            /** @description Settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_capture: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CaptureRequest"] | null;
            };
        };
        responses: {
            /** @description Settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_confirm: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_events: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Event"];
                };
            };
        };
    };
    payments_refunds_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Refund"];
                };
            };
        };
    };
    payments_refunds_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefundRequest"] | null;
            };
        };
        responses: {
            /** @description Carried out, or failed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    payments_refunds_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
                /** @description The refund. */
                refund_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The refund. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    payments_refunds_return_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
                /** @description The refund. */
                refund_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonRequest"] | null;
            };
        };
        responses: {
            /** @description The refund as it stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    payments_resolve_attention: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonRequest"] | null;
            };
        };
        responses: {
            /** @description The payment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_retry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description Under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    payments_routing_explain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentRouting"];
                };
            };
        };
    };
    payments_webhook_deliveries: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The payment. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WebhookDelivery"];
                };
            };
        };
    };
    payments_bulk_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayments"];
            };
        };
        responses: {
            /** @description What became of each, in the same order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkPayments"];
                };
            };
        };
    };
    payments_links_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePaymentLink"];
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentLink"];
                };
            };
        };
    };
    policy_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    policy_bundles_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PolicyBundle"];
                };
            };
        };
    };
    policy_bundles_propose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBundle"];
            };
        };
        responses: {
            /** @description Checked only. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBundle"];
                };
            };
            /** @description Kept as a version, not in force yet. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBundle"];
                };
            };
        };
    };
    policy_bundles_read_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version with its texts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBundle"];
                };
            };
        };
    };
    policy_bundles_activate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description It is in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    policy_decisions_list: {
        parameters: {
            query?: {
                /** @description Only what was allowed, or only what was denied. */
                allow?: boolean;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description Those about requests of this principal or API key. */
                principal?: string;
                /** @description Not before. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest that fit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PolicyDecision"];
                };
            };
        };
    };
    policy_decisions_explain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyExplanation"];
                };
            };
        };
    };
    policy_roll_back: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description What is in force now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    principals_list: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description The one with this e-mail address. */
                email?: string;
                /** @description The one whom an outside directory calls so. */
                external_id?: string;
                /** @description `user`, `agent` or `service_account`. */
                kind?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
                /** @description `active`, `suspended` or `deleted`; those that are not deleted if left out. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Principal"];
                };
            };
        };
    };
    principals_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPrincipalBody"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
        };
    };
    principals_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The principal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
        };
    };
    principals_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    principals_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrincipalChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    principals_erase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Erased. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    principals_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What they may do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectivePermissions"];
                };
            };
        };
    };
    principals_reactivate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
        };
    };
    principals_roles_give: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleToGive"];
            };
        };
        responses: {
            /** @description Given. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    principals_roles_take: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
                /** @description The role's name. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
        };
    };
    principals_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that live. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Session"];
                };
            };
        };
    };
    principals_sessions_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    principals_suspend: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The principal. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Suspended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
        };
    };
    roles_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Role"];
                };
            };
        };
    };
    roles_define: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    roles_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The role's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    roles_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The role's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description It waits for a second person. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
        };
    };
    roles_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The role's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    routing_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    routing_decisions_decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDecision"];
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
        };
    };
    routing_experiments_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that are kept, the last one last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Experiment"];
                };
            };
        };
    };
    routing_experiments_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExperiment"];
            };
        };
        responses: {
            /** @description It runs. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
        };
    };
    routing_experiments_stop: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The experiment. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description It is over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
        };
    };
    routing_fees_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fees. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    routing_fees_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    routing_four_eyes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FourEyes"];
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    routing_resilience_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resilience"];
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    routing_rules_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those at hand, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Rules"];
                };
            };
        };
    };
    routing_rules_propose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRules"];
            };
        };
        responses: {
            /** @description Proposed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
        };
    };
    routing_rules_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
        };
    };
    routing_rules_activate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
        };
    };
    routing_rules_approve: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description Approved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
        };
    };
    routing_rules_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRules"];
            };
        };
        responses: {
            /** @description No mistakes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedRules"];
                };
            };
        };
    };
    routing_rules_roll_back: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoDetails"] | null;
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    routing_strategy_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Strategy"];
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routing"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in, or half. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInDto"];
                };
            };
        };
    };
    sign_in_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeySignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInDto"];
                };
            };
        };
    };
    sign_in_passkey_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyOptionsRequest"];
            };
        };
        responses: {
            /** @description For `navigator.credentials.get`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    sign_in_recovery_recover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoveryRequest"];
            };
        };
        responses: {
            /** @description A letter is sent, if there is such an account. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    sign_in_recovery_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoveryFinish"];
            };
        };
        responses: {
            /** @description The password is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    sign_in_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactor"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInDto"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
        };
    };
    tenant_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    tenant_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnTenantChange"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    tenant_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines of JSON, each with its `object`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
        };
    };
    tenant_legal_holds_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LegalHold"];
                };
            };
        };
    };
    tenant_legal_holds_place: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description What it is called: 1 to 64 of `a-z0-9-_.`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LegalHoldReason"];
            };
        };
        responses: {
            /** @description It stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHold"];
                };
            };
        };
    };
    tenant_legal_holds_release: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description What it is called. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Released. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedFromIdentity"];
                };
            };
        };
    };
    webhook_endpoints_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WebhookEndpoint"];
                };
            };
        };
    };
    webhook_endpoints_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEndpoint"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    webhook_endpoints_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    webhook_endpoints_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
        };
    };
    webhook_endpoints_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            /** @description The endpoint as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    webhook_endpoints_deliveries: {
        parameters: {
            query?: {
                /** @description Where to go on: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many rows, from 1 to 200; 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WebhookDelivery"];
                };
            };
        };
    };
    webhook_endpoints_deliveries_replay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The message. */
                delivery_id: string;
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    webhook_endpoints_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that you have seen, in double quotes; refused if the thing has changed since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The endpoint. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SecretRotation"] | null;
            };
        };
        responses: {
            /** @description The endpoint with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    _graphql_call_by_address: {
        parameters: {
            query?: {
                /** @description A JSON object, such as `{"persistedQuery":{"version":1,"sha256Hash":"…"}}`. */
                extensions?: string;
                /** @description Which operation of the text. */
                operationName?: string;
                /** @description The text of the query; left out where its hash is known. */
                query?: string;
                /** @description The values of its variables: a JSON object. */
                variables?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reply, with `errors` where something was refused. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphQlReply"];
                };
            };
        };
    };
    _graphql_call: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GraphQlCall"];
            };
        };
        responses: {
            /** @description The reply, with `errors` where something was refused. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphQlReply"];
                };
            };
        };
    };
}
