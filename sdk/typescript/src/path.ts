// Parts of paths, so that nothing in an id can lead to another route.

/** @throws RangeError if there is none, or it would lead up */
export function segment(text: string | number): string {
  const shown = String(text);
  if (shown === "" || shown === "." || shown === "..") {
    throw new RangeError(`'${shown}' is no id`);
  }
  return encodeURIComponent(shown);
}
