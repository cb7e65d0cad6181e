import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from './config.js';

export type KeyPairAlgorithm = Exclude<SigningAlgorithm, 'HS256'>;

const FITS: Readonly<Record<KeyPairAlgorithm, (key: KeyObject) => boolean>> = {
  RS256: (key) => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048,
  ES256: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
  EdDSA: (key) => key.asymmetricKeyType === 'ed25519',
};

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The private key as PKCS #8 PEM, or undefined when it is none or does not fit the algorithm. `\n` may be written out, as in env files. */
export const parseSigningKey = (algorithm: KeyPairAlgorithm, text: string): string | undefined => {
  try {
    const key = createPrivateKey(text.replaceAll('\\n', '\n'));
    return FITS[algorithm](key) ? pem(key) : undefined;
  } catch {
    return undefined;
  }
};

/** A new private key for development, as PKCS #8 PEM. */
export const makeSigningKey = (algorithm: KeyPairAlgorithm): string => {
  if (algorithm === 'RS256') return pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  if (algorithm === 'ES256') return pem(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);
  return pem(generateKeyPairSync('ed25519').privateKey);
};
