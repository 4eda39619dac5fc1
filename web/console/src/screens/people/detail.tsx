// One person or program: who they are, which roles they have, what that lets them do, and where they are signed in.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Badge, type Column, Columns, CopyText, DataTable, EmptyState, Facts, Loaded, Moment, Page, Panel } from "../../ui";
import { PersonActions } from "./actions";
import { messages } from "./messages";
import { useNameOf } from "./names";
import { Roles } from "./roles";
import { type Principal, StatusBadge } from "./status";

export function Component() {
  const t = useMessages(messages);
  const { id = "" } = useParams();
  const principal = useQuery({ queryKey: ["principals", id], queryFn: () => data(api.GET("/api/v1/principals/{id}", { params: { path: { id } } })) });
  const one = principal.data;
  return (
    <Page
      title={one?.name ?? one?.email ?? (one ? t("nameless") : t("person"))}
      beside={one && <StatusBadge status={one.status} />}
      back={{ to: "/people", label: t("title") }}
      actions={one && <PersonActions principal={one} />}
    >
      <Loaded query={principal}>
        {(one) => (
          <>
            <Columns minimum={420}>
              <About principal={one} />
              <Roles principal={one} />
            </Columns>
            <Permissions id={one.id} />
            {one.kind === "user" && one.status !== "deleted" && <Sessions id={one.id} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ principal: one }: { principal: Principal }) {
  const t = useMessages(messages);
  const nameOf = useNameOf();
  const certified = [one.attributes.pci && "PCI", one.attributes.hipaa && "HIPAA"].filter(Boolean).join(", ");
  return (
    <Panel title={t("about")}>
      <Facts
        facts={[
          [t("kind"), t(`kind_${one.kind as "user"}`)],
          ...(one.kind === "user" ? ([[t("email"), one.email], [t("phone"), one.phone]] as const) : ([[t("owner"), one.owner && nameOf(one.owner)]] as const)),
          [t("id"), <CopyText key="id" text={one.id} what={t("id")} />],
          [t("created"), <Moment key="created" time={one.created_at} />],
          [t("createdBy"), nameOf(one.created_by)],
          [t("changed"), <Moment key="changed" time={one.changed_at} />],
          [t("certified"), certified],
          [t("region"), one.attributes.region],
          ...(one.identity_provider ? ([[t("provider"), one.identity_provider]] as const) : []),
          ...(one.provisioned ? ([[t("provisioned"), t("provisionedYes")]] as const) : []),
        ]}
      />
    </Panel>
  );
}

function Permissions({ id }: { id: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const permissions = useQuery({ queryKey: ["principals", id, "permissions"], queryFn: () => data(api.GET("/api/v1/principals/{id}/permissions", { params: { path: { id } } })) });
  type Row = NonNullable<typeof permissions.data>["permissions"][number];
  const columns: Column<Row>[] = [
    { id: "permission", label: t("permission"), cell: (row) => <span className="technical">{row.permission}</span>, sortBy: (row) => row.permission },
    {
      id: "from",
      label: t("from"),
      cell: (row) => formats.list(row.from.map((source) => (source.by === "principal" ? source.role : t(`from_${source.by as "group"}`, { role: source.role, through: source.through ?? "" })))),
    },
  ];
  return (
    <Panel title={t("permissions")} flush>
      <Loaded query={permissions}>
        {({ permissions }) => (permissions.length === 0 ? <EmptyState title={t("noPermissions")} /> : <DataTable label={t("permissions")} columns={columns} rows={permissions} rowId={(row) => row.permission} height="360px" />)}
      </Loaded>
    </Panel>
  );
}

function Sessions({ id }: { id: string }) {
  const t = useMessages(messages);
  const can = useCan();
  const sessions = useQuery({ queryKey: ["principals", id, "sessions"], queryFn: () => data(api.GET("/api/v1/principals/{id}/sessions", { params: { path: { id } } })), enabled: can("identity.read") });
  type Row = NonNullable<typeof sessions.data>["data"][number];
  const columns: Column<Row>[] = [
    { id: "agent", label: t("browser"), cell: (row) => row.agent || "–" },
    { id: "methods", label: t("methods"), width: 180, cell: (row) => row.methods.join(", ") },
    { id: "current", label: t("state"), width: 150, cell: (row) => (row.current ? <Badge tone="good">{t("thisOne")}</Badge> : "–") },
    { id: "begun", label: t("begun"), width: 190, cell: (row) => <Moment time={row.created_at} />, sortBy: (row) => row.created_at },
    { id: "used", label: t("lastUsed"), width: 150, cell: (row) => <Moment time={row.last_used_at} relative />, sortBy: (row) => row.last_used_at },
  ];
  return (
    <Panel title={t("sessions")} flush>
      <Loaded query={sessions}>
        {({ data }) => (data.length === 0 ? <EmptyState title={t("noSessions")} /> : <DataTable label={t("sessions")} columns={columns} rows={data} rowId={(row) => row.id} />)}
      </Loaded>
    </Panel>
  );
}
