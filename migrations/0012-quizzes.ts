import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** Quizzes, what they ask, the attempts at them with their questions as they were asked, and every grade that was changed. */
export default migration(
  '0012-quizzes',
  `
  CREATE TABLE core.quiz (
    ${TENANT_ID},
    id uuid NOT NULL,
    course_id uuid NOT NULL,
    chapter_id uuid,
    title text NOT NULL,
    premium boolean NOT NULL DEFAULT false,
    passing_score double precision NOT NULL DEFAULT 0.7 CHECK (passing_score BETWEEN 0 AND 1),
    time_limit_seconds integer CHECK (time_limit_seconds > 0),
    max_attempts integer CHECK (max_attempts > 0),
    opens_at timestamptz(3),
    closes_at timestamptz(3),
    feedback text NOT NULL DEFAULT 'full' CHECK (feedback IN ('full', 'correctness', 'none')),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, chapter_id) REFERENCES core.chapter (tenant_id, id) ON DELETE SET NULL (chapter_id)
  );
  CREATE INDEX quiz_of_course ON core.quiz (tenant_id, course_id, id);
  CREATE INDEX quiz_of_chapter ON core.quiz (tenant_id, chapter_id) WHERE chapter_id IS NOT NULL;
  ${tenantTable('core.quiz')}

  CREATE TABLE core.quiz_question (
    ${TENANT_ID},
    quiz_id uuid NOT NULL,
    question_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    -- whole points, so that sums are exact
    points integer NOT NULL CHECK (points >= 1),
    PRIMARY KEY (tenant_id, quiz_id, question_id),
    FOREIGN KEY (tenant_id, quiz_id) REFERENCES core.quiz (tenant_id, id) ON DELETE CASCADE,
    -- a question that a quiz asks stays in the bank
    FOREIGN KEY (tenant_id, question_id) REFERENCES core.question (tenant_id, id)
  );
  CREATE INDEX quiz_question_of ON core.quiz_question (tenant_id, question_id);
  ${tenantTable('core.quiz_question')}

  CREATE TABLE core.quiz_draw (
    ${TENANT_ID},
    quiz_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    subject text,
    topic text,
    difficulty integer CHECK (difficulty BETWEEN 1 AND 5),
    count integer NOT NULL CHECK (count >= 1),
    PRIMARY KEY (tenant_id, quiz_id, position),
    FOREIGN KEY (tenant_id, quiz_id) REFERENCES core.quiz (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.quiz_draw')}

  CREATE TABLE core.quiz_attempt (
    ${TENANT_ID},
    id uuid NOT NULL,
    quiz_id uuid NOT NULL,
    course_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- 1, 2, 3 … of this person at this quiz: whoever takes a number first has it, so no limit is passed by two at once
    number integer NOT NULL CHECK (number >= 1),
    status text NOT NULL CHECK (status IN ('open', 'graded', 'expired')),
    started_at timestamptz(3) NOT NULL,
    deadline timestamptz(3),
    -- as they were asked, with keys and points: later edits of the bank or the quiz change no grade
    questions jsonb NOT NULL,
    -- moves when staff correct a key: answers are graded by the questions as they are when they are stored
    revision integer NOT NULL DEFAULT 1,
    passing_score double precision NOT NULL,
    answers jsonb NOT NULL DEFAULT '{}',
    correct_ids uuid[] NOT NULL DEFAULT '{}',
    score double precision CHECK (score BETWEEN 0 AND 1),
    passed boolean,
    completed_at timestamptz(3),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id, quiz_id, number),
    CHECK ((status = 'graded') = (score IS NOT NULL AND passed IS NOT NULL AND completed_at IS NOT NULL)),
    FOREIGN KEY (tenant_id, quiz_id) REFERENCES core.quiz (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX quiz_attempt_open ON core.quiz_attempt (tenant_id, user_id, quiz_id) WHERE status = 'open';
  CREATE INDEX quiz_attempt_of_quiz ON core.quiz_attempt (tenant_id, quiz_id, id);
  ${tenantTable('core.quiz_attempt')}

  -- The grade an attempt had before staff corrected a key.
  CREATE TABLE core.quiz_regrade (
    ${TENANT_ID},
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    user_id uuid NOT NULL,
    question_id uuid NOT NULL,
    job_id uuid NOT NULL,
    question_before jsonb NOT NULL,
    score_before double precision NOT NULL,
    score_after double precision NOT NULL,
    passed_before boolean NOT NULL,
    passed_after boolean NOT NULL,
    regraded_by uuid,
    regraded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES core.quiz_attempt (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX quiz_regrade_of_attempt ON core.quiz_regrade (tenant_id, attempt_id, id);
  CREATE INDEX quiz_regrade_of_job ON core.quiz_regrade (tenant_id, job_id);
  CREATE INDEX quiz_regrade_of_user ON core.quiz_regrade (tenant_id, user_id);
  CREATE INDEX quiz_regrade_by ON core.quiz_regrade (tenant_id, regraded_by) WHERE regraded_by IS NOT NULL;
  ${tenantTable('core.quiz_regrade')}
  `,
);
