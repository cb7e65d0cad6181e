import { ConfigError, EXIT_CONFIG } from '../platform/config/config-error.js';
import { DataFolderInUse } from '../platform/database/embedded/data-lock.js';
import { MigrationFailed } from '../platform/database/migrations/migrate.js';
import { AppRoleTooPowerful, RolesNotReady } from '../platform/database/migrations/prepare-roles.js';
import { isConnectionLoss } from '../platform/database/database-errors.js';
import { BootCheckError } from '../platform/plugins/boot/boot-check-error.js';
import { DomainError } from '../sdk/errors.js';
import { NotReady } from './not-ready.js';

export interface Explanation {
  readonly text: string;
  readonly exitCode: number;
}

/** SQLSTATE: wrong role or password, no such database, missing right. */
const REFUSED = /^(?:28|3D000|42501)/;

/** What whoever started the process needs to know; the stack only for what nobody foresaw. */
export const explainFailure = (error: unknown): Explanation => {
  if (error instanceof ConfigError || error instanceof BootCheckError) return { text: error.message, exitCode: EXIT_CONFIG };
  if (!(error instanceof Error)) return { text: String(error), exitCode: 1 };
  if (error instanceof DomainError) return { text: [error.message, ...fieldLines(error)].join('\n'), exitCode: 1 };
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    const { port } = error as NodeJS.ErrnoException & { port?: number };
    return { text: `Port ${port ?? ''} is in use by another process: stop that one, or set PORT to another.`, exitCode: 1 };
  }
  if ([DataFolderInUse, RolesNotReady, AppRoleTooPowerful, MigrationFailed, NotReady].some((known) => error instanceof known))
    return { text: error.message, exitCode: 1 };
  if (isConnectionLoss(error)) return { text: `The database is not available: ${error.message}`, exitCode: 1 };
  if (REFUSED.test((error as { code?: string }).code ?? '')) return { text: `The database refuses us: ${error.message}`, exitCode: 1 };
  return { text: error.stack ?? error.message, exitCode: 1 };
};

const fieldLines = ({ extras }: DomainError): string[] =>
  Object.entries(extras.errors ?? {}).flatMap(([field, problems]) => problems.map((problem) => `  ${field}: ${problem}`));
