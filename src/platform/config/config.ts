/** The installation's configuration, parsed once at start (`load-config.ts`). Injected by this class as token. */
export abstract class Config {
  readonly environment: 'development' | 'test' | 'production';
  readonly role: 'all' | 'api' | 'worker';
  readonly port: number;
  /** A port of its own for metrics and health details. */
  readonly opsPort: number | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly dataDir: string;
  readonly embedded: boolean;
  readonly database: {
    /** Owner: migrations, and the change of role to `lectern_system`. */
    readonly ownerUrl: string;
    readonly appUrl: string;
    /** LISTEN and session locks, past any pooler. */
    readonly directUrl: string;
    /** Connections of the application role per process. */
    readonly poolSize: number;
  };
  readonly tokens: {
    readonly algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA';
    /** Secret text for HS256, else a PEM (PKCS #8) private key. */
    readonly signingKey: string;
    readonly accessTokenSeconds: number;
    readonly refreshTokenDays: number;
  };
  /** Encrypts tenants' secrets; 32 bytes, with the id under which they are stored. Older keys still decrypt. */
  readonly secretKeys: { readonly current: SecretKey; readonly older: readonly SecretKey[] };
  readonly allowedOrigins: readonly string[];
  readonly baseDomain: string | undefined;
  readonly trustProxy: number | readonly string[];
  readonly pluginPaths: readonly string[];
  readonly replicas: number;
  readonly bcryptCost: number;
  readonly demoPassword: string | undefined;
}

export interface SecretKey {
  readonly id: string;
  readonly key: Buffer;
}
