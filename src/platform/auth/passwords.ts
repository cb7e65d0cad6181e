import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import PQueue from 'p-queue';
import { z } from 'zod';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';

const MAX_BYTES = 72;
/** About 15 s of work at cost 12 on two cores: whoever comes later is better told to try again. */
const MAX_WAITING = 100;

const byteLength = (password: string): number => Buffer.byteLength(password, 'utf8');

/** A new password: 8 to 72 bytes, because bcrypt reads no further. */
export const newPasswordSchema = z
  .string()
  .refine((password) => byteLength(password) >= 8, 'At least 8 bytes')
  .refine((password) => byteLength(password) <= MAX_BYTES, `At most ${MAX_BYTES} bytes`);

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
    return this.enqueue(() => bcrypt.hash(password, this.cost));
  }

  /** Takes the same time whether or not there is a hash to compare with. */
  async verify(password: string, hash: string | null | undefined): Promise<boolean> {
    const known = hash ?? (await (this.decoy ??= bcrypt.hash('nobody has this password', this.cost)));
    const matches = await this.enqueue(() => bcrypt.compare(password, known));
    return matches && hash !== null && hash !== undefined && byteLength(password) <= MAX_BYTES;
  }

  private async enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.queue.size >= MAX_WAITING) throw new Unavailable('sign-in', 5);
    return this.queue.add(work);
  }
}
