// Amounts without floats.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatAmount, minorDigits, parseAmount } from "../../src/index.js";

test("texts are whole minor units and back", () => {
  for (const [text, currency, amount] of [
    ["49.90", "EUR", 4990],
    ["-0.05", "EUR", -5],
    ["500", "JPY", 500],
    ["1.234", "KWD", 1234],
    ["90071992547409.91", "USD", Number.MAX_SAFE_INTEGER],
  ] as const) {
    assert.deepEqual(parseAmount(text, currency), { amount, currency });
    assert.equal(formatAmount({ amount, currency }), text);
  }
  assert.equal(parseAmount("7", "EUR").amount, 700);
  assert.ok(Object.is(parseAmount("-0", "EUR").amount, 0));
});

test("what would be rounded is refused", () => {
  for (const text of ["1.005", "1.", ".5", "1e3", "", "-", "1,00", "+1", "90071992547409.92"]) {
    assert.throws(() => parseAmount(text, "EUR"), RangeError, text);
  }
  assert.throws(() => formatAmount({ amount: 0.5, currency: "EUR" }), RangeError);
  assert.throws(() => minorDigits("eur"), RangeError);
});
