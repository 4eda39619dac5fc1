import { describe, expect, it } from "vitest";
import { type Compared, questionOf, sharesOf } from "./replayed";

const compared = (active: string | null, tried: string | null): Compared => ({
  payment: { id: "pay", amount: 1, currency: "EUR" }, active, tried, activeRules: [], triedRules: [],
});

describe("payments decided again", () => {
  it("count for each gateway before and after, none of them last", () => {
    expect(sharesOf([compared("b", "a"), compared("b", "b"), compared("a", null)])).toEqual([
      { gateway: "a", active: 1, tried: 1 },
      { gateway: "b", active: 2, tried: 1 },
      { gateway: null, active: 0, tried: 1 },
    ]);
  });

  it("are asked about with what routing knows of them", () => {
    const payment = { id: "pay_1", amount: 5, currency: "EUR", payment_method: { type: "card", token: "secret" }, metadata: { a: "b" }, card: { scheme: "visa" }, country: null, customer: "c" };
    expect(questionOf(payment as never)).toEqual({ payment: "pay_1", amount: 5, currency: "EUR", method: "card", metadata: { a: "b" }, card: { scheme: "visa" }, customer: "c" });
  });
});
