"""Amounts: whole minor units with their currency, from and to decimal texts without a float in between."""

from __future__ import annotations

import re
from dataclasses import dataclass

# ISO 4217 where it is not two.
MINOR_DIGITS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def minor_digits(currency: str) -> int:
    """How many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError(f"{currency!r} is no currency code")
    return MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Money:
    """An amount of money, such as 4990 minor units of EUR: 49.90."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int):
            raise TypeError("an amount is a whole number of minor units")

    @classmethod
    def parse(cls, decimal: str, currency: str) -> "Money":
        """`Money.parse("49.90", "EUR")` is 4990 minor units. More decimals than the currency has are refused, not rounded."""
        digits = minor_digits(currency)
        parts = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?", decimal)
        if parts is None or len(parts[3] or "") > digits:
            raise ValueError(f"{decimal!r} is no amount of {currency}")
        return cls(int(parts[1] + parts[2] + (parts[3] or "").ljust(digits, "0")), currency)

    def __str__(self) -> str:
        digits = minor_digits(self.currency)
        text = str(abs(self.amount)).rjust(digits + 1, "0")
        shown = f"{text[:-digits]}.{text[-digits:]}" if digits else text
        return f"-{shown}" if self.amount < 0 else shown
