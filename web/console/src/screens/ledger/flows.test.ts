import { describe, expect, it } from "vitest";
import { flowsOf, graphOf } from "./flows";

const transfer = (kind: string, debit: string, credit: string, amount: number, currency = "EUR") =>
  ({ id: "trf", object: "transfer", kind, debit: { id: "d", path: debit }, credit: { id: "c", path: credit }, amount, currency, code: 0, created_at: "", effective_at: "" });

const flow = (from: string, to: string, amount: number) => ({ from, to, amount, transfers: 1 });

describe("flows", () => {
  it("sum what moved from the credited group to the debited one", () => {
    const [euro] = flowsOf(
      [
        transfer("post", "assets:gateway:a", "liabilities:clearing", 100),
        transfer("post", "assets:gateway:b", "liabilities:clearing", 50),
        transfer("hold", "assets:gateway:b", "liabilities:clearing", 999),
        transfer("transfer", "assets:bank", "equity:owner", 10, "USD"),
      ],
      2,
    );
    expect(euro).toEqual({ currency: "EUR", flows: [{ from: "liabilities:clearing", to: "assets:gateway", amount: 150, transfers: 2 }] });
  });

  it("make a graph without circles that leaves nothing out", () => {
    const { nodes, links } = graphOf([flow("a", "b", 100), flow("b", "c", 60), flow("c", "a", 30), flow("b", "b", 5)]);
    expect(links.map(({ source, target }) => [source, target])).toEqual([["a", "b"], ["b", "c"], ["c", "a again"]]);
    expect(nodes.find((node) => node.id === "a again")).toEqual({ id: "a again", group: "a", isReturn: true });
  });
});
