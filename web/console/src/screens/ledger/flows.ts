// Where money went: transfers summed between groups of accounts, as a graph that a Sankey diagram can be laid out of.
import type { Schemas } from "../../api";
import { isPosted } from "./t-accounts";

type Transfer = Schemas["Transfer"];

export interface Flow {
  /** The group whose accounts were credited: where the money came from. */
  readonly from: string;
  /** The group whose accounts were debited. */
  readonly to: string;
  readonly amount: number;
  readonly transfers: number;
}

export interface Flows {
  readonly currency: string;
  /** The largest first. */
  readonly flows: readonly Flow[];
}

/** The first parts of a path: `assets:gateway:a` is `assets:gateway` at a depth of two. */
export function groupOf(path: string, depth: number): string {
  return path.split(":").slice(0, depth).join(":");
}

/** What moved money, by currency; the currency with the most transfers first. */
export function flowsOf(transfers: readonly Transfer[], depth: number): Flows[] {
  const currencies = new Map<string, Map<string, { from: string; to: string; amount: number; transfers: number }>>();
  for (const transfer of transfers) {
    if (!isPosted(transfer)) continue;
    const from = groupOf(transfer.credit.path ?? transfer.credit.id, depth);
    const to = groupOf(transfer.debit.path ?? transfer.debit.id, depth);
    const flows = currencies.get(transfer.currency) ?? new Map();
    currencies.set(transfer.currency, flows);
    const flow = flows.get(`${from} ${to}`) ?? { from, to, amount: 0, transfers: 0 };
    flows.set(`${from} ${to}`, flow);
    flow.amount += transfer.amount;
    flow.transfers += 1;
  }
  return [...currencies]
    .map(([currency, flows]) => ({ currency, flows: [...flows.values()].sort((a, b) => b.amount - a.amount) }))
    .sort((a, b) => count(b) - count(a));
}

function count({ flows }: Flows): number {
  return flows.reduce((sum, flow) => sum + flow.transfers, 0);
}

export interface GraphNode {
  readonly id: string;
  readonly group: string;
  /** Stands at the end for a group that is there already: money that went back to where it had come from. */
  readonly isReturn: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly { source: string; target: string; flow: Flow }[];
}

/**
 * A graph without circles, which a Sankey diagram needs. The largest flows are laid first; one that would close a circle ends at a
 * second node of its group instead, so that nothing is netted or left out. What stays within a group is not drawn.
 */
export function graphOf(flows: readonly Flow[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const next = new Map<string, string[]>();
  const links: { source: string; target: string; flow: Flow }[] = [];
  const node = (id: string, group: string, isReturn: boolean) => {
    if (!nodes.has(id)) nodes.set(id, { id, group, isReturn });
    return id;
  };
  for (const flow of flows) {
    if (flow.from === flow.to || flow.amount === 0) continue;
    const isReturn = reaches(next, flow.to, flow.from);
    const source = node(flow.from, flow.from, false);
    const target = isReturn ? node(`${flow.to} again`, flow.to, true) : node(flow.to, flow.to, false);
    next.set(source, [...(next.get(source) ?? []), target]);
    links.push({ source, target, flow });
  }
  return { nodes: [...nodes.values()], links };
}

function reaches(next: ReadonlyMap<string, readonly string[]>, start: string, end: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === end) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(next.get(at) ?? []));
  }
  return false;
}
