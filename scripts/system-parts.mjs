// Parts of the operating system that some tests need beyond what npm brings. They are looked for, and installed where
// that is possible (root on Debian or Ubuntu). `node scripts/system-parts.mjs` says what is there.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fetchKafkaJars, findKafkaJars } from './kafka-jars.mjs';

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

const onPath = (name) => (process.env.PATH ?? '').split(':').map((folder) => join(folder, name));

const OLDEST_JAVA = 17;

const versionOfJava = (file) => {
  const { stderr } = spawnSync(file, ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
};

/** Not only what is first on the path: an older one may stay the default when a newer is added. */
function findJava() {
  const installed = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name, 'bin/java')) : [];
  const home = process.env.JAVA_HOME ? [join(process.env.JAVA_HOME, 'bin/java')] : [];
  return [...home, ...onPath('java'), ...installed].filter(isExecutable).find((file) => versionOfJava(file) >= OLDEST_JAVA);
}

/** Distributions differ in which of them they have. */
const JAVA_PACKAGES = ['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'openjdk-25-jre-headless', 'default-jre-headless'];

const findMaven = () => firstExecutable(...onPath('mvn'), '/usr/bin/mvn');

/**
 * `variable` tells the tests where the part is; without it they skip, visibly. Of an array of packages the first there is
 * will do. What no distribution has is fetched once its packages are there.
 */
const PARTS = [
  { name: 'PostgreSQL 15 or newer', variable: 'LECTERN_TEST_POSTGRES_BIN', packages: ['postgresql'], find: findPostgres },
  { name: 'bubblewrap', variable: 'LECTERN_TEST_BUBBLEWRAP', packages: ['bubblewrap'], find: () => firstExecutable('/usr/bin/bwrap') },
  { name: 'Python 3', variable: 'LECTERN_TEST_PYTHON', packages: ['python3'], find: () => firstExecutable('/usr/bin/python3') },
  { name: 'a C compiler', variable: 'LECTERN_TEST_GCC', packages: ['gcc', 'libc6-dev'], find: findCompiler },
  { name: 'Redis', variable: 'LECTERN_TEST_REDIS', packages: ['redis-server'], find: () => firstExecutable(...onPath('redis-server')) },
  { name: `Java ${OLDEST_JAVA} or newer`, variable: 'LECTERN_TEST_JAVA', packages: [JAVA_PACKAGES], find: findJava },
  {
    name: 'Kafka (by Maven)',
    variable: 'LECTERN_TEST_KAFKA_JARS',
    packages: findMaven() ? [] : ['maven'],
    find: findKafkaJars,
    fetch: () => fetchKafkaJars(findMaven() ?? 'mvn'),
  },
];

const mayInstall = () => process.getuid?.() === 0 && existsSync('/etc/debian_version') && isExecutable('/usr/bin/apt-get');

const isKnown = (name) => spawnSync('apt-cache', ['show', '--no-all-versions', name]).status === 0;

function install(packages) {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  const names = packages.map((name) => (Array.isArray(name) ? (name.find(isKnown) ?? name[0]) : name));
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
}

const place = (part) => ({ ...part, place: part.place ?? part.find() });

const isMissing = (part) => part.place === undefined;

function attempt(what, work) {
  try {
    work();
  } catch (error) {
    console.error(`${what} failed: ${error.message}`);
  }
}

/** Finds or installs every part. Returns the variables of those there are, and the names of those there are not. */
export function systemParts() {
  let parts = PARTS.map(place);
  const packages = parts.filter(isMissing).flatMap((part) => part.packages);
  if (packages.length > 0 && mayInstall()) attempt('Installing', () => install(packages));
  parts = parts.map(place);
  for (const { name, fetch } of parts.filter((part) => isMissing(part) && part.fetch)) attempt(`Fetching ${name}`, fetch);
  parts = parts.map(place);
  return {
    variables: Object.fromEntries(parts.filter((part) => !isMissing(part)).map(({ variable, place }) => [variable, place])),
    missing: parts.filter(isMissing).map(({ name }) => name),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { variables, missing } = systemParts();
  for (const [variable, place] of Object.entries(variables)) console.log(`${variable}=${place}`);
  for (const name of missing) console.error(`missing: ${name}`);
  process.exit(missing.length > 0 ? 1 : 0);
}
