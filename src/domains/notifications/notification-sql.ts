const NOTIFICATION_COLUMNS = 'id, kind, data, created_at, "offset", read_at';

/**
 * Keeps notifications (ids, people, kinds, data, once, in this order) and gives them their offsets. The counters are locked in
 * the order of people, so that transactions that tell several of them never wait for one another in a circle. People who are
 * unknown or being erased are told nothing; what was told once leaves a gap.
 */
export const KEEP_NOTIFICATIONS = `
  WITH given AS (
    SELECT g.*, count(*) OVER (PARTITION BY g.user_id) AS total, row_number() OVER (PARTITION BY g.user_id ORDER BY g.place) AS nth
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[]) WITH ORDINALITY AS g (id, user_id, kind, data, once, place)
    JOIN core.users u ON u.id = g.user_id AND u.erasing_at IS NULL
  ), counted AS (
    INSERT INTO core.notification_counter AS c (user_id, last) SELECT user_id, total FROM given WHERE nth = 1 ORDER BY user_id
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET last = c.last + EXCLUDED.last RETURNING user_id, last
  )
  INSERT INTO core.notification (id, user_id, "offset", kind, data, once)
  SELECT g.id, g.user_id, c.last - g.total + g.nth, g.kind, g.data, g.once FROM given g JOIN counted c ON c.user_id = g.user_id
  ON CONFLICT (tenant_id, user_id, once) WHERE once IS NOT NULL DO NOTHING RETURNING user_id`;

/** Of one person (`$1`), after an offset (`$2`), the unread alone (`$3`), at most `$4`, in order. */
export const NOTIFICATIONS_AFTER = `
  SELECT ${NOTIFICATION_COLUMNS} FROM core.notification
  WHERE user_id = $1 AND "offset" > $2 AND (NOT $3 OR read_at IS NULL) ORDER BY "offset" LIMIT $4`;

export const COUNT_NOTIFICATIONS = `
  SELECT count(*)::int AS total FROM core.notification WHERE user_id = $1 AND "offset" > $2 AND (NOT $3 OR read_at IS NULL)`;

export const LOCK_NOTIFICATION = `SELECT ${NOTIFICATION_COLUMNS} FROM core.notification WHERE id = $1 AND user_id = $2 FOR UPDATE`;

export const READ_NOTIFICATION = `
  UPDATE core.notification SET read_at = now() WHERE id = $1 AND user_id = $2 RETURNING ${NOTIFICATION_COLUMNS}`;

/** Locked in order first: two that read everything at once do not wait for one another in a circle. */
export const READ_ALL_NOTIFICATIONS = `
  WITH unread AS MATERIALIZED (
    SELECT id FROM core.notification WHERE user_id = $1 AND read_at IS NULL AND ($2::bigint IS NULL OR "offset" <= $2)
    ORDER BY "offset" FOR UPDATE
  ), marked AS (
    UPDATE core.notification n SET read_at = now() FROM unread WHERE n.id = unread.id RETURNING 1
  ) SELECT count(*)::int AS read FROM marked`;

/** The offsets that people (`$1`) were given last; none for those who were never told anything. */
export const LAST_OFFSETS = 'SELECT user_id, last FROM core.notification_counter WHERE user_id = ANY($1::uuid[])';
