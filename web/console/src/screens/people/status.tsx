// Whether somebody may act.
import type { Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Badge, type Tone } from "../../ui";
import { messages } from "./messages";

export type Principal = Schemas["Principal"];

const TONES: Record<string, Tone> = { active: "good", suspended: "warn", deleted: "quiet" };

export function StatusBadge({ status }: { status: string }) {
  const t = useMessages(messages);
  return <Badge tone={TONES[status] ?? "quiet"}>{t(`status_${status as "active"}`)}</Badge>;
}
