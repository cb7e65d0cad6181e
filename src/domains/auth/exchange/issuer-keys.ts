import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { requireTenantId } from '../../../platform/context/request-context.js';
import { FetchRefused, SafeFetch } from '../../../platform/http/safe-fetch.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { IdentityProviderSecrets } from '../../../platform/tenancy/identity-provider-secrets.js';
import type { IdentityProvider } from '../../../platform/tenancy/tenant.js';
import { Unavailable } from '../../../sdk/errors.js';

/** An unknown key id makes us look again, but no more often than this: anybody can send key ids. */
const REFETCH_MS = 60_000;
const KEPT_MS = 10 * 60_000;
/** After a failure, so that an issuer that is away does not cost every sign-in its time-out. */
const RETRY_MS = 10_000;

const SHARED = ['HS256'];

export interface IssuerKey {
  readonly algorithms: string[];
  readonly key: JWTVerifyGetKey;
}

/** The keys of external issuers: their published sets, or the secret they share with the institution. */
@Injectable()
export class IssuerKeys {
  private readonly published = new LRUCache<string, JWTVerifyGetKey>({ max: 1000 });

  constructor(
    private readonly fetcher: SafeFetch,
    private readonly secrets: IdentityProviderSecrets,
  ) {}

  /** A secret verifies HS256 alone and published keys never do, so that no public key can be taken for a secret. */
  of(provider: IdentityProvider): IssuerKey | undefined {
    if (provider.jwks_url !== undefined) {
      const algorithms = provider.algorithms.filter((algorithm) => !SHARED.includes(algorithm));
      return { algorithms, key: this.publishedAt(provider.jwks_url) };
    }
    if (provider.secret === undefined) return undefined;
    const clear = this.secrets.open(requireTenantId(), provider.issuer, provider.secret);
    const key = createSecretKey(Buffer.from(clear, 'utf8'));
    return { algorithms: provider.algorithms.filter((algorithm) => SHARED.includes(algorithm)), key: async () => key };
  }

  private publishedAt(url: string): JWTVerifyGetKey {
    let keys = this.published.get(url);
    if (!keys) {
      keys = createRemoteJWKSet(new URL(url), {
        cooldownDuration: REFETCH_MS,
        cacheMaxAge: KEPT_MS,
        [customFetch]: this.fetchingFrom(url),
      });
      this.published.set(url, keys);
    }
    return keys;
  }

  private fetchingFrom(url: string): () => Promise<Response> {
    let failedAt = -Infinity;
    return async () => {
      if (performance.now() - failedAt < RETRY_MS) throw new Unavailable('identity provider', RETRY_MS / 1000);
      try {
        return new Response(new Uint8Array(await this.fetcher.get(url)), { status: 200 });
      } catch (error) {
        failedAt = performance.now();
        logger.warn({ err: error, refused: error instanceof FetchRefused }, "an issuer's keys could not be fetched");
        throw new Unavailable('identity provider', RETRY_MS / 1000, error);
      }
    };
  }
}
