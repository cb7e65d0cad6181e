import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { AttemptReading } from './attempt-reading.js';
import { BeginAttempt } from './begin-attempt.js';
import { OpenAttempts } from './open-attempt.js';
import { QuestionsAtStake } from './questions-at-stake.js';
import { QuizAuthoring } from './quiz-authoring.js';
import { QuizContents } from './quiz-contents.js';
import { QuizQuestions } from './quiz-questions.js';
import { QuizReader } from './quiz-reader.js';
import { QuizReading } from './quiz-reading.js';
import { QuizStates } from './quiz-states.js';
import { QuizTakingController } from './quiz-taking.controller.js';
import { QuizzesController } from './quizzes.controller.js';
import { quizPersonalData } from './quizzes.personal-data.js';
import { RegradeAttempts, regradeAttempts } from './regrading/regrade-attempts.js';
import { RegradeQuiz } from './regrading/regrade-quiz.js';
import { RegradingController } from './regrading/regrading.controller.js';
import { RegradingPages } from './regrading/regrading-pages.js';
import { SubmitQuiz } from './submit-quiz.js';

@Module({
  imports: [CoursesModule, QuestionsModule, ProgressModule],
  // `/quizzes/submit` before `/quizzes/{id}`
  controllers: [QuizTakingController, QuizzesController, RegradingController],
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
    RegradingPages,
    RegradeQuiz,
    RegradeAttempts,
    QuestionsAtStake,
  ],
  exports: [QuizAuthoring, QuestionsAtStake],
})
export class QuizzesModule implements OnModuleInit {
  constructor(
    personalData: PersonalDataRegistry,
    private readonly jobs: JobRegistry,
    private readonly regrading: RegradeAttempts,
  ) {
    personalData.declare('quizzes', 'core', quizPersonalData);
  }

  onModuleInit(): void {
    this.jobs.add(regradeAttempts, this.regrading);
  }
}
