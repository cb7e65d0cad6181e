import { Controller } from '@nestjs/common';
import { localeChanged } from '../../sdk/contracts/tenants.js';
import { OnEvent } from '../../sdk/events.js';
import { Jobs } from '../../sdk/jobs.js';
import { indexAgain } from './index-again.js';

/** What search listens to. */
@Controller()
export class SearchEvents {
  constructor(private readonly jobs: Jobs) {}

  @OnEvent(localeChanged)
  async localeChanged(): Promise<void> {
    await this.jobs.enqueue(indexAgain, {});
  }
}
