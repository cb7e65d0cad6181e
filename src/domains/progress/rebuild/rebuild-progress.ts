import { Injectable } from '@nestjs/common';
import { runForTenant } from '../../../platform/context/request-context.js';
import { asInstallation } from '../../../platform/tenancy/system-tenant.js';
import { NotFound } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { type DifferingRow, Rebuilders, type RebuildRun } from './rebuilders.js';

export interface RebuildOptions {
  /** Only this institution. */
  readonly tenant?: string | undefined;
  readonly dryRun: boolean;
  /** Only with `tenant`: go on after this person. */
  readonly after?: string | undefined;
  /** Told of every row that is not as the log has it. */
  differs(tenant: string, row: DifferingRow): void;
  /** Told now and then how far it is. */
  progress(line: string): void;
}

export interface RebuildReport {
  readonly tenants: number;
  readonly people: number;
  readonly differing: number;
}

interface Institution {
  readonly id: string;
  readonly slug: string;
}

const LINE_EVERY = 500;
const INSTITUTIONS = `SELECT id, slug FROM core.tenants WHERE $1::text IS NULL OR slug = $1 ORDER BY slug`;

/** Computes everything that follows from the log anew, institution by institution. */
@Injectable()
export class RebuildProgress {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly rebuilders: Rebuilders,
  ) {}

  async run(options: RebuildOptions): Promise<RebuildReport> {
    const tenants = await asInstallation(() => this.uow.query<Institution>(INSTITUTIONS, [options.tenant ?? null]));
    if (options.tenant !== undefined && tenants.length === 0) throw new NotFound('tenant');
    let people = 0;
    let differing = 0;
    for (const tenant of tenants) {
      const done = await runForTenant(tenant.id, () => this.institution(tenant, options));
      people += done.people;
      differing += done.differing;
    }
    return { tenants: tenants.length, people, differing };
  }

  private async institution({ slug }: Institution, options: RebuildOptions): Promise<{ people: number; differing: number }> {
    let differing = 0;
    const people = new Set<string>();
    for (const rebuilder of this.rebuilders.all()) {
      let passed = 0;
      let last = options.after;
      const stopped = (error: unknown): never => {
        options.progress(`${slug}: ${rebuilder.name} stopped; go on with --tenant ${slug}${last ? ` --after ${last}` : ''}`);
        throw error;
      };
      const run: RebuildRun = {
        dryRun: options.dryRun,
        after: options.after,
        differs: (row) => {
          differing += 1;
          options.differs(slug, row);
        },
        passed: (userId) => {
          people.add(userId);
          last = userId;
          passed += 1;
          if (passed % LINE_EVERY === 0) options.progress(`${slug}: ${rebuilder.name} of ${passed} people, up to ${userId}`);
        },
      };
      await rebuilder.rebuild(run).catch(stopped);
    }
    return { people: people.size, differing };
  }
}
