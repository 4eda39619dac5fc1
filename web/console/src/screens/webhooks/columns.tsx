// What is shown of every message, wherever messages are listed.
import { useFormats, useMessages } from "../../i18n";
import { type Column, Moment } from "../../ui";
import { messages } from "./messages";
import { type Delivery, DeliveryState } from "./state";

export function useDeliveryColumns(): Column<Delivery>[] {
  const t = useMessages(messages);
  const formats = useFormats();
  const answer = (one: Delivery) => one.last_error ?? (one.last_status == null ? "–" : String(one.last_status));
  return [
    { id: "type", label: t("event"), cell: (one) => <span className="technical">{one.type}</span> },
    { id: "state", label: t("state"), width: 130, cell: (one) => <DeliveryState delivery={one} /> },
    { id: "answer", label: t("answer"), cell: (one) => <span title={answer(one)}>{answer(one)}</span> },
    { id: "attempts", label: t("attempts"), align: "end", width: 90, cell: (one) => formats.number(one.attempts) },
    { id: "next", label: t("next"), width: 140, cell: (one) => (one.state === "pending" && one.next_attempt_at ? <Moment time={one.next_attempt_at} relative /> : "–") },
    { id: "at", label: t("happened"), width: 150, cell: (one) => <Moment time={one.created_at} relative /> },
  ];
}
