import { availableParallelism } from 'node:os';
import { type Config, RUNNER_MODES } from './config.js';
import type { EnvironmentReader } from './environment-reader.js';
import * as schema from './variable-schemas.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** What listens on which address, and what runs learners' code: a weak sandbox and a listener that others reach exclude each other. */
export const readRunner = (read: EnvironmentReader, production: boolean): Pick<Config, 'host' | 'runner' | 'runnerConcurrency'> => {
  const host = read.read('HOST', schema.listenAddress, undefined);
  const mode = read.read('LECTERN_RUNNER', schema.oneOf(RUNNER_MODES), 'auto' as const);
  const url = read.read('LECTERN_RUNNER_URL', schema.runnerUrl, undefined);
  const token = read.read('LECTERN_RUNNER_TOKEN', schema.runnerToken, undefined);
  const user = read.read('LECTERN_RUNNER_USER', schema.someText, undefined);
  const runnerConcurrency = read.read('LECTERN_RUNNER_CONCURRENCY', schema.wholeNumber(1, 256), Math.max(1, availableParallelism() - 1));
  const weakAllowed = !production && (host === undefined || LOOPBACK.test(host));
  if (mode === 'wasm' || mode === 'process') {
    if (production) read.problem('LECTERN_RUNNER', `${mode} is no boundary against hostile code and is refused in production`);
    else if (!weakAllowed) read.problem('LECTERN_RUNNER', `${mode} is no boundary against hostile code: HOST must be a loopback address`);
  }
  if (url !== undefined && token === undefined && !read.hasProblem('LECTERN_RUNNER_TOKEN')) {
    read.problem('LECTERN_RUNNER_TOKEN', 'is needed with LECTERN_RUNNER_URL');
  }
  return { host, runner: { mode, url, token, user, weakAllowed }, runnerConcurrency };
};
