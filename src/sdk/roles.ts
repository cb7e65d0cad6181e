/** The roles of a tenant; `operator` exists in the tenant `system` alone. */
export const ROLES = ['student', 'parent', 'teacher', 'admin', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody may do, named `<area>:<act>`; a plugin's start with its id: `gamification:quests.write`. */
export interface Permission {
  readonly name: string;
  /** `tenant`: inside one institution; `installation`: across them, for operators. */
  readonly scope: 'tenant' | 'installation';
  /** Roles that hold it, besides `admin`, who holds every tenant-scoped permission. */
  readonly roles: readonly Role[];
  /** What it is for, shown to whoever reviews the plugin. */
  readonly why: string;
}

/** Declares a permission. `scope` is `tenant` unless said otherwise. */
export const permission = (
  name: string,
  options: { readonly roles?: readonly Role[]; readonly scope?: Permission['scope']; readonly why: string },
): Permission =>
  Object.freeze({ name, scope: options.scope ?? 'tenant', roles: Object.freeze([...(options.roles ?? [])]), why: options.why });
