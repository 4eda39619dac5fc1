import { describe, expect, it } from "vitest";
import { schedulesOf } from "./fee-schedule";

describe("fees as the node answers them", () => {
  it("keep their lines", () => {
    const line = { currency: "EUR", markup: { basis_points: "120", fixed_minor: 10 } };
    expect(schedulesOf({ schedule: [{ gateway: "a", line: [line] }] })).toEqual([{ gateway: "a", line: [line] }]);
  });

  it("are none where the answer has another form", () => {
    expect(schedulesOf({})).toEqual([]);
    expect(schedulesOf(null)).toEqual([]);
    expect(schedulesOf({ schedule: [null, { line: [] }, { gateway: "b" }] })).toEqual([{ gateway: "b", line: [] }]);
  });
});
