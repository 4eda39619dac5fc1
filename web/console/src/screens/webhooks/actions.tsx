// What can be done with an endpoint.
import { useQueryClient } from "@tanstack/react-query";
import { Pause, Pencil, Play, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, Row, say, SecretDialog } from "../../ui";
import { EndpointDialog } from "./endpoint-dialog";
import { messages } from "./messages";
import type { Endpoint } from "./state";

type Action = "change" | "enable" | "disable" | "rotate" | "remove";

export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Action | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  if (!can("webhooks.manage")) return null;
  const params = { path: { id: endpoint.id } };
  const close = () => setAsked(null);
  const renew = () => queries.invalidateQueries({ queryKey: ["webhooks"] });

  const turn = async () => {
    await api.PATCH("/api/v1/webhook-endpoints/{id}", { params, body: { enabled: asked === "enable" } });
    await renew();
  };
  const rotate = async () => {
    const rotated = await data(api.POST("/api/v1/webhook-endpoints/{id}/rotate-secret", { params }));
    // A public key is no secret: it stands in the page.
    if (rotated.secret) setSecret(rotated.secret);
    else say(t("rotated"));
    await renew();
  };
  const remove = async () => {
    await api.DELETE("/api/v1/webhook-endpoints/{id}", { params });
    say(t("removed"));
    await queries.invalidateQueries({ queryKey: ["webhooks"], exact: true });
    await navigate("/webhooks");
  };
  return (
    <Row>
      <Button icon={Pencil} onClick={() => setAsked("change")}>
        {t("change")}
      </Button>
      <Button icon={endpoint.enabled ? Pause : Play} onClick={() => setAsked(endpoint.enabled ? "disable" : "enable")}>
        {t(endpoint.enabled ? "disable" : "enable")}
      </Button>
      <Button icon={RotateCw} onClick={() => setAsked("rotate")}>
        {t("rotate")}
      </Button>
      <Button icon={Trash2} look="danger" onClick={() => setAsked("remove")}>
        {t("remove")}
      </Button>
      {asked === "change" && <EndpointDialog endpoint={endpoint} onClose={close} onDone={() => void renew()} />}
      <ActionDialog open={asked === "enable" || asked === "disable"} onClose={close} title={t(asked === "enable" ? "enableTitle" : "disableTitle")} about={t(asked === "enable" ? "enableAbout" : "disableAbout")} action={t(asked === "enable" ? "enable" : "disable")} onAction={turn} />
      <ActionDialog open={asked === "rotate"} onClose={close} title={t("rotateTitle")} about={t("rotateAbout")} action={t("rotate")} onAction={rotate} />
      <ActionDialog open={asked === "remove"} onClose={close} title={t("removeTitle")} about={t("removeAbout")} action={t("remove")} danger onAction={remove} />
      <SecretDialog title={t("secretTitle")} about={t("secretAbout")} secret={secret} onClose={() => setSecret(null)} />
    </Row>
  );
}
