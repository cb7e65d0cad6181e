import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../jobs/job-registry.js';
import { ErasePerson, erasePerson } from './erase-person.js';
import { ExportPerson } from './export-person.js';
import { PersonalDataRegistry } from './personal-data-registry.js';
import { TableShapes } from './table-shapes.js';

/** What the installation holds on a person: declared once per table, exported and erased from that. */
@Global()
@Module({
  providers: [ErasePerson, ExportPerson, PersonalDataRegistry, TableShapes],
  exports: [ExportPerson, PersonalDataRegistry],
})
export class PersonalDataModule implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly erasure: ErasePerson,
  ) {}

  onModuleInit(): void {
    this.jobs.add(erasePerson, this.erasure);
  }
}
