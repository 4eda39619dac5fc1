// What happens in the organisation, as it happens: events come in from the page's one connection, and can be narrowed, stopped and looked
// into. It keeps the newest ones only, and changes nothing.
import { Radio } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const liveEvents: Screen = {
  name: "live-events",
  title,
  icon: Radio,
  group: "developers",
  anyOf: ["events.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
