/** Chapters that are looked at more closely. */
const MOST_HITS = 60;
/** Of the learner's own courses. */
const MOST_OWN_COURSES = 8;
const MOST_OWN_CHAPTERS = 300;

/**
 * `$1` words and how much each is worth (`$2`), `$3` the learner, `$4` course and `$5` chapter in view, `$6` other words with the places (`$7`) of those
 * they stand for. Words are looked up one by one: by their stems, and by near words when nobody writes them so. Of the course in view and
 * those the learner works on every chapter is looked at, so that common words find them there among thousands. Published courses only, whoever
 * asks: drafts are never quoted.
 */
export const TERMS = `
  WITH hit AS MATERIALIZED (
    SELECT s.place AS n, s.marks, s.chapters, s.total, s.ids FROM core.search_terms($1, $2, ${MOST_HITS}) s
  ), other AS (
    SELECT o.n, array_agg(DISTINCT form) AS marks FROM unnest($6::text[], $7::int[]) AS o (word, n)
    CROSS JOIN LATERAL unnest(core.search_forms(core.search_language(nullif(current_setting('app.tenant_id', true), '')::uuid), core.search_text(o.word))) form
    GROUP BY o.n
  ), own AS (
    SELECT o.course_id, min(o.rank) AS rank FROM (
      (SELECT c.id AS course_id, 0 AS rank FROM core.course c WHERE c.id = $4::uuid)
      UNION ALL (SELECT h.course_id, 0 FROM core.chapter h WHERE h.id = $5::uuid)
      UNION ALL (SELECT p.course_id, 1 FROM core.course_progress p WHERE p.user_id = $3 ORDER BY p.updated_at DESC LIMIT ${MOST_OWN_COURSES})
      UNION ALL (SELECT k.course_id, 2 FROM core.enrollment e
        JOIN core.class_course k ON k.tenant_id = e.tenant_id AND k.class_id = e.class_id WHERE e.user_id = $3 ORDER BY k.course_id LIMIT ${MOST_OWN_COURSES})
    ) o GROUP BY o.course_id ORDER BY rank, o.course_id LIMIT ${MOST_OWN_COURSES}
  ), near AS MATERIALIZED (
    SELECT e.id, e.words, o.rank FROM own o JOIN core.search_entry e ON e.course_id = o.course_id AND e.kind = 'chapter'
    WHERE (SELECT c.status FROM core.course c WHERE c.id = o.course_id) = 'published' ORDER BY o.rank, e.id LIMIT ${MOST_OWN_CHAPTERS}
  ), term AS MATERIALIZED (
    SELECT h.n, h.marks, h.chapters, h.total, h.ids, coalesce(o.marks, '{}') AS others FROM hit h LEFT JOIN other o ON o.n = h.n
  )
  SELECT t.n AS place, t.marks, t.others, t.chapters, t.total, t.ids,
    ARRAY(SELECT r.id FROM near r WHERE r.rank = 0 AND r.words @@ core.search_any(t.marks || t.others) ORDER BY r.id) AS in_view,
    ARRAY(SELECT r.id FROM near r WHERE r.rank > 0 AND r.words @@ core.search_any(t.marks || t.others) ORDER BY r.id) AS own
  FROM term t ORDER BY t.n`;

/** Of a long chapter the beginning is read, which bounds what an answer costs. */
const MOST_CHARACTERS = 40_000;

/** `$1` ids, in order. Read under the policies, and published still, whatever named the ids. */
export const CHAPTERS = `
  SELECT c.id AS course_id, c.title AS course_title, concat_ws(' ', c.title, c.subject, left(c.description, 2000)) AS course_about, h.id AS chapter_id, h.title AS chapter_title, left(h.content, ${MOST_CHARACTERS}) AS content
  FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
  JOIN core.chapter h ON h.id = wanted.id
  JOIN core.course c ON c.tenant_id = h.tenant_id AND c.id = h.course_id AND c.status = 'published'
  ORDER BY wanted.place`;

/** Nothing indexes signs: so many chapters are looked through, the newest ones. */
const MOST_LOOKED_THROUGH = 300;
const MOST_WITH_SIGNS = 6;

/** `$1` signs, without blanks. Chapters that have most of them; drafts too, which `CHAPTERS` leaves out. */
export const WITH_SIGNS = `
  SELECT h.id FROM (SELECT id, content FROM core.chapter ORDER BY id DESC LIMIT ${MOST_LOOKED_THROUGH}) h
  CROSS JOIN LATERAL (SELECT count(*) AS signs FROM unnest($1::text[]) s WHERE position(s IN replace(left(h.content, ${MOST_CHARACTERS}), ' ', '')) > 0) has
  WHERE has.signs > 0 ORDER BY has.signs DESC, h.id LIMIT ${MOST_WITH_SIGNS}`;
