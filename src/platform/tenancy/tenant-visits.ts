/** Work of operators in somebody else's tenant. Provided by the unit of work; for the platform and the core's domains. */
export abstract class TenantVisits {
  /**
   * Does part of the open transaction of the tenant `system` in another tenant: rows, events and audit of `work` are that
   * tenant's and commit together with the rest. Throws when the open unit of work belongs to any other tenant.
   */
  abstract visit<T>(tenantId: string, work: () => Promise<T>): Promise<T>;
}
