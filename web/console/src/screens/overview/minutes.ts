// Rows of minutes as lines: a minute in which nothing was decided has no row, and is nought where things are counted and unknown where
// they are divided.
import type { Schemas } from "../../api";

type Row = Schemas["AnalyticsRowDto"];

const MINUTE_MS = 60_000;

export interface Minutes {
  readonly times: readonly number[];
  readonly approved: readonly number[];
  readonly notApproved: readonly number[];
  readonly approvalBasisPoints: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
}

export function minutesOf(answer: Pick<Schemas["AnalyticsDto"], "from" | "to" | "data">): Minutes {
  const rows = new Map<number, Row>();
  for (const row of answer.data) if (row.at) rows.set(Date.parse(row.at), row);
  const times: number[] = [];
  for (let time = Date.parse(answer.from); time < Date.parse(answer.to); time += MINUTE_MS) times.push(time);
  const each = <Value>(value: (row: Row | undefined) => Value) => times.map((time) => value(rows.get(time)));
  return {
    times,
    approved: each((row) => row?.payments.approved ?? 0),
    notApproved: each((row) => row?.payments.not_approved ?? 0),
    approvalBasisPoints: each((row) => row?.payments.approval_rate?.basis_points ?? null),
    p50: each((row) => row?.latency.p50_ms ?? null),
    p95: each((row) => row?.latency.p95_ms ?? null),
  };
}

/** How many a second, over the last `span` milliseconds, of what happened at these times (ascending); older ones are let go. */
export class Pace {
  #times: number[] = [];

  constructor(readonly span: number) {}

  add(times: readonly number[], now: number): void {
    this.#times.push(...times);
    this.#forget(now);
  }

  perSecond(now: number): number {
    this.#forget(now);
    return this.#times.length / (this.span / 1_000);
  }

  #forget(now: number): void {
    const first = this.#times.findIndex((time) => time > now - this.span);
    this.#times = first < 0 ? [] : this.#times.slice(first);
  }
}
