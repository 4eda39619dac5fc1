// How payments go at this moment: analytics, gateways, open alerts and live events come in, figures and lines go out. It changes nothing,
// and says of every figure what it is about.
import { LayoutDashboard } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const overview: Screen = {
  name: "overview",
  title,
  icon: LayoutDashboard,
  group: "money",
  anyOf: ["analytics.read", "payments.read", "gateways.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
