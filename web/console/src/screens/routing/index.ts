// Which gateway takes a payment: how gateways are doing, the rules and their versions, the strategy, fees and experiments, and where a
// payment would go. Rules are proposed, approved and activated here; what belongs to the whole node needs `routing.manage`.
import { Route } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const routing: Screen = {
  name: "routing",
  title,
  icon: Route,
  group: "operations",
  anyOf: ["gateways.read", "routing.read"],
  routes: [
    { index: true, lazy: () => import("./routing") },
    { path: "rules/new", lazy: () => import("./rules/draft") },
    { path: "rules/:version", lazy: () => import("./rules/version") },
  ],
};
