// What the parts of this screen ask the node, under the same keys, so that a change shows everywhere.
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api";

export type Rules = Schemas["Rules"];

export const gatewaysQuery = queryOptions({ queryKey: ["gateways"], queryFn: () => data(api.GET("/api/v1/gateways")) });
export const routingQuery = queryOptions({ queryKey: ["routing", "settings"], queryFn: () => data(api.GET("/api/v1/routing")) });
export const rulesQuery = queryOptions({ queryKey: ["routing", "rules"], queryFn: () => data(api.GET("/api/v1/routing/rules")) });
export const experimentsQuery = queryOptions({ queryKey: ["routing", "experiments"], queryFn: () => data(api.GET("/api/v1/routing/experiments")) });
// The description has no type for the fees; the form is that of docs/routing.md.
export const feesQuery = queryOptions({ queryKey: ["routing", "fees"], queryFn: () => data(api.GET("/api/v1/routing/fees")) as Promise<unknown> });
