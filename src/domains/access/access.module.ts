import { Global, Module } from '@nestjs/common';
import { People, RecordAccess } from '../../sdk/contracts/people.js';
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
  ],
  exports: [RecordAccess, People],
})
export class AccessModule {}
