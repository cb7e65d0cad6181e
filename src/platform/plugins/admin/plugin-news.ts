import { Injectable } from '@nestjs/common';
import { pluginChanged } from '../../../sdk/contracts/plugins.js';
import type { EventData } from '../../../sdk/events.js';
import { type ChannelNews, Live } from '../../../sdk/live.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { runForTenant } from '../../context/request-context.js';

export const pluginChangedNews = { event: 'plugin_changed', data: pluginChanged.schema } satisfies ChannelNews;

/** Tells of a plugin that was switched or set up in the open unit of work: other parts of the house, and whoever is connected. */
@Injectable()
export class PluginNews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly live: Live,
  ) {}

  changed(data: EventData<typeof pluginChanged>): void {
    // an operator may be at work for another institution than their own
    const { tenantId } = this.uow;
    this.uow.publish(pluginChanged, { key: tenantId, data });
    this.uow.afterCommit(() => runForTenant(tenantId, () => this.live.toTenant(pluginChangedNews, data)));
  }
}
