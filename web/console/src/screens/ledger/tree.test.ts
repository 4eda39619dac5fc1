import { describe, expect, it } from "vitest";
import { rowsOf, treeOf } from "./tree";

const account = (path: string, currency: string, debits: number, credits: number) => ({ account: `acc_${path}_${currency}`, path, currency, debits, credits });

const accounts = [
  account("revenue:fees", "EUR", 0, 40),
  account("assets:bank", "EUR", 500, 100),
  account("assets:gateway:a", "EUR", 70, 0),
  account("assets:gateway:a", "USD", 30, 20),
  account("liabilities:customers", "EUR", 10, 440),
];

describe("the tree of accounts", () => {
  it("has the types in the order of a balance sheet", () => {
    expect(treeOf(accounts).map((node) => node.path)).toEqual(["assets", "liabilities", "revenue"]);
  });

  it("sums each branch by currency, on the side that raises it", () => {
    const [assets, liabilities] = treeOf(accounts);
    expect([...assets!.sums]).toEqual([["EUR", 470], ["USD", 10]]);
    expect([...liabilities!.sums]).toEqual([["EUR", 430]]);
  });

  it("splits a path of several currencies into leaves", () => {
    const gateway = treeOf(accounts)[0]!.children.find((node) => node.path === "assets:gateway")!;
    const one = gateway.children[0]!;
    expect(one.account).toBeNull();
    expect(one.children.map((leaf) => leaf.account)).toEqual(["acc_assets:gateway:a_EUR", "acc_assets:gateway:a_USD"]);
  });

  it("shows what lies below open branches only", () => {
    const rows = rowsOf(treeOf(accounts), (key) => key === "assets");
    expect(rows.map((node) => node.path)).toEqual(["assets", "assets:bank", "assets:gateway", "liabilities", "revenue"]);
  });
});
