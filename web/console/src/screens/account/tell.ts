// For what is done at a press, without a dialog that could show what went wrong.
import { asProblem } from "../../api";
import { say } from "../../ui";

export async function tell(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    say(asProblem(error).message, { isBad: true });
  }
}
