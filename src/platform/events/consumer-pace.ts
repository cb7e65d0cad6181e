import { Injectable } from '@nestjs/common';
import type { Turn } from './turn.js';

/** What a turn may take, and more for each event, without counting as slow: on a busy machine everything takes a while. */
const FREE_MS = 100;
const FREE_EACH_MS = 5;
const MOST_MS = 600;
const LEAST_TURN_MS = 40;
/** Milliseconds of credit that come back in a second. */
const BACK_PER_SECOND = 100;

interface Credit {
  ms: number;
  at: number;
  aside: boolean;
}

/**
 * How much of everybody's time a consumer has taken. One that takes more than its due, event after event, is set aside
 * for a while: its events then go to the queue it has to itself, without being tried first while others wait.
 */
@Injectable()
export class ConsumerPace {
  private readonly credits = new Map<string, Credit>();

  /** How long others wait for it now, in milliseconds: half of its credit, so that less and less is lost on one that stays slow. */
  turnMs(consumer: string, now = performance.now()): number {
    return this.credits.has(consumer) ? Math.max(LEAST_TURN_MS, this.credit(consumer, now).ms / 2) : MOST_MS / 2;
  }

  /** Whether its events are to be parked without being tried. */
  isAside(consumer: string, now = performance.now()): boolean {
    return this.credits.has(consumer) && this.credit(consumer, now).aside;
  }

  /** Counts what a turn took. One that was over before all was done had nothing for free but what it did. */
  spent(consumer: string, { elapsedMs, done, isOver }: Pick<Turn, 'elapsedMs' | 'done' | 'isOver'>, now = performance.now()): void {
    const over = elapsedMs - FREE_EACH_MS * done - (isOver ? 0 : FREE_MS);
    if (over <= 0) return;
    const credit = this.credit(consumer, now);
    credit.ms -= over;
    if (credit.ms < 0) credit.aside = true;
    this.credits.set(consumer, credit);
  }

  private credit(consumer: string, now: number): Credit {
    const credit = this.credits.get(consumer) ?? { ms: MOST_MS, at: now, aside: false };
    credit.ms = Math.min(MOST_MS, credit.ms + ((now - credit.at) / 1000) * BACK_PER_SECOND);
    credit.at = now;
    if (credit.ms >= MOST_MS / 2) credit.aside = false;
    return credit;
  }
}
