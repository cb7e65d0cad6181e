import { readFileSync } from 'node:fs';
import { SettingsError } from './settings.js';

/** Who the runner becomes when it is started as root. */
export interface RunnerUser {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT = 'lectern-runner';
/** A number that distributions give to nobody: above the accounts of people and systems, below the shared `nobody`. */
const FIRST_FREE = 64_120;
/** Whose files and processes a learner's program must not find itself owning. */
const NOT_THESE = new Set(['root', 'nobody', 'postgres']);

interface Account extends RunnerUser {
  readonly name: string;
}

/**
 * The user of the runner's own: the account or number that is configured, else the account `lectern-runner`, else a number
 * that no account has. Undefined when we are not root. Throws `SettingsError` for one that belongs to somebody else.
 */
export const runnerUser = (configured: string | undefined): RunnerUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  if (configured !== undefined) return chosen(configured, accounts);
  const own = accounts.find(({ name }) => name === ACCOUNT);
  if (own) return chosen(ACCOUNT, accounts);
  let uid = FIRST_FREE;
  while (accounts.some((account) => account.uid === uid)) uid += 1;
  return { uid, gid: uid };
};

const chosen = (wanted: string, accounts: readonly Account[]): RunnerUser => {
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const account = accounts.find(({ name, uid }) => (number === undefined ? name === wanted : uid === number));
  const user = account ?? (number === undefined ? undefined : { uid: number, gid: number });
  if (!user) throw new SettingsError(`LECTERN_RUNNER_USER: there is no account ${wanted}`);
  if (user.uid === 0 || user.uid === 65_534 || (account && NOT_THESE.has(account.name))) {
    throw new SettingsError(`LECTERN_RUNNER_USER: must be a user of the runner's own`);
  }
  return { uid: user.uid, gid: user.gid };
};

const readAccounts = (): Account[] => {
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return name === '' ? [] : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
};

/** Becomes that user for good, in no group but its own. */
export const become = ({ uid, gid }: RunnerUser): void => {
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
};
