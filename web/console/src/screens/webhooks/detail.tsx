// One endpoint: what it is sent, how messages are signed, and what became of each.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { CopyText, Facts, Loaded, Moment, Page, Panel, Stack } from "../../ui";
import { EndpointActions } from "./actions";
import { Deliveries } from "./deliveries";
import { messages } from "./messages";
import { EndpointState } from "./state";

export function Component() {
  const t = useMessages(messages);
  const { id = "" } = useParams();
  const endpoint = useQuery({ queryKey: ["webhooks", id], queryFn: () => data(api.GET("/api/v1/webhook-endpoints/{id}", { params: { path: { id } } })) });
  const one = endpoint.data;
  return (
    <Page
      title={one?.description || (one ? new URL(one.url).host : t("one"))}
      beside={one && <EndpointState endpoint={one} />}
      back={{ to: "/webhooks", label: t("title") }}
      actions={one && <EndpointActions endpoint={one} />}
    >
      <Loaded query={endpoint}>
        {(one) => (
          <Stack>
            <Panel title={t("about")}>
              <Facts
                facts={[
                  [t("url"), <CopyText key="url" text={one.url} what={t("url")} />],
                  [t("events"), <span key="events" className="technical">{one.events.join(", ")}</span>],
                  [t("signing"), t(`signing_${one.signing as "hmac"}`)],
                  ...(one.public_key ? ([[t("publicKey"), <CopyText key="key" text={one.public_key} what={t("publicKey")} />]] as const) : []),
                  [t("id"), <CopyText key="id" text={one.id} what={t("id")} />],
                  [t("created"), <Moment key="created" time={one.created_at} />],
                  [t("changed"), <Moment key="changed" time={one.updated_at} />],
                  ...(one.disabled_at ? ([[t("disabledAt"), <Moment key="disabled" time={one.disabled_at} />]] as const) : []),
                ]}
              />
            </Panel>
            <Deliveries endpoint={one} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
