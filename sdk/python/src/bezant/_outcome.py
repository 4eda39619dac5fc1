"""A declined payment is an answer and no error of the API: it was created, and it failed. Who wants an exception asks for one."""

from __future__ import annotations

from ._errors import PaymentFailed
from .generated import types


def ensure_not_failed(payment: types.Payment) -> types.Payment:
    """The payment itself; raises `PaymentFailed` with the reason's code if it failed."""
    if payment["status"] == "FAILED":
        raise PaymentFailed(payment)
    return payment
