// Every screen of the console, in the order of the navigation. A new screen is a folder and a line here.
import { ledger } from "./ledger";
import { overview } from "./overview";
import { payments } from "./payments";
import { routing } from "./routing";
import type { Screen } from "./screen";

export const SCREENS: readonly Screen[] = [overview, payments, ledger, routing];

export { type Group, GROUPS, type Screen } from "./screen";
