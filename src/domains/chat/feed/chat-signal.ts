import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProcessBus } from '../../../platform/realtime/bus/process-bus.js';

const TOPIC = 'chat.session-changed';

/** `said`: there is a new message or reply; `let-go`: a message will not be answered now; `ended`: the session has. */
export type ChatChange = 'said' | 'let-go' | 'ended';

type Listener = (change: ChatChange) => void;

/**
 * Tells whoever is concerned with a session that something happened in it, in this process and in the others. It carries no
 * content and may get lost: listeners read rows, and ask again by themselves.
 */
@Injectable()
export class ChatSignal implements OnModuleInit {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly bus: ProcessBus) {}

  onModuleInit(): void {
    this.bus.on<readonly [string, ChatChange]>(TOPIC, ([sessionId, change]) => this.tell(sessionId, change));
  }

  /** Call it after the commit. */
  changed(sessionId: string, change: ChatChange): void {
    this.tell(sessionId, change);
    this.bus.say(TOPIC, [sessionId, change]);
  }

  /** Calls back until what it returns is called. */
  listen(sessionId: string, listener: Listener): () => void {
    const known = this.listeners.get(sessionId);
    if (known) known.add(listener);
    else this.listeners.set(sessionId, new Set([listener]));
    return () => {
      const left = this.listeners.get(sessionId);
      left?.delete(listener);
      if (left?.size === 0) this.listeners.delete(sessionId);
    };
  }

  private tell(sessionId: string, change: ChatChange): void {
    for (const listener of [...(this.listeners.get(sessionId) ?? [])]) listener(change);
  }
}
