// Who is signed in: what they are, what they may do, whether they are there, and when they have to prove it again. Pages ask here what
// to show; the node alone decides what is done.
export { isAttentive, useAttentive, useInterval } from "./attentive";
export { onSessionEnd, sessionHasEnded } from "./ended";
export { type Me, meQuery, type Permission, useCan, useMe } from "./me";
export { proveAgain, settleProof, useIsProofWanted } from "./step-up";
