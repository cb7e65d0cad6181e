import { Injectable } from '@nestjs/common';
import { SystemAccess } from '../tenancy/system-access.js';
import { ConsumerBreakers } from './consumer-breakers.js';

const FRESH_MS = 5000;
/** A failure or two is weather. */
export const FAILING = `
  SELECT DISTINCT consumer FROM core.parked_event WHERE reason = 'failing' AND attempts >= 3`;

/** Consumers that keep failing, in this process or by what lies parked; asked at most every few seconds. */
@Injectable()
export class FailingConsumers {
  private asked: { readonly at: number; readonly names: Promise<readonly string[]> } | undefined;

  constructor(
    private readonly system: SystemAccess,
    private readonly breakers: ConsumerBreakers,
  ) {}

  async names(): Promise<readonly string[]> {
    const now = performance.now();
    if (!this.asked || now - this.asked.at > FRESH_MS) this.asked = { at: now, names: this.parked() };
    return [...new Set([...this.breakers.paused, ...(await this.asked.names)])].sort();
  }

  private async parked(): Promise<readonly string[]> {
    const rows = await this.system.run((query) => query<{ consumer: string }>(FAILING));
    return rows.map(({ consumer }) => consumer);
  }
}
