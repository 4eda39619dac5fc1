// The policy in force, what was decided by it, questions to it, and its versions.
import { useQuery } from "@tanstack/react-query";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Badge, type Column, CopyText, DataTable, EmptyState, Facts, JsonBlock, Loaded, Moment, Page, Panel, Stack, Tabs } from "../../ui";
import { useNameOf } from "../people/names";
import { Ask } from "./ask";
import { Decisions } from "./decisions";
import { messages } from "./messages";

export function Component() {
  const t = useMessages(messages);
  const can = useCan();
  const ofPolicy = [
    { name: "policy", label: t("inForce"), content: <InForce /> },
    { name: "versions", label: t("versions"), content: <Versions /> },
  ];
  const ofDecisions = [{ name: "decisions", label: t("decisions"), content: <Decisions /> }];
  const asking = [{ name: "ask", label: t("ask"), content: <Ask /> }];
  return (
    <Page title={t("title")}>
      <Tabs label={t("title")} tabs={[...(can("policy.read") ? ofPolicy : []), ...(can("decisions.read") ? [...ofDecisions, ...asking] : [])]} />
    </Page>
  );
}

function InForce() {
  const t = useMessages(messages);
  const policy = useQuery({ queryKey: ["policy"], queryFn: () => data(api.GET("/api/v1/policy")) });
  return (
    <Loaded query={policy}>
      {(policy) => (
        <Stack>
          <Panel title={t("about")}>
            <Facts
              facts={[
                [t("version"), policy.version === 0 ? t("brought") : String(policy.version)],
                ...(policy.activated_at ? ([[t("activated"), <Moment key="at" time={policy.activated_at} />]] as const) : []),
                [t("digest"), <CopyText key="digest" text={policy.digest} what={t("digest")} />],
                ...(policy.applied_version === policy.version ? [] : ([[t("applied"), String(policy.applied_version)]] as const)),
              ]}
            />
          </Panel>
          {Object.entries(policy.files as Record<string, string>).map(([path, text]) => (
            <Panel key={path} title={path}>
              <JsonBlock label={path} value={text} />
            </Panel>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

function Versions() {
  const t = useMessages(messages);
  const nameOf = useNameOf();
  const versions = useQuery({ queryKey: ["policy", "versions"], queryFn: async () => (await data(api.GET("/api/v1/policy/bundles"))).data });
  type Row = NonNullable<typeof versions.data>[number];
  const columns: Column<Row>[] = [
    { id: "version", label: t("version"), width: 100, cell: (row) => row.version ?? "–", sortBy: (row) => row.version ?? null },
    { id: "note", label: t("note"), cell: (row) => row.note || "–" },
    { id: "by", label: t("proposedBy"), cell: (row) => (row.proposed_by ? nameOf(row.proposed_by) : "–") },
    { id: "at", label: t("proposed"), cell: (row) => (row.proposed_at ? <Moment time={row.proposed_at} /> : "–"), sortBy: (row) => row.proposed_at ?? null },
    { id: "active", label: t("state"), width: 130, cell: (row) => (row.active ? <Badge tone="good">{t("inForce")}</Badge> : "–") },
  ];
  return (
    <Panel flush>
      <Loaded query={versions}>
        {(rows) => (rows.length === 0 ? <EmptyState title={t("noVersions")}>{t("noVersionsAbout")}</EmptyState> : <DataTable label={t("versions")} columns={columns} rows={rows} rowId={(row) => String(row.version)} />)}
      </Loaded>
    </Panel>
  );
}
