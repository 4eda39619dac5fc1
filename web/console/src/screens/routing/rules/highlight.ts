// A line of rules in pieces that are coloured: words of the language, texts, values, comments. It colours and judges nothing; whether
// rules are right the node says.
export type Kind = "word" | "quoted" | "value" | "comment" | "plain";

export interface Piece {
  readonly kind: Kind;
  readonly text: string;
}

const WORDS = new Set(
  "rule when then and or not in from to at is known unknown exclude prefer choose split require three_d_secure".split(" "),
);
const PIECES = /(\/\/.*)|("[^"]*"?)|(\d[\d.:_-]*|\b[A-Z]{2,3}\b)|([A-Za-z_][\w.-]*)|([^\w"/]+|.)/g;

export function pieces(line: string): Piece[] {
  return [...line.matchAll(PIECES)].map(([text, comment, quoted, value, word]): Piece => {
    if (comment !== undefined) return { kind: "comment", text };
    if (quoted !== undefined) return { kind: "quoted", text };
    if (value !== undefined) return { kind: "value", text };
    return { kind: word !== undefined && WORDS.has(word) ? "word" : "plain", text };
  });
}
