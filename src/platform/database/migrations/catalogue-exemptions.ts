/**
 * The tables that may be without row-level security, and those whose keys belong to the installation. Everything else
 * must have forced row-level security and unique keys led by `tenant_id`.
 */
export const WITHOUT_ROW_SECURITY: ReadonlySet<string> = new Set([
  // read before a tenant is known: finding the tenant of a request is what they are for
  'core.tenants',
  'core.tenant_domains',
  // what is installed is the same for every tenant
  'core.plugin_installation',
]);

/** Rows of the installation under row-level security of their own: no tenant's data, so no `tenant_id`. */
export const OF_THE_INSTALLATION: ReadonlySet<string> = new Set([
  // what is sold: read by everybody, changed by operators
  'core.plan',
  // the locks of the relay
  'core.outbox_shard',
]);
