import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import PQueue from 'p-queue';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { MAX_PASSWORD_BYTES } from './new-password-schema.js';

/** About 15 s of work at cost 12 on two cores: whoever comes later is better told to try again. */
const MAX_WAITING = 100;

/** Signing in comes first: strangers may register as fast as they like, and must not keep people out by it. */
const PRIORITY = { verify: 1, hash: 0 } as const;

/** bcrypt in a bounded queue of its own, so that a rush of sign-ins never stalls other requests. */
@Injectable()
export class Passwords {
  private readonly queue = new PQueue({ concurrency: Math.max(1, Math.min(4, availableParallelism()) - 1) });
  private readonly cost: number;
  private decoy: Promise<string> | undefined;

  constructor(config: Config) {
    this.cost = config.bcryptCost;
  }

  /** Not inside a unit of work, where it would hold a connection for a quarter of a second. */
  async hash(password: string): Promise<string> {
    return this.enqueue('hash', () => bcrypt.hash(password, this.cost));
  }

  /** Takes the same time whether or not there is a hash to compare with. */
  async verify(password: string, hash: string | null | undefined): Promise<boolean> {
    const known = hash ?? (await (this.decoy ??= bcrypt.hash('nobody has this password', this.cost)));
    const matches = await this.enqueue('verify', () => bcrypt.compare(password, known));
    return matches && hash !== null && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  }

  private async enqueue<T>(kind: keyof typeof PRIORITY, work: () => Promise<T>): Promise<T> {
    const priority = PRIORITY[kind];
    if (this.queue.sizeBy({ priority }) >= MAX_WAITING) throw new Unavailable('sign-in', 5);
    return this.queue.add(work, { priority });
  }
}
