"""A client that signs its requests with a library that others wrote (http-message-signatures, RFC 9421).

Run with the address, an API key's id and secret, and what it signs with: a private key in PEM, or a shared secret in Base64.
Prints what came of good and bad requests as one line of JSON.
"""

import base64
import datetime
import http.client
import json
import os
import secrets
import sys
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

COVERED = ("@method", "@authority", "@path", "@query")


class Request:
    def __init__(self, method, url, headers, body):
        self.method, self.url, self.headers, self.body = method, url, headers, body


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, key):
        self.key = key

    def resolve_private_key(self, key_id):
        return self.key


def main(base, key_id, secret, signing):
    if os.path.exists(signing):
        with open(signing, "rb") as file:
            algorithm, key = algorithms.ED25519, load_pem_private_key(file.read(), password=None)
    else:
        algorithm, key = algorithms.HMAC_SHA256, base64.b64decode(signing)
    signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=Keys(key))

    def request(method, path, body=None, covered=COVERED, **how):
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        made = Request(method, base + path, headers, body)
        how.setdefault("nonce", secrets.token_urlsafe(16))
        signer.sign(made, key_id=key_id, covered_component_ids=covered, body=body, **how)
        return made

    def send(made):
        parts = urlsplit(made.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(made.method, target, body=made.body, headers=dict(made.headers))
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        return said.get("code", answer.status)

    order = json.dumps({
        "amount": 4990, "currency": "EUR", "payment_method": {"type": "card", "token": "tok_approved"},
    }).encode()
    payments = "/api/v1/payments"
    paying = request("POST", payments, order)
    seen = {"paid": send(paying), "replayed": send(paying)}
    seen["read"] = send(request("GET", payments + "?limit=5", covered=("@method", "@target-uri")))

    unsigned = request("GET", payments)
    del unsigned.headers["Signature"], unsigned.headers["Signature-Input"]
    seen["unsigned"] = send(unsigned)
    changed = request("POST", payments, order)
    changed.body = order.replace(b"4990", b"9990")
    seen["changed"] = send(changed)
    moved = request("GET", payments)
    moved.url = base + "/api/v1/gateways"
    seen["other_path"] = send(moved)
    past = datetime.datetime.now() - datetime.timedelta(minutes=10)
    seen["old"] = send(request("GET", payments, created=past))
    seen["no_nonce"] = send(request("GET", payments, nonce=None))
    print(json.dumps(seen))


main(*sys.argv[1:])
