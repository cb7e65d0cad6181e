import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ProgressModule } from '../progress/progress.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { AttemptReading } from './attempt-reading.js';
import { BeginAttempt } from './begin-attempt.js';
import { OpenAttempts } from './open-attempt.js';
import { QuizAuthoring } from './quiz-authoring.js';
import { QuizContents } from './quiz-contents.js';
import { QuizQuestions } from './quiz-questions.js';
import { QuizReader } from './quiz-reader.js';
import { QuizReading } from './quiz-reading.js';
import { QuizStates } from './quiz-states.js';
import { QuizTakingController } from './quiz-taking.controller.js';
import { QuizzesController } from './quizzes.controller.js';
import { quizPersonalData } from './quizzes.personal-data.js';
import { SubmitQuiz } from './submit-quiz.js';

@Module({
  imports: [QuestionsModule, ProgressModule],
  // `/quizzes/submit` before `/quizzes/{id}`
  controllers: [QuizTakingController, QuizzesController],
  providers: [
    QuizStates,
    QuizQuestions,
    QuizReader,
    QuizReading,
    QuizContents,
    QuizAuthoring,
    OpenAttempts,
    BeginAttempt,
    SubmitQuiz,
    AttemptReading,
  ],
  exports: [QuizAuthoring],
})
export class QuizzesModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('quizzes', 'core', quizPersonalData);
  }
}
