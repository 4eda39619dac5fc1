// What the payment has posted to the ledger, account by account.
import { useQuery } from "@tanstack/react-query";
import { BookX } from "lucide-react";
import { useMessages } from "../../../i18n";
import { EmptyState, Loaded, Panel } from "../../../ui";
import { TAccounts } from "../../ledger/t-account-view";
import { messages } from "../messages";
import { type Payment, transfersQuery } from "./queries";

export function Postings({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const transfers = useQuery(transfersQuery(payment.id));
  return (
    <Loaded query={transfers}>
      {(page) =>
        page.data.length === 0 ? (
          <EmptyState title={t("noPostings")} icon={BookX}>
            <p>{t("noPostingsAbout")}</p>
          </EmptyState>
        ) : (
          <Panel>
            <TAccounts transfers={page.data} balances={!page.next_cursor} />
            {page.next_cursor && <p>{t("moreTransfers", { count: page.data.length })}</p>}
          </Panel>
        )
      }
    </Loaded>
  );
}
