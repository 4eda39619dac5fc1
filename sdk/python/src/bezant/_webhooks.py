"""Webhooks by the receiver: whether a message is from the node (Standard Webhooks 1.0). Signatures are compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._errors import WebhookError


@dataclass(frozen=True)
class WebhookMessage:
    """What a webhook tells."""

    id: str
    """The same at every repetition: remember it, and do nothing twice."""
    type: str
    """Such as `payment.completed`."""
    timestamp: str
    """When it happened."""
    data: dict[str, Any]


def verify_webhook(
    body: bytes | str,
    headers: Mapping[str, str],
    secrets: str | Sequence[str],
    *,
    tolerance: float = 300.0,
    now: Callable[[], float] = time.time,
) -> WebhookMessage:
    """The message, if one of the secrets has signed it; raises `WebhookError` if not.

    `body` is what came, byte by byte, before any JSON parser has been at it. `secrets` is the endpoint's `whsec_…`, or its
    `whpk_…` where it signs with Ed25519 (which needs `bezant[ed25519]`); several while one is being replaced. `tolerance` is
    how many seconds the sender's clock may be from this one.
    """
    raw = body.encode() if isinstance(body, str) else bytes(body)
    lowered = {name.lower(): value for name, value in headers.items()}
    id, timestamp, signatures = (_header(lowered, f"webhook-{name}") for name in ("id", "timestamp", "signature"))
    _check_time(timestamp, tolerance, now())
    signed = b".".join((id.encode(), timestamp.encode(), raw))
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        if _is_signed_by(secret, signatures, signed):
            return _message(id, raw)
    raise WebhookError("signature_invalid", "no signature is by any of the secrets")


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise WebhookError("header_missing", f"the header {name} is missing")
    return value


def _check_time(timestamp: str, tolerance: float, now: float) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise WebhookError("timestamp_invalid", "the timestamp is no number of seconds")
    age = int(now) - int(timestamp)
    if age > tolerance:
        raise WebhookError("too_old", f"it was sent {age} seconds ago")
    if -age > tolerance:
        raise WebhookError("too_new", f"it was sent {-age} seconds ahead of this clock")


def _is_signed_by(secret: str, signatures: str, signed: bytes) -> bool:
    if secret.startswith("whsec_"):
        made = hmac.digest(_key(secret.removeprefix("whsec_")), signed, hashlib.sha256)
        # All are compared, so that the time says nothing about which one was close.
        return any([hmac.compare_digest(made, one) for one in _of_version("v1,", signatures)])
    if secret.startswith("whpk_"):
        return _is_signed_by_key(_key(secret.removeprefix("whpk_")), signatures, signed)
    raise WebhookError("secret_invalid", "a secret begins with whsec_ or whpk_")


def _is_signed_by_key(key: bytes, signatures: str, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise WebhookError("secret_invalid", "a public key has 32 bytes") from error
    for one in _of_version("v1a,", signatures):
        try:
            public.verify(one, signed)
            return True
        except InvalidSignature:
            continue
    return False


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise WebhookError("secret_invalid", "a secret is Base64 behind its beginning") from error
    if not key:
        raise WebhookError("secret_invalid", "a secret is Base64 behind its beginning")
    return key


def _of_version(version: str, signatures: str) -> Iterator[bytes]:
    for one in signatures.split(" "):
        if one.startswith(version):
            try:
                yield base64.b64decode(one.removeprefix(version), validate=True)
            except (binascii.Error, ValueError):
                continue


def _message(id: str, raw: bytes) -> WebhookMessage:
    try:
        told = json.loads(raw)
        message = WebhookMessage(id, told["type"], told["timestamp"], told["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise WebhookError("body_malformed", "the signed body is no message") from error
    if not isinstance(message.type, str) or not isinstance(message.data, dict):
        raise WebhookError("body_malformed", "the signed body is no message")
    return message
