import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import english from "./messages/en.json";
import { CARDS, NUMBERS, TOKENS } from "./values";

const text = readFileSync(path.resolve(import.meta.dirname, "../../../../../docs/sandbox.md"), "utf8");
/** The rows of its tables, as cells without backticks. */
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", "")));

it("has the tokens, cards and numbers of the documentation, and no others", () => {
  expect(TOKENS).toEqual(rows.filter(([first, , third]) => first?.startsWith("tok_") && third === undefined).map(([token]) => token));
  expect(CARDS.map((card) => Object.values(card))).toEqual(rows.filter((cells) => cells.length === 5));
  expect(NUMBERS).toEqual(rows.filter(([first]) => /^\d+$/.test(first ?? "")));
});

it("says in English what the documentation says of each token", () => {
  for (const [token, does] of rows.filter(([first, , third]) => first?.startsWith("tok_") && third === undefined)) {
    const message = (english as Record<string, string>)[token!.replace("<gateway>", "gateway")];
    expect(message?.toLowerCase()).toBe(does?.toLowerCase());
  }
});
