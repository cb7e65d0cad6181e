/** How long a run counts that nobody renews: after a crash its place is free again within this time. */
export const LEASE_SECONDS = 30;

/**
 * Reservations of one institution come one after another, for a few statements. Losing the last ones in a crash of the
 * database does no harm (what ran is gone too), so nobody waits for the disk with the lock in hand.
 */
export const LOCK = `SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtextextended('code-run|' || $1, 0))`;

/** `$1` person, `$2` time zone. Times are those of the clock: the transaction may have waited for the lock. */
export const CURRENT_USE = `
  WITH today AS (
    SELECT (clock_timestamp() AT TIME ZONE $2::text)::date AS day,
      (date_trunc('day', clock_timestamp() AT TIME ZONE $2::text) + interval '1 day') AT TIME ZONE $2::text AS midnight
  ), running AS (
    SELECT count(*)::int AS runs, count(*) FILTER (WHERE r.user_id = $1)::int AS own_runs,
      coalesce(sum(r.cpu_ms) FILTER (WHERE r.day = today.day), 0)::float8 AS reserved,
      coalesce(sum(r.cpu_ms) FILTER (WHERE r.day = today.day AND r.user_id = $1), 0)::float8 AS own_reserved
    FROM core.code_run r, today WHERE r.expires_at > clock_timestamp()
  )
  SELECT today.day::text AS day, ceil(extract(epoch FROM today.midnight - clock_timestamp()))::int AS seconds, running.*,
    coalesce((SELECT t.cpu_ms FROM core.code_cpu_total t WHERE t.day = today.day), 0)::float8 AS used,
    coalesce((SELECT d.cpu_ms FROM core.code_cpu_day d WHERE d.day = today.day AND d.user_id = $1), 0)::float8 AS own_used
  FROM today, running`;

/** What nobody settled for an hour is nobody's any more. */
export const ENTER = `
  WITH abandoned AS (DELETE FROM core.code_run WHERE expires_at < clock_timestamp() - interval '1 hour')
  INSERT INTO core.code_run (id, user_id, day, cpu_ms, expires_at)
  VALUES ($1, $2, $3, $4, clock_timestamp() + interval '${LEASE_SECONDS} seconds')`;

export const RENEW = `UPDATE core.code_run SET expires_at = clock_timestamp() + interval '${LEASE_SECONDS} seconds' WHERE id = $1`;

/** Ends a run and puts what it took on its day's account, once. The institution's row is written last, and so held the shortest. */
export const SETTLE = `
  WITH ended AS (
    DELETE FROM core.code_run WHERE id = $1 RETURNING user_id, day
  ), own AS (
    INSERT INTO core.code_cpu_day AS d (day, user_id, runs, cpu_ms) SELECT day, user_id, 1, $2::bigint FROM ended WHERE $2::bigint > 0
    ON CONFLICT (tenant_id, day, user_id) DO UPDATE SET runs = d.runs + 1, cpu_ms = d.cpu_ms + EXCLUDED.cpu_ms
    RETURNING day
  )
  INSERT INTO core.code_cpu_total AS t (day, runs, cpu_ms) SELECT day, 1, $2::bigint FROM own
  ON CONFLICT (tenant_id, day) DO UPDATE SET runs = t.runs + 1, cpu_ms = t.cpu_ms + EXCLUDED.cpu_ms`;
