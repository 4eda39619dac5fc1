"""A directory for the tests, as others write it: scim2-client, which learns the server's schemas and checks each answer by them.

Run with the base address and a key. Provisions a person and a group, and prints what it has seen as one line of JSON.
"""

import json
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Error, ResponseParameters


def main(base, key):
    http = Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=30)
    scim = SyncSCIMClient(http)
    scim.discover()
    User, Group = scim.get_resource_model("User"), scim.get_resource_model("Group")

    ada = scim.create(User(user_name="ada@example.test", external_id="E-1", display_name="Ada", active=True))
    bob = scim.create(User(user_name="bob@example.test", active=False))
    twice = scim.create(User(user_name="ADA@example.test"), raise_scim_errors=False)
    assert isinstance(twice, Error), twice

    staff = scim.create(Group(display_name="Staff", members=[{"value": ada.id}]))
    found = scim.query(User, query_parameters=ResponseParameters())
    read = scim.query(User, ada.id)

    read.display_name = "Ada Lovelace"
    changed = scim.replace(read)
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "add", "path": "members", "value": [{"value": bob.id}]}],
    }
    joined = scim.modify(Group, staff.id, patch, check_request_payload=False)
    scim.delete(User, bob.id)
    left = scim.query(Group, staff.id)
    print(json.dumps({
        "total": found.total_results,
        "twice": [twice.status, twice.scim_type],
        "bob_active": bob.active,
        "ada_groups": [group.display for group in read.groups or []],
        "changed": [changed.display_name, changed.external_id],
        "joined": len(joined.members),
        "left": [member.value == ada.id for member in left.members],
        "version": changed.meta.version != ada.meta.version,
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
