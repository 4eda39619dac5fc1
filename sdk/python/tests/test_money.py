"""Amounts without floats."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bezant import Money, minor_digits


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("49.90", "EUR", 4990), ("-0.05", "EUR", -5), ("500", "JPY", 500), ("1.234", "KWD", 1234)],
)
def test_texts_are_whole_minor_units_and_back(text: str, currency: str, amount: int) -> None:
    money = Money.parse(text, currency)
    assert money == Money(amount, currency) and str(money) == text
    assert Money.parse("7", "EUR").amount == 700


@pytest.mark.parametrize("text", ["1.005", "1.", ".5", "1e3", "", "-", "1,00", "+1", "１"])
def test_what_would_be_rounded_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Money.parse(text, "EUR")
    with pytest.raises(ValueError):
        minor_digits("eur")
    with pytest.raises(TypeError):
        Money(cast(Any, 0.5), "EUR")
