import { Global, Module } from '@nestjs/common';
import { ClassMembership } from '../../sdk/contracts/classes.js';
import { People, RecordAccess } from '../../sdk/contracts/people.js';
import { EnrolledMembership } from '../classes/enrolled-membership.js';
import { ClassesModule } from '../classes/classes.module.js';
import { LinkedRecordAccess } from './linked-record-access.js';
import { TenantPeople } from './tenant-people.js';

/** Who may read whom, for every domain and plugin. */
@Global()
@Module({
  imports: [ClassesModule],
  providers: [
    { provide: RecordAccess, useClass: LinkedRecordAccess },
    { provide: People, useClass: TenantPeople },
    { provide: ClassMembership, useExisting: EnrolledMembership },
  ],
  exports: [RecordAccess, People, ClassMembership],
})
export class AccessModule {}
