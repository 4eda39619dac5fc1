// The API with the types of its own description: `await api.GET("/api/v1/payments/{id}", {params: {path: {id}}})`. A success gives its
// data; everything else is thrown as a Problem.
import createClient, { type Client } from "openapi-fetch";
import { guardedFetch } from "./guarded-fetch";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

/** `Schemas["Payment"]` is a payment as the API writes it. */
export type Schemas = components["schemas"];

export const api: Client<paths> = createClient<paths>({ baseUrl: "", fetch: guardedFetch });

/** The data of an answer: `const me = await data(api.GET("/api/v1/me"))`. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await answer;
  if (data === undefined || data === null) throw new Problem({ status: 0, code: "unexpected", title: "empty answer", detail: "empty answer" });
  return data;
}
