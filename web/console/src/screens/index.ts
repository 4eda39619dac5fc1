// Every screen of the console, in the order of the navigation. A new screen is a folder and a line here.
import { overview } from "./overview";
import { payments } from "./payments";
import { people } from "./people";
import { roles } from "./roles";
import type { Screen } from "./screen";

export const SCREENS: readonly Screen[] = [
  overview,
  payments,
  people,
  roles,
];

export { type Group, GROUPS, type Screen } from "./screen";
