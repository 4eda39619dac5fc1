// The rules in force and all versions of them, with what can be done: propose, roll back, four eyes.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FilePen, Scale, Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import { api, data, type Schemas } from "../../../api";
import { useFormats, useMessages } from "../../../i18n";
import { useCan, useMe } from "../../../session";
import { ActionDialog, Badge, Button, ButtonLink, type Column, DataTable, EmptyState, Loaded, Moment, Panel, say } from "../../../ui";
import { messages } from "../messages";
import { type Rules, routingQuery, rulesQuery } from "../queries";
import styles from "../routing.module.css";
import { Editor } from "./editor";

export function RulesTab() {
  const routing = useQuery(routingQuery);
  const versions = useQuery(rulesQuery);
  return (
    <div className={styles.lines}>
      <Loaded query={routing}>{(routing) => <Active routing={routing} />}</Loaded>
      <Loaded query={versions}>{(page) => <Versions versions={page.data} />}</Loaded>
    </div>
  );
}

function Active({ routing }: { routing: Schemas["Routing"] }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"rollBack" | "fourEyes" | null>(null);
  const rules = routing.active_rules;
  const refresh = () => queries.invalidateQueries({ queryKey: ["routing"] });
  const rollBack = async () => {
    await data(api.POST("/api/v1/routing/rules/roll-back", {}));
    await refresh();
    say(t("rolledBack"));
  };
  const turnFourEyes = async () => {
    await data(api.POST("/api/v1/routing/four-eyes", { body: { required: !routing.needs_four_eyes } }));
    await refresh();
  };
  const actions = can("routing.manage") && (
    <div className={styles.row}>
      <Button size="small" icon={Scale} onClick={() => setAsked("fourEyes")}>
        {t(routing.needs_four_eyes ? "fourEyesOff" : "fourEyesOn")}
      </Button>
      {rules && (
        <Button size="small" icon={Undo2} onClick={() => setAsked("rollBack")}>
          {t("rollBack")}
        </Button>
      )}
      <ButtonLink size="small" look="primary" icon={FilePen} to="/routing/rules/new">
        {t("newVersion")}
      </ButtonLink>
    </div>
  );
  return (
    <Panel title={rules ? t("activeVersion", { version: rules.version }) : t("activeNone")} actions={actions || undefined}>
      <div className={styles.lines}>
        {rules ? <Editor label={t("activeVersion", { version: rules.version })} source={rules.source} /> : <p>{t("activeNoneAbout")}</p>}
        <p className={styles.small}>{t(routing.needs_four_eyes ? "fourEyesAreOn" : "fourEyesAreOff")}</p>
        {routing.missing_gateways.length > 0 && <MissingGateways names={routing.missing_gateways} />}
      </div>
      <ActionDialog open={asked === "rollBack"} onClose={() => setAsked(null)} title={t("rollBack")} about={t("rollBackAbout")} action={t("rollBack")} danger onAction={rollBack} />
      <ActionDialog
        open={asked === "fourEyes"}
        onClose={() => setAsked(null)}
        title={t(routing.needs_four_eyes ? "fourEyesOff" : "fourEyesOn")}
        about={t(routing.needs_four_eyes ? "fourEyesOffAbout" : "fourEyesOnAbout")}
        action={t(routing.needs_four_eyes ? "fourEyesOff" : "fourEyesOn")}
        danger={routing.needs_four_eyes}
        onAction={turnFourEyes}
      />
    </Panel>
  );
}

function MissingGateways({ names }: { names: readonly string[] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  return <p className={styles.note}>{t("missingGateways", { names: formats.list(names) })}</p>;
}

function Versions({ versions }: { versions: readonly Rules[] }) {
  const t = useMessages(messages);
  const newestFirst = useMemo(() => [...versions].reverse(), [versions]);
  const columns = useMemo(
    (): Column<Rules>[] => [
      { id: "version", label: t("version"), cell: (row) => t("versionName", { version: row.version }), sortBy: (row) => row.version, width: 130 },
      { id: "status", label: t("status"), cell: (row) => <RulesStatus status={row.status} />, width: 130 },
      { id: "proposed", label: t("proposed"), cell: (row) => <Moment time={row.proposed_at} />, sortBy: (row) => row.proposed_at },
      { id: "author", label: t("author"), cell: (row) => <Who id={row.author} /> },
      { id: "approver", label: t("approver"), cell: (row) => (row.approver ? <Who id={row.approver} /> : "–") },
      { id: "activated", label: t("lastActive"), cell: (row) => (row.activated_at ? <Moment time={row.activated_at} /> : "–") },
    ],
    [t],
  );
  return (
    <Panel title={t("versions")} flush>
      {versions.length === 0 ? (
        <EmptyState title={t("noVersions")} />
      ) : (
        <DataTable label={t("versions")} columns={columns} rows={newestFirst} rowId={(row) => String(row.version)} rowLink={(row) => `/routing/rules/${row.version}`} />
      )}
    </Panel>
  );
}

export function RulesStatus({ status }: { status: string }) {
  const t = useMessages(messages);
  const tone = status === "active" ? "good" : status === "approved" ? "info" : "quiet";
  return <Badge tone={tone}>{t("rulesStatus", { status })}</Badge>;
}

/** A principal or an API key; the API gives no names here. */
export function Who({ id }: { id: string }) {
  const t = useMessages(messages);
  const me = useMe();
  return id === me.id ? t("you") : <span className="technical">{id}</span>;
}
