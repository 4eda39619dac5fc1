// Who is signed in and what they may do.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../api";

/** What can be permitted, by the words of crates/identity/src/permission.rs. */
export type Permission =
  | "payments.create" | "payments.read" | "payments.read_own" | "payments.operate" | "payments.refund"
  | "ledger.read" | "ledger.write" | "reconciliation.read" | "reconciliation.write" | "analytics.read" | "gateways.read"
  | "webhooks.read" | "webhooks.manage" | "events.read" | "keys.read" | "keys.manage" | "identity.read" | "identity.manage"
  | "consents.read" | "consents.manage" | "tenant.read" | "tenant.manage" | "policy.read" | "policy.manage" | "decisions.read"
  | "routing.read" | "routing.manage" | "clients.read" | "clients.manage" | "scim.manage" | "audit.read"
  | "cards.create" | "cards.read" | "cards.delete" | "cards.reveal" | "compliance.read";

export type Me = Schemas["Me"];

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => data(api.GET("/api/v1/me")),
  // Whatever a role may no longer do is refused by the node at once; the page follows soon.
  staleTime: 60_000,
  retry: false,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the person may do one of these; what they may not do is not shown. */
export function useCan(): (...anyOf: Permission[]) => boolean {
  const { permissions } = useMe();
  return (...anyOf) => anyOf.some((one) => permissions.includes(one));
}
