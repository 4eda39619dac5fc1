import { describe, expect, it } from "vitest";
import { makeFormats } from "./formats";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("formats", () => {
  it("shows the node's digits of a currency and not the browser's", () => {
    expect(plain(makeFormats("en").money(4990, "IQD"))).toBe("IQD 4.990");
    expect(makeFormats("en").money(4990, "EUR")).toBe("€49.90");
    expect(makeFormats("en").money(4990, "JPY")).toBe("¥4,990");
  });

  it("groups as the language does", () => {
    expect(makeFormats("hi").number(1234567)).toBe("12,34,567");
    expect(makeFormats("en").number(1234567)).toBe("1,234,567");
  });

  it("shows basis points as a share", () => {
    expect(makeFormats("en").basisPoints(9731)).toBe("97.31%");
    expect(makeFormats("en").basisPoints(10000)).toBe("100.0%");
  });

  it("says how long ago something was", () => {
    const now = Date.parse("2026-03-01T12:00:00Z");
    expect(makeFormats("en").relative("2026-03-01T11:58:30Z", now)).toBe("1 minute ago");
    expect(makeFormats("en").relative("2026-03-03T12:00:00Z", now)).toBe("in 2 days");
    expect(makeFormats("en").relative(now, now)).toBe("now");
  });
});
