import { describe, expect, it } from "vitest";
import { pieces } from "./highlight";

describe("the colours of rules", () => {
  it("tell words, texts, values and comments apart", () => {
    const found = pieces('rule "a" when amount >= EUR 100.00 then prefer b // why').filter((piece) => piece.text.trim());
    expect(found.map(({ kind, text }) => `${kind}:${text.trim()}`)).toEqual([
      "word:rule", 'quoted:"a"', "word:when", "plain:amount", "plain:>=", "value:EUR", "value:100.00", "word:then", "word:prefer", "plain:b", "comment:// why",
    ]);
  });

  it("lose no character", () => {
    for (const line of ['metadata."x y" != "half', "a/b // c", "", "  time from 02:00 at +01:00", "é∑ \"ü\""]) {
      expect(pieces(line).map((piece) => piece.text).join("")).toBe(line);
    }
  });
});
