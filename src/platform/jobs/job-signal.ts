import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Tells the worker of this process that a job was committed. */
@Injectable()
export class JobSignal {
  private readonly emitter = new EventEmitter();

  queued(): void {
    this.emitter.emit('queued');
  }

  onQueued(act: () => void): void {
    this.emitter.on('queued', act);
  }
}
