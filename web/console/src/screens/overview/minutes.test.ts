import { expect, it } from "vitest";
import type { Schemas } from "../../api";
import { minutesOf, Pace } from "./minutes";

it("minutes without payments are nought where things are counted and unknown where they are divided", () => {
  const row = {
    at: "2026-01-01T10:01:00Z",
    payments: { approved: 3, not_approved: 1, approval_rate: { basis_points: 7500, low: 0, high: 0 } },
    latency: { calls: 4, p50_ms: 20, p95_ms: 90 },
  } as unknown as Schemas["AnalyticsRowDto"];
  const minutes = minutesOf({ from: "2026-01-01T10:00:00Z", to: "2026-01-01T10:03:00Z", data: [row] });
  expect(minutes.times).toHaveLength(3);
  expect(minutes.approved).toEqual([0, 3, 0]);
  expect(minutes.notApproved).toEqual([0, 1, 0]);
  expect(minutes.approvalBasisPoints).toEqual([null, 7500, null]);
  expect(minutes.p95).toEqual([null, 90, null]);
});

it("the pace is of the last seconds only", () => {
  const pace = new Pace(10_000);
  pace.add([1_000, 2_000, 3_000], 3_000);
  pace.add([9_000], 9_000);
  expect(pace.perSecond(9_000)).toBe(0.4);
  expect(pace.perSecond(12_500)).toBe(0.2);
  expect(pace.perSecond(60_000)).toBe(0);
});
