import { expect, it } from "vitest";
import { type PaymentRow, type RowPage, rowsOf, withNewer } from "./rows";

const row = (id: string, version = 1, status = "PROCESSING"): PaymentRow => ({
  id, version, status, object: "payment", amount: 100, currency: "EUR", amount_captured: 0, amount_refunded: 0,
  created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z",
});
const page = (...data: PaymentRow[]): RowPage => ({ data, next_cursor: null });

it("a payment that moved between two pages stands once", () => {
  expect(rowsOf([page(row("a"), row("b")), page(row("b"), row("c"))]).rows.map((one) => one.id)).toEqual(["a", "b", "c"]);
});

it("pages that are added are gone through alone, and other pages begin anew", () => {
  const [first, second, third] = [page(row("a")), page(row("b")), page(row("a"), row("c"))];
  const two = rowsOf([first, second]);
  const three = rowsOf([first, second, third], two);
  expect(three.rows.map((one) => one.id)).toEqual(["a", "b", "c"]);
  expect(rowsOf([second], three).rows.map((one) => one.id)).toEqual(["b"]);
  expect(rowsOf([page(row("a", 2)), second, third], three).rows[0]?.version).toBe(2);
});

it("newer versions replace older ones, and older ones nothing", () => {
  const pages = [page(row("a", 2)), page(row("b"), row("c"))];
  const changed = withNewer(pages, new Map([["a", row("a", 1, "INITIATED")], ["c", row("c", 4, "COMPLETED")]]));
  expect(changed[0]).toBe(pages[0]);
  expect(changed[1]?.data.map((one) => one.status)).toEqual(["PROCESSING", "COMPLETED"]);
});

it("a hundred thousand rows take no time to speak of", () => {
  const pages = Array.from({ length: 500 }, (_, at) => page(...Array.from({ length: 200 }, (_, index) => row(`${at}-${index}`))));
  const before = performance.now();
  expect(rowsOf(withNewer(pages, new Map([["250-7", row("250-7", 2)]]))).rows).toHaveLength(100_000);
  expect(performance.now() - before).toBeLessThan(500);
});
