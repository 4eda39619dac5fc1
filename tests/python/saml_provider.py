"""A SAML identity provider for the tests, as others write it: pysaml2.

Reads requests as lines of JSON and answers each with one: {"response": base64}. Run with the folder of key.pem and cert.pem and
the file with the service provider's metadata.
"""

import json
import sys
from base64 import b64encode

from saml2 import BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

ENTITY = "https://idp.test/metadata"


def main(folder, metadata):
    config = IdPConfig().load({
        "entityid": ENTITY,
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": [("https://idp.test/sso", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {
                "lifetime": {"minutes": 5},
                "attribute_restrictions": None,
                "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
            }},
        }},
        "key_file": f"{folder}/key.pem",
        "cert_file": f"{folder}/cert.pem",
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "metadata": {"local": [metadata]},
    })
    server = Server(config=config)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        request = server.parse_authn_request(wanted["request"], BINDING_HTTP_REDIRECT)
        arguments = server.response_args(request.message)
        arguments.update(wanted.get("arguments", {}))
        is_weak = wanted.get("weak", False)
        is_transient = wanted.get("transient", False)
        response = server.create_authn_response(
            {"mail": ["ada@example.test"], "displayName": ["Ada Lovelace"], "eduPersonAffiliation": ["staff", "operators"]},
            userid="ada",
            name_id=NameID(
                format=NAMEID_FORMAT_TRANSIENT if is_transient else NAMEID_FORMAT_PERSISTENT, text="ada-42"
            ),
            authn={"class_ref": PASSWORD, "authn_auth": ENTITY},
            sign_assertion=wanted.get("sign_assertion", True),
            sign_response=wanted.get("sign_response", False),
            sign_alg=SIG_RSA_SHA1 if is_weak else SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA1 if is_weak else DIGEST_SHA256,
            **arguments,
        )
        print(json.dumps({"response": b64encode(str(response).encode()).decode()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
