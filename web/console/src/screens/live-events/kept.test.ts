import { expect, it } from "vitest";
import type { LiveEvent } from "../../live";
import { change, fits, KEPT, NOTHING } from "./kept";

function events(from: number, count: number): LiveEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    place: `${from + at}-0`,
    type: "payment.captured",
    event: { id: `evt_${from + at}`, object: "event", type: "payment.captured", created_at: "2026-11-22T00:00:00Z", position: from + at, index: 0, payment: "pay_1", data: {} } as LiveEvent["event"],
  }));
}

it("shows the newest first and keeps no more than it can", () => {
  const one = change(NOTHING, { kind: "came", events: events(1, 3) });
  expect(one.seen.map((event) => event.place)).toEqual(["3-0", "2-0", "1-0"]);
  const many = change(one, { kind: "came", events: events(4, KEPT + 500) });
  expect(many.seen).toHaveLength(KEPT);
  expect(many.seen[0]?.place).toBe(`${KEPT + 503}-0`);
  expect(many.count).toBe(KEPT + 503);
});

it("stands still while it is paused, and loses nothing new", () => {
  const paused = change(change(NOTHING, { kind: "came", events: events(1, 2) }), { kind: "pause" });
  const later = change(paused, { kind: "came", events: events(3, 2) });
  expect(later.seen).toBe(paused.seen);
  expect(later.heldCount).toBe(2);
  const on = change(later, { kind: "go" });
  expect(on.seen.map((event) => event.place)).toEqual(["4-0", "3-0", "2-0", "1-0"]);
  expect(on.heldCount).toBe(0);
});

it("finds events by type and by what they name", () => {
  const [event] = events(1, 1) as [LiveEvent];
  expect(fits(event, "", "")).toBe(true);
  expect(fits(event, "payment", "")).toBe(true);
  expect(fits(event, "payment.*", "pay_1")).toBe(true);
  expect(fits(event, "pay", "")).toBe(false);
  expect(fits(event, "refund.*", "")).toBe(false);
  expect(fits(event, "", "pay_2")).toBe(false);
});
