import { expect, it } from "vitest";
import { mistakeIn, questionKept } from "./question";

it("takes objects and nothing else", () => {
  expect(mistakeIn(questionKept.text)).toBeNull();
  for (const text of ["[]", "null", "7", '{"a":', ""]) expect(mistakeIn(text)).not.toBeNull();
});
