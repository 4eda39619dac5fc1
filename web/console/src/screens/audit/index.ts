// Who did what: records of the audit trail come in from the API, each with its proof, and can be saved. Looking is recorded itself; nothing
// here changes the trail.
import { ScrollText } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const audit: Screen = {
  name: "audit",
  title,
  icon: ScrollText,
  group: "organisation",
  anyOf: ["audit.read"],
  routes: [
    { index: true, lazy: () => import("./page") },
    { path: ":position", lazy: () => import("./detail") },
  ],
};
