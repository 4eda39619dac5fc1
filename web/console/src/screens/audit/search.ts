// What is searched for, as it stands in the address and as the API takes it.

export const FIELDS = ["kind", "outcome", "data_class", "principal", "action", "resource", "correlation_id", "text", "from", "to"] as const;
export type Field = (typeof FIELDS)[number];
export type Search = Partial<Record<Field, string>>;

/** What the address says, without what says nothing. */
export function searchOf(parameters: URLSearchParams): Search {
  return Object.fromEntries(FIELDS.flatMap((field) => (parameters.get(field)?.trim() ? [[field, parameters.get(field)!.trim()]] : [])));
}

/** For the API: days and minutes of this place become instants. What is no time is left out. */
export function queryOf(search: Search): Search {
  const { from, to, ...rest } = search;
  return { ...rest, ...instant("from", from), ...instant("to", to) };
}

function instant(name: "from" | "to", local: string | undefined): Search {
  const time = local ? new Date(local).getTime() : Number.NaN;
  return Number.isFinite(time) ? { [name]: new Date(time).toISOString() } : {};
}
