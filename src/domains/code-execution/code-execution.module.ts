import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { codeExecutionPermissions } from './code-execution.permissions.js';
import { codeExecutionPersonalData } from './code-execution.personal-data.js';
import { CodeController } from './code.controller.js';
import { ExecuteCode } from './execute-code.js';
import { ExecutionHistory } from './execution-history.js';
import { Languages } from './languages.js';
import { RunQuota } from './quota/run-quota.js';
import { Usage } from './usage.js';

/** Running code of learners, and how much of it. */
@Module({
  controllers: [CodeController],
  providers: [RunQuota, Languages, ExecutionHistory, ExecuteCode, Usage],
  exports: [RunQuota, Languages],
})
export class CodeExecutionModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(codeExecutionPermissions);
    personalData.declare('code-execution', 'core', codeExecutionPersonalData);
  }
}
