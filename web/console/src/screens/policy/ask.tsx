// Asks the policy in force: nothing is done, and nothing is recorded.
import { Scale } from "lucide-react";
import { useState } from "react";
import { api, asProblem, data, type Problem, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Badge, Button, Columns, Facts, JsonBlock, Panel, ProblemNote, Row, Soft, Stack, TextArea } from "../../ui";
import { messages } from "./messages";
import { mistakeIn, questionKept } from "./question";

export function Ask() {
  const t = useMessages(messages);
  const [text, setText] = useState(questionKept.text);
  const [isBusy, setIsBusy] = useState(false);
  const [answer, setAnswer] = useState<Schemas["PolicyExplanation"] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const mistake = mistakeIn(text);
  const ask = async () => {
    setIsBusy(true);
    setProblem(null);
    try {
      setAnswer(await data(api.POST("/api/v1/policy/decisions/explain", { body: JSON.parse(text) as Record<string, never> })));
    } catch (error) {
      setAnswer(null);
      setProblem(asProblem(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Columns minimum={420}>
      <Panel title={t("question")}>
        <Stack>
          <TextArea
            label={t("questionJson")}
            hint={t("questionHint")}
            technical
            rows={22}
            spellCheck={false}
            value={text}
            mistake={mistake}
            onChange={(event) => {
              setText(event.target.value);
              questionKept.text = event.target.value;
            }}
          />
          <Row>
            <Button look="primary" icon={Scale} busy={isBusy} disabled={mistake !== null} onClick={() => void ask()}>
              {t("askAction")}
            </Button>
          </Row>
        </Stack>
      </Panel>
      <Panel title={t("answer")}>
        {problem && <ProblemNote problem={problem} />}
        {answer ? <Answer answer={answer} /> : !problem && <Soft>{t("noAnswer")}</Soft>}
      </Panel>
    </Columns>
  );
}

function Answer({ answer }: { answer: Schemas["PolicyExplanation"] }) {
  const t = useMessages(messages);
  // The lack of a permission is said in a sentence.
  const reasons = answer.reasons.filter((one) => one.reason !== "permission_missing");
  // A rule that does not hold is null; those say nothing of this question.
  const holding = answer.rules.filter((rule) => rule.value !== null);
  return (
    <Stack>
      <Row>
        <Badge tone={answer.allow ? "good" : "bad"}>{t(answer.allow ? "allowed" : "denied")}</Badge>
        <Soft>{t("byVersion", { version: answer.version })}</Soft>
      </Row>
      {answer.missing_permission && <p>{t("missing", { permission: answer.missing_permission })}</p>}
      {answer.error && <p>{answer.error}</p>}
      <Facts facts={reasons.map((one) => [one.reason, one.words ?? "–"] as const)} />
      {answer.prints.length > 0 && <JsonBlock label={t("prints")} value={answer.prints.join("\n")} />}
      <h3>{t("rules")}</h3>
      <JsonBlock label={t("rules")} value={holding.map((rule) => `${rule.rule} = ${JSON.stringify(rule.value)}`).join("\n")} />
    </Stack>
  );
}
