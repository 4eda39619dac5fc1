// Invitations that nobody has taken up yet.
import { useQueryClient } from "@tanstack/react-query";
import { MailX } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, type Column, EmptyState, Moment, PagedTable, Panel, say, usePages } from "../../ui";
import { messages } from "./messages";
import { useNameOf } from "./names";

type Invitation = Schemas["Invitation"];

export function Invitations() {
  const t = useMessages(messages);
  const formats = useFormats();
  const can = useCan();
  const nameOf = useNameOf();
  const queries = useQueryClient();
  const [revoked, setRevoked] = useState<Invitation | null>(null);
  const pages = usePages(["invitations"], (cursor) => data(api.GET("/api/v1/invitations", { params: { query: { limit: 100, ...cursor } } })));
  const columns: Column<Invitation>[] = [
    { id: "email", label: t("email"), cell: (one) => one.email ?? one.name ?? one.id, sortBy: (one) => one.email ?? null },
    { id: "roles", label: t("roles"), cell: (one) => (one.roles.length > 0 ? formats.list(one.roles) : "–") },
    { id: "by", label: t("invitedBy"), cell: (one) => nameOf(one.created_by) },
    { id: "expires", label: t("expires"), cell: (one) => <Moment time={one.expires_at} relative />, sortBy: (one) => one.expires_at },
    ...(can("identity.manage")
      ? [
          {
            id: "revoke",
            label: t("actions"),
            width: 120,
            cell: (one: Invitation) => (
              <Button size="small" onClick={() => setRevoked(one)}>
                {t("revoke")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  const revoke = async () => {
    await api.DELETE("/api/v1/invitations/{id}", { params: { path: { id: revoked!.id } } });
    say(t("invitationRevoked"));
    await queries.invalidateQueries({ queryKey: ["invitations"] });
  };
  return (
    <Panel flush>
      <PagedTable pages={pages} label={t("invitations")} columns={columns} rowId={(one) => one.id} empty={<EmptyState title={t("noInvitations")} icon={MailX} />} />
      <ActionDialog open={revoked !== null} onClose={() => setRevoked(null)} title={t("revokeTitle")} about={t("revokeAbout", { email: revoked?.email ?? "" })} action={t("revoke")} danger onAction={revoke} />
    </Panel>
  );
}
