// The OpenAPI and AsyncAPI documents of the built-in composition; no database is needed. Committed, so that a change of the API is
// seen in review: npm run check fails until they are written again (npm run openapi -- --write). Without an option it prints the first.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';

const DOCS = join(import.meta.dirname, '../docs');
const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';

build();
const { compose } = await import('../dist/src/compose.js');
const { loadConfig } = await import('../dist/src/platform/config/load-config.js');
const { buildDocument } = await import('../dist/src/platform/http/openapi/build-document.js');
const { buildAsyncDocument } = await import('../dist/src/platform/http/asyncapi/build-async-document.js');

const BUILDERS = { 'openapi.json': buildDocument, 'asyncapi.json': buildAsyncDocument };

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

/** Each document as text, by its file. */
async function documents() {
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
    const texts = Object.entries(BUILDERS).map(([file, make]) => [file, `${JSON.stringify(sorted(make(app)), null, 2)}\n`]);
    return Object.fromEntries(texts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const committed = (file) => {
  try {
    return readFileSync(join(DOCS, file), 'utf8');
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

function check(file, current) {
  const before = committed(file);
  if (before === current) return true;
  console.error(`docs/${file} differs from what is composed (${difference(before, current)}).`);
  console.error('If the change is meant: npm run openapi -- --write');
  return false;
}

let status = 0;
try {
  const current = await documents();
  if (process.argv.includes('--write')) {
    for (const [file, text] of Object.entries(current)) writeFileSync(join(DOCS, file), text);
  } else if (process.argv.includes('--check')) {
    const good = Object.entries(current).map(([file, text]) => check(file, text));
    if (!good.every(Boolean)) status = 1;
  } else {
    process.stdout.write(current['openapi.json']);
  }
} catch (error) {
  console.error(error);
  status = 1;
}
// What was composed holds timers and sockets that only a started server closes.
process.exit(status);
