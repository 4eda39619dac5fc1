// What the shell has to know of a screen: one folder each, one line in index.ts.
import type { LucideIcon } from "lucide-react";
import type { RouteObject } from "react-router";
import type { LanguageCode } from "../i18n";
import type { Permission } from "../session";

export interface Screen {
  /** The folder's name and the first part of its address. */
  readonly name: string;
  /** Its name in each language: title.json, since the navigation names screens that are not loaded. */
  readonly title: Partial<Record<LanguageCode, string>> & { readonly en: string };
  readonly icon: LucideIcon;
  readonly group: Group;
  /** Who may do none of these does not see it; none at all means everybody. */
  readonly anyOf: readonly Permission[];
  /** Below /console/NAME; each with `lazy`, so that it is loaded when it is first seen. */
  readonly routes: RouteObject[];
  /** Texts that the palette takes to a page at once, such as the ids of payments; null for all others. */
  readonly open?: (text: string) => string | null;
}

/** The parts of the navigation, in this order. */
export const GROUPS = ["money", "operations", "developers", "organisation"] as const;
export type Group = (typeof GROUPS)[number];
