// The Dockerfile's steps by hand, where there is no image builder, and the result on the distribution's PostgreSQL.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startDistributionPostgres } from '../../scripts/distribution-postgres.mjs';
import { systemParts } from '../../scripts/system-parts.mjs';
import { finish, part, readmeBlocks, repository, run, runJourney, startServer, terminate, waitUntil, waitUntilReady } from './common.mjs';

const PASSWORD = 'correct-horse-battery';
const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8');
/** The two commands of a stage in exec form: the health check's, and what the image starts. */
const commandsOf = (stage) => [...stage.matchAll(/^\s*CMD (\[.*\])$/gm)].map(([, json]) => JSON.parse(json));
const stages = dockerfile.split(/^(?=FROM )/m);
const [healthCheck, startCommand] = commandsOf(stages.at(-1));
const [, runnerCommand] = commandsOf(stages.find((stage) => /^FROM \S+ AS runner$/m.test(stage)));

const folder = mkdtempSync(join(tmpdir(), 'lectern-image-'));
chmodSync(folder, 0o755);
const build = join(folder, 'build');
const image = join(folder, 'lectern');
const nodeOfImage = join(build, 'node_modules/.bin/node');
const port = await freePort();
const url = `http://localhost:${port}`;
let postgres;
let server;
let runner;

/** Root steps down, as the image's USER does. */
const unprivileged = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};

const environment = (database, more = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  PORT: String(port),
  DATABASE_URL: `postgres://lectern_owner:owner-password@127.0.0.1:${postgres.port}/${database}`,
  DATABASE_APP_URL: `postgres://lectern_app:app-password@127.0.0.1:${postgres.port}/${database}`,
  ...more,
});
const production = (database) =>
  environment(database, {
    NODE_ENV: 'production',
    SECRET_KEY: randomBytes(48).toString('base64url'),
    JWT_SECRET_KEY: randomBytes(48).toString('base64url'),
  });
const development = (database) => environment(database, { LECTERN_DEMO_PASSWORD: PASSWORD, LECTERN_DATA_DIR: join(folder, 'data') });

const lectern = (env, ...parameters) => run(nodeOfImage, ['dist/src/cli.js', ...parameters], { cwd: image, env, ...unprivileged });
const start = async (env, log) => {
  server = startServer(nodeOfImage, startCommand.slice(1), { cwd: image, env, log: join(folder, log), ...unprivileged });
  await waitUntilReady(server, url);
};
/** The stage `runner`, on a free port of this machine. */
const startRunner = async () => {
  const runnerPort = await freePort();
  const token = randomBytes(24).toString('base64url');
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    LECTERN_RUNNER_LISTEN: `127.0.0.1:${runnerPort}`,
    LECTERN_RUNNER_TOKEN: token,
  };
  runner = startServer(nodeOfImage, runnerCommand.slice(1), { cwd: image, env, log: join(folder, 'runner.log'), ...unprivileged });
  await waitUntil(() => runner.text().includes('learner code is run'), 'the runner runs code');
  return { LECTERN_RUNNER_URL: `http://127.0.0.1:${runnerPort}`, LECTERN_RUNNER_TOKEN: token };
};
const sql = (database, text) =>
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', postgres.superuserUrl.replace(/postgres$/, database)], {
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
  });

async function stageBuild() {
  mkdirSync(build);
  const ignored = ['test', 'bench', '.ci'].map((name) => `:(exclude)${name}`);
  execFileSync('bash', ['-c', 'git -C "$0" archive HEAD -- . "${@:2}" | tar -x -C "$1"', repository, build, ...ignored]);
  run('npm', ['ci', '--no-progress', '--prefer-offline'], { cwd: build });
  run('npm', ['run', 'build'], { cwd: build });
}

async function stageRuntime() {
  mkdirSync(image);
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'README.md']) cpSync(join(build, name), join(image, name));
  const path = `${join(build, 'node_modules/node/bin')}:${process.env.PATH}`;
  run('npm', ['ci', '--omit=dev', '--no-progress', '--prefer-offline'], { cwd: image, env: { ...process.env, PATH: path } });
  cpSync(join(build, 'dist'), join(image, 'dist'), { recursive: true });
  for (const name of ['eslint', 'prettier', '@swc/core', '@nestjs/cli']) {
    if (existsSync(join(image, 'node_modules', name))) throw new Error(`${name} is in the image`);
  }
  mkdirSync(join(folder, 'data'));
  chmodSync(join(folder, 'data'), 0o777);
}

try {
  await part('stage build', stageBuild);
  await part('stage runtime: production dependencies only', stageRuntime);
  await part("the base image's Node is the one the tests ran on", () => {
    const [, wanted] = dockerfile.match(/NODE_IMAGE=node:([\d.]+)/);
    const version = execFileSync(nodeOfImage, ['--version'], { encoding: 'utf8' }).trim();
    if (version !== `v${wanted}`) throw new Error(`Dockerfile: ${wanted}, lockfile: ${version}`);
  });
  await part('the image starts what npm start runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    if (scripts.start !== `exec ${startCommand.join(' ')}`) throw new Error(`npm: ${scripts.start}, image: ${startCommand.join(' ')}`);
  });
  await part("roles as the README makes them, on the distribution's PostgreSQL", async () => {
    postgres = await startDistributionPostgres(systemParts().variables.LECTERN_TEST_POSTGRES_BIN);
    sql('postgres', readmeBlocks('roles'));
    sql('postgres', 'CREATE DATABASE demo OWNER lectern_owner;');
  });
  await part('the server refuses an empty database in production and names the command', async () => {
    server = startServer(nodeOfImage, startCommand.slice(1), {
      cwd: image,
      env: production('lectern'),
      log: join(folder, 'empty.log'),
      ...unprivileged,
    });
    await waitUntil(() => server.text().includes('migrate up'), 'it names the command');
    const [live, ready] = await Promise.all(['live', 'ready'].map((name) => fetch(`${url}/health/${name}`).then(({ status }) => status)));
    if (live !== 200 || ready !== 503) throw new Error(`live answered ${live}, ready ${ready}`);
    await terminate(server);
  });
  await part('migrate up, verify, tenant create', () => {
    const env = production('lectern');
    lectern(env, 'migrate', 'up');
    lectern(env, 'migrate', 'verify');
    lectern(
      { ...env, LECTERN_NEW_PASSWORD: PASSWORD },
      'tenant',
      'create',
      '--slug',
      'riverside',
      '--name',
      'Riverside School',
      '--admin-email',
      'head@riverside.test',
      '--admin-name',
      'Head',
    );
  });
  await part('production: starts, passes its health check, signs in, drains', async () => {
    await start(production('lectern'), 'production.log');
    execFileSync(nodeOfImage, healthCheck.slice(1), { env: { PORT: String(port) } });
    const body = JSON.stringify({ email: 'head@riverside.test', password: PASSWORD });
    const headers = { 'content-type': 'application/json', 'x-tenant': 'riverside' };
    const answer = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}: ${await answer.text()}`);
    await terminate(server);
  });
  await part('a runner of its own, which knows nothing of the server, runs code for it', async () => {
    await start({ ...production('lectern'), ...(await startRunner()) }, 'with-runner.log');
    const { checks } = await (await fetch(`${url}/health`)).json();
    if (!/^bubblewrap/.test(checks.sandbox.message)) throw new Error(JSON.stringify(checks.sandbox));
    await terminate(server);
    await terminate(runner);
  });
  await part('seed demo and the journey of the README', async () => {
    const env = development('demo');
    lectern(env, 'migrate', 'up');
    lectern(env, 'seed', 'demo');
    await start(env, 'demo.log');
    runJourney(url, PASSWORD);
    await terminate(server);
  });
} catch {
  server?.child.kill('SIGKILL');
  runner?.child.kill('SIGKILL');
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
finish();
