// What became of a try that failed. How long to wait is said in words, the rest as the node says it.
import type { Problem } from "../../api";
import { useMessages } from "../../i18n";
import { ProblemNote } from "../../ui";
import { messages } from "../messages";

export function SignInProblem({ problem, said }: { problem: Problem | null; said: string }) {
  const t = useMessages(messages);
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <div aria-live="polite">
        {problem?.retryAfterSeconds ? t("signInWait", { seconds: problem.retryAfterSeconds }) : said}
      </div>
    </>
  );
}
