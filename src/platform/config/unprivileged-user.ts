import { readFileSync } from 'node:fs';

export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', 'nobody'];
const ANYBODY: UnprivilegedUser = { uid: 65534, gid: 65534 };

/** PostgreSQL refuses to run as root: the user it runs as instead, or undefined when we are not root ourselves. */
export const unprivilegedUser = (): UnprivilegedUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = new Map<string, UnprivilegedUser>();
  for (const line of accountLines()) {
    const [name, , uid, gid] = line.split(':');
    if (name && Number(uid) > 0) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return PREFERRED.map((name) => accounts.get(name)).find((account) => account !== undefined) ?? ANYBODY;
};

const accountLines = (): string[] => {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
};
