import { closeSync, readdirSync, readFileSync } from 'node:fs';

const CLOSE_ON_EXEC = 0o2000000;
/** The launcher's shell can close these itself, and our own pipes lie there. */
const FIRST_BEYOND = 10;

function survivesExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // The one this folder was read through.
    return false;
  }
}

/**
 * Closes what this process was born with beyond its pipes. All that Node opens is closed by `exec`; what a parent left open is not,
 * and would be open inside every sandbox.
 */
export function closeInheritedDescriptors(): void {
  for (const descriptor of readdirSync('/proc/self/fd').map(Number)) {
    if (descriptor >= FIRST_BEYOND && survivesExec(descriptor)) closeSync(descriptor);
  }
}
