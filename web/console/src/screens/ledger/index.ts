// The books: accounts and their balances, transfers, where money went, and whether it all adds up. It reads; nothing here moves money.
import { BookOpenText } from "lucide-react";
import type { Screen } from "../screen";
import title from "./title.json";

export const ledger: Screen = {
  name: "ledger",
  title,
  icon: BookOpenText,
  group: "money",
  anyOf: ["ledger.read"],
  routes: [
    { index: true, lazy: () => import("./ledger") },
    { path: "accounts/:id", lazy: () => import("./account") },
    { path: "transfers/:id", lazy: () => import("./transfer") },
  ],
  open: (text) => {
    if (/^acc_[0-9a-z]{26}$/.test(text)) return `/ledger/accounts/${text}`;
    return /^trf_[0-9a-z]{26}$/.test(text) ? `/ledger/transfers/${text}` : null;
  },
};
