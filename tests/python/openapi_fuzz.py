"""The API asked by its own description, as others do it: schemathesis sends what the OpenAPI document allows and what it forbids, and
each answer has to be one that the document names, in the form that it names.

Run with the base address, an administrator's key, the cookie of a session (`name=value`), a seed, and how many requests per operation
are made at random. Things that there are already are made first, and their ids take the place of most made-up ones.
"""

import json
import os
import sys
import tempfile
import zlib

import requests
import schemathesis
from schemathesis.cli import schemathesis as command

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# Streams that do not end.
ENDLESS = "^/api/v1/events"
# One's own account takes a session and no key.
OWN = "^/api/v1/me"
# What would shut the key out that all else is asked with; asked last.
SELF_DEFEATING = "^/api/v1/(tenant|policy)"


class Things:
    """What there is, by the path that it is under."""

    def __init__(self, base, key):
        self.base = base
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {key}"
        self.ids = {}

    def make(self, path, body, method="POST", name="id"):
        answer = self.http.request(method, self.base + path, json=body, timeout=60)
        assert answer.status_code in (200, 201, 202), f"{method} {path}: {answer.status_code} {answer.text}"
        made = answer.json()
        if name in made:
            self.ids.setdefault(path, []).append(str(made[name]))
        return made

    def make_all(self):
        card = {"type": "card", "token": "tok_approved"}
        for capture in ("automatic", "manual", "automatic"):
            payment = {"amount": 1099, "currency": "EUR", "capture_method": capture, "payment_method": card}
            last = self.make("/api/v1/payments", payment)
        self.make(f"/api/v1/payments/{last['id']}/refunds", {"amount": 100})
        accounts = [
            self.make("/api/v1/ledger/accounts", {"currency": "EUR", "path": path, "allows_overdraft": True})
            for path in ("assets:fuzz", "liabilities:fuzz", "assets:outside")
        ]
        transfer = {"debit": accounts[0]["id"], "credit": accounts[1]["id"], "amount": 5, "currency": "EUR"}
        moved = self.http.post(self.base + "/api/v1/ledger/transfers", json=transfer, timeout=60).json()
        self.ids["/api/v1/ledger/transfers"] = [str(moved.get("id") or moved["data"][0]["id"])]
        self.make("/api/v1/ledger/schedules", {"at": "2099-01-01T00:00:00Z", "transfers": [transfer]})
        threshold = {"account": accounts[0]["id"], "measure": "balance", "comparison": "less_than", "threshold": 1}
        self.make("/api/v1/ledger/monitors", threshold)
        self.make(
            "/api/v1/ledger/reconciliations",
            {"name": "bank", "account": accounts[0]["id"], "outside_account": "DE89370400440532013000"},
        )
        self.make("/api/v1/webhook-endpoints", {"url": "https://203.0.113.9/hooks", "events": ["*"]})
        for number in range(4):
            self.make("/api/v1/principals", {"kind": "user", "email": f"fuzz{number}@example.test"})
        self.make("/api/v1/groups", {"name": "fuzzers"})
        self.make("/api/v1/roles", {"name": "fuzzer", "permissions": ["payments.read"]}, name="name")
        self.make("/api/v1/invitations", {"email": "invited@example.test", "roles": []})
        self.make(
            "/api/v1/oauth-clients",
            {"name": "fuzz", "scope": "openid payments.read", "kind": "public", "redirect_uris": ["https://shop.example.test/in"]},
        )
        self.make("/api/v1/consent-texts", {"purpose": "marketing", "language": "en", "text": "Yes."})
        self.make("/api/v1/api-keys", {"name": "fuzz", "scopes": ["read"]})

    def real(self, path):
        """The ids of the things that the first parameter of the path names."""
        return self.ids.get(path.split("/{")[0], [])


def run(base, headers, seed, examples, *filters):
    arguments = ["run", f"{base}/openapi.json", "--seed", str(seed), "--no-color", "--continue-on-failure"]
    arguments += ["--checks", ",".join(CHECKS), "--warnings", "off", "--generation-database", "none"]
    arguments += ["--phases", "coverage,fuzzing" if examples else "coverage", "-n", str(examples or 1)]
    arguments += ["--request-timeout", "60", "--suppress-health-check", "all"]
    for name, value in headers.items():
        arguments += ["-H", f"{name}: {value}"]
    try:
        command.main([*arguments, *filters], standalone_mode=False)
    except SystemExit as end:
        return end.code or 0
    return 0


def main(base, key, cookie, seed, examples):
    things = Things(base, key)
    things.make_all()

    @schemathesis.hook
    def before_call(context, case, **kwargs):
        real = things.real(case.operation.path)
        if real and case.path_parameters:
            chance = zlib.crc32(repr(sorted(case.path_parameters.items())).encode())
            first = case.operation.path.split("{")[1].split("}")[0]
            if chance % 4 and first in case.path_parameters:
                case.path_parameters[first] = real[chance % len(real)]

    administrator = {"Authorization": f"Bearer {key}"}
    person = {"Cookie": cookie, "Origin": base}
    os.chdir(tempfile.mkdtemp(prefix="openapi-fuzz-"))
    ended = [
        run(base, administrator, seed, examples, "--exclude-path-regex", f"{ENDLESS}|{OWN}|{SELF_DEFEATING}"),
        run(base, person, seed, examples, "--include-path-regex", OWN),
        run(base, administrator, seed, examples, "--include-path-regex", SELF_DEFEATING),
    ]
    print(json.dumps({"ended": ended}))
    return 1 if any(ended) else 0


if __name__ == "__main__":
    base, key, cookie, seed, examples = sys.argv[1:]
    sys.exit(main(base, key, cookie, int(seed), int(examples)))
