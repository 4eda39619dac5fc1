// What the overview asks, and how often: soon after something happens, and now and then in any case.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../api";

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Read anew at least so often while somebody is there. */
export const EVERY_MS = 15_000;
/** After events, at most so often: sums over the log cost the node more than a payment does. */
export const AFTER_EVENTS_MS = 5_000;

export const ANALYTICS = ["analytics"] as const;

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

/** The last hour in one row. */
export const hourQuery = queryOptions({
  queryKey: [...ANALYTICS, "hour"],
  // An hour is sixty whole minutes: the one that is under way is the last of them.
  queryFn: () => data(api.GET("/api/v1/analytics/payments", { params: { query: { interval: "total", from: ago(HOUR_MS - MINUTE_MS) } } })),
});

/** The last hour by minutes. */
export const minutesQuery = queryOptions({
  queryKey: [...ANALYTICS, "minutes"],
  queryFn: () => data(api.GET("/api/v1/analytics/payments", { params: { query: { interval: "minute", from: ago(HOUR_MS - MINUTE_MS) } } })),
});

/** The last day by gateway and currency, since amounts of several currencies are never added up. */
export const costQuery = queryOptions({
  queryKey: [...ANALYTICS, "cost"],
  queryFn: () => data(api.GET("/api/v1/analytics/payments", { params: { query: { interval: "total", from: ago(DAY_MS), group_by: "gateway,currency" } } })),
});

export const gatewaysQuery = queryOptions({
  queryKey: ["gateways"],
  queryFn: () => data(api.GET("/api/v1/gateways")),
});

/** So many are shown one by one; the rest are counted up to a page. */
export const attentionQuery = queryOptions({
  queryKey: ["payments", "attention"],
  queryFn: () => data(api.GET("/api/v1/payments", { params: { query: { needs_attention: true, limit: 50 } } })),
});

/** What the rules of the audit trail found in the last day. */
export const auditAlertsQuery = queryOptions({
  queryKey: ["audit", "alerts"],
  queryFn: () => data(api.GET("/api/v1/audit", { params: { query: { kind: "alert", from: ago(DAY_MS), limit: 50 } } })),
});
