import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ProgressModule } from '../progress/progress.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { QuizzesModule } from '../quizzes/quizzes.module.js';
import { AssessmentReading } from './assessment-reading.js';
import { AssessmentTaking } from './assessment-taking.js';
import { AssessmentsController } from './assessments.controller.js';
import { assessmentsPersonalData } from './assessments.personal-data.js';
import { PracticeQuestions } from './practice-questions.js';

@Module({
  imports: [ProgressModule, QuestionsModule, QuizzesModule],
  controllers: [AssessmentsController],
  providers: [PracticeQuestions, AssessmentTaking, AssessmentReading],
})
export class AssessmentsModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('assessments', 'core', assessmentsPersonalData);
  }
}
