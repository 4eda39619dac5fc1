"""Which messages are believed."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bezant import WebhookError, WebhookMessage, verify_webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type":"payment.completed","timestamp":"2026-11-22T12:00:00Z","data":{"payment":"pay_1"}}'


def signed(body: bytes = BODY, sent: str = "1000") -> dict[str, str]:
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = hmac.digest(key, b"msg_1." + sent.encode() + b"." + body, hashlib.sha256)
    signatures = f"v1,AAAA v1,{base64.b64encode(signature).decode()}"
    return {"Webhook-Id": "msg_1", "webhook-timestamp": sent, "webhook-signature": signatures}


def verified(body: bytes, headers: dict[str, str], secrets: str | list[str] = SECRET, now: float = 1_000.0) -> WebhookMessage:
    return verify_webhook(body, headers, secrets, now=lambda: now)


def test_one_of_several_signatures_by_one_of_several_secrets_is_enough() -> None:
    message = verified(BODY, signed(), ["whsec_AAAA", SECRET], 1_300.0)
    assert (message.id, message.type, message.data) == ("msg_1", "payment.completed", {"payment": "pay_1"})


@pytest.mark.parametrize(
    ("code", "body", "headers", "now"),
    [
        ("signature_invalid", b"{}", signed(), 1_000.0),
        ("signature_invalid", BODY, signed() | {"Webhook-Id": "msg_2"}, 1_000.0),
        ("signature_invalid", BODY, signed() | {"webhook-signature": "v1a,AAAA v1 x v1,*"}, 1_000.0),
        ("too_old", BODY, signed(), 1_301.0),
        ("too_new", BODY, signed(), 699.0),
        ("timestamp_invalid", BODY, signed(sent="+1000"), 1_000.0),
        ("header_missing", BODY, {"webhook-id": "msg_1"}, 1_000.0),
        ("body_malformed", b"[]", signed(b"[]"), 1_000.0),
        ("body_malformed", b"\xff", signed(b"\xff"), 1_000.0),
    ],
)
def test_what_was_changed_or_is_of_another_time_is_refused(code: str, body: bytes, headers: dict[str, str], now: float) -> None:
    with pytest.raises(WebhookError) as caught:
        verified(body, headers, now=now)
    assert caught.value.code == code


@pytest.mark.parametrize("secret", ["", "secret", "whsec_", "whsec_*", "whpk_AAAA"])
def test_a_secret_is_base64_behind_its_kind(secret: str) -> None:
    with pytest.raises(WebhookError) as caught:
        verified(BODY, signed(), secret)
    assert caught.value.code == "secret_invalid"


def test_a_public_key_verifies_too_and_only_its_own_scheme() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = "whpk_" + base64.b64encode(private.public_key().public_bytes_raw()).decode()
    signature = base64.b64encode(private.sign(b"msg_1.1000." + BODY)).decode()
    assert verified(BODY, signed() | {"webhook-signature": f"v1a,{signature}"}, key).id == "msg_1"
    with pytest.raises(WebhookError):
        verified(BODY, signed() | {"webhook-signature": f"v1,{signature}"}, key)
