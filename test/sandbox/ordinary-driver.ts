import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BubblewrapOptions, createBubblewrapDriver } from '../../src/runner/bubblewrap/create-bubblewrap-driver.js';
import type { CgroupBase } from '../../src/runner/bubblewrap/cgroups/base.js';
import { prepareCgroups } from '../../src/runner/bubblewrap/cgroups/prepare-cgroups.js';
import type { Driver } from '../../src/runner/driver.js';
import type { CaseResult, Limits, RunCase } from '../../src/runner/protocol.js';

/** The runner's own user in tests; it need not exist. */
const RUNNER_USER = 64120;

/** Why nothing of this can be tested here. */
export const WITHOUT_BUBBLEWRAP = process.env.LECTERN_TEST_BUBBLEWRAP ? false : 'bubblewrap is not installed';

/** Gives up root for the rest of this process, as the runner does: the limits of processes do not bind root. */
function becomeOrdinary(): void {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([]);
  process.setgid?.(RUNNER_USER);
  process.setuid?.(RUNNER_USER);
}

export interface OrdinaryDriver {
  readonly driver: Driver;
  readonly cgroupBase: CgroupBase | undefined;
  /** One case of a program, within the language's own limits where none are given. */
  run(
    language: string,
    source: string,
    run?: Partial<RunCase> & { kind?: RunCase['kind'] },
    limits?: Partial<Limits>,
    signal?: AbortSignal,
  ): Promise<CaseResult>;
  close(): Promise<void>;
}

/** The real driver, in this process, as an ordinary user. */
export async function ordinaryDriver(options: Partial<BubblewrapOptions> = {}): Promise<OrdinaryDriver> {
  const workDir = mkdtempSync(join(tmpdir(), 'lectern-sandbox-'));
  if (process.getuid?.() === 0) chownSync(workDir, RUNNER_USER, RUNNER_USER);
  const cgroupBase = prepareCgroups(process.getuid?.() === 0 ? RUNNER_USER : (process.getuid?.() ?? 0));
  becomeOrdinary();
  const driver = await createBubblewrapDriver({ workDir, nodePath: process.execPath, cgroupBase, ...options });
  return {
    driver,
    cgroupBase,
    async run(language, source, run = {}, limits = {}, signal = new AbortController().signal) {
      const own = driver.languages.find(({ id }) => id === language)?.limits;
      if (own === undefined) throw new Error(`no ${language}`);
      const given = { ...own, ...limits };
      const prepared = await driver.prepare({ language, source }, given, signal);
      try {
        return prepared.refusal ?? (await prepared.run({ kind: 'program', stdin: '', ...run } as RunCase, given, signal));
      } finally {
        await prepared.dispose();
      }
    },
    async close() {
      await driver.close();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}
