// The question for a fresh proof: requests ask it, one dialog answers it. Several requests that ask at once wait for one proof.
import { useSyncExternalStore } from "react";

let waiting: { promise: Promise<boolean>; settle: (proved: boolean) => void } | null = null;
const listeners = new Set<() => void>();

function told() {
  for (const listener of listeners) listener();
}

/** Asks the person; true once the node has taken a proof. */
export function proveAgain(): Promise<boolean> {
  if (!waiting) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting = { promise, settle: resolve };
    told();
  }
  return waiting.promise;
}

export function settleProof(proved: boolean): void {
  waiting?.settle(proved);
  waiting = null;
  told();
}

export function useIsProofWanted(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== null,
  );
}
