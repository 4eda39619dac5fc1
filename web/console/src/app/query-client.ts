// The cache of what was read. What passes by itself is tried again, what the node has refused is not.
import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "../api";

const TRIES = 2;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 5 * 60_000,
        retry: (failures, error) => failures < TRIES && asProblem(error).isPassing,
        retryDelay: (failures, error) => (asProblem(error).retryAfterSeconds ?? 2 ** failures) * 1000,
      },
      mutations: { retry: false },
    },
  });
}
