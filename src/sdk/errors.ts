/** What an error tells besides its code. */
export interface ErrorExtras {
  /** Problems by field path, for 400 only. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  /** Seconds until a retry makes sense, for 429 and 503 only. */
  readonly retryAfter?: number;
  /** The plugin that refuses, with PLUGIN_DISABLED, PLUGIN_FAILED and PLUGIN_DEPENDENCY. */
  readonly plugin?: string;
  /** What else would have to change, with PLUGIN_DEPENDENCY. */
  readonly plugins?: readonly string[];
  /** What is away, with DEPENDENCY_UNAVAILABLE. */
  readonly dependency?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * The errors a use case may throw. Each is a code and an HTTP status; one filter turns them into the error body
 * of the API for every layer. Use cases never throw Nest exceptions.
 */
export class DomainError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extras: ErrorExtras = {},
  ) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = new.target.name;
  }
}

/** 400 with the problems by field. */
export class InvalidInput extends DomainError {
  constructor(errors: Readonly<Record<string, readonly string[]>>, detail = 'Validation failed') {
    super(400, 'VALIDATION_ERROR', detail, { errors });
  }
}

export type UnauthenticatedCode = 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_REUSED';

/** 401. */
export class Unauthenticated extends DomainError {
  constructor(detail = 'Authentication required', code: UnauthenticatedCode = 'UNAUTHENTICATED') {
    super(401, code, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
  }
}

/** 403. */
export class Forbidden extends DomainError {
  constructor(detail = 'You may not do this', code = 'FORBIDDEN', extras: ErrorExtras = {}) {
    super(403, code, detail, extras);
  }
}

/** 403: the tenant of the caller has the plugin off. */
export class PluginDisabled extends Forbidden {
  constructor(plugin: string) {
    super(`The plugin ${plugin} is not enabled for this institution`, 'PLUGIN_DISABLED', { plugin });
  }
}

/** 404. An object of another tenant is answered with exactly this as well. `thing` is a noun: `course`, `user`. */
export class NotFound extends DomainError {
  constructor(thing?: string) {
    const noun = thing?.replaceAll('-', ' ');
    super(
      404,
      thing ? `${thing.replaceAll('-', '_').toUpperCase()}_NOT_FOUND` : 'NOT_FOUND',
      noun ? `${noun[0]?.toUpperCase()}${noun.slice(1)} not found` : 'Not found',
    );
  }
}

/**
 * What `work` answers. Where it throws `NotFound`, of whatever it looked for, `NotFound` of the thing that was asked for: whose
 * it is, or where it belongs, is not told.
 */
export const orNotFound = async <T>(thing: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NotFound ? new NotFound(thing) : error;
  }
};

/** 409. */
export class Conflict extends DomainError {
  constructor(detail: string, code = 'CONFLICT', extras: ErrorExtras = {}) {
    super(409, code, detail, extras);
  }
}

/** 412: `If-Match` named another version. */
export class PreconditionFailed extends DomainError {
  constructor() {
    super(412, 'PRECONDITION_FAILED', 'The resource has changed since it was read');
  }
}

export type TooManyCode = 'RATE_LIMITED' | 'BUDGET_EXCEEDED' | 'QUOTA_EXCEEDED';

/** 429, always with `Retry-After` in whole seconds. */
export class TooMany extends DomainError {
  constructor(retryAfterSeconds: number, detail = 'Too many requests', code: TooManyCode = 'RATE_LIMITED') {
    super(429, code, detail, { retryAfter: Math.max(1, Math.ceil(retryAfterSeconds)) });
  }
}

/** 503: something this request needs is away. */
export class Unavailable extends DomainError {
  constructor(dependency: string, retryAfterSeconds = 1, cause?: unknown) {
    super(503, 'DEPENDENCY_UNAVAILABLE', `${dependency} is not available`, {
      dependency,
      retryAfter: retryAfterSeconds,
      cause,
    });
  }
}

/** 503: the plugin did not start. */
export class PluginFailed extends DomainError {
  constructor(plugin: string) {
    super(503, 'PLUGIN_FAILED', `The plugin ${plugin} did not start`, { plugin, retryAfter: 60 });
  }
}
