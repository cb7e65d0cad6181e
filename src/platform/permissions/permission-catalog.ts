import { Injectable } from '@nestjs/common';
import type { Permission, Role } from '../../sdk/roles.js';

/** Every permission of the installation, declared by domains and plugins as data, and what each role holds. */
@Injectable()
export class PermissionCatalog {
  private readonly permissions = new Map<string, Permission>();
  private readonly held = new Map<Role, ReadonlySet<string>>();

  /** Throws when a name is already taken. */
  declare(permissions: readonly Permission[]): void {
    for (const permission of permissions) {
      if (this.permissions.has(permission.name)) throw new Error(`The permission ${permission.name} is declared twice`);
      this.permissions.set(permission.name, permission);
    }
    this.held.clear();
  }

  /** Takes a declaration back: its owner did not start. */
  withdraw(permissions: readonly Permission[]): void {
    for (const { name } of permissions) this.permissions.delete(name);
    this.held.clear();
  }

  has(name: string): boolean {
    return this.permissions.has(name);
  }

  all(): readonly Permission[] {
    return [...this.permissions.values()];
  }

  /** What a role holds: `admin` every tenant-scoped one, `operator` every installation-scoped one, and all those that name the role. */
  of(role: Role): ReadonlySet<string> {
    let names = this.held.get(role);
    if (!names) {
      const implied = role === 'admin' ? 'tenant' : role === 'operator' ? 'installation' : undefined;
      const held = this.all().filter((permission) => permission.scope === implied || permission.roles.includes(role));
      names = new Set(held.map((permission) => permission.name));
      this.held.set(role, names);
    }
    return names;
  }
}
