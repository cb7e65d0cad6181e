export const RECORD_ACTIVITY = `
  INSERT INTO co_learning.activity (id, room_id, user_id, activity) VALUES ($1, $2, $3, $4) RETURNING created_at`;

/** The id of the oldest of the latest `$2` activities of a room (`$1`), if there are so many. */
const OLDEST_KEPT = 'SELECT id FROM co_learning.activity WHERE room_id = $1 ORDER BY id DESC OFFSET $2 - 1 LIMIT 1';

export const TRIM_ACTIVITIES = `
  DELETE FROM co_learning.activity WHERE id IN (
    SELECT id FROM co_learning.activity WHERE room_id = $1 AND id < (${OLDEST_KEPT}) ORDER BY id FOR UPDATE SKIP LOCKED)`;

/** Before an id (`$3`), newest first, at most `$4`. */
export const LIST_ACTIVITIES = `
  SELECT id, user_id, activity, created_at AS timestamp FROM co_learning.activity
  WHERE room_id = $1 AND id >= coalesce((${OLDEST_KEPT}), '00000000-0000-0000-0000-000000000000') AND ($3::uuid IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

export const COUNT_ACTIVITIES = 'SELECT least(count(*), $2)::int AS total FROM co_learning.activity WHERE room_id = $1';

/** Whether somebody (`$2`) may share something with a room (`$1`) now: it stays as it is until the commit. */
export const HOLD_ROOM_OF_MEMBER = `
  SELECT r.class_id, r.closed_at,
    EXISTS (SELECT 1 FROM co_learning.member m WHERE m.tenant_id = r.tenant_id AND m.room_id = r.id AND m.user_id = $2) AS is_member
  FROM co_learning.room r WHERE r.id = $1 FOR KEY SHARE OF r`;
