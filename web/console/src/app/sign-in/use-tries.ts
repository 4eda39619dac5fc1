// One try to sign in at a time, and what became of it.
import { useState } from "react";
import { asProblem, type Problem, type Schemas } from "../../api";

export function useTries(onAnswer: (answer: Schemas["SignInDto"]) => Promise<void>, passkeyUnused: string) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState("");
  const attempt = async (ask: () => Promise<Schemas["SignInDto"]>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    setSaid("");
    try {
      await onAnswer(await ask());
    } catch (error) {
      // The browser's own words about a passkey that was not used help nobody.
      if (error instanceof DOMException) setSaid(passkeyUnused);
      else setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, said, attempt };
}
