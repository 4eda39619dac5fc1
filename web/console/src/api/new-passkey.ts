// Making a passkey: the other half of passkeys.ts, which only the account page needs.
import type { Schemas } from "./client";
import { fromBase64Url, toBase64Url } from "./passkeys";

type Answer = Pick<Schemas["NewPasskeyDto"], "challenge" | "credential">;

/** What an authenticator says to the options of `/me/passkeys/options`. */
export async function makePasskey(asked: Schemas["PasskeyOptions"]): Promise<Answer> {
  const options = (asked.options as unknown as { publicKey: PublicKeyCredentialCreationOptionsJSON }).publicKey;
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...(options as object as Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials">),
    challenge: fromBase64Url(options.challenge),
    user: { ...options.user, id: fromBase64Url(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({ id: fromBase64Url(one.id), type: "public-key" as const })),
  };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new DOMException("no passkey", "NotAllowedError");
  const response = made.response as AuthenticatorAttestationResponse;
  const credential = {
    id: made.id,
    rawId: toBase64Url(made.rawId),
    type: made.type,
    extensions: {},
    response: {
      attestationObject: toBase64Url(response.attestationObject),
      clientDataJSON: toBase64Url(response.clientDataJSON),
      transports: response.getTransports(),
    },
  };
  return { challenge: asked.challenge, credential: credential as unknown as Answer["credential"] };
}
