// The keys by which programs use the API: keys come in from the API, new ones, rotations and revocations go out. A secret is shown once
// and kept nowhere.
import { KeyRound } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const apiKeys: Screen = {
  name: "api-keys",
  title,
  icon: KeyRound,
  group: "developers",
  anyOf: ["keys.read"],
  routes: [
    { index: true, lazy: () => import("./list") },
    { path: ":id", lazy: () => import("./detail") },
  ],
  open: (text) => (/^key_[0-9a-z]{26}$/.test(text) ? `/api-keys/${text}` : null),
};
