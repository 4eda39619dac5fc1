// Payments: the list with its filters, and one payment with its history, its routing, its postings and what can be done about it.
// The API's payments come in; captures, cancellations, refunds, retries and settled doubts go out, by whoever's role allows them.
import { CreditCard } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const payments: Screen = {
  name: "payments",
  title,
  icon: CreditCard,
  group: "money",
  anyOf: ["payments.read", "payments.read_own"],
  routes: [
    { index: true, lazy: () => import("./list") },
    { path: ":id", lazy: () => import("./detail") },
  ],
  open: (text) => (/^pay_[0-9a-z]{26}$/.test(text) ? `/payments/${text}` : null),
};
