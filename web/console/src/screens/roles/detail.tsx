// One role: what it permits. The organisation's own can be changed and removed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Badge, Button, Facts, Loaded, Moment, Page, Panel, Row, say, Stack } from "../../ui";
import { messages } from "./messages";
import { PermissionList } from "./permission-list";
import type { Role } from "./query";
import { RoleDialog } from "./role-dialog";

export function Component() {
  const t = useMessages(messages);
  const { name = "" } = useParams();
  const role = useQuery({ queryKey: ["roles", name], queryFn: () => data(api.GET("/api/v1/roles/{name}", { params: { path: { name } } })) });
  return (
    <Page
      title={name}
      beside={role.data && <Badge tone={role.data.built_in ? "quiet" : "info"}>{t(role.data.built_in ? "builtIn" : "own")}</Badge>}
      back={{ to: "/roles", label: t("title") }}
      actions={role.data && !role.data.built_in && <Actions role={role.data} />}
    >
      <Loaded query={role}>
        {(role) => (
          <Stack>
            <Panel title={t("about")}>
              <Facts
                facts={[
                  [t("description"), role.description],
                  ...(role.created_at ? ([[t("created"), <Moment key="created" time={role.created_at} />]] as const) : []),
                  ...(role.changed_at ? ([[t("changed"), <Moment key="changed" time={role.changed_at} />]] as const) : []),
                ]}
              />
            </Panel>
            <Panel title={t("permissions")}>
              <PermissionList permissions={role.permissions} />
            </Panel>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ role }: { role: Role }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<"change" | "remove" | null>(null);
  if (!can("identity.manage")) return null;
  const remove = async () => {
    await api.DELETE("/api/v1/roles/{name}", { params: { path: { name: role.name } } });
    say(t("removed", { name: role.name }));
    await queries.invalidateQueries({ queryKey: ["roles"], exact: true });
    await navigate("/roles");
  };
  return (
    <Row>
      <Button icon={Pencil} onClick={() => setAsked("change")}>
        {t("change")}
      </Button>
      <Button icon={Trash2} look="danger" onClick={() => setAsked("remove")}>
        {t("remove")}
      </Button>
      {asked === "change" && <RoleDialog role={role} onClose={() => setAsked(null)} />}
      <ActionDialog open={asked === "remove"} onClose={() => setAsked(null)} title={t("removeTitle", { name: role.name })} about={t("removeAbout")} action={t("remove")} danger onAction={remove} />
    </Row>
  );
}
