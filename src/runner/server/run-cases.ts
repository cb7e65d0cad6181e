import type { Driver, PreparedProgram } from '../driver.js';
import type { CaseResult, Limits, runRequestSchema } from '../protocol.js';
import type { z } from 'zod';
import type { Release, Scheduler } from './scheduler.js';

export interface CasesToRun {
  readonly driver: Driver;
  readonly scheduler: Scheduler;
  readonly request: z.output<typeof runRequestSchema>;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** Told of each case as it ends; the run takes its next place when this has settled. */
  readonly onResult: (index: number, result: CaseResult) => Promise<void>;
}

/**
 * Compiles, then runs every case in a place of the scheduler. A run asks for no more places at a time than there are, so
 * that runs of one lane take turns too. The first case is run in the place in which the program was compiled.
 */
export const runCases = async (work: CasesToRun): Promise<void> => {
  const { driver, scheduler, request, limits, signal } = work;
  const place = await scheduler.acquire(request.priority, request.lane, signal);
  let program: PreparedProgram | undefined;
  try {
    program = await driver.prepare({ language: request.language, source: request.source }, limits, signal);
    const { refusal } = program;
    if (refusal) return await tellAll(work, refusal);
    await everyCase(work, program, place);
  } finally {
    place();
    await program?.dispose();
  }
};

const tellAll = async ({ request, onResult }: CasesToRun, result: CaseResult): Promise<void> => {
  for (const index of request.cases.keys()) await onResult(index, result);
};

/** Rejects with the first failure, once no case runs any more: what they share is taken away then. */
const everyCase = async (work: CasesToRun, program: PreparedProgram, first: Release): Promise<void> => {
  const { scheduler, request, limits, onResult } = work;
  const failed = new AbortController();
  const signal = AbortSignal.any([work.signal, failed.signal]);
  const left = request.cases.entries();
  const workThrough = async (place: Release | undefined): Promise<void> => {
    for (const [index, run] of left) {
      const held = place ?? (await scheduler.acquire(request.priority, request.lane, signal));
      place = undefined;
      let result: CaseResult;
      try {
        result = await withinReason(signal, limits, (ended) => program.run(run, limits, ended));
      } finally {
        held();
      }
      await onResult(index, result);
    }
  };
  const workers = Array.from({ length: Math.min(scheduler.places, request.cases.length) }, (_, at) =>
    workThrough(at === 0 ? first : undefined).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  if (failed.signal.aborted) throw failed.signal.reason;
  const bad = ends.find((end) => end.status === 'rejected');
  if (bad) throw bad.reason;
};

/** Far longer than a driver takes to keep the limits itself. */
const GRACE_MS = 30_000;
const KILL_MS = 5000;

/** A sandbox that neither ends nor can be ended does not keep its place for ever. */
const withinReason = async (
  signal: AbortSignal,
  limits: Limits,
  run: (signal: AbortSignal) => Promise<CaseResult>,
): Promise<CaseResult> => {
  const late = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const stuck = new Promise<never>((_resolve, reject) => {
    const error = new Error('a sandbox does not end');
    timers.push(setTimeout(() => late.abort(error), limits.wall_ms + GRACE_MS));
    timers.push(setTimeout(() => reject(error), limits.wall_ms + GRACE_MS + KILL_MS));
  });
  try {
    return await Promise.race([run(AbortSignal.any([signal, late.signal])), stuck]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
};
