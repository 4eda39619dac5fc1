// The three lists.
import { useMessages } from "../../i18n";
import { type Column, CopyText, DataTable, Page, Panel, Stack, Tabs } from "../../ui";
import { messages } from "./messages";
import { CARDS, NUMBERS, type TestCard, TOKENS } from "./values";

type Token = (typeof TOKENS)[number];

export function Component() {
  const t = useMessages(messages);
  return (
    <Page title={t("title")}>
      <Tabs
        label={t("title")}
        tabs={[
          { name: "tokens", label: t("tokens"), content: <Tokens /> },
          { name: "cards", label: t("cards"), content: <Cards /> },
          { name: "numbers", label: t("numbers"), content: <Numbers /> },
        ]}
      />
    </Page>
  );
}

function Tokens() {
  const t = useMessages(messages);
  const columns: Column<{ token: Token }>[] = [
    { id: "token", label: t("token"), width: 330, cell: ({ token }) => <CopyText text={token} what={t("token")} /> },
    { id: "does", label: t("does"), cell: ({ token }) => <Does text={t(token === "tok_outage_at_<gateway>" ? "tok_outage_at_gateway" : token)} /> },
  ];
  return (
    <Stack>
      <p>{t("tokensAbout")}</p>
      <Panel flush>
        <DataTable label={t("tokens")} columns={columns} rows={TOKEN_ROWS} rowId={(row) => row.token} />
      </Panel>
    </Stack>
  );
}

const TOKEN_ROWS = TOKENS.map((token) => ({ token }));

function Does({ text }: { text: string }) {
  return <span title={text}>{text}</span>;
}

function Cards() {
  const t = useMessages(messages);
  const columns: Column<TestCard>[] = [
    { id: "token", label: t("token"), width: 330, cell: (card) => <CopyText text={card.token} what={t("token")} />, sortBy: (card) => card.token },
    { id: "scheme", label: t("scheme"), cell: (card) => card.scheme, sortBy: (card) => card.scheme },
    { id: "category", label: t("category"), cell: (card) => card.category, sortBy: (card) => card.category },
    { id: "country", label: t("country"), cell: (card) => card.country, sortBy: (card) => card.country },
    { id: "digits", label: t("firstDigits"), align: "end", cell: (card) => <span className="technical">{card.firstDigits}</span>, sortBy: (card) => card.firstDigits },
  ];
  return (
    <Stack>
      <p>{t("cardsAbout")}</p>
      <Panel flush>
        <DataTable label={t("cards")} columns={columns} rows={CARDS} rowId={(card) => card.token} />
      </Panel>
    </Stack>
  );
}

function Numbers() {
  const t = useMessages(messages);
  const columns: Column<(typeof NUMBERS)[number]>[] = [
    { id: "number", label: t("number"), width: 330, cell: ([number]) => <CopyText text={number} what={t("number")} /> },
    { id: "acts", label: t("actsLike"), cell: ([, token]) => <span className="technical">{token}</span> },
  ];
  return (
    <Stack>
      <p>{t("numbersAbout")}</p>
      <Panel flush>
        <DataTable label={t("numbers")} columns={columns} rows={NUMBERS} rowId={([number]) => number} />
      </Panel>
    </Stack>
  );
}
