// Makes an endpoint, or changes one.
import { useState } from "react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, SelectField, Stack, TextArea, TextField } from "../../ui";
import { eventNames } from "./event-names";
import { messages } from "./messages";
import type { Endpoint } from "./state";

const SIGNINGS = ["hmac", "ed25519"] as const;
type Signing = (typeof SIGNINGS)[number];

interface EndpointDialogProps {
  /** The one to change; without it one is made. */
  endpoint?: Endpoint;
  onClose: () => void;
  /** As the API answered: what is made has its secret in it. */
  onDone: (endpoint: Endpoint) => void;
}

export function EndpointDialog({ endpoint, onClose, onDone }: EndpointDialogProps) {
  const t = useMessages(messages);
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [events, setEvents] = useState((endpoint?.events ?? ["payment.*", "refund.*"]).join("\n"));
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [signing, setSigning] = useState<Signing>("hmac");
  const act = async () => {
    const body = { url: url.trim(), events: eventNames(events), description };
    onDone(
      endpoint
        ? await data(api.PATCH("/api/v1/webhook-endpoints/{id}", { params: { path: { id: endpoint.id } }, body }))
        : await data(api.POST("/api/v1/webhook-endpoints", { body: { ...body, signing } })),
    );
  };
  return (
    <ActionDialog open onClose={onClose} title={t(endpoint ? "changeTitle" : "make")} action={t(endpoint ? "save" : "make")} ready={/^https?:\/\/\S+$/.test(url.trim()) && eventNames(events).length > 0} onAction={act}>
      <Stack>
        <TextField label={t("url")} hint={t("urlHint")} technical type="url" value={url} onChange={(event) => setUrl(event.target.value)} autoComplete="off" required />
        <TextArea label={t("events")} hint={t("eventsHint")} technical rows={4} value={events} onChange={(event) => setEvents(event.target.value)} required />
        <TextField label={t("description")} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={256} autoComplete="off" />
        {!endpoint && (
          <SelectField label={t("signing")} hint={t("signingHint")} value={signing} onChange={(event) => setSigning(event.target.value as Signing)} options={SIGNINGS.map((one) => [one, t(`signing_${one}`)] as const)} />
        )}
      </Stack>
    </ActionDialog>
  );
}
