// What the API was asked and what it answered: the requests of the audit trail, by key, route and outcome. It changes nothing.
import { ArrowLeftRight } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const requests: Screen = {
  name: "requests",
  title,
  icon: ArrowLeftRight,
  group: "developers",
  anyOf: ["audit.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
