// How the organisation is set up: what it is, how its people sign in, what is switched on, how much it may do. Changes of signing in and of
// features go out; limits are the operator's.
import { Building2 } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const organisation: Screen = {
  name: "organisation",
  title,
  icon: Building2,
  group: "organisation",
  anyOf: ["tenant.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
