#!/usr/bin/env python3
"""A hook over HTTP in a few lines: it refuses payments above a limit. Python's standard library only.

    BEZANT_HOOK_SECRET=whsec_... python3 receiver.py [PORT] [LIMIT in minor units]

and in bezant.toml:

    [[hooks]]
    name = "limit"
    point = "before_attempt"
    url = "http://127.0.0.1:8700/"
    secret = "whsec_..."
    on_failure = "refuse"
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["BEZANT_HOOK_SECRET"].removeprefix("whsec_"))
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8700
LIMIT = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
LARGEST_BODY = 1024 * 1024
OLDEST_SECONDS = 300


def is_from_bezant(headers, body):
    """The check of Standard Webhooks: what was signed is id, time and body, and the time is now."""
    message, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent.isascii() or not sent.isdigit() or abs(time.time() - int(sent)) > OLDEST_SECONDS:
        return False
    signed = f"{message}.{sent}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(expected, one) for one in given)


def answer(question):
    if question["payment"]["amount"] > LIMIT:
        return {"action": "refuse", "code": "over_limit", "message": f"More than {LIMIT}."}
    return {"action": "continue"}


class Hook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > LARGEST_BODY:
            self.close_connection = True
            return self.respond(413, b"")
        body = self.rfile.read(length)
        if not is_from_bezant(self.headers, body):
            return self.respond(401, b"")
        self.respond(200, json.dumps(answer(json.loads(body))).encode())

    def respond(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Says nothing for each request."""


server = ThreadingHTTPServer(("127.0.0.1", PORT), Hook)
print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
