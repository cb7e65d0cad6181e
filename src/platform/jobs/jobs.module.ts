import { Global, Module } from '@nestjs/common';
import { Jobs } from '../../sdk/jobs.js';
import { CancelJob } from './cancel-job.js';
import { JobAnnouncer } from './job-announcer.js';
import { JobMetrics } from './job-metrics.js';
import { JobQueue } from './job-queue.js';
import { JobRegistry } from './job-registry.js';
import { JobRunner } from './job-runner.js';
import { JobSignal } from './job-signal.js';
import { JobStore } from './job-store.js';
import { JobWorker } from './job-worker.js';
import { JobsController } from './jobs.controller.js';
import { OwnJobs } from './own-jobs.js';
import { ParkedJobRelease } from './parked-job-release.js';
import { ParkedJobs } from './parked-jobs.js';
import { QueueClient } from './queue-client.js';
import { RunningJobs } from './running-jobs.js';

/** Background work: enqueued with the change that asks for it, done by whichever process works. */
@Global()
@Module({
  controllers: [JobsController],
  providers: [
    CancelJob,
    JobAnnouncer,
    JobMetrics,
    JobQueue,
    { provide: Jobs, useExisting: JobQueue },
    JobRegistry,
    JobRunner,
    JobSignal,
    JobStore,
    JobWorker,
    OwnJobs,
    ParkedJobRelease,
    ParkedJobs,
    QueueClient,
    RunningJobs,
  ],
  exports: [Jobs, JobQueue, JobRegistry, JobStore, OwnJobs],
})
export class JobsModule {}
