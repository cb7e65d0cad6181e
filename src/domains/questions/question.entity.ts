import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { AnswerKey } from './frozen-question.js';
import type { QuestionType, QuestionUse } from './question-kinds.js';

@Entity({ schema: 'core', name: 'question' })
export class Question {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  type: QuestionType;

  @Column('text')
  use: QuestionUse;

  @Column('text')
  question: string;

  @Column('text')
  questionKey: string;

  @Column('text', { array: true })
  options: string[];

  @Column('jsonb')
  correctAnswer: AnswerKey;

  @Column('text', { array: true })
  acceptedAnswers: string[];

  @Column('double precision', { nullable: true })
  tolerance: number | null;

  @Column('text')
  explanation: string;

  @Column('text', { nullable: true })
  subject: string | null;

  @Column('text', { nullable: true })
  subjectKey: string | null;

  @Column('text', { nullable: true })
  topic: string | null;

  @Column('text', { nullable: true })
  topicKey: string | null;

  @Column('int', { nullable: true })
  gradeLevel: number | null;

  @Column('int')
  difficulty: number;

  @Column('text', { array: true })
  skills: string[];

  @Column('text', { array: true })
  skillKeys: string[];

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
