import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DirectListener } from '../../../platform/database/direct-listener.js';

const CHANNEL = 'lectern_chat';

/** `said`: there is a new message or reply; `let-go`: a message will not be answered now; `ended`: the session has. */
export type ChatChange = 'said' | 'let-go' | 'ended';

type Listener = (change: ChatChange) => void;

/**
 * Tells whoever is concerned with a session that something happened in it: in this process at once, in others by NOTIFY. It
 * carries no content and may get lost: listeners read rows, and ask again by themselves.
 */
@Injectable()
export class ChatSignal implements OnModuleInit {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly origin = randomUUID();

  constructor(private readonly direct: DirectListener) {}

  onModuleInit(): void {
    this.direct.on(CHANNEL, (payload) => {
      const [origin, change, sessionId = ''] = payload.split(' ');
      if (origin !== this.origin) this.tell(sessionId, change as ChatChange);
    });
  }

  /** Call it after the commit. */
  changed(sessionId: string, change: ChatChange): void {
    this.tell(sessionId, change);
    void this.direct.notify(CHANNEL, `${this.origin} ${change} ${sessionId}`);
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
