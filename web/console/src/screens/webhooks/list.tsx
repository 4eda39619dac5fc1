// All endpoints.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Webhook } from "lucide-react";
import { useState } from "react";
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Button, type Column, DataTable, EmptyState, Loaded, Moment, Page, Panel, SecretDialog } from "../../ui";
import { EndpointDialog } from "./endpoint-dialog";
import { messages } from "./messages";
import { endpointsQuery } from "./queries";
import { type Endpoint, EndpointState } from "./state";

export function Component() {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const endpoints = useQuery(endpointsQuery);
  const columns: Column<Endpoint>[] = [
    { id: "url", label: t("url"), cell: (one) => <span className="technical">{one.url}</span>, sortBy: (one) => one.url },
    { id: "description", label: t("description"), cell: (one) => one.description || "–" },
    { id: "events", label: t("events"), cell: (one) => <span className="technical">{one.events.join(", ")}</span> },
    { id: "state", label: t("state"), width: 190, cell: (one) => <EndpointState endpoint={one} />, sortBy: (one) => (one.enabled ? 0 : 1) },
    { id: "created", label: t("created"), width: 190, cell: (one) => <Moment time={one.created_at} />, sortBy: (one) => one.created_at },
  ];
  const make = can("webhooks.manage") && (
    <Button look="primary" icon={Plus} onClick={() => setIsMaking(true)}>
      {t("make")}
    </Button>
  );
  const onMade = (made: Endpoint) => {
    setSecret(made.secret ?? null);
    void queries.invalidateQueries({ queryKey: ["webhooks"] });
  };
  return (
    <Page title={t("title")} actions={make}>
      <Panel flush>
        <Loaded query={endpoints}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState title={t("empty")} icon={Webhook}>
                {t("emptyAbout")}
              </EmptyState>
            ) : (
              <DataTable label={t("title")} columns={columns} rows={data} rowId={(one) => one.id} rowLink={(one) => `/webhooks/${one.id}`} />
            )
          }
        </Loaded>
      </Panel>
      {isMaking && <EndpointDialog onClose={() => setIsMaking(false)} onDone={onMade} />}
      <SecretDialog title={t("secretTitle")} about={t("secretAbout")} secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}
