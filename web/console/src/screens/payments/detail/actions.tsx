// The buttons above a payment: what its state and the role allow. Each asks first, names what will happen, and acts only on the version
// that is seen.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api";
import { fromTyped, toDecimal } from "../../../format";
import { useFormats, useMessages } from "../../../i18n";
import { useCan } from "../../../session";
import { ActionDialog, Button, say, TextArea, TextField } from "../../../ui";
import { messages } from "../messages";
import { type Action, allowed, refundable } from "./allowed";
import { type Payment, paymentKey, useRefreshPayment } from "./queries";

export function Actions({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const can = useCan();
  const [open, setOpen] = useState<Action | null>(null);
  const actions = allowed(payment).filter((action) => can(action === "refund" ? "payments.refund" : "payments.operate"));
  return (
    <>
      {actions.map((action) => (
        <Button key={action} look={action === "capture" || action === "confirm" ? "primary" : action === "cancel" ? "danger" : "secondary"} onClick={() => setOpen(action)}>
          {t(action)}
        </Button>
      ))}
      {open && <Ask key={open} action={open} payment={payment} onClose={() => setOpen(null)} />}
    </>
  );
}

function Ask({ action, payment, onClose }: { action: Action; payment: Payment; onClose: () => void }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const queries = useQueryClient();
  const refresh = useRefreshPayment(payment.id);
  const most = action === "refund" ? refundable(payment) : payment.amount;
  const takesAmount = action === "refund" || action === "capture";
  const [typed, setTyped] = useState(() => localised(most, payment.currency, formats.locale));
  const [reason, setReason] = useState("");
  const amount = fromTyped(typed, payment.currency, formats.locale);
  const isAmountRight = !takesAmount || (amount !== null && amount > 0 && amount <= most);
  const money = (minor: number) => formats.money(minor, payment.currency);

  const run = async () => {
    // 412 if it has changed since it was shown.
    const params = { path: { id: payment.id }, header: { "If-Match": `"${payment.version}"` } };
    const said = reason.trim() ? { reason: reason.trim() } : {};
    const guarded = { ...(amount === null ? {} : { amount }), currency: payment.currency };
    if (action === "refund") await api.POST("/api/v1/payments/{id}/refunds", { params, body: { ...guarded, ...said } });
    else {
      const { data: changed } =
        action === "capture"
          ? await api.POST("/api/v1/payments/{id}/capture", { params, body: guarded })
          : action === "cancel"
            ? await api.POST("/api/v1/payments/{id}/cancel", { params, body: said })
            : action === "retry"
              ? await api.POST("/api/v1/payments/{id}/retry", { params, body: {} })
              : await api.POST("/api/v1/payments/{id}/confirm", { params, body: {} });
      if (changed) queries.setQueryData(paymentKey(payment.id), changed);
    }
    refresh();
    say(t(`${action}Done`));
  };
  const about = action === "capture" && amount !== null && amount < most ? t("captureAboutPart", { released: money(most - amount) }) : t(`${action}About`, { amount: money(most) });
  return (
    <ActionDialog open onClose={onClose} title={t(`${action}Title`)} about={about} action={takesAmount && amount !== null ? t(`${action}Of`, { amount: money(amount) }) : t(action)} danger={action === "cancel" || action === "refund"} ready={isAmountRight} onAction={run}>
      <div style={{ display: "grid", gap: 12 }}>
        {takesAmount && (
          <TextField
            label={t("amountIn", { currency: payment.currency })}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            mistake={isAmountRight ? null : t("amountWrong", { most: money(most) })}
            autoFocus
          />
        )}
        {(action === "refund" || action === "cancel") && <TextArea label={t("reasonForRecords")} maxLength={500} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </div>
    </ActionDialog>
  );
}

/** An amount as the reader would type it. */
function localised(minor: number, currency: string, locale: string): string {
  const text = toDecimal(minor, currency);
  const digits = text.split(".")[1]?.length ?? 0;
  return new Intl.NumberFormat(locale, { useGrouping: false, minimumFractionDigits: digits }).format(text);
}
