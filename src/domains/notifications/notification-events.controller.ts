import { Controller } from '@nestjs/common';
import { chatMessageAdded } from '../../sdk/contracts/chat.js';
import { personEnrolled } from '../../sdk/contracts/classes.js';
import { submissionEvaluated } from '../../sdk/contracts/exercises.js';
import { type DomainEvent, type EventData, OnEvent } from '../../sdk/events.js';
import { Notifications } from '../../sdk/notifications.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { enrolled, graded, message } from './notification-kinds.js';

const CLASS_OF_PERSON = `
  SELECT c.name FROM core.enrollment e JOIN core.class c ON c.tenant_id = e.tenant_id AND c.id = e.class_id
  WHERE e.class_id = $1 AND e.user_id = $2`;

/** What people are told of what happens in the core. */
@Controller()
export class NotificationEvents {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly notifications: Notifications,
  ) {}

  @OnEvent(submissionEvaluated)
  async submissionEvaluated({ data }: DomainEvent<EventData<typeof submissionEvaluated>>): Promise<void> {
    const { submission_id, exercise_id, score } = data;
    this.notifications.send(data.student_id, graded, { submission_id, exercise_id, score });
  }

  /** Replies alone: nobody needs to be told of what they said themselves. */
  @OnEvent(chatMessageAdded)
  async chatMessageAdded({ data, subjectId }: DomainEvent<EventData<typeof chatMessageAdded>>): Promise<void> {
    const { session_id, message_id, role } = data;
    if (role === 'assistant' && subjectId !== undefined) this.notifications.send(subjectId, message, { session_id, message_id });
  }

  /** Nobody is told of a class they have left again. */
  @OnEvent(personEnrolled)
  async personEnrolled({ data }: DomainEvent<EventData<typeof personEnrolled>>): Promise<void> {
    const [joined] = await this.uow.query<{ name: string }>(CLASS_OF_PERSON, [data.class_id, data.user_id]);
    if (joined) this.notifications.send(data.user_id, enrolled, { class_id: data.class_id, class_name: joined.name });
  }
}
