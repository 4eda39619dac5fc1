import { describe, expect, it } from "vitest";
import { tAccounts } from "./t-accounts";

const transfer = (id: string, kind: string, debit: string, credit: string, amount: number, hold?: string) =>
  ({ id, hold: hold ?? null, object: "transfer", kind, debit: { id: debit, path: debit }, credit: { id: credit, path: credit }, amount, currency: "EUR", code: 0, created_at: "2026-03-01T00:00:00Z", effective_at: "2026-03-01T00:00:00Z" });

describe("T-accounts", () => {
  it("put each transfer on both of its accounts, and count what moved money only", () => {
    const accounts = tAccounts([
      transfer("trf_1", "hold", "gateway", "clearing", 100),
      transfer("trf_2", "post", "gateway", "clearing", 80),
      transfer("trf_3", "transfer", "clearing", "payable", 80),
    ]);
    expect(accounts.map(({ id, debitTotal, creditTotal }) => [id, debitTotal, creditTotal])).toEqual([
      ["gateway", 80, 0],
      ["clearing", 80, 80],
      ["payable", 0, 80],
    ]);
    expect(accounts[0]!.debits.map((entry) => entry.isPosted)).toEqual([false, true]);
  });

  it("say what is held until it is ended", () => {
    const hold = transfer("trf_1", "hold", "gateway", "clearing", 500);
    const held = (transfers: (typeof hold)[]) => tAccounts(transfers).map((account) => account.held);
    expect(held([hold])).toEqual([500, -500]);
    expect(held([hold, transfer("trf_2", "void", "gateway", "clearing", 500, "trf_1")])).toEqual([0, 0]);
    expect(held([hold, transfer("trf_2", "post", "gateway", "clearing", 500, "trf_1")])).toEqual([0, 0]);
  });

  it("name an account without a path by its id", () => {
    const one = { ...transfer("trf_1", "transfer", "a", "b", 1), debit: { id: "acc_a" } };
    expect(tAccounts([one])[0]!.path).toBe("acc_a");
  });
});
