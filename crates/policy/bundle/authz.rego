# The access policy that Bezant brings. Whether the caller has the permission that the route asks for was checked before it.
#
# Deny by default. A request is allowed if at least one grant holds AND no restriction does: grants say who may do what,
# restrictions take away from that whoever it is. Were a restriction written as one more allow ("the region is right"), it would
# let anyone in whose region is right.
package bezant.authz

default decision := {"allow": false, "reasons": ["no_grant"]}

decision := {"allow": true, "reasons": grants} if {
	count(restrictions) == 0
	count(grants) > 0
}

decision := {"allow": false, "reasons": restrictions} if count(restrictions) > 0

# --- Grants: who may do what -------------------------------------------------------------------------------------------------

grants contains "admin" if "admin" in input.principal.roles

grants contains "auditor" if {
	"auditor" in input.principal.roles
	reading
}

grants contains "viewer" if {
	"viewer" in input.principal.roles
	reading
}

grants contains "operator" if {
	"operator" in input.principal.roles
	reading
}

grants contains "operator" if {
	"operator" in input.principal.roles
	input.request.method in {"POST", "PUT", "PATCH"}
	on_transactions
}

# A card that is told on the telephone is a part of taking a payment. To see it again is not.
grants contains "operator" if {
	"operator" in input.principal.roles
	input.request.method == "POST"
	input.request.permission == "cards.create"
}

grants contains "agent" if {
	"agent" in input.principal.roles
	input.request.method == "POST"
	input.request.permission == "payments.create"
	input.request.route in {"/api/v1/payments", "/api/v1/payments/bulk", "/api/v1/payments/links"}
}

grants contains "agent" if {
	"agent" in input.principal.roles
	reading
	input.request.permission == "payments.read_own"
}

# Roles that a tenant made itself, and API keys that belong to nobody, are what their permissions are.
grants contains "permission" if {
	some role in input.principal.roles
	not role in built_in_roles
	permitted
}

grants contains "permission" if {
	input.principal.kind == "key"
	permitted
}

# Routes about oneself (one's sessions, password, passkeys) ask for no permission.
grants contains "own_account" if {
	input.request.permission == null
	input.principal.kind in {"user", "agent", "service"}
}

# Who administers the machine, on its admin socket.
grants contains "node" if input.principal.kind == "node"

built_in_roles := {"admin", "operator", "viewer", "auditor", "agent"}

reading if input.request.method in {"GET", "HEAD"}

# A question that is too long for an address is posted; what it takes is a permission to read.
reading if {
	input.request.method == "POST"
	is_string(input.request.permission)
	endswith(input.request.permission, ".read")
}

permitted if {
	is_string(input.request.permission)
	input.request.permission in input.principal.permissions
}

transactions := {
	"/api/v1/payments/",
	"/api/v1/refunds/",
	"/api/v1/disputes/",
	"/api/v1/ledger/reconciliations/",
}

on_transactions if {
	some prefix in transactions
	startswith(concat("", [input.request.route, "/"]), prefix)
}

# --- Restrictions: whoever it is ---------------------------------------------------------------------------------------------

# What is not known to be right counts as wrong, so each is written as "not proven".

restrictions contains "input_incomplete" if not complete

complete if {
	is_array(input.principal.roles)
	is_array(input.request.data_classes)
}

# Someone who is bound to a region works on that region's data alone.
restrictions contains "residency" if not resident

resident if input.principal.region == null

resident if {
	is_string(input.principal.region)
	input.principal.region == input.resource.region
}

# Card data is for callers whose certification by PCI DSS is on record.
restrictions contains "pci_certification_missing" if {
	"pci" in input.request.data_classes
	not input.principal.certifications.pci
}

# Health data is for callers authorized by HIPAA, over a connection that nobody reads along.
restrictions contains "phi_certification_missing" if {
	"phi" in input.request.data_classes
	not input.principal.certifications.hipaa
}

restrictions contains "phi_unencrypted" if {
	"phi" in input.request.data_classes
	not input.connection.encrypted
}

# --- Reasons in words, for `bezant policy explain` ---------------------------------------------------------------------------

words := {
	"admin": "an admin may do everything that the role's permissions allow",
	"auditor": "an auditor reads everything",
	"viewer": "a viewer reads",
	"operator": "an operator reads, and works on transactions",
	"agent": "an agent creates payments and reads its own",
	"permission": "a role of the tenant's own, or the API key, has the permission",
	"own_account": "everyone may see and change their own account",
	"node": "whoever administers the machine may do everything",
	"no_grant": "nothing grants it: no role of the caller allows this method on this route",
	"input_incomplete": "the question is not complete: roles or data classes are missing",
	"residency": "the caller is bound to a region, and the data is not known to be of that region",
	"pci_certification_missing": "the request carries card data, and the caller has no PCI certification on record",
	"phi_certification_missing": "the request carries health data, and the caller has no HIPAA authorization on record",
	"phi_unencrypted": "the request carries health data over a connection that is not encrypted",
}
