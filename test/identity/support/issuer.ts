import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { loopbackCertificate } from './loopback-certificate.js';

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

interface IssuerKeyPair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

const keyPair = async (kid: string): Promise<IssuerKeyPair> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
};

/** An identity provider on this machine: publishes keys, signs tokens, and can be made to misbehave. */
export class Issuer {
  readonly name = 'https://idp.test/';
  readonly audience = 'lectern-tests';
  requests = 0;
  behaviour: 'honest' | 'redirects' | 'endless' | 'silent' = 'honest';
  private current: IssuerKeyPair;
  private published: JWK[] = [];
  private readonly server: Server = createServer(loopbackCertificate, (_request, response) => {
    this.requests += 1;
    if (this.behaviour === 'silent') return;
    if (this.behaviour === 'redirects') return void response.writeHead(302, { location: this.url }).end();
    if (this.behaviour === 'endless') return void response.end('x'.repeat(100_000));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.published }));
  });

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  async start(): Promise<void> {
    await this.rotate('first');
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async rotate(kid: string): Promise<void> {
    this.current = await keyPair(kid);
    this.published = [...this.published, this.current.jwk];
  }

  sign(claims: JWTPayload, options: { readonly expires?: string | false; readonly kid?: string } = {}): Promise<string> {
    const token = new SignJWT({ iss: this.name, aud: this.audience, ...claims }).setProtectedHeader({
      alg: 'ES256',
      kid: options.kid ?? this.current.kid,
    });
    if (options.expires !== false) token.setExpirationTime(options.expires ?? '5m');
    return token.sign(this.current.privateKey);
  }

  /** What it publishes, as PEM: an attacker knows it too. */
  async publicPem(): Promise<string> {
    return exportSPKI((await importJWK(this.current.jwk, 'ES256', { extractable: true })) as CryptoKey);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
