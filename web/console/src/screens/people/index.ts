// Who there is in the organisation, what they may do, and where they are signed in: people and programs, invitations, and what waits for
// a second person. It gives nothing that the node would not let its user give.
import { Users } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const people: Screen = {
  name: "people",
  title,
  icon: Users,
  group: "organisation",
  anyOf: ["identity.read"],
  routes: [
    { index: true, lazy: () => import("./list") },
    { path: ":id", lazy: () => import("./detail") },
  ],
  open: (text) => (/^prn_[0-9a-z]{26}$/.test(text) ? `/people/${text}` : null),
};
