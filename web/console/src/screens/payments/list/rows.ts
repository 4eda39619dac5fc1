// The rows of the list: pages as they came, without what stands twice, and with what has changed since.
import type { Schemas } from "../../../api";

export type PaymentRow = Schemas["PaymentSummary"];
export type RowPage = Schemas["Page_PaymentSummary"];

export interface Rows {
  readonly pages: readonly RowPage[];
  readonly rows: readonly PaymentRow[];
  readonly ids: ReadonlySet<string>;
}

/**
 * All rows of the pages; a payment that moved between two of them stands once. Where pages were only added to those of before, only these
 * are gone through: with hundreds of pages all of them would be too many for each that comes. The ids of before grow along.
 */
export function rowsOf(pages: readonly RowPage[], before?: Rows): Rows {
  const isLonger = before !== undefined && before.pages.every((page, at) => page === pages[at]);
  const ids = isLonger ? (before.ids as Set<string>) : new Set<string>();
  const rows = isLonger ? [...before.rows] : [];
  for (const page of isLonger ? pages.slice(before.pages.length) : pages) {
    for (const row of page.data) {
      if (ids.has(row.id)) continue;
      ids.add(row.id);
      rows.push(row);
    }
  }
  return { pages, rows, ids };
}

/** The pages with newer versions of what they hold. Pages that hold none of them stay the same objects. */
export function withNewer(pages: readonly RowPage[], newer: ReadonlyMap<string, PaymentRow>): RowPage[] {
  return pages.map((page) => {
    const isTouched = page.data.some((row) => (newer.get(row.id)?.version ?? 0) > row.version);
    if (!isTouched) return page;
    return { ...page, data: page.data.map((row) => ((newer.get(row.id)?.version ?? 0) > row.version ? newer.get(row.id)! : row)) };
  });
}

/** A whole payment as a row. */
export function rowOf(payment: Schemas["Payment"]): PaymentRow {
  const { id, object, status, amount, currency, amount_captured, amount_refunded, gateway, customer, reference, description } = payment;
  const { created_by, version, created_at, updated_at } = payment;
  return {
    id, object, status, amount, currency, amount_captured, amount_refunded, gateway, customer, reference, description,
    created_by, version, created_at, updated_at, failure_code: payment.failure?.code ?? null,
  };
}
