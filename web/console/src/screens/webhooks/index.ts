// Where events are sent: endpoints and what became of each message come in from the API; new endpoints, changes, new secrets and replays
// go out. A secret is shown once and kept nowhere.
import { Webhook } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const webhooks: Screen = {
  name: "webhooks",
  title,
  icon: Webhook,
  group: "developers",
  anyOf: ["webhooks.read"],
  routes: [
    { index: true, lazy: () => import("./list") },
    { path: ":id", lazy: () => import("./detail") },
  ],
  open: (text) => (/^whe_[0-9a-z]{26}$/.test(text) ? `/webhooks/${text}` : null),
};
