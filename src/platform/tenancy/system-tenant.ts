import { newId } from '../../sdk/ids.js';
import { runInContext } from '../context/request-context.js';

/** The tenant `system`, where operators live: made by the migrations, the same everywhere. */
export const SYSTEM_TENANT_ID = '019a0000-0000-7000-8000-000000000000';

/** Runs a use case of operators outside of any request: command line, seeding. Audit shows no actor. */
export const asInstallation = <T>(work: () => Promise<T>): Promise<T> =>
  runInContext({ requestId: newId(), tenantId: SYSTEM_TENANT_ID, beforeCommit: [] }, work);
