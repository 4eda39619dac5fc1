// Past payments decided again, under the active rules and under others. Both are asked at this moment, so that they differ by their
// rules alone; what really happened then, under other breakers, is not compared.
import { api, data, type Schemas } from "../../../api";

type Payment = Schemas["Payment"];

export interface Compared {
  readonly payment: Pick<Payment, "id" | "amount" | "currency">;
  /** Null where no gateway could take it. */
  readonly active: string | null;
  readonly tried: string | null;
  readonly activeRules: readonly string[];
  readonly triedRules: readonly string[];
}

/** A payment as a decision is asked about it. Its id is given, since draws and samples follow from it. */
export function questionOf(payment: Payment): Schemas["NewDecision"] {
  return {
    payment: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    method: payment.payment_method.type,
    metadata: payment.metadata,
    ...(payment.card ? { card: payment.card } : {}),
    ...(payment.country ? { country: payment.country } : {}),
    ...(payment.customer ? { customer: payment.customer } : {}),
  };
}

async function compare(id: string, source: string, signal: AbortSignal): Promise<Compared> {
  const payment = await data(api.GET("/api/v1/payments/{id}", { params: { path: { id } }, signal }));
  const question = questionOf(payment);
  const [active, tried] = await Promise.all([
    data(api.POST("/api/v1/routing/decisions", { body: question, signal })),
    data(api.POST("/api/v1/routing/decisions", { body: { ...question, rules: source }, signal })),
  ]);
  const names = (decision: Schemas["Decision"]) => decision.rules.map((rule) => rule.name);
  return { payment, active: active.gateway ?? null, tried: tried.gateway ?? null, activeRules: names(active), triedRules: names(tried) };
}

const AT_ONCE = 4;

/** The newest payments, so many at once; `done` is told how far it is. */
export async function replay(source: string, count: number, signal: AbortSignal, done: (count: number) => void): Promise<Compared[]> {
  const page = await data(api.GET("/api/v1/payments", { params: { query: { limit: count } }, signal }));
  const found: Compared[] = [];
  const waiting = page.data.map((payment, at) => ({ id: payment.id, at }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      found[next.at] = await compare(next.id, source, signal);
      done(page.data.length - waiting.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

export interface Share {
  /** Null: no gateway could take them. */
  readonly gateway: string | null;
  readonly active: number;
  readonly tried: number;
}

/** How many payments go to each gateway, before and after. */
export function sharesOf(compared: readonly Compared[]): Share[] {
  const names = [...new Set(compared.flatMap((one) => [one.active, one.tried]))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return names.map((gateway) => ({
    gateway,
    active: compared.filter((one) => one.active === gateway).length,
    tried: compared.filter((one) => one.tried === gateway).length,
  }));
}
