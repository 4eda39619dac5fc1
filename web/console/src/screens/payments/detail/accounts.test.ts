import { expect, it } from "vitest";
import type { Schemas } from "../../../api";
import { tAccounts } from "./accounts";

let next = 0;
function transfer(kind: string, debit: string, credit: string, amount: number, hold: string | null = null) {
  next += 1;
  return { id: `trf_${next}`, kind, debit: { id: debit, path: debit }, credit: { id: credit, path: credit }, amount, currency: "EUR", hold } as Schemas["Transfer"];
}

const balances = (transfers: Schemas["Transfer"][]) => Object.fromEntries(tAccounts(transfers).map((one) => [one.path, [one.balance, one.held]]));

it("a captured payment has posted what it took, and the sum of all accounts is nought", () => {
  const hold = transfer("hold", "gateway", "clearing", 4990);
  const transfers = [hold, transfer("post", "gateway", "clearing", 4990, hold.id), transfer("transfer", "clearing", "payable", 4990), transfer("transfer", "fees", "gateway", 70)];
  expect(balances(transfers)).toEqual({ gateway: [4920, 0], clearing: [0, 0], payable: [-4990, 0], fees: [70, 0] });
  expect(tAccounts(transfers).reduce((sum, one) => sum + one.balance, 0)).toBe(0);
});

it("a hold is held until it is ended, and a void posts nothing", () => {
  const hold = transfer("hold", "gateway", "clearing", 500);
  expect(balances([hold])).toEqual({ gateway: [0, 500], clearing: [0, -500] });
  expect(balances([hold, transfer("void", "gateway", "clearing", 500, hold.id)])).toEqual({ gateway: [0, 0], clearing: [0, 0] });
});

it("currencies are never added up", () => {
  const other = { ...transfer("transfer", "gateway", "clearing", 7), currency: "USD" };
  expect(tAccounts([transfer("transfer", "gateway", "clearing", 5), other])).toHaveLength(4);
});
