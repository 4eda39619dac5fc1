// Where the page learns that the session has ended, whoever noticed it: a request or the live events.
type Listener = () => void;
const listeners = new Set<Listener>();

export function sessionHasEnded(): void {
  for (const listener of listeners) listener();
}

export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
