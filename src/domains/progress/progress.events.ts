import { Controller } from '@nestjs/common';
import { cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { submissionEvaluated } from '../../sdk/contracts/exercises.js';
import { progressLogged } from '../../sdk/contracts/progress.js';
import { type DomainEvent, type EventData, OnEvent } from '../../sdk/events.js';
import { ExerciseEvaluations } from './exercise-evaluations.js';

/** What progress listens to: evaluated exercises, and its own log, should a process have ended before it forgot what it kept. */
@Controller()
export class ProgressEvents {
  constructor(
    private readonly evaluations: ExerciseEvaluations,
    private readonly cache: Cache,
  ) {}

  @OnEvent(submissionEvaluated)
  submissionEvaluated({ data }: DomainEvent<EventData<typeof submissionEvaluated>>): Promise<void> {
    return this.evaluations.take(data);
  }

  @OnEvent(progressLogged)
  async progressLogged({ data }: DomainEvent<EventData<typeof progressLogged>>): Promise<void> {
    this.cache.forget(cacheKeys.progress(data.user_id));
  }
}
