import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { JobQueueName } from '../../sdk/jobs.js';

/** Tells the worker of this process in which queue a job was committed. */
@Injectable()
export class JobSignal {
  private readonly emitter = new EventEmitter<{ queued: [JobQueueName] }>();

  queued(queue: JobQueueName): void {
    this.emitter.emit('queued', queue);
  }

  onQueued(act: (queue: JobQueueName) => void): void {
    this.emitter.on('queued', act);
  }
}
