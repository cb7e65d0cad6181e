// The README's two commands and its requests, in a clone below a folder that only its owner may enter. As root this shows
// that the embedded database, which runs as somebody else, finds a place of its own.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/distribution-postgres.mjs';
import { finish, part, repository, run, runJourney, startServer, terminate, waitUntilReady } from './common.mjs';

const PASSWORD = 'correct-horse-battery';
const DATA_OF_ROOT = '/var/lib/lectern';
const dataFolders = () => (existsSync(DATA_OF_ROOT) ? readdirSync(DATA_OF_ROOT) : []);

const folder = mkdtempSync(join(tmpdir(), 'lectern-clone-'));
const clone = join(folder, 'lectern');
const port = await freePort();
const url = `http://localhost:${port}`;
const before = dataFolders();
let server;

const start = (log) => {
  const environment = { ...process.env, PORT: String(port), LECTERN_DEMO_PASSWORD: PASSWORD };
  delete environment.CI;
  server = startServer('npm', ['start'], { cwd: clone, env: environment, log: join(folder, log) });
  return waitUntilReady(server, url);
};

const login = async () => {
  const body = JSON.stringify({ email: 'student@lectern.local', password: PASSWORD });
  const answer = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};

try {
  await part('npm ci in a fresh clone', () => {
    run('git', ['clone', '--quiet', repository, clone]);
    run('npm', ['ci', '--no-progress', '--prefer-offline'], { cwd: clone });
  });
  await part('npm start serves', () => start('first.log'));
  await part("the README's requests", () => runJourney(url, PASSWORD));
  await part('SIGTERM to npm ends the server and frees the port', async () => {
    await terminate(server);
    const answer = await fetch(`${url}/health/live`).catch(() => undefined);
    if (answer) throw new Error(`Somebody still answers ${answer.status}`);
  });
  await part('a second npm start finds its data', async () => {
    await start('second.log');
    const { access_token: token, user } = await login();
    const points = await fetch(`${url}/api/v1/gamification/users/${user.id}/points`, { headers: { authorization: `Bearer ${token}` } });
    const { total } = await points.json();
    if (!(total > 0)) throw new Error(`The points are gone: ${points.status}, ${total}`);
    await terminate(server);
  });
} catch {
  server?.child.kill('SIGTERM');
  await server?.exited;
} finally {
  for (const name of dataFolders()) if (!before.includes(name)) rmSync(join(DATA_OF_ROOT, name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
finish();
