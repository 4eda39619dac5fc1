// The filters of the list. They stand in the page's address, so that a view can be linked to, kept and gone back from.
import type { operations } from "../../../api/schema";

type Query = NonNullable<operations["payments_list"]["parameters"]["query"]>;

export interface Filters {
  readonly search: string;
  readonly status: string;
  readonly currency: string;
  readonly gateway: string;
  readonly customer: string;
  /** Days as the date field writes them, in the reader's own time; both belong to what is shown. */
  readonly from: string;
  readonly to: string;
  /** Those that a person should look at; the API takes no other filter with it. */
  readonly attention: boolean;
}

const TEXTS = ["search", "status", "currency", "gateway", "customer", "from", "to"] as const;

export function filtersOf(search: URLSearchParams): Filters {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, search.get(name) ?? ""])) as Record<(typeof TEXTS)[number], string>;
  return { ...texts, attention: search.get("attention") === "true" };
}

/** The address's part for these filters; what is not set is left out. */
export function addressOf(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  if (filters.attention) search.set("attention", "true");
  else for (const name of TEXTS) if (filters[name]) search.set(name, filters[name]);
  return search;
}

/** What the API is asked for these filters. */
export function queryOf(filters: Filters): Query {
  if (filters.attention) return { needs_attention: true };
  const query: Query = {};
  if (filters.search.trim()) query.search = filters.search.trim();
  if (filters.status) query.status = filters.status;
  if (/^[A-Za-z]{3}$/.test(filters.currency)) query.currency = filters.currency.toUpperCase();
  if (filters.gateway) query.gateway = filters.gateway;
  if (filters.customer) query.customer = filters.customer;
  const from = midnight(filters.from, 0);
  const to = midnight(filters.to, 1);
  if (from) query.created_after = from;
  if (to) query.created_before = to;
  return query;
}

export function isFiltered(filters: Filters): boolean {
  return addressOf(filters).size > 0;
}

/** The beginning of a day in the reader's own time, so many days later. */
function midnight(day: string, later: number): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = new Date(year, month - 1, date + later);
  // The thirtieth of February is no day.
  return new Date(year, month - 1, date).getDate() === date ? time.toISOString() : null;
}
