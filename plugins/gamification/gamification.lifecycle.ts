import { Injectable } from '@nestjs/common';
import { newId, type PluginLifecycle, UnitOfWork } from 'lectern/sdk';
import { DEFAULT_BADGES } from './badges/default-badges.js';

@Injectable()
export class GamificationLifecycle implements PluginLifecycle {
  constructor(private readonly uow: UnitOfWork) {}

  /** Gives the institution the default badges; those it changed or retired before stay as they are. */
  async onEnable(): Promise<void> {
    await this.uow.run(async (em) => {
      for (const { key, name, description, rule } of DEFAULT_BADGES) {
        await em.query(
          `INSERT INTO gamification.badge (id, key, name, description, rule) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (tenant_id, key) DO NOTHING`,
          [newId(), key, name, description, JSON.stringify(rule)],
        );
      }
    });
  }
}
