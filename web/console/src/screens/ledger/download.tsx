// A file that the node writes as it is read.
import { Download } from "lucide-react";
import styles from "./ledger.module.css";

export function DownloadLink({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} download className={styles.download}>
      <Download size={15} aria-hidden="true" /> {children}
    </a>
  );
}
