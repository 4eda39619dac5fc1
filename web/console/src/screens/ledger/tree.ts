// The chart of accounts as a tree, made of the trial balance. A path is a branch where others lie below it or where it has accounts in
// several currencies; every account is a leaf.
import type { Schemas } from "../../api";

type Account = Schemas["TrialBalanceAccount"];

export interface Node {
  /** Unique: the path, and for a leaf of several currencies its currency too. */
  readonly key: string;
  readonly path: string;
  /** The path's last part; null for a leaf that only differs from its parent by its currency. */
  readonly name: string | null;
  readonly depth: number;
  /** Balances by currency on the normal side, of everything below too. */
  readonly sums: ReadonlyMap<string, number>;
  readonly accounts: number;
  /** Of a leaf: which account it is. */
  readonly account: string | null;
  readonly children: readonly Node[];
}

/** Whether debits raise the accounts of a path: its first part says which type they are. */
export function isDebitNormal(path: string): boolean {
  return /^(assets|expenses)(:|$)/.test(path);
}

export function balanceOf(account: Account): number {
  return isDebitNormal(account.path) ? account.debits - account.credits : account.credits - account.debits;
}

const TYPES = ["assets", "liabilities", "equity", "revenue", "expenses"];

export function treeOf(accounts: readonly Account[]): Node[] {
  const roots = branches(accounts, 0);
  return roots.sort((a, b) => TYPES.indexOf(a.path) - TYPES.indexOf(b.path));
}

function branches(accounts: readonly Account[], depth: number): Node[] {
  const groups = new Map<string, Account[]>();
  for (const account of accounts) {
    const path = account.path.split(":").slice(0, depth + 1).join(":");
    const group = groups.get(path);
    if (group) group.push(account);
    else groups.set(path, [account]);
  }
  return [...groups].map(([path, group]) => nodeOf(path, group, depth)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function nodeOf(path: string, group: readonly Account[], depth: number): Node {
  const name = path.slice(path.lastIndexOf(":") + 1);
  const own = group.filter((account) => account.path === path);
  const below = group.filter((account) => account.path !== path);
  const only = own[0];
  if (only && own.length === 1 && below.length === 0) return leaf(only, name, depth);
  const leaves = own.map((account) => leaf(account, null, depth + 1)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const children = [...leaves, ...branches(below, depth + 1)];
  const sums = new Map<string, number>();
  for (const account of group) sums.set(account.currency, (sums.get(account.currency) ?? 0) + balanceOf(account));
  return { key: path, path, name, depth, sums: new Map([...sums].sort()), accounts: group.length, account: null, children };
}

function leaf(account: Account, name: string | null, depth: number): Node {
  const key = name === null ? `${account.path} ${account.currency} ${account.account}` : account.path;
  const sums = new Map([[account.currency, balanceOf(account)]]);
  return { key, path: account.path, name, depth, sums, accounts: 1, account: account.account, children: [] };
}

/** The rows that are seen: what lies below an open branch, or below any where something is looked for. */
export function rowsOf(nodes: readonly Node[], isOpen: (key: string) => boolean): Node[] {
  return nodes.flatMap((node) => [node, ...(isOpen(node.key) ? rowsOf(node.children, isOpen) : [])]);
}
