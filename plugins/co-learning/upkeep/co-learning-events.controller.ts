import { Controller } from '@nestjs/common';
import { type DomainEvent, type EventData, OnEvent } from 'lectern/sdk';
import { classDeleted, personRemoved } from 'lectern/sdk/contracts/classes';
import { userUpdated } from 'lectern/sdk/contracts/people';
import { LostAccess } from './lost-access.js';

/** What the plugin listens to. */
@Controller()
export class CoLearningEvents {
  constructor(private readonly lost: LostAccess) {}

  @OnEvent(personRemoved)
  personRemoved({ data }: DomainEvent<EventData<typeof personRemoved>>): Promise<void> {
    return this.lost.leaveClass(data.user_id, data.class_id);
  }

  @OnEvent(classDeleted)
  classDeleted({ data }: DomainEvent<EventData<typeof classDeleted>>): Promise<void> {
    return this.lost.closeClass(data.class_id);
  }

  @OnEvent(userUpdated)
  async userUpdated({ data }: DomainEvent<EventData<typeof userUpdated>>): Promise<void> {
    if (!data.is_active) await this.lost.leaveAll(data.user_id);
  }
}
