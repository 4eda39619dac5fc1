// One's own account.
import { useQueryClient } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { api } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useMe } from "../../session";
import { Badge, Button, Columns, CopyText, Facts, Page, Panel, Row, say, Stack } from "../../ui";
import { PermissionList } from "../roles/permission-list";
import { Devices } from "./devices";
import { messages } from "./messages";
import { Passkeys } from "./passkeys";
import { Password } from "./password";
import { RecoveryCodes } from "./recovery-codes";
import { Sessions } from "./sessions";
import { tell } from "./tell";
import { Totp } from "./totp";

export function Component() {
  const t = useMessages(messages);
  return (
    <Page title={t("title")}>
      <Columns minimum={420}>
        <About />
        <Stack>
          <Password />
          <Totp />
          <RecoveryCodes />
        </Stack>
      </Columns>
      <Passkeys />
      <Sessions />
      <Devices />
      <Permissions />
    </Page>
  );
}

function Permissions() {
  const t = useMessages(messages);
  return (
    <Panel title={t("permissions")}>
      <PermissionList permissions={useMe().permissions} />
    </Panel>
  );
}

function About() {
  const t = useMessages(messages);
  const formats = useFormats();
  const me = useMe();
  const queries = useQueryClient();
  const verify = () =>
    tell(async () => {
      await api.POST("/api/v1/me/email/verification");
      say(t("letterSent", { email: me.email ?? "" }));
      await queries.invalidateQueries({ queryKey: ["me"] });
    });
  return (
    <Panel title={t("about")}>
      <Stack>
        <Facts
          facts={[
            [t("name"), me.name],
            [
              t("email"),
              me.email && (
                <Row>
                  <span>{me.email}</span>
                  <Badge tone={me.email_verified ? "good" : "warn"}>{t(me.email_verified ? "verified" : "unverified")}</Badge>
                </Row>
              ),
            ],
            [t("organisation"), me.tenant_name],
            [t("id"), <CopyText key="id" text={me.id} what={t("id")} />],
            [t("roles"), formats.list(me.roles)],
          ]}
        />
        {me.email && !me.email_verified && (
          <Row>
            <Button icon={MailCheck} onClick={() => void verify()}>
              {t("verify")}
            </Button>
          </Row>
        )}
      </Stack>
    </Panel>
  );
}
