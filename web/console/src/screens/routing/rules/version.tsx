// One version of the rules: its text, how it differs from the active one, and the steps that are open to it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { api, data, type Schemas } from "../../../api";
import { useMessages } from "../../../i18n";
import { useCan, useMe } from "../../../session";
import { ActionDialog, Button, Facts, Loaded, Moment, Page, Panel, say } from "../../../ui";
import { messages } from "../messages";
import { type Rules, routingQuery } from "../queries";
import styles from "../routing.module.css";
import { RulesStatus, Who } from ".";
import { Difference } from "./difference";
import { Editor } from "./editor";
import { Replay } from "./replay";

export function Component() {
  const t = useMessages(messages);
  const { version = "" } = useParams();
  const number = Number(version);
  const rules = useQuery({
    queryKey: ["routing", "rules", number],
    queryFn: () => data(api.GET("/api/v1/routing/rules/{version}", { params: { path: { version: number } } })),
  });
  const routing = useQuery(routingQuery);
  return (
    <Page
      title={t("versionName", { version })}
      beside={rules.data && <RulesStatus status={rules.data.status} />}
      back={{ to: "/routing?tab=rules", label: t("rules") }}
      actions={rules.data && routing.data && <Steps rules={rules.data} routing={routing.data} />}
    >
      <Loaded query={rules}>
        {(rules) => (
          <>
            <Panel title={t("text")}>
              <div className={styles.lines}>
                <Editor label={t("versionName", { version })} source={rules.source} />
                <About rules={rules} />
              </div>
            </Panel>
            {rules.status !== "active" && (
              <>
                <Loaded query={routing}>
                  {({ active_rules: active }) => (
                    <Panel title={active ? t("differenceTo", { version: active.version }) : t("differenceToNone")}>
                      <Difference before={active?.source ?? ""} after={rules.source} />
                    </Panel>
                  )}
                </Loaded>
                <Replay source={rules.source} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ rules }: { rules: Rules }) {
  const t = useMessages(messages);
  return (
    <Facts
      facts={[
        [t("proposed"), <Moment key="proposed" time={rules.proposed_at} />],
        [t("author"), <Who key="author" id={rules.author} />],
        [t("approved"), rules.approved_at && <Moment key="approved" time={rules.approved_at} />],
        [t("approver"), rules.approver && <Who key="approver" id={rules.approver} />],
        [t("lastActive"), rules.activated_at && <Moment key="activated" time={rules.activated_at} />],
      ]}
    />
  );
}

function Steps({ rules, routing }: { rules: Rules; routing: Schemas["Routing"] }) {
  const t = useMessages(messages);
  const can = useCan();
  const me = useMe();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"approve" | "activate" | null>(null);
  if (!can("routing.manage")) return null;
  const path = { params: { path: { version: rules.version } } };
  const refresh = () => queries.invalidateQueries({ queryKey: ["routing"] });
  const approve = async () => {
    await data(api.POST("/api/v1/routing/rules/{version}/approve", path));
    await refresh();
    say(t("approvedVersion", { version: rules.version }));
  };
  const activate = async () => {
    await data(api.POST("/api/v1/routing/rules/{version}/activate", path));
    await refresh();
    say(t("activatedVersion", { version: rules.version }));
  };
  // The node refuses it too; here it is said before anything is pressed.
  const isOwn = routing.needs_four_eyes && rules.author === me.id;
  return (
    <>
      {rules.status === "proposed" && (isOwn ? <span className={styles.soft}>{t("waitsForOther")}</span> : <Button look="primary" onClick={() => setAsked("approve")}>{t("approve")}</Button>)}
      {rules.status === "approved" && (
        <Button look="primary" onClick={() => setAsked("activate")}>
          {t("activate")}
        </Button>
      )}
      <ActionDialog open={asked === "approve"} onClose={() => setAsked(null)} title={t("approve")} about={t("approveAbout")} action={t("approve")} onAction={approve} />
      <ActionDialog open={asked === "activate"} onClose={() => setAsked(null)} title={t("activate")} about={t("activateAbout")} action={t("activate")} onAction={activate} />
    </>
  );
}
