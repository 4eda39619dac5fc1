// What can be done with a person or program: suspend, let back in, end all sessions.
import { useQueryClient } from "@tanstack/react-query";
import { CircleSlash, LogOut, Play } from "lucide-react";
import { useState } from "react";
import { api } from "../../api";
import { useMessages } from "../../i18n";
import { useCan, useMe } from "../../session";
import { ActionDialog, Button, Row, say } from "../../ui";
import { messages } from "./messages";
import type { Principal } from "./status";

type Action = "suspend" | "reactivate" | "endSessions";

export function PersonActions({ principal }: { principal: Principal }) {
  const t = useMessages(messages);
  const can = useCan();
  const me = useMe();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action | null>(null);
  if (!can("identity.manage") || principal.status === "deleted") return null;
  const name = principal.name ?? principal.email ?? principal.id;
  const params = { path: { id: principal.id } };
  const act = async () => {
    if (asked === "suspend") await api.POST("/api/v1/principals/{id}/suspend", { params });
    else if (asked === "reactivate") await api.POST("/api/v1/principals/{id}/reactivate", { params });
    else await api.DELETE("/api/v1/principals/{id}/sessions", { params });
    if (asked) say(t(`${asked}Done`, { name }));
    await queries.invalidateQueries({ queryKey: ["principals"] });
  };
  const isOther = principal.id !== me.id;
  return (
    <Row>
      {principal.kind === "user" && isOther && (
        <Button icon={LogOut} onClick={() => setAsked("endSessions")}>
          {t("endSessions")}
        </Button>
      )}
      {principal.status === "suspended" && (
        <Button icon={Play} onClick={() => setAsked("reactivate")}>
          {t("reactivate")}
        </Button>
      )}
      {principal.status === "active" && isOther && (
        <Button icon={CircleSlash} look="danger" onClick={() => setAsked("suspend")}>
          {t("suspend")}
        </Button>
      )}
      <ActionDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t(`${asked ?? "suspend"}Title`, { name })}
        about={t(`${asked ?? "suspend"}About`)}
        action={t(asked ?? "suspend")}
        danger={asked !== "reactivate"}
        onAction={act}
      />
    </Row>
  );
}
