import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Tells the redriver of this process that events were parked that may be tried at once. */
@Injectable()
export class ParkedSignal {
  private readonly emitter = new EventEmitter();

  parked(): void {
    this.emitter.emit('parked');
  }

  onParked(act: () => void): void {
    this.emitter.on('parked', act);
  }
}
