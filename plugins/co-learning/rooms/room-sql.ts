/** `$1` is the caller, here and below. */
const ROOM = `
  SELECT r.id, r.name, r.topic, r.capacity, r.class_id, r.created_by, r.closed_at, r.created_at, r.updated_at,
    m.member_count, m.is_member
  FROM co_learning.room r CROSS JOIN LATERAL (
    SELECT count(*)::int AS member_count, coalesce(bool_or(m.user_id = $1), false) AS is_member
    FROM co_learning.member m WHERE m.tenant_id = r.tenant_id AND m.room_id = r.id) m`;

export const FIND_ROOM = `${ROOM} WHERE r.id = $2`;

/** Whoever joins, leaves or closes takes this first: places are given one after the other. */
export const LOCK_ROOM = 'SELECT 1 FROM co_learning.room WHERE id = $1 FOR UPDATE';

/** The rooms somebody sees: all (`$2`), or those without a class and of these classes (`$3`); closed (`$4`) or open, which has an index of its own. */
const SEEN = `
  ($2 OR r.class_id IS NULL OR r.class_id = ANY($3::uuid[])) AND ($4 AND r.closed_at IS NOT NULL OR NOT $4 AND r.closed_at IS NULL) AND ($5::uuid IS NULL OR r.class_id = $5)
  AND ($6::boolean IS NULL OR $6 = EXISTS
    (SELECT 1 FROM co_learning.member o WHERE o.tenant_id = r.tenant_id AND o.room_id = r.id AND o.user_id = $1))`;

export const LIST_ROOMS = `${ROOM} WHERE ${SEEN} AND ($7::uuid IS NULL OR r.id > $7) ORDER BY r.id LIMIT $8`;

export const COUNT_ROOMS = `SELECT count(*)::int AS total FROM co_learning.room r WHERE ${SEEN}`;

export const CREATE_ROOM = `
  INSERT INTO co_learning.room (id, name, topic, capacity, class_id, created_by) VALUES ($1, $2, $3, $4, $5, $6)`;

export const UPDATE_ROOM = 'UPDATE co_learning.room SET name = $2, topic = $3, capacity = $4, updated_at = now() WHERE id = $1';

export const CLOSE_ROOM =
  'UPDATE co_learning.room SET closed_at = now(), updated_at = now() WHERE id = $1 AND closed_at IS NULL RETURNING id';

export const OPEN_ROOMS_OF = 'SELECT count(*)::int AS total FROM co_learning.room WHERE created_by = $1 AND closed_at IS NULL';

export const ADD_MEMBER = 'INSERT INTO co_learning.member (room_id, user_id) VALUES ($1, $2)';

export const REMOVE_MEMBER = 'DELETE FROM co_learning.member WHERE room_id = $1 AND user_id = $2 RETURNING user_id';

export const LIST_MEMBERS = `
  SELECT user_id, joined_at FROM co_learning.member WHERE room_id = $1 AND ($2::uuid IS NULL OR user_id > $2) ORDER BY user_id LIMIT $3`;
