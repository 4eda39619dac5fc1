// What takes a second person is answered by an approval in the place of the thing itself.
import type { Schemas } from "../../api";

export function isWaiting(answer: { object?: string }): answer is Schemas["Approval"] {
  return answer.object === "approval";
}
