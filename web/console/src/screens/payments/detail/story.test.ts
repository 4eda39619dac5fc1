import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { Schemas } from "../../../api";
import { makeFormats } from "../../../format";
import { makeTranslate } from "../../../i18n/catalogue";
import { tell } from "./story";

const source = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../messages/en.json"), "utf8")) as Record<string, string>;
const t = makeTranslate<string>({}, source, "en");
const formats = makeFormats("en");

function told(type: string, data: object): string | null {
  const event = { id: "evt_1", object: "event", type, position: 1, index: 0, created_at: "2026-01-01T00:00:00Z", data } as unknown as Schemas["Event"];
  const story = tell(event, formats);
  return story && t(story.key, story.values);
}

// The names of crates/payments/src/event.rs, which only ever grow.
const rust = readFileSync(path.resolve(import.meta.dirname, "../../../../../../crates/payments/src/event.rs"), "utf8");
const names = [...(/NAMES: &'static \[&'static str\] = &\[([^\]]*)\]/.exec(rust)?.[1] ?? "").matchAll(/"([a-z_.]+)"/g)].map((match) => match[1]!);

it("tells every event that a payment can have, whatever is in it", () => {
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect(told(name, {}), name).toBeTruthy();
  expect(told("payment.from_the_future", {})).toBeNull();
});

it("tells what happened in words", () => {
  expect(told("payment.operation_ended", { gateway: "north", kind: "authorize", outcome: "declined", code: "expired_card", latency_ms: 87, call: "send" })).toBe("north declined the authorization: expired_card (87 ms)");
  expect(told("payment.captured", { amount: 4990, currency: "EUR", fee: 70 })).toBe("€49.90 captured; the gateway charges €0.70");
  expect(told("refund.requested", { amount: 1000, currency: "EUR", reason: null })).toBe("A refund of €10.00 was requested");
});
