// Parts of the operating system that some tests need beyond what npm brings. They are looked for, and installed where
// that is possible (root on Debian or Ubuntu). `node scripts/system-parts.mjs` says what is there.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN_CLUSTERS = '/usr/lib/postgresql';

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The folder with `initdb` and `postgres` of the newest installation, from 15 on. */
function findPostgres() {
  const versions = existsSync(DEBIAN_CLUSTERS) ? readdirSync(DEBIAN_CLUSTERS).map(Number) : [];
  const folders = versions.filter((version) => version >= 15).sort((a, b) => b - a);
  const candidates = [...folders.map((version) => join(DEBIAN_CLUSTERS, String(version), 'bin')), ...(process.env.PATH ?? '').split(':')];
  return candidates.find((folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')));
}

const firstExecutable = (...files) => files.find(isExecutable);

/** The compiler is of no use without the headers of the C library. */
function findCompiler() {
  return existsSync('/usr/include/stdio.h') ? firstExecutable('/usr/bin/gcc') : undefined;
}

/** `variable` tells the tests where the part is; without it they skip, visibly. */
const PARTS = [
  { name: 'PostgreSQL 15 or newer', variable: 'LECTERN_TEST_POSTGRES_BIN', packages: ['postgresql'], find: findPostgres },
  { name: 'bubblewrap', variable: 'LECTERN_TEST_BUBBLEWRAP', packages: ['bubblewrap'], find: () => firstExecutable('/usr/bin/bwrap') },
  { name: 'Python 3', variable: 'LECTERN_TEST_PYTHON', packages: ['python3'], find: () => firstExecutable('/usr/bin/python3') },
  { name: 'a C compiler', variable: 'LECTERN_TEST_GCC', packages: ['gcc', 'libc6-dev'], find: findCompiler },
];

const mayInstall = () => process.getuid?.() === 0 && existsSync('/etc/debian_version') && isExecutable('/usr/bin/apt-get');

function install(packages) {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

/** Finds or installs every part. Returns the variables of those there are, and the names of those there are not. */
export function systemParts() {
  const found = () => PARTS.map((part) => ({ ...part, place: part.find() }));
  let parts = found();
  const missing = parts.filter(({ place }) => place === undefined);
  if (missing.length > 0 && mayInstall()) {
    try {
      install(missing.flatMap(({ packages }) => packages));
    } catch (error) {
      console.error(`Installing failed: ${error.message}`);
    }
    parts = found();
  }
  return {
    variables: Object.fromEntries(parts.filter(({ place }) => place).map(({ variable, place }) => [variable, place])),
    missing: parts.filter(({ place }) => place === undefined).map(({ name }) => name),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { variables, missing } = systemParts();
  for (const [variable, place] of Object.entries(variables)) console.log(`${variable}=${place}`);
  for (const name of missing) console.error(`missing: ${name}`);
  process.exit(missing.length > 0 ? 1 : 0);
}
