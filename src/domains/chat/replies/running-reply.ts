import type { MessageRow } from '../chat-sql.js';

type Listener = (piece: string) => void;

/** A reply in the making. It is made to its end whoever listens. */
export class RunningReply {
  /** The reply as it is stored; rejects with what went wrong. */
  readonly done: Promise<MessageRow>;
  private readonly stopping = new AbortController();
  private readonly said: string[] = [];
  private readonly listeners = new Set<Listener>();

  /** `make` is given what to call with every piece of text, and a signal that it has to end. */
  constructor(make: (say: Listener, stopped: AbortSignal) => Promise<MessageRow>) {
    const say: Listener = (piece) => {
      this.said.push(piece);
      for (const listener of this.listeners) listener(piece);
    };
    this.done = make(say, this.stopping.signal);
    // Whoever waits for it hears of it; if nobody does, it is no failure of the process.
    this.done.catch(() => undefined);
  }

  /** There will be no reply, for this reason; without effect on one that is there already. */
  stop(reason: Error): void {
    this.stopping.abort(reason);
  }

  /** Calls back for every piece, from the first one on, until what it returns is called. */
  listen(listener: Listener): () => void {
    for (const piece of this.said) listener(piece);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
