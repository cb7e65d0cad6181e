import { answer, assemble, ifAnyBit, ifEqual, type Instruction, load, search, type Stretch } from './bpf.js';
import { SYSCALLS } from './syscalls.js';

export type Architecture = 'x86_64' | 'aarch64';

const ALLOW = answer(0x7fff0000);
const KILL = answer(0x80000000);
const refuse = (errno: number): Instruction => answer(0x00050000 | errno);
const EPERM = refuse(1);
const EACCES = refuse(13);
const ENOSYS = refuse(38);

// struct seccomp_data; of an argument the low half, which is all that these calls look at.
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number): Instruction => load(16 + 8 * index);

const MACHINES = {
  // Numbers from 0x40000000 on are the x32 ABI's.
  x86_64: { audit: 0xc000003e, foreign: 0x40000000 },
  aarch64: { audit: 0xc00000b7, foreign: null },
} as const satisfies Record<Architecture, { audit: number; foreign: number | null }>;

const AF_UNIX = 1;
const MSG_OOB = 0x1;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACE = 0x7e020000;
/** Linux, also without its own memory layout (SHORT_INODE, UNAME26), and the question what it is. Never READ_IMPLIES_EXEC or ADDR_NO_RANDOMIZE. */
const PERSONALITIES = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

const anyOf = (values: readonly number[]): Instruction[] => values.flatMap((value) => [ifEqual(value, 0, 1), ALLOW]);
const unixOnly = [argument(0), ifEqual(AF_UNIX, 0, 1), ALLOW, EACCES];
/** Urgent bytes on unix sockets: nobody needs them, and their code has been a way into the kernel (CVE-2025-38236). */
const notUrgent = (flags: number): Instruction[] => [argument(flags), ifAnyBit(MSG_OOB, 0, 1), EPERM, ALLOW];

/** Calls that are allowed with some arguments only; `clone3` hides them in memory, so that libraries are sent to `clone`. */
const JUDGED: Readonly<Record<string, readonly Instruction[]>> = {
  clone: [argument(0), ifAnyBit(NEW_NAMESPACE, 0, 1), EPERM, ALLOW],
  clone3: [ENOSYS],
  ioctl: [argument(1), ifEqual(TIOCSTI, 1, 0), ifEqual(TIOCLINUX, 0, 1), EPERM, ALLOW],
  personality: [argument(0), ...anyOf(PERSONALITIES), EPERM],
  // The caller's own limits only: taken away from the sandbox's first process, a descriptor or two would make it fail.
  prlimit64: [argument(0), ifEqual(0, 0, 1), ALLOW, EPERM],
  recvfrom: notUrgent(3),
  recvmmsg: notUrgent(3),
  recvmsg: notUrgent(2),
  sendmmsg: notUrgent(3),
  sendmsg: notUrgent(2),
  sendto: notUrgent(3),
  socket: unixOnly,
  socketpair: unixOnly,
};

/** What is done with every number, neighbours of one fate together. Numbers after the last of ours are of calls yet unknown: ENOSYS. */
function stretches(architecture: Architecture): Stretch[] {
  const column = architecture === 'x86_64' ? 1 : 2;
  const fates = new Map(SYSCALLS.flatMap((row) => (row[column] === null ? [] : [[row[column], JUDGED[row[0]] ?? [ALLOW]] as const])));
  const last = Math.max(...fates.keys());
  const all: Stretch[] = [];
  for (let number = 0; number <= last; number += 1) {
    const then = fates.get(number) ?? [EPERM];
    const before = all.at(-1)?.then;
    if (!(before?.length === 1 && then.length === 1 && before[0] === then[0])) all.push({ from: number, then });
  }
  const { foreign } = MACHINES[architecture];
  return [...all, { from: last + 1, then: [ENOSYS] }, ...(foreign === null ? [] : [{ from: foreign, then: [KILL] }])];
}

/** The filter as instructions: calls of a foreign ABI (32-bit `int 0x80`, x32) end the process, since their numbers mean something else. */
export function filterProgram(architecture: Architecture): Instruction[] {
  const { audit } = MACHINES[architecture];
  return [load(ARCHITECTURE), ifEqual(audit, 1, 0), KILL, load(NUMBER), ...search(stretches(architecture))];
}

/** The filter as bubblewrap's `--seccomp` reads it; undefined where we have no table. */
export function seccompFilter(machine: NodeJS.Architecture): Buffer | undefined {
  const architecture = ({ x64: 'x86_64', arm64: 'aarch64' } as Partial<Record<NodeJS.Architecture, Architecture>>)[machine];
  return architecture && assemble(filterProgram(architecture));
}
