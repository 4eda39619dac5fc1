// Transfers as T-accounts: for each account what was debited and what was credited, in the order of the books.
import type { Schemas } from "../../../api";

type Transfer = Schemas["Transfer"];

export interface Line {
  readonly transfer: Transfer;
  readonly amount: number;
}

export interface TAccount {
  readonly path: string;
  readonly currency: string;
  readonly debits: readonly Line[];
  readonly credits: readonly Line[];
  /** Debits less credits of what has been posted. */
  readonly balance: number;
  /** The same of what is only held. */
  readonly held: number;
}

/**
 * Holds reserve and post nothing until they are ended: a post moves the money, a void or an expiry gives it free. So a hold counts as held
 * as long as nothing here has ended it, and what ends it by giving it free counts as nothing.
 */
export function tAccounts(transfers: readonly Transfer[]): readonly TAccount[] {
  const ended = new Set(transfers.map((transfer) => transfer.hold).filter((hold) => hold != null));
  const accounts = new Map<string, { path: string; currency: string; debits: Line[]; credits: Line[]; balance: number; held: number }>();
  const account = (path: string, currency: string) => {
    const key = `${path} ${currency}`;
    const known = accounts.get(key) ?? { path, currency, debits: [], credits: [], balance: 0, held: 0 };
    accounts.set(key, known);
    return known;
  };
  for (const transfer of transfers) {
    const line = { transfer, amount: transfer.amount };
    const debit = account(transfer.debit.path ?? transfer.debit.id, transfer.currency);
    const credit = account(transfer.credit.path ?? transfer.credit.id, transfer.currency);
    debit.debits.push(line);
    credit.credits.push(line);
    if (transfer.kind === "void" || transfer.kind === "expiry") continue;
    if (transfer.kind !== "hold") {
      debit.balance += transfer.amount;
      credit.balance -= transfer.amount;
    } else if (!ended.has(transfer.id)) {
      debit.held += transfer.amount;
      credit.held -= transfer.amount;
    }
  }
  return [...accounts.values()];
}
