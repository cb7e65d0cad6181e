// Some tests become somebody else than root, who must still be able to read what they run. Where only root may enter the
// checkout, the whole of it is copied to a place that is open to everybody for as long as the tests take.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MAY_ENTER = 0o001;

function isOpen(folder) {
  if ((statSync(folder).mode & MAY_ENTER) === 0) return false;
  return folder === dirname(folder) || isOpen(dirname(folder));
}

/** Runs `script` of a copy with the same parameters and answers its exit code; undefined when `root` itself will do. */
export function runInReadableCopy(root, script, parameters) {
  if (process.getuid?.() !== 0 || isOpen(root)) return undefined;
  const copy = mkdtempSync('/var/tmp/lectern-tests-');
  try {
    console.log(`Others than root may not enter ${root}: the tests run in ${copy}`);
    execFileSync('cp', ['-a', `${root}/.`, copy]);
    execFileSync('chmod', ['-R', 'go+rX', copy]);
    chmodSync(copy, 0o755);
    const bin = join(copy, 'node_modules/.bin');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
    return spawnSync(join(bin, 'node'), [join(copy, script), ...parameters], { cwd: copy, env, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
