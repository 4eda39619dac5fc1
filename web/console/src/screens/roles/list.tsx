// The roles that there are: those that every organisation has, and its own.
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Badge, Button, type Column, DataTable, Loaded, Page, Panel } from "../../ui";
import { messages } from "./messages";
import { type Role, rolesQuery } from "./query";
import { RoleDialog } from "./role-dialog";

export function Component() {
  const t = useMessages(messages);
  const formats = useFormats();
  const can = useCan();
  const [isMaking, setIsMaking] = useState(false);
  const roles = useQuery(rolesQuery);
  const columns: Column<Role>[] = [
    { id: "name", label: t("name"), width: 220, cell: (role) => role.name, sortBy: (role) => role.name },
    { id: "description", label: t("description"), cell: (role) => role.description },
    { id: "kind", label: t("kind"), width: 160, cell: (role) => <Badge tone={role.built_in ? "quiet" : "info"}>{t(role.built_in ? "builtIn" : "own")}</Badge>, sortBy: (role) => (role.built_in ? 0 : 1) },
    { id: "permissions", label: t("permissions"), align: "end", width: 130, cell: (role) => formats.number(role.permissions.length), sortBy: (role) => role.permissions.length },
  ];
  const make = can("identity.manage") && (
    <Button look="primary" icon={Plus} onClick={() => setIsMaking(true)}>
      {t("make")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={make}>
      <Panel flush>
        <Loaded query={roles}>{(roles) => <DataTable label={t("title")} columns={columns} rows={roles} rowId={(role) => role.name} rowLink={(role) => `/roles/${role.name}`} />}</Loaded>
      </Panel>
      {isMaking && <RoleDialog onClose={() => setIsMaking(false)} />}
    </Page>
  );
}
