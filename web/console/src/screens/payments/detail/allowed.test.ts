import { expect, it } from "vitest";
import { allowed, refundable } from "./allowed";
import type { Payment } from "./queries";

const payment = (changed: Partial<Payment>): Payment => ({ amount: 1000, currency: "EUR", amount_captured: 0, amount_refunded: 0, refunds: [], status: "PROCESSING", ...changed }) as Payment;
const refund = (status: string, amount: number) => ({ status, amount }) as Payment["refunds"][number];

it("offers what fits the state", () => {
  expect(allowed(payment({ status: "AUTHORIZED" }))).toEqual(["capture", "cancel"]);
  expect(allowed(payment({ status: "PROCESSING" }))).toEqual([]);
  expect(allowed(payment({ status: "FAILED" }))).toEqual(["retry"]);
  expect(allowed(payment({ status: "COMPLETED", amount_captured: 1000 }))).toEqual(["refund"]);
});

it("retries nothing that has taken money", () => {
  expect(allowed(payment({ status: "FAILED", amount_captured: 1000 }))).toEqual([]);
});

it("offers nothing while a gateway is asked", () => {
  const operation_in_progress = { operation: "opr_1", kind: "capture", gateway: "a", phase: "calling" } as NonNullable<Payment["operation_in_progress"]>;
  expect(allowed(payment({ status: "AUTHORIZED", operation_in_progress }))).toEqual([]);
});

it("gives back no more than is left", () => {
  const refunds = [refund("REFUNDED", 300), refund("REFUND_INITIATED", 200), refund("FAILED", 400)];
  expect(refundable(payment({ status: "PARTIALLY_REFUNDED", amount_captured: 1000, amount_refunded: 300, refunds }))).toBe(500);
  expect(allowed(payment({ status: "PARTIALLY_REFUNDED", amount_captured: 300, amount_refunded: 300, refunds: [refund("REFUNDED", 300)] }))).toEqual([]);
});
