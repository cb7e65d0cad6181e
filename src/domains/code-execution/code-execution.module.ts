import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { codeExecutionPersonalData } from './code-execution.personal-data.js';
import { RunQuota } from './quota/run-quota.js';

/** Running code of learners, and how much of it. */
@Module({
  providers: [RunQuota],
  exports: [RunQuota],
})
export class CodeExecutionModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('code-execution', 'core', codeExecutionPersonalData);
  }
}
