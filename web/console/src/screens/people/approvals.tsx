// What waits for a second person, and being that person.
import { useQueryClient } from "@tanstack/react-query";
import { UserCheck } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan, useMe } from "../../session";
import { ActionDialog, Button, type Column, EmptyState, Moment, PagedTable, Panel, Row, say, Stack, usePages } from "../../ui";
import { PermissionList } from "../roles/permission-list";
import { messages } from "./messages";
import { useNameOf } from "./names";

type Approval = Schemas["Approval"];

const REQUESTS = ["assign_role", "change_role", "add_members", "change_group", "invite", "set_provider", "change_principal"] as const;

export function Approvals() {
  const t = useMessages(messages);
  const formats = useFormats();
  const can = useCan();
  const me = useMe();
  const nameOf = useNameOf();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ approval: Approval; agree: boolean } | null>(null);
  const pages = usePages(["approvals"], (cursor) => data(api.GET("/api/v1/approvals", { params: { query: { limit: 100, ...cursor } } })));
  const request = (one: Approval) => {
    const known = REQUESTS.find((word) => word === one.request);
    return known ? t(`request_${known}`) : one.request;
  };
  const whom = (one: Approval) => (one.principal ? nameOf(one.principal) : (one.group ?? one.identity_provider ?? "–"));
  const columns: Column<Approval>[] = [
    { id: "request", label: t("request"), cell: request },
    { id: "whom", label: t("whom"), cell: whom },
    { id: "roles", label: t("roles"), cell: (one) => (one.roles.length > 0 ? formats.list(one.roles) : "–") },
    { id: "by", label: t("requestedBy"), cell: (one) => nameOf(one.requested_by) },
    { id: "expires", label: t("expires"), cell: (one) => <Moment time={one.expires_at} relative />, sortBy: (one) => one.expires_at },
    ...(can("identity.manage")
      ? [
          {
            id: "decide",
            label: t("actions"),
            width: 210,
            cell: (one: Approval) => (
              <Row>
                {one.requested_by !== me.id && (
                  <Button size="small" look="primary" onClick={() => setAsked({ approval: one, agree: true })}>
                    {t("approve")}
                  </Button>
                )}
                <Button size="small" onClick={() => setAsked({ approval: one, agree: false })}>
                  {t(one.requested_by === me.id ? "withdraw" : "reject")}
                </Button>
              </Row>
            ),
          },
        ]
      : []),
  ];
  const decide = async () => {
    const { approval, agree } = asked!;
    const options = { params: { path: { id: approval.id } } };
    if (agree) await api.POST("/api/v1/approvals/{id}/approve", options);
    else await api.POST("/api/v1/approvals/{id}/reject", options);
    say(t(agree ? "approved" : "rejected"));
    await Promise.all(["approvals", "principals", "invitations", "roles"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
  return (
    <Panel flush>
      <PagedTable pages={pages} label={t("approvals")} columns={columns} rowId={(one) => one.id} empty={<EmptyState title={t("noApprovals")} icon={UserCheck}>{t("noApprovalsAbout")}</EmptyState>} />
      <ActionDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked ? request(asked.approval) : ""}
        about={asked ? t("requestAbout", { by: nameOf(asked.approval.requested_by), whom: whom(asked.approval) }) : ""}
        action={t(asked?.agree ? "approve" : "reject")}
        danger={asked?.agree === false}
        onAction={decide}
        wide
      >
        {asked && (
          <Stack>
            <p>{t("permits")}</p>
            <PermissionList permissions={asked.approval.permissions} />
          </Stack>
        )}
      </ActionDialog>
    </Panel>
  );
}
