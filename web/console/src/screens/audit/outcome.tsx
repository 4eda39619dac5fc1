// How it ended: done, turned away, refused or failed, or worth an alert.
import { useMessages } from "../../i18n";
import { Badge, type Tone } from "../../ui";
import { messages } from "./messages";
import { OUTCOMES } from "./record";

const TONES: Record<(typeof OUTCOMES)[number], Tone> = { done: "good", denied: "warn", refused: "warn", failed: "bad", alert: "bad" };

export function OutcomeBadge({ outcome }: { outcome: string }) {
  const t = useMessages(messages);
  const known = OUTCOMES.find((one) => one === outcome);
  return <Badge tone={known ? TONES[known] : "quiet"}>{known ? t(`outcome_${known}`) : outcome}</Badge>;
}
