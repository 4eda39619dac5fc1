// What people, programs and keys are called, for screens that have their ids: one list for all of a kind.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, data } from "../../api";
import { useCan } from "../../session";

/** The first two hundred of each; others are shown by their ids. */
const FIRST = { params: { query: { limit: 200 } } } as const;

const principals = queryOptions({
  queryKey: ["principals", "names"],
  queryFn: async () => {
    const page = await data(api.GET("/api/v1/principals", FIRST));
    return new Map(page.data.map((one) => [one.id, one.name ?? one.email ?? one.id]));
  },
  staleTime: 60_000,
});

const keys = queryOptions({
  queryKey: ["api-keys", "names"],
  queryFn: async () => {
    const page = await data(api.GET("/api/v1/api-keys", FIRST));
    return new Map(page.data.map((one) => [one.id, one.name]));
  },
  staleTime: 60_000,
});

/** The names of API keys by their ids, for who may read them. */
export function useKeyNames(): ReadonlyMap<string, string> | undefined {
  const can = useCan();
  return useQuery({ ...keys, enabled: can("keys.read") }).data;
}

/** The name for an id; the id itself where nobody may know, or knows. */
export function useNameOf(): (id: string) => string {
  const can = useCan();
  const keyNames = useKeyNames();
  const names = useQuery({ ...principals, enabled: can("identity.read") });
  return (id) => names.data?.get(id) ?? keyNames?.get(id) ?? id;
}
