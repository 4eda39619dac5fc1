// Lists that come in pages, read as one.

import { AnswerError } from "./errors.js";
import type { Page } from "./generated/types.js";

/**
 * A list, not asked for before it is read: `for await (const row of list)` asks for page after page, `pages()` gives the pages
 * themselves, `first()` the first one.
 */
export class Pager<T> implements AsyncIterable<T> {
  readonly #read: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #start: string | undefined;

  /** @param read asks for the page at a cursor; without one, for the first */
  constructor(read: (cursor: string | undefined) => Promise<Page<T>>, start?: string) {
    this.#read = read;
    this.#start = start;
  }

  first(): Promise<Page<T>> {
    return this.#read(this.#start);
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let cursor = this.#start;
    for (;;) {
      const page = await this.#read(cursor);
      yield page;
      const next = page.next_cursor ?? undefined;
      if (next === undefined) {
        return;
      }
      if (next === cursor) {
        throw new AnswerError("a page names itself as the next one");
      }
      cursor = next;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) {
      yield* page.data;
    }
  }

  /** The first rows, at most `limit`. */
  async take(limit: number): Promise<T[]> {
    const rows: T[] = [];
    if (limit > 0) {
      for await (const row of this) {
        rows.push(row);
        if (rows.length >= limit) {
          break;
        }
      }
    }
    return rows;
  }
}
