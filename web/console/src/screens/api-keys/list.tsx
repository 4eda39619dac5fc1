// All keys, revoked ones too.
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Button, type Column, EmptyState, Moment, Page, PagedTable, Panel, SecretDialog, usePages } from "../../ui";
import { messages } from "./messages";
import { NewKeyDialog } from "./new-key";
import { type ApiKey, KeyStateBadge } from "./state";

export function Component() {
  const t = useMessages(messages);
  const formats = useFormats();
  const can = useCan();
  const queries = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const pages = usePages(["api-keys"], (cursor) => data(api.GET("/api/v1/api-keys", { params: { query: { limit: 200, ...cursor } } })));

  const columns: Column<ApiKey>[] = [
    { id: "name", label: t("name"), cell: (key) => key.name, sortBy: (key) => key.name },
    { id: "state", label: t("state"), width: 120, cell: (key) => <KeyStateBadge apiKey={key} /> },
    { id: "permissions", label: t("permissions"), align: "end", width: 120, cell: (key) => formats.number(key.permissions.length), sortBy: (key) => key.permissions.length },
    { id: "used", label: t("lastUsed"), cell: (key) => (key.last_used_at ? <Moment time={key.last_used_at} relative /> : t("never")), sortBy: (key) => key.last_used_at ?? null },
    { id: "created", label: t("created"), cell: (key) => <Moment time={key.created_at} />, sortBy: (key) => key.created_at },
    { id: "expires", label: t("expires"), cell: (key) => (key.expires_at ? <Moment time={key.expires_at} /> : t("neverExpires")), sortBy: (key) => key.expires_at ?? null },
    { id: "id", label: t("id"), cell: (key) => <span className="technical">{key.id}</span>, hidden: true },
  ];
  const make = can("keys.manage") && (
    <Button look="primary" icon={Plus} onClick={() => setIsMaking(true)}>
      {t("make")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={make}>
      <Panel flush>
        <PagedTable
          pages={pages}
          label={t("title")}
          name="api-keys"
          columns={columns}
          rowId={(key) => key.id}
          rowLink={(key) => `/api-keys/${key.id}`}
          empty={<EmptyState title={t("empty")} icon={KeyRound}>{t("emptyAbout")}</EmptyState>}
        />
      </Panel>
      <NewKeyDialog
        open={isMaking}
        onClose={() => setIsMaking(false)}
        onMade={(made) => {
          setSecret(made);
          void queries.invalidateQueries({ queryKey: ["api-keys"] });
        }}
      />
      <SecretDialog title={t("secretTitle")} about={t("secretAbout")} secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}
