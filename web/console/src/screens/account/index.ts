// One's own account: how one proves who one is, and where one is signed in. Passwords, codes and seeds are shown or typed here and kept
// nowhere.
import { CircleUserRound } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const account: Screen = {
  name: "account",
  title,
  icon: CircleUserRound,
  group: "organisation",
  anyOf: [],
  routes: [{ index: true, lazy: () => import("./page") }],
};
