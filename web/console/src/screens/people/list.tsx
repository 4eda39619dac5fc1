// People and programs, open invitations, and what waits for a second person.
import { UserPlus, UserRound } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Button, type Column, EmptyState, Filters, Moment, Page, PagedTable, Panel, SelectField, Stack, Tabs, usePages } from "../../ui";
import { Approvals } from "./approvals";
import { Invitations } from "./invitations";
import { InviteDialog } from "./invite";
import { messages } from "./messages";
import { type Principal, StatusBadge } from "./status";

export function Component() {
  const t = useMessages(messages);
  const can = useCan();
  const [isInviting, setIsInviting] = useState(false);
  const invite = can("identity.manage") && (
    <Button look="primary" icon={UserPlus} onClick={() => setIsInviting(true)}>
      {t("invite")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={invite}>
      <Tabs
        label={t("title")}
        tabs={[
          { name: "all", label: t("everybody"), content: <Everybody /> },
          { name: "invitations", label: t("invitations"), content: <Invitations /> },
          { name: "approvals", label: t("approvals"), content: <Approvals /> },
        ]}
      />
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </Page>
  );
}

const KINDS = ["", "user", "agent", "service_account"] as const;
const STATUSES = ["", "active", "suspended", "deleted"] as const;

function Everybody() {
  const t = useMessages(messages);
  const formats = useFormats();
  const [search, setSearch] = useSearchParams();
  const kind = search.get("kind") ?? "";
  const status = search.get("status") ?? "";
  const filter = { ...(kind ? { kind } : {}), ...(status ? { status } : {}) };
  const pages = usePages(["principals", "list", filter], (cursor) => data(api.GET("/api/v1/principals", { params: { query: { ...filter, limit: 100, ...cursor } } })));
  const change = (name: string, value: string) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  const columns: Column<Principal>[] = [
    { id: "name", label: t("name"), cell: (one) => one.name ?? one.email ?? t("nameless"), sortBy: (one) => one.name ?? null },
    { id: "email", label: t("email"), cell: (one) => one.email ?? "–", sortBy: (one) => one.email ?? null },
    { id: "kind", label: t("kind"), width: 150, cell: (one) => t(`kind_${one.kind as "user"}`), sortBy: (one) => one.kind },
    { id: "roles", label: t("roles"), cell: (one) => (one.effective_roles.length > 0 ? formats.list(one.effective_roles) : "–") },
    { id: "status", label: t("status"), width: 130, cell: (one) => <StatusBadge status={one.status} /> },
    { id: "created", label: t("created"), width: 190, cell: (one) => <Moment time={one.created_at} />, sortBy: (one) => one.created_at },
  ];
  return (
    <Stack>
      <Filters label={t("filters")}>
        <SelectField label={t("kind")} value={kind} onChange={(event) => change("kind", event.target.value)} options={KINDS.map((one) => [one, one ? t(`kind_${one}`) : t("kind_all")] as const)} />
        <SelectField label={t("status")} value={status} onChange={(event) => change("status", event.target.value)} options={STATUSES.map((one) => [one, one ? t(`status_${one}`) : t("status_kept")] as const)} />
      </Filters>
      <Panel flush>
        <PagedTable pages={pages} label={t("everybody")} name="people" columns={columns} rowId={(one) => one.id} rowLink={(one) => `/people/${one.id}`} empty={<EmptyState title={t("nobody")} icon={UserRound} />} />
      </Panel>
    </Stack>
  );
}
