import { describe, expect, it } from "vitest";
import { fromTyped, toDecimal } from "./money";

describe("toDecimal", () => {
  it("places the point by the currency", () => {
    expect(toDecimal(4990, "EUR")).toBe("49.90");
    expect(toDecimal(4990, "JPY")).toBe("4990");
    expect(toDecimal(4990, "IQD")).toBe("4.990");
    expect(toDecimal(-5, "EUR")).toBe("-0.05");
    expect(toDecimal(0, "KWD")).toBe("0.000");
  });

  it("loses nothing of large amounts", () => {
    expect(toDecimal(9223372036854775807n, "USD")).toBe("92233720368547758.07");
  });
});

describe("fromTyped", () => {
  it("reads what the locale writes", () => {
    expect(fromTyped("1,234.5", "EUR", "en")).toBe(123450);
    expect(fromTyped("1.234,50", "EUR", "de")).toBe(123450);
    expect(fromTyped("१२.५०", "INR", "mr")).toBe(1250);
    expect(fromTyped("12.50", "INR", "ur")).toBe(1250);
  });

  it("refuses what is no amount of the currency", () => {
    expect(fromTyped("1.234", "EUR", "en")).toBeNull();
    expect(fromTyped("12.5", "JPY", "en")).toBeNull();
    expect(fromTyped("-3", "EUR", "en")).toBeNull();
    expect(fromTyped("", "EUR", "en")).toBeNull();
    expect(fromTyped("1e3", "EUR", "en")).toBeNull();
    expect(fromTyped("999999999999999", "EUR", "en")).toBeNull();
  });
});
