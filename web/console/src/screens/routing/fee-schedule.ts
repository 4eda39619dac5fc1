// Fees as docs/routing.md describes them; the API's description has no type for them, so they are looked at before they are shown.
export interface FeePart {
  basis_points?: string | number | null;
  fixed_minor?: number | null;
}

export interface FeeLine {
  methods?: string[] | null;
  categories?: string[] | null;
  regions?: string[] | null;
  currency?: string | null;
  interchange?: FeePart | null;
  scheme?: FeePart | null;
  markup?: FeePart | null;
}

export interface Schedule {
  gateway: string;
  home?: string | null;
  settlement?: string[] | null;
  margin?: string | null;
  line: FeeLine[];
}

export function schedulesOf(fees: unknown): Schedule[] {
  const schedules = (fees as { schedule?: unknown } | null)?.schedule;
  if (!Array.isArray(schedules)) return [];
  return schedules
    .filter((one): one is Schedule => typeof (one as Schedule | null)?.gateway === "string")
    .map((one) => ({ ...one, line: Array.isArray(one.line) ? one.line : [] }));
}
