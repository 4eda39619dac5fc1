// One record: all that it says, what belongs to it, and the proof that it is in the trail.
import { useQuery } from "@tanstack/react-query";
import { Download, Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { Button, ButtonLink, CopyText, Facts, JsonBlock, Loaded, Moment, Page, Panel, Row, saveFile, Soft, Stack } from "../../ui";
import { useNameOf } from "../people/names";
import { Changed } from "./changed";
import { messages } from "./messages";
import { OutcomeBadge } from "./outcome";
import { CheckpointFacts } from "./page";
import { type AuditRecord, type AuditedRequest, whatOf } from "./record";

export function Component() {
  const t = useMessages(messages);
  const position = Number(useParams().position);
  const found = useQuery({ queryKey: ["audit-record", position], queryFn: () => data(api.GET("/api/v1/audit/{position}", { params: { path: { position } } })), staleTime: Number.POSITIVE_INFINITY });
  const record = found.data?.record as unknown as AuditRecord | undefined;
  const related = record?.correlation_id && record.correlation_id !== "***" && (
    <ButtonLink icon={Link2} to={`/audit?correlation_id=${encodeURIComponent(record.correlation_id)}`}>
      {t("related")}
    </ButtonLink>
  );
  return (
    <Page title={t("record", { position })} beside={record && <OutcomeBadge outcome={record.outcome} />} back={{ to: "/audit", label: t("title") }} actions={related}>
      <Loaded query={found}>{(proof) => <Detail proof={proof} record={proof.record as unknown as AuditRecord} />}</Loaded>
    </Page>
  );
}

function Detail({ proof, record }: { proof: Schemas["AuditProof"]; record: AuditRecord }) {
  const t = useMessages(messages);
  const nameOf = useNameOf();
  return (
    <Stack>
      <Panel title={t("about")}>
        <Facts
          facts={[
            [t("what"), <span key="what" className="technical">{whatOf(record)}</span>],
            [t("kind"), t(`kind_${record.kind as "request"}`)],
            [t("at"), <Moment key="at" time={record.at} />],
            [t("who"), record.principal && <Who id={record.principal} name={nameOf(record.principal)} />],
            [t("dataClass"), t(`class_${record.data_class as "other"}`)],
            [t("correlation"), record.correlation_id && <CopyText text={record.correlation_id} what={t("correlation")} />],
          ]}
        />
      </Panel>
      {record.request && <Request request={record.request} />}
      {record.change && <Changed change={record.change} />}
      {(record.alert || record.custody) && (
        <Panel title={t(record.alert ? "kind_alert" : "kind_custody")}>
          <JsonBlock label={t("more")} value={record.alert ?? record.custody} />
        </Panel>
      )}
      <Proof proof={proof} record={record} />
    </Stack>
  );
}

function Who({ id, name }: { id: string; name: string }) {
  const t = useMessages(messages);
  return (
    <Row>
      {name !== id && <span>{name}</span>}
      <CopyText text={id} what={t("who")} />
    </Row>
  );
}

function Request({ request }: { request: AuditedRequest }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const technical = (text: string | null) => text && <span className="technical">{text}</span>;
  return (
    <Panel title={t("kind_request")}>
      <Facts
        // What the record does not say is left out.
        facts={[
          [t("status"), String(request.status)],
          [t("code"), technical(request.code)],
          [t("credential"), request.credential && <CopyText text={request.credential} what={t("credential")} />],
          [t("credentialKind"), technical(request.credential_kind)],
          [t("permission"), technical(request.permission)],
          [t("decision"), technical([request.decision, ...request.reasons].join(" · "))],
          [t("policyVersion"), request.policy_version === null ? null : String(request.policy_version)],
          [t("address"), technical(request.address)],
          [t("country"), request.country],
          [t("listener"), technical(request.listener)],
          [t("rowsRead"), request.rows === null ? null : formats.number(request.rows)],
          ...Object.entries(request.resources).map(([name, id]) => [name, <CopyText key={name} text={id} what={name} />] as [string, ReactNode]),
          [t("trace"), technical(request.trace_id)],
        ].filter((fact): fact is [string, NonNullable<ReactNode>] => fact[1] !== null)}
      />
    </Panel>
  );
}

function Proof({ proof, record }: { proof: Schemas["AuditProof"]; record: AuditRecord }) {
  const t = useMessages(messages);
  const save = (
    <Button size="small" icon={Download} onClick={() => saveFile(`audit-record-${record.position}.json`, JSON.stringify(proof, null, 2))}>
      {t("saveProof")}
    </Button>
  );
  return (
    <Panel title={t("proof")} actions={save}>
      <Stack>
        <p>{t("proofAbout")}</p>
        <CheckpointFacts checkpoint={proof.checkpoint as unknown as Schemas["AuditCheckpoint"]} />
        <Soft small>{t("proofCheck")}</Soft>
        <JsonBlock label={t("proofCommand")} value={`bezant audit check-proof --file audit-record-${record.position}.json --public-key KEY`} />
      </Stack>
    </Panel>
  );
}
