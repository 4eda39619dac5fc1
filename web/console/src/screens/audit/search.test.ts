import { expect, it } from "vitest";
import { queryOf, searchOf } from "./search";

it("takes from the address what is a field and says something", () => {
  expect(searchOf(new URLSearchParams("kind=change&action=%20&tab=x&principal= key_1"))).toEqual({ kind: "change", principal: "key_1" });
});

it("makes instants of the reader's own times", () => {
  const query = queryOf({ from: "2026-11-22T10:30", to: "never", kind: "request" });
  expect(query).toEqual({ kind: "request", from: new Date(2026, 10, 22, 10, 30).toISOString() });
});
