// Instants between the API (RFC 3339) and a `datetime-local` field, which speaks of the reader's own time zone.

export function toField(instant: string | null): string {
  if (!instant) return "";
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Null where the field is empty or not finished. */
export function fromField(typed: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed)) return null;
  const date = new Date(typed);
  return Number.isNaN(date.getTime()) || date.getFullYear() < 1970 ? null : date.toISOString();
}
