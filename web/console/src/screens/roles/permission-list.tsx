// Permissions by what they are about, as the API words them: `payments.read` is `read` of `payments`.
import { useMessages } from "../../i18n";
import { messages } from "./messages";
import styles from "./permission-list.module.css";

export function PermissionList({ permissions }: { permissions: readonly string[] }) {
  const t = useMessages(messages);
  if (permissions.length === 0) return <p>{t("noPermissions")}</p>;
  const groups = new Map<string, string[]>();
  for (const permission of permissions) {
    const [about = "", what = ""] = permission.split(".");
    groups.set(about, [...(groups.get(about) ?? []), what]);
  }
  return (
    <dl className={styles.groups}>
      {[...groups].map(([about, whats]) => (
        <div key={about} style={{ display: "contents" }}>
          <dt className="technical">{about}</dt>
          <dd className={styles.words}>
            {whats.map((what) => (
              <span key={what} className={`technical ${styles.word}`}>
                {what}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
