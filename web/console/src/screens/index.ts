// Every screen of the console, in the order of the navigation. A new screen is a folder and a line here.
import { account } from "./account";
import { apiKeys } from "./api-keys";
import { audit } from "./audit";
import { ledger } from "./ledger";
import { liveEvents } from "./live-events";
import { organisation } from "./organisation";
import { overview } from "./overview";
import { payments } from "./payments";
import { people } from "./people";
import { policy } from "./policy";
import { requests } from "./requests";
import { roles } from "./roles";
import { routing } from "./routing";
import type { Screen } from "./screen";
import { testValues } from "./test-values";
import { webhooks } from "./webhooks";

export const SCREENS: readonly Screen[] = [
  overview,
  payments,
  ledger,
  routing,
  apiKeys,
  webhooks,
  liveEvents,
  requests,
  testValues,
  people,
  roles,
  policy,
  audit,
  organisation,
  account,
];

export { type Group, GROUPS, type Screen } from "./screen";
