import { client } from '../../../src/testing/client.js';
import { PASSWORD, type Person, type School } from '../../../src/testing/world.js';
import { type ContractWorld, made } from '../route-fixture.js';

/** Somebody at the door of an institution: without a token, from an address of their own. */
export const visitor = (world: ContractWorld, school: Pick<School, 'slug'>) => client(world.server, { tenant: school.slug });

/** A new session of somebody: the body of the answer to their sign-in. */
export const newSession = (world: ContractWorld, school: Pick<School, 'slug'>, { email }: Pick<Person, 'email'>) =>
  made(200, visitor(world, school).post('/auth/login', { email, password: PASSWORD }));
