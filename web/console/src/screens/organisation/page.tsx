// The organisation's settings.
import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Badge, Button, Columns, CopyText, Facts, Loaded, Moment, Page, Panel, type Tone } from "../../ui";
import { messages } from "./messages";
import { SignInDialog } from "./sign-in-dialog";

type Tenant = Schemas["Tenant"];

const TONES: Record<string, Tone> = { active: "good", suspended: "warn", closed: "bad" };

export function Component() {
  const t = useMessages(messages);
  const tenant = useQuery({ queryKey: ["tenant"], queryFn: () => data(api.GET("/api/v1/tenant")) });
  const status = tenant.data?.status ?? "active";
  return (
    <Page title={tenant.data?.name ?? t("title")} beside={tenant.data && <Badge tone={TONES[status] ?? "quiet"}>{t(`status_${status as "active"}`)}</Badge>}>
      <Loaded query={tenant}>
        {(tenant) => (
          <Columns minimum={400}>
            <Panel title={t("about")}>
              <Facts
                facts={[
                  [t("id"), <CopyText key="id" text={tenant.id} what={t("id")} />],
                  [t("created"), <Moment key="created" time={tenant.created_at} />],
                  [t("region"), tenant.region],
                  [t("health"), t(tenant.data_classes.phi ? "yes" : "no")],
                  ...(tenant.reason ? ([[t("reason"), tenant.reason]] as const) : []),
                ]}
              />
            </Panel>
            <SignIn tenant={tenant} />
            <Limits tenant={tenant} />
            <Features tenant={tenant} />
          </Columns>
        )}
      </Loaded>
    </Page>
  );
}

function SignIn({ tenant }: { tenant: Tenant }) {
  const t = useMessages(messages);
  const can = useCan();
  const [isChanging, setIsChanging] = useState(false);
  const { sign_in: settings } = tenant;
  const change = can("tenant.manage") && (
    <Button size="small" icon={Pencil} onClick={() => setIsChanging(true)}>
      {t("change")}
    </Button>
  );
  return (
    <Panel title={t("signIn")} actions={change}>
      <Facts
        facts={[
          [t("passwords"), t(settings.password_sign_in ? "taken" : "notTaken")],
          [t("secondFactor"), t(settings.second_factor_required ? "required" : "notRequired")],
          [t("idle"), t("minutes", { count: settings.session_idle_minutes })],
          [t("absolute"), t("hours", { count: settings.session_absolute_hours })],
        ]}
      />
      {isChanging && <SignInDialog settings={settings} onClose={() => setIsChanging(false)} />}
    </Panel>
  );
}

function Limits({ tenant }: { tenant: Tenant }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const limit = (value: number | null | undefined) => (value == null ? t("asNode") : formats.number(value));
  const { limits } = tenant;
  return (
    <Panel title={t("limits")}>
      <Facts
        facts={[
          [t("maxPrincipals"), limit(limits.max_principals)],
          [t("maxKeys"), limit(limits.max_keys)],
          [t("perDay"), limit(limits.payments_per_day)],
          [t("perSecond"), limit(limits.requests_per_second)],
        ]}
      />
    </Panel>
  );
}

/** What is switched on and off by name; there is nothing to see where nothing is. */
function Features({ tenant }: { tenant: Tenant }) {
  const t = useMessages(messages);
  const features = Object.entries(tenant.features as Record<string, boolean>);
  if (features.length === 0) return null;
  return (
    <Panel title={t("features")}>
      <Facts facts={features.map(([name, isOn]) => [name, t(isOn ? "on" : "off")] as const)} />
    </Panel>
  );
}
