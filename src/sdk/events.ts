import { Catch, type ExceptionFilter, SetMetadata, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { z } from 'zod';

/** The topics events travel in. */
export const TOPICS = ['student-events', 'exercise-submissions', 'progress-updates', 'chat-messages', 'system-events'] as const;
export type Topic = (typeof TOPICS)[number];

/** A kind of event: `<domain>.<noun>-<past verb>.v<n>`. A change of shape is a new version. */
export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly topic: Topic;
  readonly schema: S;
}

const definitions = new Map<string, EventDefinition>();

/** The definition of an event this process knows, or undefined: it may come from a newer version of the software. */
export const findEvent = (name: string): EventDefinition | undefined => definitions.get(name);

/** Declares a kind of event. Throws when the name is not `<domain>.<noun>-<past verb>.v<n>`. */
export const defineEvent = <S extends z.ZodType>(definition: EventDefinition<S>): EventDefinition<S> => {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*\.v[1-9]\d*$/.test(definition.name)) {
    throw new Error(`Event name ${definition.name} is not <domain>.<noun>-<past verb>.v<n>`);
  }
  definitions.set(definition.name, definition);
  return Object.freeze(definition);
};

export const EVENT_HANDLER = Symbol('lectern.event-handler');

/** What `@OnEvent` leaves on a method for the dispatcher. */
export interface EventHandlerMark {
  readonly consumer: string;
  readonly owner: abstract new (...parameters: never[]) => unknown;
  readonly event: EventDefinition;
}

/** An event as a handler receives it. */
export interface DomainEvent<D = unknown> {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /** The aggregate whose order is kept. */
  readonly key: string;
  /** The person it is about, if any: erasing the person erases the event. */
  readonly subjectId: string | undefined;
  readonly occurredAt: Date;
  readonly requestId: string | undefined;
  readonly data: D;
}

/** What an event of this definition carries. */
export type EventData<E extends EventDefinition> = z.output<E['schema']>;

/** Nest would hide a handler's own error behind "Internal server error"; the dispatcher needs the original. */
@Catch()
class KeepOriginalError implements ExceptionFilter {
  catch(error: unknown) {
    return throwError(() => error);
  }
}

/**
 * Marks a method of an event class as the handler of an event. The class is a `@Controller()` without routes, listed in
 * its module's `controllers`. A handler runs in its own transaction together with its inbox row: at least once,
 * effect once. It touches only the database (what goes outside is a job) and its class and method name are its
 * consumer id, so keep them stable.
 */
export const OnEvent =
  (event: EventDefinition): MethodDecorator =>
  (target, key, descriptor) => {
    const consumer = `${target.constructor.name}.${String(key)}`;
    const owner = target.constructor as EventHandlerMark['owner'];
    const mark: EventHandlerMark = { consumer, owner, event };
    const register = EventPattern(event.name, mark) as MethodDecorator;
    register(target, key, descriptor);
    SetMetadata(EVENT_HANDLER, mark)(target, key, descriptor);
    UseFilters(KeepOriginalError)(target, key, descriptor);
  };
