# Tests of the policy that Bezant brings: run by `bezant policy test`.
package bezant.authz_test

import data.bezant.authz

asked(roles, method, route, permission) := {
	"principal": {
		"id": "prn_00000000000000000000000001",
		"kind": "user",
		"tenant": "ten_00000000000000000000000001",
		"roles": roles,
		"permissions": [permission],
		"region": null,
		"certifications": {"pci": true, "hipaa": true},
		"authentication": {"methods": ["password"], "step_up_age_seconds": null},
	},
	"request": {"method": method, "route": route, "permission": permission, "data_classes": [], "priority": "new"},
	"resource": {"tenant": "ten_00000000000000000000000001", "region": "eu"},
	"connection": {"encrypted": true, "address_class": "public"},
}

changed(document, part, field, value) := object.union(document, {part: {field: value}})

decided(document) := decision if decision := authz.decision with input as document

allows(document, reason) if decided(document) == {"allow": true, "reasons": {reason}}

denies(document, reason) if {
	decision := decided(document)
	decision.allow == false
	reason in decision.reasons
}

allows_at_all(document) if {
	decision := decided(document)
	decision.allow
}

payment(roles) := asked(roles, "POST", "/api/v1/payments", "payments.create")

reading(roles) := asked(roles, "GET", "/api/v1/payments/{id}", "payments.read")

# --- Grants

test_nothing_is_allowed_by_default if {
	denies(payment([]), "no_grant")
	denies(reading([]), "no_grant")
	denies({}, "input_incomplete")
}

test_admin_does_everything if {
	allows(payment(["admin"]), "admin")
	allows(asked(["admin"], "DELETE", "/api/v1/webhook-endpoints/{id}", "webhooks.manage"), "admin")
}

test_viewer_and_auditor_read_and_change_nothing if {
	every role in ["viewer", "auditor"] {
		allows(reading([role]), role)
		allows(asked([role], "HEAD", "/api/v1/events", "events.read"), role)
		allows(asked([role], "POST", "/api/v1/policy/decisions/explain", "policy.read"), role)
		every method in ["POST", "PUT", "PATCH", "DELETE"] {
			denies(asked([role], method, "/api/v1/payments", "payments.create"), "no_grant")
		}
	}
}

test_operator_works_on_transactions if {
	every method in ["GET", "POST", "PUT", "PATCH"] {
		allows(asked(["operator"], method, "/api/v1/payments/{id}/refunds", "payments.refund"), "operator")
	}
	allows(asked(["operator"], "POST", "/api/v1/ledger/reconciliations/{id}/run", "reconciliation.write"), "operator")
	allows(payment(["operator"]), "operator")
	allows(asked(["operator"], "POST", "/api/v1/cards", "cards.create"), "operator")
}

test_operator_does_nothing_else if {
	denies(asked(["operator"], "DELETE", "/api/v1/payments/{id}", "payments.operate"), "no_grant")
	denies(asked(["operator"], "POST", "/api/v1/ledger/transfers", "ledger.write"), "no_grant")
	denies(asked(["operator"], "POST", "/api/v1/cards/{id}/reveal", "cards.reveal"), "no_grant")
	denies(asked(["operator"], "POST", "/api/v1/payments-settings", "tenant.manage"), "no_grant")
}

test_agent_creates_payments_and_reads_its_own if {
	allows(payment(["agent"]), "agent")
	allows(asked(["agent"], "POST", "/api/v1/payments/bulk", "payments.create"), "agent")
	allows(asked(["agent"], "POST", "/api/v1/payments/links", "payments.create"), "agent")
	allows(asked(["agent"], "GET", "/api/v1/payments/{id}", "payments.read_own"), "agent")
	denies(reading(["agent"]), "no_grant")
	denies(asked(["agent"], "POST", "/api/v1/payments/{id}/capture", "payments.operate"), "no_grant")
	denies(asked(["agent"], "POST", "/api/v1/payments/{id}", "payments.create"), "no_grant")
}

test_own_roles_are_what_their_permissions_are if {
	allows(payment(["cashier"]), "permission")
	denies(changed(payment(["cashier"]), "principal", "permissions", ["payments.read"]), "no_grant")
}

test_keys_are_what_their_permissions_are if {
	allows(changed(payment([]), "principal", "kind", "key"), "permission")
	key := changed(payment([]), "principal", "kind", "key")
	denies(changed(key, "principal", "permissions", []), "no_grant")
}

test_own_account_needs_no_permission if {
	allows(asked([], "DELETE", "/api/v1/me/sessions/{id}", null), "own_account")
	denies(changed(asked([], "GET", "/api/v1/me", null), "principal", "kind", "key"), "no_grant")
}

test_node_does_everything if allows(changed(payment([]), "principal", "kind", "node"), "node")

# --- Restrictions

test_residency_binds_everyone_who_has_a_region if {
	every role in ["admin", "operator", "cashier"] {
		allowed := changed(payment([role]), "principal", "region", "eu")
		allows_at_all(allowed)
		denies(changed(allowed, "resource", "region", "us"), "residency")
		denies(changed(allowed, "resource", "region", null), "residency")
	}
}

test_the_right_region_alone_lets_nobody_in if {
	denies(changed(payment([]), "principal", "region", "eu"), "no_grant")
	denies(changed(payment(["viewer"]), "principal", "region", "eu"), "no_grant")
}

test_a_region_that_is_missing_is_not_right if {
	document := payment(["admin"])
	denies(json.remove(document, ["principal/region"]), "residency")
}

test_card_data_needs_the_certification if {
	document := changed(payment(["admin"]), "request", "data_classes", ["pci"])
	allows(document, "admin")
	denies(changed(document, "principal", "certifications", {"pci": false}), "pci_certification_missing")
	denies(json.remove(document, ["principal/certifications"]), "pci_certification_missing")
}

test_a_certification_alone_lets_nobody_in if {
	denies(changed(payment([]), "request", "data_classes", ["pci"]), "no_grant")
}

test_health_data_needs_the_authorization_and_encryption if {
	document := changed(payment(["admin"]), "request", "data_classes", ["phi"])
	allows(document, "admin")
	uncertified := changed(document, "principal", "certifications", {"hipaa": false})
	denies(uncertified, "phi_certification_missing")
	denies(changed(document, "connection", "encrypted", false), "phi_unencrypted")
	both := changed(uncertified, "connection", "encrypted", false)
	denies(both, "phi_certification_missing")
	denies(both, "phi_unencrypted")
}

test_what_is_not_card_or_health_data_needs_neither if {
	document := changed(payment(["admin"]), "principal", "certifications", {"pci": false, "hipaa": false})
	allows(changed(document, "connection", "encrypted", false), "admin")
}

test_every_reason_has_words if {
	every reason in ["admin", "no_grant", "residency", "phi_unencrypted"] {
		is_string(authz.words[reason])
	}
}
