import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Tells the relay of this process that something was committed, so that it need not wait for its poll. */
@Injectable()
export class OutboxSignal {
  private readonly emitter = new EventEmitter();

  written(): void {
    this.emitter.emit('written');
  }

  onWritten(act: () => void): () => void {
    this.emitter.on('written', act);
    return () => this.emitter.off('written', act);
  }
}
