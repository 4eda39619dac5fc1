// What is read of one payment, under which keys, and how all of it is read anew.
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../../api";

export type Payment = Schemas["Payment"];

/** A payment's history is bounded by what happens to it; more than this is not shown and said. */
const MOST_EVENTS = 200;
const MOST_TRANSFERS = 200;

export const paymentKey = (id: string) => ["payment", id] as const;

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: [...paymentKey(id), "events"],
    queryFn: () => data(api.GET("/api/v1/payments/{id}/events", { params: { path: { id }, query: { limit: MOST_EVENTS } } })),
  });

export const routingQuery = (id: string) =>
  queryOptions({
    queryKey: [...paymentKey(id), "routing"],
    queryFn: () => data(api.GET("/api/v1/payments/{id}/routing", { params: { path: { id } } })),
  });

export const transfersQuery = (id: string) =>
  queryOptions({
    queryKey: [...paymentKey(id), "transfers"],
    queryFn: () => data(api.GET("/api/v1/ledger/transfers", { params: { query: { reference: id, order: "oldest", limit: MOST_TRANSFERS } } })),
  });

/** Reads the payment and everything about it anew. */
export function useRefreshPayment(id: string): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: paymentKey(id) });
}
