import { expect, it } from "vitest";
import { safePlace } from "./safe-place";

it("leads to pages of the console only", () => {
  expect(safePlace("/payments?status=FAILED")).toBe("/payments?status=FAILED");
  for (const other of [null, "", "https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/sign-in?ended=1"]) {
    expect(safePlace(other)).toBe("/");
  }
});
