// Reading the session replaces its token when it is time (docs/sign-in.md), so that a stolen one is soon worth nothing.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../api";

export const sessionKeptAlive = queryOptions({
  queryKey: ["me", "session"],
  queryFn: () => data(api.GET("/api/v1/me/session")),
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});
