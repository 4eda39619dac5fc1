// The roles of the organisation: the built-in ones and its own, all in one answer.
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api";

export type Role = Schemas["Role"];

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async () => (await data(api.GET("/api/v1/roles"))).data,
});
