import { Controller } from '@nestjs/common';
import { userUpdated } from '../../sdk/contracts/people.js';
import { type DomainEvent, type EventData, OnEvent } from '../../sdk/events.js';
import { Profiles } from './profiles.js';

/** Forgets a changed profile once more: whoever changed it may have ended before it told anybody. */
@Controller()
export class UserEvents {
  constructor(private readonly profiles: Profiles) {}

  @OnEvent(userUpdated)
  async userUpdated({ data }: DomainEvent<EventData<typeof userUpdated>>): Promise<void> {
    this.profiles.forget(data.user_id);
  }
}
