import type { DynamicModule, Type } from '@nestjs/common';
import type { z } from 'zod';
import type { EventDefinition } from './events.js';
import type { HealthCheck } from './health.js';
import type { JobDefinition, JobHandler } from './jobs.js';
import type { ChannelHandler, LiveChannel } from './live.js';
import type { Migration } from './migration.js';
import type { PersonalData } from './personal-data.js';
import type { Permission } from './roles.js';
import type { ScheduleDefinition } from './schedules.js';
import type { VersionedSettings } from './settings.js';

/** Another plugin, in versions that will do. */
export interface PluginReference {
  readonly id: string;
  /** Semantic version range of the other plugin. */
  readonly range: string;
}

/** An event a plugin handles. */
export interface EventConsumption {
  readonly event: EventDefinition;
  /** The event class with the `@OnEvent` method. */
  readonly handler: Type;
  /** While the tenant has the plugin off, events are dropped, or held and delivered after it is switched on. */
  readonly whenOff: 'drop' | 'hold';
}

/** A job a plugin does, and the provider of its module that does it. */
export interface PluginJob {
  readonly job: JobDefinition;
  readonly handler: Type<JobHandler>;
}

/** Live rooms of a plugin, and the provider of its module that looks after them. */
export interface PluginChannel {
  readonly channel: LiveChannel;
  readonly handler: Type<ChannelHandler>;
}

/** A check of a plugin's own, a provider of its module. */
export interface PluginHealth {
  readonly name: string;
  /** `degrading`: reported. `required`: the installation is not ready without it. */
  readonly impact: 'degrading' | 'required';
  readonly timeoutMs: number;
  readonly indicator: Type<HealthCheck>;
}

/** A route of another system, led to a canonical one: `/modules/{id}` to `/courses/{id}?include=chapters`. */
export interface RouteAlias {
  /** `WS`: WebSockets. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | '*' | 'WS';
  readonly from: string;
  readonly to: string;
}

/** What must hold at an institution before it may use the plugin. */
export interface PluginPolicy {
  readonly sensitivity: 'normal' | 'ai' | 'biometric';
  /** Regions (ISO 3166 country codes, or `EU`) of tenants that may use it; all when absent. */
  readonly regions?: readonly string[];
  /** Checked against the tenant's settings before it may be switched on; returns what is missing, by field. */
  readonly consent?: (settings: Readonly<Record<string, unknown>>) => Readonly<Record<string, readonly string[]>>;
}

/** Called with the tenant as context, inside the transaction of the toggle. Must be idempotent, may touch only the database. */
export interface PluginLifecycle {
  onEnable?(): Promise<void>;
  onDisable?(): Promise<void>;
  /** Called before the host deletes the tenant's rows of every table in `tenantTables`. */
  onPurge?(): Promise<void>;
}

/** Everything the host needs to know of a plugin, as data: read without running it. */
export interface PluginManifest {
  /** Lower case and hyphens; the prefix of its permissions, events, jobs and metrics. */
  readonly id: string;
  /** For people; made from the id when left out. */
  readonly name?: string;
  readonly version: string;
  readonly description: string;
  /** Range of the core's version it was made for. */
  readonly core: string;
  /** Prefixes under /api/v1 it owns alone. */
  readonly routes: readonly string[];
  readonly aliases: readonly RouteAlias[];
  readonly requires: readonly PluginReference[];
  readonly enhances: readonly PluginReference[];
  readonly module: Type | DynamicModule;
  readonly settings: {
    /** From the environment: `LECTERN_<PLUGIN_ID>_<FIELD>`. */
    readonly instance?: z.ZodObject;
    readonly tenant?: VersionedSettings;
  };
  readonly permissions: readonly Permission[];
  readonly persistence?: {
    /** Its PostgreSQL schema: the id with underscores. */
    readonly schema: string;
    readonly migrations: readonly Migration[];
    readonly entities: readonly Type[];
    readonly tenantTables: readonly string[];
  };
  readonly personalData: readonly PersonalData[];
  readonly events: { readonly publishes: readonly EventDefinition[]; readonly consumes: readonly EventConsumption[] };
  readonly jobs: readonly PluginJob[];
  /** Recurring work; each enqueues one of `jobs`. */
  readonly schedules: readonly ScheduleDefinition[];
  readonly channels: readonly PluginChannel[];
  readonly health: readonly PluginHealth[];
  readonly policy: PluginPolicy;
  readonly lifecycle?: Type<PluginLifecycle>;
  /** What the installation does when it fails to start: go on without it (default), or refuse to start. */
  readonly onBootFailure: 'quarantine' | 'abort';
}

type Optional =
  | 'routes'
  | 'aliases'
  | 'requires'
  | 'enhances'
  | 'settings'
  | 'permissions'
  | 'personalData'
  | 'events'
  | 'jobs'
  | 'schedules'
  | 'channels'
  | 'health'
  | 'policy'
  | 'onBootFailure';

/** A manifest as an author writes it: what is left out is empty. */
export type PluginDeclaration = Omit<PluginManifest, Optional | 'events'> &
  Partial<Omit<Pick<PluginManifest, Optional>, 'events'>> & { readonly events?: Partial<PluginManifest['events']> };

const deepFreeze = <T>(value: T): T => {
  if (Array.isArray(value)) value.forEach(deepFreeze);
  else if (value && Object.getPrototypeOf(value) === Object.prototype) Object.values(value).forEach(deepFreeze);
  else return value;
  return Object.freeze(value);
};

/** Makes a manifest: what is left out is empty. The host validates it at boot, together with all others. */
export const definePlugin = (declaration: PluginDeclaration): PluginManifest =>
  deepFreeze({
    routes: [],
    aliases: [],
    requires: [],
    enhances: [],
    settings: {},
    permissions: [],
    personalData: [],
    jobs: [],
    schedules: [],
    channels: [],
    health: [],
    policy: { sensitivity: 'normal' },
    onBootFailure: 'quarantine',
    ...declaration,
    events: { publishes: [], consumes: [], ...declaration.events },
  });
