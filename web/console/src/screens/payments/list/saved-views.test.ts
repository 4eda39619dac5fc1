import { expect, it } from "vitest";
import { parseViews, withView } from "./saved-views";

it("views are read from what is kept, and nothing else is", () => {
  const view = { name: "Failed in euros", address: "status=FAILED&currency=EUR" };
  expect(parseViews(JSON.stringify([view, { name: 1 }, null]))).toEqual([view]);
  expect(parseViews("{")).toEqual([]);
  expect(parseViews('"text"')).toEqual([]);
  expect(parseViews(null)).toEqual([]);
});

it("the same name is replaced, and there is an end", () => {
  const views = withView([{ name: "a", address: "1" }, { name: "b", address: "2" }], { name: "a", address: "3" });
  expect(views).toEqual([{ name: "b", address: "2" }, { name: "a", address: "3" }]);
  let many = views;
  for (let at = 0; at < 50; at += 1) many = withView(many, { name: `view ${at}`, address: "" });
  expect(many).toHaveLength(30);
});
