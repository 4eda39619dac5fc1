import { describe, expect, it } from "vitest";
import { splitOf } from "./split";

describe("weights of gateways", () => {
  it("are read as they are written", () => {
    expect(splitOf("adyen 70, stripe 30")).toEqual({ adyen: 70, stripe: 30 });
    expect(splitOf(" cheap-bank  1 ")).toEqual({ "cheap-bank": 1 });
  });

  it("are none where a part can't be read", () => {
    for (const typed of ["", "adyen", "adyen 70,", "adyen 7.5", "adyen -1"]) expect(splitOf(typed)).toBeNull();
  });
});
