// The access policy: the one in force, what it has decided, and how it would decide a question. It comes from the node's operator; nothing
// here puts one in force.
import { Scale } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const policy: Screen = {
  name: "policy",
  title,
  icon: Scale,
  group: "organisation",
  anyOf: ["policy.read", "decisions.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
