/** The installation's configuration, parsed once at start (`load-config.ts`). Injected by this class as token. Prints without its secrets. */
export abstract class Config {
  readonly environment: 'development' | 'test' | 'production';
  readonly role: ProcessRole;
  readonly port: number;
  /** The address it listens on; undefined: all, unless learners' code is run in a weak sandbox. */
  readonly host: string | undefined;
  /** A port of its own for metrics and health details. */
  readonly opsPort: number | undefined;
  readonly logLevel: LogLevel;
  /** Development secrets and the embedded database live here. */
  readonly dataDir: string;
  /** Whether we start a PostgreSQL of our own; `withDatabase` adds its addresses, which are empty until then. */
  readonly embedded: boolean;
  readonly database: DatabaseAddresses & {
    /** Connections of the application role per process. */
    readonly poolSize: number;
  };
  readonly tokens: {
    readonly algorithm: SigningAlgorithm;
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
  /** `redis://` or `rediss://`; undefined: everything works without. */
  readonly redisUrl: string | undefined;
  readonly bcryptCost: number;
  readonly demoPassword: string | undefined;
  readonly runner: {
    readonly mode: RunnerMode;
    /** `http://host:port` or `unix:/path` of a runner of the operator's: then we start none. */
    readonly url: string | undefined;
    readonly token: string | undefined;
    /** Account or number of the user whom a runner that root starts becomes. */
    readonly user: string | undefined;
    /** Whether a sandbox that is no boundary against hostile code may be used: never in production, nor where other machines can ask. */
    readonly weakAllowed: boolean;
  };
  /** Cases of learners' code that a runner of ours runs at once. */
  readonly runnerConcurrency: number;
  /** The brokers events travel through; undefined: they stay in the process. */
  readonly kafka: KafkaSettings | undefined;
  /** Every `LECTERN_…` variable as given: plugins' instance settings are read from it. */
  readonly variables: Readonly<Record<string, string>>;
}

export const PROCESS_ROLES = ['all', 'api', 'worker'] as const;
/** What a process does: answer requests, background work, or both. */
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export const RUNNER_MODES = ['auto', 'bubblewrap', 'wasm', 'process', 'off'] as const;
/** What runs learners' code: the best there is, exactly this, or nothing. */
export type RunnerMode = (typeof RUNNER_MODES)[number];

export const SIGNING_ALGORITHMS = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** PEM texts; undefined: the connection is not encrypted. Without `ca` the usual authorities are trusted. */
  readonly tls: { readonly ca: string | undefined; readonly cert: string | undefined; readonly key: string | undefined } | undefined;
  readonly sasl: { readonly mechanism: (typeof SASL_MECHANISMS)[number]; readonly username: string; readonly password: string } | undefined;
  /** Before the name of each topic, for installations that share a broker. */
  readonly topicPrefix: string;
  /** The one consumer group of all workers. */
  readonly groupId: string;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface DatabaseAddresses {
  /** Owner: migrations, and the change of role to `lectern_system`. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** LISTEN and session locks, past any pooler. */
  readonly directUrl: string;
}

export interface SecretKey {
  readonly id: string;
  readonly key: Buffer;
}
