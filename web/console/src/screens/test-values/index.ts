// What a sandbox gateway answers to which token and card number: docs/sandbox.md as a list to copy from. It asks and changes nothing.
import { FlaskConical } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const testValues: Screen = {
  name: "test-values",
  title,
  icon: FlaskConical,
  group: "developers",
  anyOf: ["payments.create", "payments.read", "keys.read"],
  routes: [{ index: true, lazy: () => import("./page") }],
};
