// What people and programs can be: named sets of permissions. Roles come in from the API; new ones and changes of the organisation's own
// go out. Who has which role is on the screen of people.
import { ShieldCheck } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const roles: Screen = {
  name: "roles",
  title,
  icon: ShieldCheck,
  group: "organisation",
  anyOf: ["identity.read"],
  routes: [
    { index: true, lazy: () => import("./list") },
    { path: ":name", lazy: () => import("./detail") },
  ],
};
