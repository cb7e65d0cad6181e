import { COURSE_COLUMNS, VISIBLE } from '../src/domains/courses/course-sql.js';

// What has no name in the product is repeated here, word for word.

export const COURSE = `SELECT ${COURSE_COLUMNS} FROM core.course c WHERE c.id = $2 AND ${VISIBLE}`;

export const OUTLINE = `
  SELECT c.id AS "courseId", c.status = 'published' AS published,
    ARRAY(SELECT h.id FROM core.chapter h WHERE h.tenant_id = c.tenant_id AND h.course_id = c.id ORDER BY h.position) AS "chapterIds"
  FROM core.course c WHERE c.id = ANY($1::uuid[])`;

export const LOCK_STREAK = `
  INSERT INTO core.streak AS s (user_id) VALUES ($1) ON CONFLICT (tenant_id, user_id) DO UPDATE SET user_id = excluded.user_id
  RETURNING current_days AS "currentDays", longest_days AS "longestDays", last_active_on::text AS "lastActiveOn"`;

export const STORE_STREAK = `
  UPDATE core.streak SET current_days = $2, longest_days = $3, last_active_on = $4::date, updated_at = now() WHERE user_id = $1`;

export const APPEND = `
  INSERT INTO core.progress_event (id, user_id, kind, course_id, chapter_id, trust, occurred_at)
  VALUES ($1, $2, 'chapter_completed', $3, $4, 'client_asserted', $5) ON CONFLICT DO NOTHING RETURNING id`;

export const PROJECT = `
  INSERT INTO core.course_progress AS p (user_id, course_id, completed_chapters, last_accessed) VALUES ($1, $2, ARRAY[$3::uuid], $4)
  ON CONFLICT (tenant_id, user_id, course_id) DO UPDATE SET
    completed_chapters = p.completed_chapters || excluded.completed_chapters, last_accessed = excluded.last_accessed, updated_at = now()
  RETURNING course_id, completed_chapters, last_accessed, created_at, updated_at`;

export const WRITE_OUTBOX = `
  INSERT INTO core.outbox (id, shard, name, topic, key, subject_id, request_id, traceparent, data)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export const CREDENTIALS = 'SELECT * FROM core.users WHERE email_key = $1';

export const OPEN_SESSION = `
  INSERT INTO core.session (id, user_id, token_hash, refresh_expires_at, ends_at, address, user_agent)
  VALUES ($1, $2, $3, now() + make_interval(days => $4), now() + make_interval(days => $5), $6, $7)`;
