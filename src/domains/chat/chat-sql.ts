import type { ChatMessageView, ChatSessionView } from './chat.schemas.js';

export type SessionRow = Required<ChatSessionView>;
export type MessageRow = Required<ChatMessageView>;

/** Of table `s`. */
const SESSION_COLUMNS = `s.id, s.id AS session_id, s.student_id, s.topic, s.agent_type, s.ended_at IS NULL AS is_active, s.created_at, s.updated_at, s.ended_at`;

/** Of table `m`. */
const MESSAGE_COLUMNS = `m.id, m.session_id, m.role, m.content, m.metadata, m.created_at`;

export const ONE_SESSION = `SELECT ${SESSION_COLUMNS} FROM core.chat_session s WHERE s.id = $1`;

/** With how much was said in it. */
export const SESSION_WITH_POSITION = `SELECT ${SESSION_COLUMNS}, s.messages AS position FROM core.chat_session s WHERE s.id = $1`;

export const ADD_SESSION = `
  WITH s AS (INSERT INTO core.chat_session (id, student_id, topic, agent_type) VALUES ($1, $2, $3, $4) RETURNING *)
  SELECT ${SESSION_COLUMNS} FROM s`;

const WANTED = `s.student_id = $1 AND ($2::text IS NULL OR s.agent_type = $2) AND ($3::boolean IS NULL OR (s.ended_at IS NULL) = $3)`;
export const SESSIONS = `
  SELECT ${SESSION_COLUMNS} FROM core.chat_session s WHERE ${WANTED} AND ($4::uuid IS NULL OR s.id < $4) ORDER BY s.id DESC LIMIT $5`;
export const COUNT_SESSIONS = `SELECT count(*)::int AS total FROM core.chat_session s WHERE ${WANTED}`;

export const HOLD_SESSION = `SELECT ${SESSION_COLUMNS} FROM core.chat_session s WHERE s.id = $1 FOR UPDATE`;
export const END_SESSION = `
  WITH s AS (UPDATE core.chat_session SET ended_at = clock_timestamp(), updated_at = clock_timestamp() WHERE id = $1 RETURNING *)
  SELECT ${SESSION_COLUMNS} FROM s`;

/** A page of what was said ends where it would hold more, with at least one message. */
const MOST_BYTES = 8_388_608;
const SIZE = 'octet_length(content) + octet_length(metadata::text)';

/** Of session `$1` after position `$2`, at most `$3`, in order; `found` counts those that do not fit, too. */
export const MESSAGES = `
  SELECT ${MESSAGE_COLUMNS}, m.position, page.found FROM (
    SELECT id, number, bytes, (count(*) OVER ())::int AS found FROM (
      SELECT id, row_number() OVER (ORDER BY position) AS number, sum(${SIZE}) OVER (ORDER BY position) AS bytes
      FROM core.chat_message WHERE session_id = $1 AND position > $2 ORDER BY position LIMIT $3
    ) oldest
  ) page JOIN core.chat_message m ON m.id = page.id
  WHERE page.number = 1 OR page.bytes <= ${MOST_BYTES} ORDER BY m.position`;

/** Of session `$1`, the newest `$2` that fit, in order. */
export const NEWEST_MESSAGES = `
  SELECT ${MESSAGE_COLUMNS} FROM (
    SELECT id, row_number() OVER (ORDER BY position DESC) AS number, sum(${SIZE}) OVER (ORDER BY position DESC) AS bytes
    FROM core.chat_message WHERE session_id = $1 ORDER BY position DESC LIMIT $2
  ) page JOIN core.chat_message m ON m.id = page.id
  WHERE page.number = 1 OR page.bytes <= ${MOST_BYTES} ORDER BY m.position`;
export const COUNT_MESSAGES = 'SELECT count(*)::int AS total FROM core.chat_message WHERE session_id = $1';

export const ONE_MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM core.chat_message m WHERE m.id = $1 AND m.role = 'user'`;
export const REPLY_TO = `SELECT ${MESSAGE_COLUMNS} FROM core.chat_message m WHERE m.reply_to = $1`;

/** While somebody is at work on a reply, they say so more often than this. */
export const LEASE_SECONDS = 15;
const LEASE = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;

/** `$1` session, `$2` whose, `$3` id, `$4` content, `$5` metadata. Nothing where the session is over, or not theirs. */
export const ADD_QUESTION = `
  WITH s AS (
    UPDATE core.chat_session SET messages = messages + 1, updated_at = clock_timestamp()
    WHERE id = $1 AND student_id = $2 AND ended_at IS NULL RETURNING id, student_id, messages, updated_at),
  m AS (
    INSERT INTO core.chat_message (id, session_id, student_id, position, role, content, metadata, awaited_until, created_at)
    SELECT $3, id, student_id, messages, 'user', $4, $5, ${LEASE}, updated_at FROM s RETURNING *)
  SELECT ${MESSAGE_COLUMNS} FROM m`;

/** `$1` session, `$2` id, `$3` the message that is answered, `$4` content, `$5` metadata. Its row is held: it is not over. */
export const ADD_REPLY = `
  WITH s AS (
    UPDATE core.chat_session SET messages = messages + 1, updated_at = clock_timestamp() WHERE id = $1
    RETURNING id, student_id, messages, updated_at),
  m AS (
    INSERT INTO core.chat_message (id, session_id, student_id, position, role, content, metadata, reply_to, created_at)
    SELECT $2, id, student_id, messages, 'assistant', $4, $5, $3, updated_at FROM s RETURNING *)
  SELECT ${MESSAGE_COLUMNS} FROM m`;

/** How many messages of a session wait to be answered. */
export const COUNT_AWAITED = `
  SELECT count(*)::int AS awaited FROM core.chat_message WHERE session_id = $1 AND awaited_until > clock_timestamp()`;

/** Says again that somebody is at work on the reply to `$1`, and whether its turn has come. Nothing when nobody is any more. */
export const RENEW = `
  UPDATE core.chat_message m SET awaited_until = ${LEASE} WHERE m.id = $1 AND m.awaited_until IS NOT NULL
  RETURNING NOT EXISTS (
    SELECT FROM core.chat_message e
    WHERE e.session_id = m.session_id AND e.awaited_until > clock_timestamp() AND e.position < m.position) AS is_next`;

/** Takes over a reply that nobody is at work on. */
export const TAKE_OVER = `
  UPDATE core.chat_message SET awaited_until = ${LEASE}
  WHERE id = $1 AND (awaited_until IS NULL OR awaited_until <= clock_timestamp())
    AND NOT EXISTS (SELECT FROM core.chat_message r WHERE r.reply_to = $1) RETURNING id`;

export const LET_GO = 'UPDATE core.chat_message SET awaited_until = NULL WHERE id = $1';

/** As many of the newest are looked at for what was said before: replies stand no further from their messages. */
const NEAR = 100;

/** What was said before `$2`, at most `$3`, the newest first: each reply after its message, without what was said since. */
export const HISTORY = `
  SELECT m.role, m.content, m.metadata FROM core.chat_message asked
  JOIN core.chat_message m ON m.session_id = asked.session_id AND m.position > asked.position - ${NEAR}
  LEFT JOIN core.chat_message q ON q.id = m.reply_to
  WHERE asked.session_id = $1 AND asked.id = $2 AND coalesce(q.position, m.position) < asked.position
  ORDER BY coalesce(q.position, m.position) DESC, m.position DESC LIMIT $3`;

/** What was said in session `$1` after position `$2`, in order, at most `$3`. */
export const SINCE = `
  SELECT ${MESSAGE_COLUMNS}, m.position FROM core.chat_message m WHERE m.session_id = $1 AND m.position > $2 ORDER BY m.position LIMIT $3`;

/** Where sessions stand. */
export const STANDINGS = `
  SELECT s.id, s.messages AS position, s.ended_at IS NOT NULL AS is_over FROM core.chat_session s WHERE s.id = ANY($1::uuid[])`;
