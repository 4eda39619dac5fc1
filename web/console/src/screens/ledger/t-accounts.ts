// Transfers as bookkeepers draw them: each account a T, its debits on one side and its credits on the other.
import type { Schemas } from "../../api";

type Transfer = Schemas["Transfer"];

export interface Entry {
  readonly transfer: Transfer;
  /** Whether it moved money; holds and what ends them without a posting do not. */
  readonly isPosted: boolean;
}

export interface TAccount {
  readonly id: string;
  readonly path: string;
  readonly currency: string;
  readonly debits: readonly Entry[];
  readonly credits: readonly Entry[];
  /** Of what moved money. */
  readonly debitTotal: number;
  readonly creditTotal: number;
  /** Debits less credits of what is held and that nothing here has ended. */
  readonly held: number;
}

const POSTED = new Set(["transfer", "post", "reversal"]);

export function isPosted(transfer: Pick<Transfer, "kind">): boolean {
  return POSTED.has(transfer.kind);
}

/** In the order in which the accounts were first touched. */
export function tAccounts(transfers: readonly Transfer[]): TAccount[] {
  const ended = new Set(transfers.map(({ hold }) => hold).filter((hold) => hold != null));
  const found = new Map<string, { id: string; path: string; currency: string; debits: Entry[]; credits: Entry[]; held: number }>();
  const of = (account: Schemas["AccountRef"], currency: string) => {
    const known = found.get(account.id) ?? { id: account.id, path: account.path ?? account.id, currency, debits: [], credits: [], held: 0 };
    found.set(account.id, known);
    return known;
  };
  for (const transfer of transfers) {
    const entry = { transfer, isPosted: isPosted(transfer) };
    const [debit, credit] = [of(transfer.debit, transfer.currency), of(transfer.credit, transfer.currency)];
    debit.debits.push(entry);
    credit.credits.push(entry);
    // A post moves what was held, a void or an expiry gives it free.
    if (transfer.kind === "hold" && !ended.has(transfer.id)) {
      debit.held += transfer.amount;
      credit.held -= transfer.amount;
    }
  }
  return [...found.values()].map((one) => ({ ...one, debitTotal: total(one.debits), creditTotal: total(one.credits) }));
}

function total(entries: readonly Entry[]): number {
  return entries.reduce((sum, { transfer, isPosted }) => sum + (isPosted ? transfer.amount : 0), 0);
}
