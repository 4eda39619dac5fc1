// What is read by more than one part of the screen.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../api";

export const endpointsQuery = queryOptions({ queryKey: ["webhooks"], queryFn: () => data(api.GET("/api/v1/webhook-endpoints")) });
