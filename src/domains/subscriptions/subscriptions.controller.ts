import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ChangeSubscription } from './change-subscription.js';
import { Subscriptions } from './subscriptions.js';
import {
  type PeriodQuery,
  periodQuery,
  type SubscriptionChanges,
  subscriptionChangesSchema,
  subscriptionPeriodSchema,
  subscriptionSchema,
} from './subscriptions.schemas.js';

@Tag('Subscriptions')
@Controller()
@NoStore()
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly changes: ChangeSubscription,
  ) {}

  @Get('subscriptions/me')
  @Requires(SIGNED_IN)
  @Returns(subscriptionSchema)
  @Summary('The own plan')
  own(@Caller() caller: Principal) {
    return this.subscriptions.view(caller.userId);
  }

  @Get('users/:id/subscription')
  @Requires('billing:write')
  @Returns(subscriptionSchema)
  @Summary('The plan of a person')
  of(@Param('id', { schema: idParam }) id: string) {
    return this.subscriptions.view(id);
  }

  @Put('users/:id/subscription')
  @Requires('billing:write')
  @Returns(subscriptionSchema)
  @Summary('Put a person on a plan, or change its end')
  change(@Param('id', { schema: idParam }) id: string, @Body({ schema: subscriptionChangesSchema }) input: SubscriptionChanges) {
    return this.changes.run(id, input);
  }

  @Get('users/:id/subscription/periods')
  @Requires('billing:write')
  @Returns(subscriptionPeriodSchema, { list: true })
  @Summary('The plans a person was given, newest first')
  periods(@Param('id', { schema: idParam }) id: string, @Query({ schema: periodQuery }) query: PeriodQuery) {
    return this.subscriptions.periods(id, query);
  }
}
