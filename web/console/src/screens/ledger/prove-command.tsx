// How it is proved that a transfer is in the log: by commands at the node's machine, since a proof is worth something only if whoever
// checks it need not trust the node's answers.
import { useMessages } from "../../i18n";
import { useMe } from "../../session";
import { CopyText } from "../../ui";
import styles from "./ledger.module.css";
import { messages } from "./messages";

export function ProveCommand({ transfer }: { transfer: string }) {
  const t = useMessages(messages);
  const me = useMe();
  return (
    <div className={styles.lines}>
      <p>{t("proveTransfer")}</p>
      <ol className={styles.steps}>
        <Step about={t("stepCheckpoint")} command="bezant log checkpoint --out checkpoint.json" />
        <Step about={t("stepProve")} command={`bezant log prove --transfer ${transfer} --tenant ${me.tenant} --checkpoint checkpoint.json --out proof.json`} />
        <Step about={t("stepCheck")} command="bezant log check-proof --proof proof.json --checkpoint checkpoint.json --public-key KEY" />
      </ol>
    </div>
  );
}

export function Step({ about, command }: { about: string; command: string }) {
  const t = useMessages(messages);
  return (
    <li>
      <p>{about}</p>
      <CopyText text={command} what={t("command")} />
    </li>
  );
}
