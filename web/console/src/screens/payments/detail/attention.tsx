// A payment that needs a person (docs/alerts.md): why, what ends it, and the button where a person can.
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { api } from "../../../api";
import { useMessages } from "../../../i18n";
import { useCan } from "../../../session";
import { ActionDialog, Button, say, TextArea } from "../../../ui";
import { messages } from "../messages";
import styles from "./detail.module.css";
import { type Payment, useRefreshPayment } from "./queries";

const REASONS = ["gateway_silent", "gateway_contradicts_itself", "undone_by_gateway"] as const;

export function Attention({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const can = useCan();
  const refresh = useRefreshPayment(payment.id);
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState("");
  if (!payment.needs_attention) return null;
  const why = REASONS.find((one) => one === payment.attention_reason);
  const resolve = async () => {
    const params = { path: { id: payment.id }, header: { "If-Match": `"${payment.version}"` } };
    await api.POST("/api/v1/payments/{id}/resolve-attention", { params, body: { reason: reason.trim() } });
    refresh();
    say(t("resolveDone"));
  };
  return (
    <div className={styles.attention} role="alert">
      <TriangleAlert size={18} aria-hidden="true" />
      <div>
        <strong>{t("needsAttention")}</strong>
        <p>{why ? t(`attention_${why}`) : payment.attention_reason}</p>
      </div>
      {why === "undone_by_gateway" && can("payments.operate") && <Button onClick={() => setIsAsking(true)}>{t("resolve")}</Button>}
      <ActionDialog open={isAsking} onClose={() => setIsAsking(false)} title={t("resolveTitle")} about={t("resolveAbout")} action={t("resolve")} ready={reason.trim() !== ""} onAction={resolve}>
        <TextArea label={t("reasonForRecords")} maxLength={500} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} autoFocus />
      </ActionDialog>
    </div>
  );
}
