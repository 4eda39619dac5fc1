// One key: what it may do, how it is proved, and how it is rotated and revoked.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw, ScrollText, Trash2 } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, ButtonLink, Columns, CopyText, Facts, Loaded, Moment, Page, Panel, Row, say, SecretDialog, SelectField, useNow } from "../../ui";
import { PermissionList } from "../roles/permission-list";
import { messages } from "./messages";
import { type ApiKey, KeyStateBadge, stateOf } from "./state";

export function Component() {
  const t = useMessages(messages);
  const { id = "" } = useParams();
  const key = useQuery({ queryKey: ["api-keys", id], queryFn: () => data(api.GET("/api/v1/api-keys/{id}", { params: { path: { id } } })) });
  return (
    <Page
      title={key.data?.name ?? t("one")}
      beside={key.data && <KeyStateBadge apiKey={key.data} />}
      back={{ to: "/api-keys", label: t("title") }}
      actions={key.data && <Actions apiKey={key.data} />}
    >
      <Loaded query={key}>{(key) => <Detail apiKey={key} />}</Loaded>
    </Page>
  );
}

function Detail({ apiKey: key }: { apiKey: ApiKey }) {
  const t = useMessages(messages);
  const moment = (time: string | null | undefined, otherwise: string) => (time ? <Moment time={time} /> : otherwise);
  return (
    <Columns minimum={420}>
      <Panel title={t("about")}>
        <Facts
          facts={[
            [t("id"), <CopyText key="id" text={key.id} what={t("id")} />],
            [t("created"), <Moment key="created" time={key.created_at} />],
            [t("lastUsed"), moment(key.last_used_at, t("never"))],
            [t("expires"), moment(key.expires_at, t("neverExpires"))],
            ...(key.revoked_at ? ([[t("revokedAt"), <Moment key="revoked" time={key.revoked_at} />]] as const) : []),
            ...(key.previous_secret_until ? ([[t("previousUntil"), <Moment key="previous" time={key.previous_secret_until} />]] as const) : []),
            [t("owner"), key.principal ? <span className="technical">{key.principal}</span> : t("ownerTenant")],
            [t("provedBy"), provedBy(key, t("bySecret"), t("byCertificate"))],
            [t("signed"), key.signing ? t(key.signing.required ? "signedRequired" : "signedTaken", { algorithm: key.signing.algorithm }) : t("signedNot")],
            [t("certifications"), key.certifications.join(", ")],
          ]}
        />
      </Panel>
      <Panel title={t("permissions")}>
        <PermissionList permissions={key.permissions} />
      </Panel>
    </Columns>
  );
}

function provedBy(key: ApiKey, secret: string, certificate: string) {
  const named = key.certificate?.sha256 ?? key.certificate?.uri ?? key.certificate?.dns;
  return named ? (
    <>
      {certificate} <span className="technical">{named}</span>
    </>
  ) : (
    secret
  );
}

/** Hours that the secret before works beside the new one. */
const OVERLAPS = [24, 0, 1, 168] as const;

function Actions({ apiKey: key }: { apiKey: ApiKey }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"rotate" | "revoke" | null>(null);
  const [hours, setHours] = useState("24");
  const [secret, setSecret] = useState<string | null>(null);
  const path = { id: key.id };
  const renew = () => queries.invalidateQueries({ queryKey: ["api-keys"] });
  const rotate = async () => {
    const rotated = await data(api.POST("/api/v1/api-keys/{id}/rotate", { params: { path }, body: { overlap_seconds: Number(hours) * 3_600 } }));
    setSecret(rotated.secret ?? null);
    await renew();
  };
  const revoke = async () => {
    await api.DELETE("/api/v1/api-keys/{id}", { params: { path } });
    say(t("revokedDone", { name: key.name }));
    await renew();
  };
  const isActive = stateOf(key, useNow()) === "active";
  return (
    <Row>
      {can("audit.read") && (
        <ButtonLink icon={ScrollText} to={`/requests?principal=${key.id}`}>
          {t("requests")}
        </ButtonLink>
      )}
      {can("keys.manage") && isActive && !key.certificate && (
        <Button icon={RotateCw} onClick={() => setAsked("rotate")}>
          {t("rotate")}
        </Button>
      )}
      {can("keys.manage") && !key.revoked_at && (
        <Button icon={Trash2} look="danger" onClick={() => setAsked("revoke")}>
          {t("revoke")}
        </Button>
      )}
      <ActionDialog open={asked === "rotate"} onClose={() => setAsked(null)} title={t("rotateTitle", { name: key.name })} about={t("rotateAbout")} action={t("rotate")} onAction={rotate}>
        <SelectField label={t("overlap")} value={hours} onChange={(event) => setHours(event.target.value)} options={OVERLAPS.map((one) => [String(one), t("overlapHours", { hours: one })] as const)} />
      </ActionDialog>
      <ActionDialog open={asked === "revoke"} onClose={() => setAsked(null)} title={t("revokeTitle", { name: key.name })} about={t("revokeAbout")} action={t("revoke")} danger onAction={revoke} />
      <SecretDialog title={t("secretTitle")} about={t("secretAbout")} secret={secret} onClose={() => setSecret(null)} />
    </Row>
  );
}
