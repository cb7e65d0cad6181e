import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Config } from '../config/config.js';

export interface SigningKeys {
  readonly algorithm: Config['tokens']['algorithm'];
  readonly kid: string | undefined;
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  /** What the outside needs to verify our tokens: nothing for a shared secret. */
  readonly published: readonly JWK[];
}

/** The keys of `JWT_SECRET_KEY`: a shared secret for HS256, else a private key with its public half. */
export const loadSigningKeys = async ({ algorithm, signingKey }: Config['tokens']): Promise<SigningKeys> => {
  if (algorithm === 'HS256') {
    const secret = createSecretKey(Buffer.from(signingKey, 'utf8'));
    return { algorithm, kid: undefined, signing: secret, verifying: secret, published: [] };
  }
  const signing = createPrivateKey(signingKey);
  const verifying = createPublicKey(signing);
  const jwk = await exportJWK(verifying);
  const kid = await calculateJwkThumbprint(jwk);
  return { algorithm, kid, signing, verifying, published: [{ ...jwk, kid, alg: algorithm, use: 'sig' }] };
};
