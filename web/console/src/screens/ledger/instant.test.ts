import { describe, expect, it } from "vitest";
import { fromField, toField } from "./instant";

describe("instants in fields", () => {
  it("come back as they were, to the second", () => {
    expect(fromField(toField("2026-03-01T12:30:05.000Z"))).toBe("2026-03-01T12:30:05.000Z");
  });

  it("are none where nothing is typed, or something unfinished", () => {
    expect(fromField("")).toBeNull();
    expect(fromField("2026-03-")).toBeNull();
    expect(fromField("0002-03-01T00:00")).toBeNull();
    expect(toField(null)).toBe("");
    expect(toField("yesterday")).toBe("");
  });
});
