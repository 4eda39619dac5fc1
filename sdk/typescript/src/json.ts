// JSON without silent rounding: amounts are whole minor units, and JavaScript's numbers hold those exactly up to 2^53 - 1.

import { AnswerError } from "./errors.js";

/** @throws AnswerError if it is no JSON, or holds a whole number that would be rounded */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new AnswerError(`the number in '${key}' is too large for JavaScript to hold exactly`);
      }
      return value;
    });
  } catch (error) {
    if (error instanceof AnswerError) {
      throw error;
    }
    throw new AnswerError("the answer is not JSON", { cause: error });
  }
}
