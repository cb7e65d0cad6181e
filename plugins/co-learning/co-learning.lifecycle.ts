import { Injectable } from '@nestjs/common';
import type { PluginLifecycle } from 'lectern/sdk';
import { LostAccess } from './upkeep/lost-access.js';

@Injectable()
export class CoLearningLifecycle implements PluginLifecycle {
  constructor(private readonly lost: LostAccess) {}

  /** Whoever lost access while the plugin was off does not find the door open: nobody told it meanwhile. */
  async onEnable(): Promise<void> {
    await this.lost.reconcile();
  }
}
