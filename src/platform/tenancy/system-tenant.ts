import { runForTenant } from '../context/request-context.js';

/** The tenant `system`, where operators live: made by the migrations, the same everywhere. */
export const SYSTEM_TENANT_ID = '019a0000-0000-7000-8000-000000000000';
export const SYSTEM_TENANT_SLUG = 'system';

/** Runs a use case of operators outside of any request: command line, seeding. Audit shows no actor. */
export const asInstallation = <T>(work: () => Promise<T>): Promise<T> => runForTenant(SYSTEM_TENANT_ID, work);
