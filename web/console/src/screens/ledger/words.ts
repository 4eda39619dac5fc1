// How a transfer is called: by the name of its code where Bezant posted it, else by its kind.
import type { Schemas } from "../../api";
import type { Translate } from "../../i18n";
import type messages from "./messages/en.json";

export function transferName(t: Translate<keyof typeof messages>, transfer: Pick<Schemas["Transfer"], "kind" | "code_name">): string {
  const { code_name: name, kind } = transfer;
  return name ? t("codeName", { name: name.replaceAll(".", "_"), raw: name }) : t("kindName", { kind });
}
