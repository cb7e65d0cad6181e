import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

@Entity({ schema: 'core', name: 'chapter' })
export class Chapter {
  @PrimaryColumn('uuid', { name: 'tenant_id', update: false, default: () => "current_setting('app.tenant_id')::uuid" })
  tenantId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  courseId: string;

  @Column('text')
  title: string;

  /** Markdown. */
  @Column('text')
  content: string;

  /** `order` on the wire: 1 to the course's number of chapters, without gaps. */
  @Column('int')
  position: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
