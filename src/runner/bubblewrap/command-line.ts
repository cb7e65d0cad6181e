import type { Limits } from '../protocol.js';
import type { Image } from './image.js';

/** Descriptors that bubblewrap and the sandbox's first process report on; neither reaches the program. */
export const STATUS = 5;
const MEGABYTE = 1 << 20;
/** What of the disk a run may have for its temporary files. */
const TEMPORARY_SHARE = 0.25;
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'].map((name) => `/dev/${name}`);
const ENVIRONMENT = { PATH: '/usr/bin:/bin', HOME: '/work', LANG: 'C.UTF-8' };

/** What bubblewrap is told: namespaces of its own for everything, no capability, and a root that holds the image and nothing else. */
export function bubblewrapArguments(image: Image, limits: Limits, mounts: readonly (readonly [string, string])[] = []): string[] {
  const disk = limits.disk_mb * MEGABYTE;
  const temporary = disk * TEMPORARY_SHARE;
  const bound = [...image.mounts, ...mounts];
  return [
    ...['--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--as-pid-1', '--cap-drop', 'ALL'],
    ...['--uid', '1000', '--gid', '1000', '--hostname', 'sandbox', '--clearenv'],
    ...Object.entries(ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', image.root, '/'],
    ...bound.flatMap(([source, target]) => ['--ro-bind', source, target]),
    ...['--perms', '0755', '--size', String(MEGABYTE), '--tmpfs', '/dev'],
    ...DEVICES.flatMap((device) => ['--dev-bind', device, device]),
    ...['--remount-ro', '/dev'],
    // Together what the run may write.
    ...['--perms', '0700', '--size', String(disk - temporary), '--tmpfs', '/work'],
    ...['--perms', '1777', '--size', String(temporary), '--tmpfs', '/tmp'],
    ...['--chdir', '/work'],
  ];
}

/**
 * Outside: enters the run's control groups before anything else, so that nothing of it is ever outside them, makes itself the first to
 * be killed when memory is short, and becomes bubblewrap, by way of the command before the second `--`. The last two redirections are the seccomp filter and the report of `INIT`.
 */
const LAUNCHER = `
while [ "$1" != -- ]; do echo 0 >"$1" || exit 70; shift; done
echo 1000 >/proc/self/oom_score_adj 2>/dev/null
filter=$2; shift 2
before=; while [ "$1" != -- ]; do before="$before $1"; shift; done; shift
[ "$before" ] || ulimit -c 0
exec nice -n 5 $before bwrap --json-status-fd ${STATUS} --seccomp 7 "$@" 6>&${STATUS} 7<"$filter" 8>&- 9>&-
`;

/**
 * Process 1 of the sandbox: sets the limits, runs the program, buries what it leaves behind and tells how it ended. With it the whole
 * tree ends: the kernel kills what is left of a process namespace whose first process is gone.
 */
const INIT = `
ulimit -n 64; ulimit -l 64; ulimit -f "$1"; ulimit -t "$2"
[ "$3" = 0 ] || ulimit -v "$3"
ulimit -u "$4" 2>/dev/null || ulimit -p "$4"
shift 4
umask 022; unset PWD OLDPWD
"$@" 6>&-
code=$?
{ times; echo "exit $code"; } >&6
exit $code
`;

export interface ProcessLimits {
  readonly limits: Limits;
  /** Kilobytes of address space, 0 for no limit. */
  readonly addressSpaceKb: number;
  readonly ownThreads: number;
}

/** The command inside: `INIT` with its limits, then the program. */
export function initCommand({ limits, addressSpaceKb, ownThreads }: ProcessLimits, command: readonly string[]): string[] {
  const fileBlocks = String(limits.disk_mb * 2048);
  const cpuSeconds = String(Math.ceil(limits.cpu_ms / 1000) + 1);
  const processes = String(limits.processes + ownThreads + 1);
  return ['/bin/sh', '-c', INIT, 'init', fileBlocks, cpuSeconds, String(addressSpaceKb), processes, ...command];
}

export interface Launch {
  /** The file with the seccomp filter. */
  readonly filter: string;
  /** A command that becomes bubblewrap; its words have no spaces in them. */
  readonly before: readonly string[];
}

export const launcherArguments = (joins: readonly string[], { filter, before }: Launch, bubblewrap: readonly string[]): string[] => [
  '-c',
  LAUNCHER,
  'launcher',
  ...joins,
  '--',
  filter,
  ...before,
  '--',
  ...bubblewrap,
];
