import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { ImportQuestions } from './import-questions.js';
import { QuestionAuthoring } from './question-authoring.js';
import { QuestionBank } from './question-bank.js';
import { QuestionListing } from './question-listing.js';
import { QuestionsController } from './questions.controller.js';
import { QuestionReuse } from './question-reuse.js';
import { questionPermissions } from './questions.permissions.js';

@Module({
  controllers: [QuestionsController],
  providers: [QuestionBank, QuestionListing, QuestionAuthoring, QuestionReuse, ImportQuestions],
  exports: [QuestionBank, QuestionReuse, ImportQuestions],
})
export class QuestionsModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(questionPermissions);
  }
}
