import { Injectable } from '@nestjs/common';
import { ExportPerson, type PersonalDataSection } from '../../platform/personal-data/export-person.js';
import { People, RecordAccess } from '../../sdk/contracts/people.js';
import { Forbidden } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

export interface PersonalDataView {
  readonly user_id: string;
  readonly exported_at: Date;
  readonly sections: PersonalDataSection[];
}

/** Everything that is held on somebody, for themselves, their guardians and the administration. */
@Injectable()
export class PersonalDataExports {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly people: People,
    private readonly exportPerson: ExportPerson,
  ) {}

  async run(caller: Principal, id: string): Promise<PersonalDataView> {
    await this.access.assertMayRead(caller, id);
    const staff = caller.permissions.has('users:write');
    const entitled = staff || caller.userId === id || (await this.people.childrenOf(caller.userId)).includes(id);
    if (!entitled) throw new Forbidden('You may read this account, not everything that is held on the person');
    return this.uow.run(async () => {
      const sections = [...(await this.exportPerson.run(id))];
      if (caller.userId !== id) {
        this.uow.audit({ action: 'users.personal-data-exported', category: staff ? 'staff' : 'security', target: { type: 'user', id } });
      }
      return { user_id: id, exported_at: new Date(), sections };
    });
  }
}
