import { expect, it } from "vitest";
import { type AuditRecord, resourcesOf, whatOf } from "./record";

const base = { position: 7, at: "2026-11-22T18:31:40Z", correlation_id: "c", data_class: "payment", principal: null, outcome: "done" };

it("says of a change each event and each thing once", () => {
  const events = [
    { event: "payment.created", thing: "payment", id: "pay_1", fields: [] },
    { event: "payment.created", thing: "payment", id: "pay_1", fields: [] },
    { event: "ledger.posted", thing: "transfers", id: null, fields: [] },
  ];
  const record: AuditRecord = { ...base, kind: "change", change: { log_position: 3, events, more_events: 0 } };
  expect(whatOf(record)).toBe("payment.created, ledger.posted");
  expect(resourcesOf(record)).toEqual(["pay_1"]);
});

it("says of an alert its rule", () => {
  expect(whatOf({ ...base, kind: "alert", alert: { rule: "mass_read", found_at: 3, facts: {} } })).toBe("mass_read");
});
