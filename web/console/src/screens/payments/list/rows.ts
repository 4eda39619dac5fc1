// The rows of the list: pages as they came, without what stands twice, and with what has changed since.
import type { Schemas } from "../../../api";

export type PaymentRow = Schemas["PaymentSummary"];
export type RowPage = Schemas["Page_PaymentSummary"];

/** All rows of the pages; a payment that moved between two of them stands once. */
export function rowsOf(pages: readonly RowPage[]): PaymentRow[] {
  const seen = new Set<string>();
  const rows: PaymentRow[] = [];
  for (const page of pages) {
    for (const row of page.data) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      rows.push(row);
    }
  }
  return rows;
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
