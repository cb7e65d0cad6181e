import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const dataDir = mkdtempSync(join(tmpdir(), 'lectern-config-'));
// reachable for the database's user: else the data folder would be another one
chmodSync(dataDir, 0o755);
const given = {
  LECTERN_DATA_DIR: dataDir,
  DATABASE_URL: 'postgres://o:owner-pass@db/lectern',
  DATABASE_APP_URL: 'postgres://a:app-pass@db/lectern',
};
const production = {
  ...given,
  NODE_ENV: 'production',
  SECRET_KEY: randomBytes(48).toString('base64url').replace(/^./, 'k'),
  JWT_SECRET_KEY: randomBytes(48).toString('base64url').replace(/^./, 'k'),
};

const problemsOf = (environment: NodeJS.ProcessEnv, role?: string): readonly string[] => {
  try {
    loadConfig(environment, { role });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
};
const namesOf = (environment: NodeJS.ProcessEnv): string[] => problemsOf(environment).map((problem) => problem.split(':')[0] ?? '');

describe('loadConfig', () => {
  after(() => rmSync(dataDir, { recursive: true }));

  it('has sensible defaults', () => {
    const config = loadConfig({ LECTERN_DATA_DIR: dataDir });
    assert.equal(config.environment, 'development');
    assert.equal(config.embedded, true);
    assert.equal(config.tokens.accessTokenSeconds, 1800);
    assert.equal(config.tokens.refreshTokenDays, 7);
    assert.equal(config.role, 'all');
    assert.equal(config.trustProxy, 0);
  });

  it('takes the variables as other systems write them', () => {
    const config = loadConfig({
      ...given,
      DATABASE_URL: 'postgresql+asyncpg://o:p@db/lectern',
      LOG_LEVEL: 'WARNING',
      ALLOWED_ORIGINS: '["http://localhost:3000/", "https://school.example"]',
      ACCESS_TOKEN_EXPIRE_MINUTES: '15',
      OPS_PORT: '',
      TRUST_PROXY: '10.0.0.0/8, ::1',
    });
    assert.equal(config.database.ownerUrl, 'postgres://o:p@db/lectern');
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.allowedOrigins, ['http://localhost:3000', 'https://school.example']);
    assert.equal(config.tokens.accessTokenSeconds, 900);
    assert.equal(config.opsPort, undefined);
    assert.deepEqual(config.trustProxy, ['10.0.0.0/8', '::1']);
  });

  it('reports every problem together, by name and never by value', () => {
    const bad = {
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://canary-1',
      PORT: 'canary-2',
      TRUST_PROXY: 'true',
      REDIS_URL: 'canary-3',
      ALLOWED_ORIGINS: '*',
      LOG_LEVEL: 'canary-4',
      SECRET_KEY: 'canary-5',
      JWT_SECRET_KEY: 'changeme',
      LECTERN_BCRYPT_COST: '4',
    };
    const problems = problemsOf(bad, 'canary-6');
    for (const name of [...Object.keys(bad).filter((key) => key !== 'NODE_ENV'), 'DATABASE_APP_URL', '--role']) {
      assert.ok(
        problems.some((problem) => problem.startsWith(`${name}: `)),
        `no problem names ${name}`,
      );
    }
    assert.doesNotMatch(problems.join(), /canary/);
  });

  it('takes an address of Redis with the number of a database, and with no other path', () => {
    for (const url of ['redis://h', 'redis://h/', 'redis://h/0', 'rediss://u:p%2F@h:6380/15'])
      assert.deepEqual(namesOf({ ...given, REDIS_URL: url }), []);
    for (const url of ['http://h', 'h:6379', 'redis://', 'redis://h:99999', 'redis://h/x', 'redis://h/-1', 'redis://h/1/2'])
      assert.deepEqual(namesOf({ ...given, REDIS_URL: url }), ['REDIS_URL'], url);
  });

  it('starts in production only with a database and secrets of strength', () => {
    assert.deepEqual(problemsOf(production), []);
    assert.deepEqual(namesOf({ ...production, DATABASE_URL: '', DATABASE_APP_URL: '' }), ['DATABASE_URL']);
    assert.deepEqual(namesOf({ ...production, DATABASE_URL: '', DATABASE_APP_URL: '', LECTERN_EMBEDDED: '1' }), []);
    assert.deepEqual(namesOf({ ...production, SECRET_KEY: '' }), ['SECRET_KEY']);
    assert.deepEqual(namesOf({ ...production, SECRET_KEY: 'your-secret-key-your-secret-key-your-secret-key' }), ['SECRET_KEY']);
    assert.deepEqual(namesOf({ ...production, JWT_SECRET_KEY: 'aB3'.repeat(20) }), ['JWT_SECRET_KEY']);
    assert.deepEqual(namesOf({ ...production, JWT_SECRET_KEY: production.SECRET_KEY }), ['JWT_SECRET_KEY']);
  });

  it('wants both roles of a database', () => {
    assert.deepEqual(namesOf({ ...given, DATABASE_APP_URL: '' }), ['DATABASE_APP_URL']);
    assert.deepEqual(namesOf({ ...given, DATABASE_URL: '' }), ['DATABASE_URL']);
  });

  it('wants a private key that fits the algorithm', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.deepEqual(namesOf({ ...given, ALGORITHM: 'EdDSA', JWT_SECRET_KEY: pem.replaceAll('\n', '\\n') }), []);
    assert.deepEqual(namesOf({ ...given, ALGORITHM: 'RS256', JWT_SECRET_KEY: pem }), ['JWT_SECRET_KEY']);
    assert.deepEqual(namesOf({ ...given, ALGORITHM: 'ES256', JWT_SECRET_KEY: 'no key' }), ['JWT_SECRET_KEY']);
    assert.deepEqual(namesOf({ ...given, ALGORITHM: 'none' }), ['ALGORITHM']);
  });

  it('makes development secrets once, readable by us alone', () => {
    const first = loadConfig(given);
    const second = loadConfig(given);
    assert.equal(first.tokens.signingKey, second.tokens.signingKey);
    assert.deepEqual(first.secretKeys.current, second.secretKeys.current);
    assert.equal(statSync(join(dataDir, 'secrets/secret-key')).mode & 0o777, 0o600);
    assert.match(loadConfig({ ...given, ALGORITHM: 'ES256' }).tokens.signingKey, /BEGIN PRIVATE KEY/);
  });

  it('keeps older encryption keys, and refuses one id for two keys', () => {
    const named = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
    const config = loadConfig({ ...given, SECRET_KEY: named('b'), SECRET_KEY_OLD: `${named('a')}, some older passphrase` });
    assert.equal(config.secretKeys.current.id, 'b');
    assert.deepEqual(
      config.secretKeys.older.map((key) => key.key.length),
      [32, 32],
    );
    assert.deepEqual(namesOf({ ...given, SECRET_KEY: named('a'), SECRET_KEY_OLD: named('a') }), ['SECRET_KEY_OLD']);
  });

  it('prints without secrets', () => {
    const config = loadConfig({ ...production, LECTERN_DEMO_PASSWORD: 'canary-demo' });
    for (const text of [JSON.stringify(config), inspect(config, { depth: 9 })]) {
      for (const secret of [production.SECRET_KEY, production.JWT_SECRET_KEY, 'owner-pass', 'app-pass', 'canary-demo']) {
        assert.ok(!text.includes(secret));
      }
    }
    assert.ok(JSON.stringify(config).includes('@db/lectern'));
  });

  it('lets learners’ code be run without a boundary on this machine alone, never in production', () => {
    for (const mode of ['wasm', 'process']) {
      assert.deepEqual(namesOf({ ...given, LECTERN_RUNNER: mode }), []);
      assert.deepEqual(namesOf({ ...given, LECTERN_RUNNER: mode, HOST: '127.0.0.1' }), []);
      assert.deepEqual(namesOf({ ...given, LECTERN_RUNNER: mode, HOST: '0.0.0.0' }), ['LECTERN_RUNNER']);
      assert.deepEqual(namesOf({ ...production, LECTERN_RUNNER: mode }), ['LECTERN_RUNNER']);
    }
    const weak = (environment: NodeJS.ProcessEnv) => loadConfig(environment).runner.weakAllowed;
    assert.deepEqual(
      [{}, { HOST: '::1' }, { HOST: '::' }].map((more) => weak({ ...given, ...more })),
      [true, true, false],
    );
    assert.equal(weak(production), false);
  });

  it('needs a token for a runner elsewhere, and never prints it', () => {
    const url = { ...given, LECTERN_RUNNER_URL: 'http://runner.internal:3010' };
    assert.deepEqual(namesOf(url), ['LECTERN_RUNNER_TOKEN']);
    assert.deepEqual(namesOf({ ...given, LECTERN_RUNNER_URL: 'https://x/y' }), ['LECTERN_RUNNER_URL']);
    assert.deepEqual(namesOf({ ...url, LECTERN_RUNNER_TOKEN: 'short' }), ['LECTERN_RUNNER_TOKEN']);
    const config = loadConfig({ ...url, LECTERN_RUNNER_TOKEN: 'a-token-that-nobody-may-see' });
    assert.equal(config.runner.token, 'a-token-that-nobody-may-see');
    assert.doesNotMatch(inspect(config) + JSON.stringify(config), /nobody-may-see/);
    assert.equal(loadConfig({ ...given, LECTERN_RUNNER_CONCURRENCY: '3' }).runnerConcurrency, 3);
  });
});
