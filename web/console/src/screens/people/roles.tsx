// The roles of one person or program: giving one, taking one away.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, Panel, Row, say, SelectField, Soft, Stack } from "../../ui";
import { rolesQuery } from "../roles/query";
import { messages } from "./messages";
import type { Principal } from "./status";
import { isWaiting } from "./waiting";

export function Roles({ principal }: { principal: Principal }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [taken, setTaken] = useState<string | null>(null);
  const [isGiving, setIsGiving] = useState(false);
  const mayChange = can("identity.manage") && principal.status !== "deleted";
  const inherited = principal.effective_roles.filter((role) => !principal.roles.includes(role));
  const renew = () => Promise.all([queries.invalidateQueries({ queryKey: ["principals"] }), queries.invalidateQueries({ queryKey: ["approvals"] })]);
  const take = async () => {
    await api.DELETE("/api/v1/principals/{id}/roles/{role}", { params: { path: { id: principal.id, role: taken! } } });
    say(t("roleTaken", { role: taken! }));
    await renew();
  };
  const give = mayChange && (
    <Button size="small" icon={Plus} onClick={() => setIsGiving(true)}>
      {t("give")}
    </Button>
  );
  return (
    <Panel title={t("roles")} actions={give}>
      <Stack>
        {principal.roles.length === 0 && <p>{t("noRoles")}</p>}
        {principal.roles.map((role) => (
          <Row key={role}>
            <Link to={`/roles/${role}`}>{role}</Link>
            {mayChange && (
              <Button size="small" look="quiet" onClick={() => setTaken(role)} aria-label={t("takeOne", { role })}>
                {t("take")}
              </Button>
            )}
          </Row>
        ))}
        {inherited.length > 0 && <Soft>{t("inherited", { roles: inherited.join(", ") })}</Soft>}
      </Stack>
      {isGiving && <GiveDialog principal={principal} onGiven={renew} onClose={() => setIsGiving(false)} />}
      <ActionDialog open={taken !== null} onClose={() => setTaken(null)} title={t("takeTitle", { role: taken ?? "" })} about={t("takeAbout")} action={t("take")} danger onAction={take} />
    </Panel>
  );
}

function GiveDialog({ principal, onGiven, onClose }: { principal: Principal; onGiven: () => Promise<unknown>; onClose: () => void }) {
  const t = useMessages(messages);
  const roles = useQuery(rolesQuery);
  const [role, setRole] = useState("");
  const options = (roles.data ?? []).filter((one) => !principal.roles.includes(one.name));
  const give = async () => {
    const answer = await data(api.POST("/api/v1/principals/{id}/roles", { params: { path: { id: principal.id } }, body: { role } }));
    say(isWaiting(answer) ? t("roleWaits") : t("roleGiven", { role }));
    await onGiven();
  };
  return (
    <ActionDialog open onClose={onClose} title={t("give")} about={t("giveAbout")} action={t("giveAction")} ready={role !== ""} onAction={give}>
      <SelectField label={t("role")} value={role} onChange={(event) => setRole(event.target.value)} options={[["", t("choose")], ...options.map((one) => [one.name, one.name] as const)]} />
    </ActionDialog>
  );
}
