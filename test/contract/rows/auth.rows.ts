import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { addPerson, PASSWORD } from '../../../src/testing/world.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';
import { newSession, visitor } from './sign-in.js';

const newStudent = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('pupil'));
const openDoors = ({ alpha }: ContractWorld) => made(200, alpha.admin.client.patch('/tenant', { policies: { registration: 'open' } }));
const closeDoors = ({ alpha }: ContractWorld) => made(200, alpha.admin.client.patch('/tenant', { policies: { registration: 'closed' } }));

/** Signing in by e-mail, as most front ends do: the tokens work, and the person is the one who signed in. */
const signInByEmail: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const person = await newStudent(world);
  const guest = visitor(world, alpha);
  const { body, headers } = await success(200, guest.post('/auth/login', { email: person.email, password: PASSWORD }));
  assert.equal(body.token, body.access_token);
  assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 1800]);
  assert.deepEqual([body.user.id, body.user.email, body.user.role], [person.id, person.email, 'student']);
  assert.deepEqual((await guest.with({ token: body.access_token }).get('/auth/me')).body, body.user);
  assert.match(headers.get('set-cookie') ?? '', /^lectern_refresh=.*; HttpOnly; Secure; SameSite=Strict$/);
  const wrong = await refusal(401, 'UNAUTHENTICATED', guest.post('/auth/login', { email: person.email, password: 'not the password' }));
  assert.equal(wrong.body.detail, 'Invalid credentials');
  const elsewhere = await refusal(
    401,
    'UNAUTHENTICATED',
    visitor(world, beta).post('/auth/login', { email: person.email, password: PASSWORD }),
  );
  assert.equal(elsewhere.body.detail, wrong.body.detail, 'another institution does not tell that the account exists here');
  const missing = await refusal(400, 'VALIDATION_ERROR', guest.post('/auth/login', { email: person.email }));
  assert.equal(missing.body.detail, 'Missing credentials');
};

/** The front end asks for a user name, reads `token` and `user`, and shows `error`. */
const signInByUsername: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const username = fresh('ada');
  const account = { email: `${username}@alpha.test`, username, name: 'Ada', password: PASSWORD, role: 'student' };
  const { id } = await made(201, alpha.admin.client.post('/users', account));
  const { body } = await success(200, visitor(world, alpha).post('/auth/login', { username, password: PASSWORD }));
  assert.deepEqual([body.user.id, body.user.username, body.user.role], [id, username, 'student']);
  assert.equal((await visitor(world, alpha).with({ token: body.token }).get('/auth/me')).status, 200);
  const missing = await refusal(400, 'VALIDATION_ERROR', visitor(world, alpha).post('/auth/login', { username }));
  assert.equal(missing.body.error, 'Missing credentials');
  const wrong = await refusal(401, 'UNAUTHENTICATED', visitor(world, beta).post('/auth/login', { username, password: PASSWORD }));
  assert.equal(wrong.body.error, 'Invalid credentials');
};

const register: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  await openDoors(world);
  const email = `${fresh('new')}@alpha.test`;
  const person = { email, name: 'New Pupil', password: PASSWORD, grade_level: 5 };
  const { body } = await success(201, visitor(world, alpha).post('/auth/register', person));
  assert.deepEqual([body.user.email, body.user.name, body.user.role, body.user.grade_level], [email, 'New Pupil', 'student', 5]);
  assert.equal((await visitor(world, alpha).with({ token: body.access_token }).get('/auth/me')).body.id, body.user.id);
  await refusal(409, 'EMAIL_TAKEN', visitor(world, alpha).post('/auth/register', { ...person, email: email.toUpperCase() }));
  const invalid = await refusal(
    400,
    'VALIDATION_ERROR',
    visitor(world, alpha).post('/auth/register', { ...person, password: 'short', role: 'admin' }),
  );
  assert.deepEqual(Object.keys(invalid.body.errors).toSorted(), ['password', 'role']);
  await refusal(403, 'FORBIDDEN', visitor(world, beta).post('/auth/register', person));
  await closeDoors(world);
};

const whoAmI: RowTest = async ({ world, success, refusal }) => {
  for (const school of [world.alpha, world.beta]) {
    const { body } = await success(200, school.teacher.client.get('/auth/me'));
    assert.deepEqual([body.id, body.email, body.role, body.is_active], [school.teacher.id, school.teacher.email, 'teacher', true]);
    assert.equal(body.profile.name, body.name);
    await refusal(401, 'UNAUTHENTICATED', school.nobody.get('/auth/me'));
  }
  const token = world.alpha.teacher.client.token ?? '';
  await refusal(403, 'TENANT_MISMATCH', world.beta.nobody.with({ token, tenant: 'beta' }).get('/auth/me'));
};

/** The token is spent, its successor works; used again it ends the session, but not within the seconds of a lost answer. */
const refresh: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const person = await newStudent(world);
  const { refresh_token: first } = await newSession(world, alpha, person);
  const { body } = await success(200, visitor(world, alpha).post('/auth/refresh', { refresh_token: first }));
  assert.notEqual(body.refresh_token, first);
  assert.deepEqual([body.token, body.user], [body.access_token, undefined]);
  assert.equal((await visitor(world, alpha).with({ token: body.access_token }).get('/auth/me')).body.id, person.id);
  const again = await success(200, visitor(world, alpha).post('/auth/refresh', { refresh_token: first }));
  assert.equal(again.body.refresh_token, body.refresh_token, 'a lost answer is no theft');
  await refusal(403, 'TENANT_MISMATCH', visitor(world, beta).post('/auth/refresh', { refresh_token: body.refresh_token }));
  await refusal(401, 'UNAUTHENTICATED', visitor(world, alpha).post('/auth/refresh', { refresh_token: 'made up' }));
  await world.server.sql(`UPDATE core.session SET rotated_at = now() - interval '1 minute' WHERE user_id = $1`, [person.id]);
  await refusal(401, 'TOKEN_REUSED', visitor(world, alpha).post('/auth/refresh', { refresh_token: first }));
  await refusal(401, 'TOKEN_REUSED', visitor(world, alpha).post('/auth/refresh', { refresh_token: body.refresh_token }));
};

const logOut: RowTest = async ({ world, success, refusal }) => {
  const person = await newStudent(world);
  const { access_token: token } = await newSession(world, world.alpha, person);
  const session = visitor(world, world.alpha).with({ token, tenant: 'alpha' });
  const { text, headers } = await success(204, session.post('/auth/logout'));
  assert.equal(text, '');
  assert.match(headers.get('set-cookie') ?? '', /^lectern_refresh=; Max-Age=0/);
  assert.equal((await session.get('/auth/me')).status, 401, 'the tokens of that session are refused from now on');
  assert.equal((await person.client.get('/auth/me')).status, 200, 'other sessions go on');
  await refusal(401, 'UNAUTHENTICATED', visitor(world, world.beta).post('/auth/logout'));
};

const changePassword: RowTest = async ({ world, success, refusal }) => {
  const person = await newStudent(world);
  const { access_token: token } = await newSession(world, world.alpha, person);
  const words = { current_password: PASSWORD, new_password: 'another good password' };
  const wrong = await refusal(
    400,
    'VALIDATION_ERROR',
    person.client.post('/auth/change-password', { ...words, current_password: 'not the password' }),
  );
  assert.deepEqual(Object.keys(wrong.body.errors), ['current_password']);
  await refusal(401, 'UNAUTHENTICATED', world.beta.nobody.post('/auth/change-password', words));
  await success(204, person.client.post('/auth/change-password', words));
  const other = visitor(world, world.alpha);
  assert.equal((await other.with({ token, tenant: 'alpha' }).get('/auth/me')).status, 401, 'other sessions end');
  assert.equal((await person.client.get('/auth/me')).status, 200, 'this one goes on');
  await made(200, other.post('/auth/login', { email: person.email, password: words.new_password }));
  assert.equal((await other.post('/auth/login', { email: person.email, password: PASSWORD })).status, 401);
};

const PROVIDER = { issuer: 'https://project.supabase.test', audience: 'authenticated', secret: 'a shared secret of sufficient length' };

/** A token of the front end's own identity service becomes a session, where the institution trusts that issuer. */
const exchange: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const provider = { ...PROVIDER, algorithms: ['HS256'], provision: 'student' };
  await made(200, alpha.admin.client.patch('/tenant', { policies: { identity_providers: [provider] } }));
  const email = `${fresh('external')}@alpha.test`;
  const signed = (secret: string, expires = '5 minutes') =>
    new SignJWT({ email, name: 'From elsewhere', role: 'admin' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(PROVIDER.issuer)
      .setAudience(PROVIDER.audience)
      .setSubject(email)
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(secret));
  const token = await signed(PROVIDER.secret);
  const { body } = await success(200, visitor(world, alpha).post('/auth/exchange', { token }));
  assert.deepEqual([body.user.email, body.user.role], [email, 'student'], 'never by a role claim');
  assert.equal((await visitor(world, alpha).with({ token: body.access_token }).get('/auth/me')).body.id, body.user.id);
  assert.equal((await visitor(world, alpha).post('/auth/exchange', { token })).body.user.id, body.user.id, 'the same person again');
  const forged = await signed('a secret of somebody else altogether');
  await refusal(401, 'UNAUTHENTICATED', visitor(world, alpha).post('/auth/exchange', { token: forged }));
  await refusal(401, 'UNAUTHENTICATED', visitor(world, beta).post('/auth/exchange', { token }));
};

export const authRows: RowTests = {
  'S0-1': signInByEmail,
  'S0-2': register,
  'S0-3': logOut,
  'S0-4': whoAmI,
  'S1-14': register,
  'S1-15': signInByEmail,
  'S1-16': changePassword,
  'S1-17': whoAmI,
  'S1-18': refresh,
  'S3-62': signInByEmail,
  'S3-63': refresh,
  'S3-flow': exchange,
  'S4-71': signInByUsername,
};
