// What a screen says about a column.
import type { ReactNode } from "react";

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** By what the column is sorted; without it, it is not. */
  readonly sortBy?: (row: Row) => string | number | null;
  /** Numbers stand at the end. */
  readonly align?: "end";
  /** A width in pixels; columns without one share what is left. */
  readonly width?: number;
  /** Only shown when it is chosen. */
  readonly hidden?: boolean;
}

/** Which columns are shown: what was chosen and kept, else those that are not hidden. The first one always is. */
export function shownColumns<Row>(columns: readonly Column<Row>[], kept: string | null): Record<string, boolean> {
  const chosen = kept === null ? null : new Set(kept.split(","));
  return Object.fromEntries(columns.map((column, at) => [column.id, at === 0 || (chosen ? chosen.has(column.id) : !column.hidden)]));
}

/** Sorts what is missing to the end, numbers as numbers, and texts as the language does. */
export function compare(a: string | number | null, b: string | number | null, collator: Intl.Collator): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}
