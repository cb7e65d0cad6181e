import { Injectable } from '@nestjs/common';
import { TooMany } from '../../sdk/errors.js';
import { LimitReservation } from '../../sdk/http.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import { currentContext, type RequestContext, type SqlQuery } from '../context/request-context.js';
import { API_PREFIX } from '../http/api-prefix.js';
import type { Exchange } from '../http/exchange.js';
import type { RouteFacts } from '../http/route-facts.js';
import { RedisLink } from '../redis/redis-link.js';
import { writeLimitHeaders } from './limit-headers.js';
import { limitCounts } from './limit-subjects.js';
import { MinuteWindows } from './minute-windows.js';
import { effectivePolicy, isLasting } from './policies.js';
import { Reservation } from './reservation.js';
import { SharedWindows } from './shared-windows.js';

const DEFAULT_POLICY = 'default';

const refuse = (states: readonly { readonly allowed: boolean; readonly resetSeconds: number }[]): void => {
  const refused = states.filter(({ allowed }) => !allowed);
  if (refused.length > 0) throw new TooMany(Math.max(...refused.map(({ resetSeconds }) => resetSeconds)));
};

const reservations = new WeakMap<RequestContext, readonly Reservation[]>();

/** Counts requests against the policy of their route. What lies outside the API (health, metrics, docs) is exempt. */
@Injectable()
export class RateLimits extends LimitReservation {
  private readonly windows: SharedWindows;

  constructor(
    config: Config,
    private readonly uow: UnitOfWork,
    redis: RedisLink,
  ) {
    super();
    this.windows = new SharedWindows(redis, new MinuteWindows(config.replicas));
  }

  /** Counts at once, or arranges that the handler's transaction reserves. Throws `TooMany`. */
  async spend(context: RequestContext, { request, response }: Exchange, route: RouteFacts): Promise<void> {
    const { tenant } = context;
    if (!tenant || !request.path.startsWith(`/${API_PREFIX}/`)) return;
    const policy = effectivePolicy(route.limit.policy, tenant.limits);
    const counts = limitCounts(route.limit.policy, policy, context, request.body);
    if (isLasting(policy)) {
      const made = counts.map((count) => new Reservation(count, tenant.timezone, route.limit.freeRepeats, response));
      reservations.set(context, made);
      context.beforeCommit.push(...made);
      return;
    }
    const states = await this.windows.count(tenant.id, counts);
    writeLimitHeaders(response, states);
    refuse(states);
  }

  /** A message of a connection, by which somebody does what a request would have done: it counts like one. Throws `TooMany`. */
  async spendMessage(context: RequestContext): Promise<void> {
    const { tenant } = context;
    const policy = effectivePolicy(DEFAULT_POLICY, tenant?.limits ?? {});
    if (tenant && !isLasting(policy)) refuse(await this.windows.count(tenant.id, limitCounts(DEFAULT_POLICY, policy, context, undefined)));
  }

  /** In the open unit of work: the request failed after its hour and day limits were spent. */
  async giveBack(context: RequestContext): Promise<void> {
    const query: SqlQuery = (sql, parameters = []) => this.uow.em.query(sql, [...parameters]);
    for (const reservation of reservations.get(context) ?? []) await reservation.giveBack(query);
  }

  override refund(): void {
    const context = currentContext();
    for (const reservation of (context && reservations.get(context)) ?? []) reservation.refund();
  }
}
