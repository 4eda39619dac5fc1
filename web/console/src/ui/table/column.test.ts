import { expect, it } from "vitest";
import { compare, shownColumns } from "./column";

const cell = () => null;
const columns = [
  { id: "id", label: "Id", cell, hidden: true },
  { id: "amount", label: "Amount", cell },
  { id: "customer", label: "Customer", cell, hidden: true },
];

it("shows what was chosen, and always the first column", () => {
  expect(shownColumns(columns, null)).toEqual({ id: true, amount: true, customer: false });
  expect(shownColumns(columns, "customer")).toEqual({ id: true, amount: false, customer: true });
  expect(shownColumns(columns, "")).toEqual({ id: true, amount: false, customer: false });
});

it("sorts numbers as numbers and what is missing last", () => {
  const collator = new Intl.Collator("en", { numeric: true });
  expect([10, null, 9].sort((a, b) => compare(a, b, collator))).toEqual([9, 10, null]);
  expect(["b", "A", "a10", "a9"].sort((a, b) => compare(a, b, collator))).toEqual(["A", "a9", "a10", "b"]);
});
