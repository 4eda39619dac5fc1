import { expect, it } from "vitest";
import { eventNames } from "./event-names";

it("reads lists however they are written, and each name once", () => {
  expect(eventNames("payment.*, refund.*\n\nledger.posted payment.*")).toEqual(["payment.*", "refund.*", "ledger.posted"]);
  expect(eventNames(" \n")).toEqual([]);
});
