import { expect, it } from "vitest";
import { addressOf, filtersOf, isFiltered, queryOf } from "./filters";

const of = (search: string) => filtersOf(new URLSearchParams(search));

it("filters survive the address", () => {
  const search = "search=order-1&status=FAILED&currency=EUR&gateway=sandbox_a&customer=c+1&from=2026-02-01&to=2026-02-28";
  expect(addressOf(of(search)).toString()).toBe(search);
  expect(isFiltered(of(""))).toBe(false);
  expect(isFiltered(of("other=1"))).toBe(false);
});

it("ask the API for whole days in the reader's time", () => {
  const query = queryOf(of("from=2026-02-01&to=2026-02-01"));
  expect(query.created_after).toBe(new Date(2026, 1, 1).toISOString());
  expect(query.created_before).toBe(new Date(2026, 1, 2).toISOString());
  expect(queryOf(of("from=2026-02-30&to=soon"))).toEqual({});
});

it("ask for nothing that is not set or not complete", () => {
  expect(queryOf(of("currency=E&search=%20"))).toEqual({});
  expect(queryOf(of("currency=eur"))).toEqual({ currency: "EUR" });
});

it("attention goes with no other filter", () => {
  expect(queryOf(of("attention=true&status=FAILED"))).toEqual({ needs_attention: true });
  expect(addressOf(of("attention=true&status=FAILED")).toString()).toBe("attention=true");
});
