// Whether a key works.
import type { Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Badge, type Tone, useNow } from "../../ui";
import { messages } from "./messages";

export type ApiKey = Schemas["ApiKey"];

export type KeyState = "active" | "expired" | "revoked";

const TONES: Record<KeyState, Tone> = { active: "good", expired: "warn", revoked: "quiet" };

export function stateOf(key: Pick<ApiKey, "revoked_at" | "expires_at">, now: number): KeyState {
  if (key.revoked_at) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

export function KeyStateBadge({ apiKey }: { apiKey: ApiKey }) {
  const t = useMessages(messages);
  const state = stateOf(apiKey, useNow());
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
