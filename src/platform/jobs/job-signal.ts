import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { JobQueueName } from '../../sdk/jobs.js';

/** Tells the worker of this process in which queue a job was committed, and which one was called off. */
@Injectable()
export class JobSignal {
  private readonly emitter = new EventEmitter<{ queued: [JobQueueName]; cancelled: [string] }>();

  queued(queue: JobQueueName): void {
    this.emitter.emit('queued', queue);
  }

  onQueued(act: (queue: JobQueueName) => void): void {
    this.emitter.on('queued', act);
  }

  cancelled(jobId: string): void {
    this.emitter.emit('cancelled', jobId);
  }

  onCancelled(act: (jobId: string) => void): void {
    this.emitter.on('cancelled', act);
  }
}
