import { Injectable } from '@nestjs/common';
import { People, RecordAccess } from '../../sdk/contracts/people.js';
import { Forbidden, InvalidInput, NotFound } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type GuardianLinkView, guardianLinkView } from './guardian-link.view.js';
import { type GuardianLink, GuardianLinks, type GuardianLinkState } from './guardian-links.js';
import { User } from './user.entity.js';
import { type UserView, userView } from './user.view.js';

type Party = 'staff' | 'guardian' | 'child';

/**
 * Guardian links are pending, active or ended: active when staff make them; one that a parent asks for waits until the
 * child's account confirms it. Staff and the guardian may end any, the child only one that still waits.
 */
@Injectable()
export class Guardians {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: GuardianLinks,
    private readonly access: RecordAccess,
    private readonly people: People,
    private readonly preconditions: Preconditions,
  ) {}

  async children(caller: Principal, guardianId: string): Promise<UserView[]> {
    await this.access.assertMayRead(caller, guardianId);
    return this.uow.run(async (em) => {
      const ids = await this.people.childrenOf(guardianId);
      const children =
        ids.length === 0 ? [] : await em.createQueryBuilder(User, 'u').where('u.id IN (:...ids)', { ids }).orderBy('u.id').getMany();
      return children.map(userView);
    });
  }

  async ofChild(caller: Principal, childId: string): Promise<GuardianLinkView[]> {
    await this.access.assertMayRead(caller, childId);
    return (await this.links.ofChild(childId)).map((link) => guardianLinkView(link, link.name));
  }

  async link(caller: Principal, childId: string, guardianId: string): Promise<GuardianLinkView> {
    const party = partyOf(caller, childId, guardianId);
    return this.uow.run(async () => {
      const guardian = await this.assertFit(childId, guardianId);
      const existing = await this.links.lock(guardianId, childId);
      this.preconditions.check(existing && guardianLinkView(existing, guardian.name));
      const status = nextState(party, existing);
      const link = existing?.status === status ? existing : await this.links.set(guardianId, childId, status, caller.userId);
      if (party === 'staff' && link !== existing) this.audit('users.guardian-linked', childId, guardianId);
      return guardianLinkView(link, guardian.name);
    });
  }

  async unlink(caller: Principal, childId: string, guardianId: string): Promise<void> {
    const party = partyOf(caller, childId, guardianId);
    await this.uow.run(async () => {
      const link = await this.links.lock(guardianId, childId);
      if (!link || link.status === 'ended') throw new NotFound('guardian-link');
      if (party === 'child' && link.status === 'active') throw new Forbidden('Only the guardian or the institution may end this link');
      await this.links.set(guardianId, childId, 'ended', caller.userId);
      if (party === 'staff') this.audit('users.guardian-unlinked', childId, guardianId);
    });
  }

  private async assertFit(childId: string, guardianId: string): Promise<User> {
    const people = await this.uow.em
      .createQueryBuilder(User, 'u')
      .where('u.id IN (:...ids)', { ids: [childId, guardianId] })
      .getMany();
    const child = people.find((person) => person.id === childId);
    const guardian = people.find((person) => person.id === guardianId);
    if (!child || !guardian) throw new NotFound('user');
    if (guardian.role !== 'parent') throw new InvalidInput({ guardian_id: ['Must be an account with the role parent'] });
    if (child.role !== 'student') throw new InvalidInput({ id: ['Must be an account with the role student'] });
    return guardian;
  }

  private audit(action: string, childId: string, guardianId: string): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'user', id: childId }, detail: { guardian_id: guardianId } });
  }
}

const partyOf = (caller: Principal, childId: string, guardianId: string): Party => {
  if (caller.permissions.has('users:write')) return 'staff';
  if (caller.userId === childId) return 'child';
  if (caller.userId === guardianId && caller.role === 'parent') return 'guardian';
  throw new Forbidden('Only the institution, the parent and the child may change this link');
};

/** The child confirms what was asked for; it does not choose a guardian by itself. */
const nextState = (party: Party, existing: GuardianLink | undefined): GuardianLinkState => {
  if (party === 'staff') return 'active';
  if (party === 'guardian') return existing?.status === 'active' ? 'active' : 'pending';
  if (!existing || existing.status === 'ended') throw new NotFound('guardian-link');
  return 'active';
};
