// Passkeys: between the API's JSON with base64url and the bytes of navigator.credentials.
import type { Schemas } from "./client";

type Answer = Schemas["PasskeyAnswer"];

export const hasPasskeys = typeof window !== "undefined" && "PublicKeyCredential" in window;

/** What an authenticator says to the options of `/passkey/options` or `/step-up/options`. */
export async function askPasskey(asked: Schemas["PasskeyOptions"]): Promise<Answer> {
  const options = (asked.options as unknown as { publicKey: PublicKeyCredentialRequestOptionsJSON }).publicKey;
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...(options as object),
    challenge: fromBase64Url(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map((one) => ({ id: fromBase64Url(one.id), type: "public-key" as const })),
  };
  const made = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new DOMException("no passkey", "NotAllowedError");
  const response = made.response as AuthenticatorAssertionResponse;
  const credential = {
    id: made.id,
    rawId: toBase64Url(made.rawId),
    type: made.type,
    extensions: {},
    response: {
      authenticatorData: toBase64Url(response.authenticatorData),
      clientDataJSON: toBase64Url(response.clientDataJSON),
      signature: toBase64Url(response.signature),
      userHandle: response.userHandle ? toBase64Url(response.userHandle) : null,
    },
  };
  return { challenge: asked.challenge, credential: credential as unknown as Answer["credential"] };
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

export function toBase64Url(buffer: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
