// The OpenAPI document of the built-in composition; no database is needed. Committed, so that a change of the API is seen in
// review: npm run check fails until it is written again (npm run openapi -- --write).
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';

const FILE = join(import.meta.dirname, '../docs/openapi.json');
const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';

build();
const { compose } = await import('../dist/src/compose.js');
const { loadConfig } = await import('../dist/src/platform/config/load-config.js');
const { buildDocument } = await import('../dist/src/platform/http/openapi/build-document.js');

/** Keys in order, so that the order of loading is no difference. */
const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
};

async function document() {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-openapi-'));
  try {
    const config = loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: NOWHERE,
      DATABASE_APP_URL: NOWHERE,
      LECTERN_DATA_DIR: folder,
      JWT_SECRET_KEY: randomBytes(48).toString('base64url'),
      SECRET_KEY: randomBytes(48).toString('base64url'),
    });
    const { app } = await compose({ config, logger: false });
    return `${JSON.stringify(sorted(buildDocument(app)), null, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const committed = () => {
  try {
    return readFileSync(FILE, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
};

/** The first line that differs, with its place: enough to know where to look. */
function difference(before, after) {
  const [old, current] = [before.split('\n'), after.split('\n')];
  const at = current.findIndex((line, index) => line !== old[index]);
  return `line ${at + 1}: committed ${old[at]?.trim() ?? 'nothing'}, composed ${current[at]?.trim() ?? 'nothing'}`;
}

let status = 0;
try {
  const current = await document();
  if (process.argv.includes('--write')) {
    writeFileSync(FILE, current);
  } else if (process.argv.includes('--check')) {
    const before = committed();
    if (before !== current) {
      console.error(`docs/openapi.json differs from the routes (${difference(before, current)}).`);
      console.error('If the change is meant: npm run openapi -- --write');
      status = 1;
    }
  } else {
    process.stdout.write(current);
  }
} catch (error) {
  console.error(error);
  status = 1;
}
// What was composed holds timers and sockets that only a started server closes.
process.exit(status);
