import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { QuestionBank } from './question-bank.js';
import { questionPermissions } from './questions.permissions.js';

@Module({
  providers: [QuestionBank],
  exports: [QuestionBank],
})
export class QuestionsModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(questionPermissions);
  }
}
