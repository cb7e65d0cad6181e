/** For each word; what only a common word finds is found by another word, too, or is no answer. */
const MOST_HITS = 50;
/** Of the learner's own courses. */
const MOST_OWN_COURSES = 8;
const MOST_OWN_CHAPTERS = 300;

/**
 * `$1` words, `$2` the institution, `$3` the learner, `$4` course and `$5` chapter in view, `$6` other
 * words with the places (`$7`) of those they stand for. Stop words of the institution's language count only where there is nothing else. Each word is looked up by the search of the catalogue (by its
 * stems, and by near words when nobody writes it so). Of the course in view and those the learner works on every chapter is looked at, so that common
 * words find them there among thousands. Published courses only, whoever asks: drafts are never quoted.
 */
export const TERMS = `
  WITH given AS MATERIALIZED (
    SELECT a.word, a.n, numnode(plainto_tsquery(core.search_language($2), core.search_text(a.word))) > 0 AS tells
    FROM unnest($1::text[]) WITH ORDINALITY AS a (word, n)
  ), asked AS MATERIALIZED (
    SELECT g.word, g.n FROM given g WHERE g.tells OR NOT EXISTS (SELECT FROM given other WHERE other.tells)
  ), hit AS MATERIALIZED (
    SELECT a.n, s.id, s.total, s.marks
    FROM asked a CROSS JOIN LATERAL core.search_catalogue(a.word || ' ', ARRAY['chapter'], false, ${MOST_HITS}) s
  ), other AS (
    SELECT o.n, array_agg(DISTINCT form) AS marks FROM unnest($6::text[], $7::int[]) AS o (word, n)
    CROSS JOIN LATERAL unnest(core.search_forms(core.search_language($2), core.search_text(o.word))) form GROUP BY o.n
  ), own AS (
    SELECT o.course_id, min(o.rank) AS rank FROM (
      (SELECT c.id AS course_id, 0 AS rank FROM core.course c WHERE c.id = $4::uuid)
      UNION ALL (SELECT h.course_id, 0 FROM core.chapter h WHERE h.id = $5::uuid)
      UNION ALL (SELECT p.course_id, 1 FROM core.course_progress p WHERE p.user_id = $3 ORDER BY p.updated_at DESC LIMIT ${MOST_OWN_COURSES})
      UNION ALL (SELECT k.course_id, 2 FROM core.enrollment e
        JOIN core.class_course k ON k.tenant_id = e.tenant_id AND k.class_id = e.class_id WHERE e.user_id = $3 ORDER BY k.course_id LIMIT ${MOST_OWN_COURSES})
    ) o GROUP BY o.course_id ORDER BY rank, o.course_id LIMIT ${MOST_OWN_COURSES}
  ), near AS MATERIALIZED (
    SELECT e.id, e.words, o.rank FROM own o
    JOIN core.course c ON c.id = o.course_id AND c.status = 'published'
    JOIN core.search_entry e ON e.course_id = c.id AND e.kind = 'chapter' ORDER BY o.rank, e.id LIMIT ${MOST_OWN_CHAPTERS}
  ), term AS MATERIALIZED (
    SELECT a.n, a.word, coalesce(h.marks, '{}') AS marks, coalesce(o.marks, '{}') AS others, coalesce(h.total, 0) AS chapters, coalesce(h.ids, '{}') AS ids
    FROM asked a LEFT JOIN (SELECT n, max(total) AS total, min(marks) AS marks, array_agg(id ORDER BY id) AS ids FROM hit GROUP BY n) h ON h.n = a.n
    LEFT JOIN other o ON o.n = a.n
  )
  SELECT t.word, t.marks, t.others, t.chapters, t.ids,
    ARRAY(SELECT r.id FROM near r WHERE r.rank = 0 AND r.words @@ core.search_any(t.marks || t.others) ORDER BY r.id) AS in_view,
    ARRAY(SELECT r.id FROM near r WHERE r.rank > 0 AND r.words @@ core.search_any(t.marks || t.others) ORDER BY r.id) AS own,
    (SELECT coalesce(sum(c.chapter_count), 0)::int FROM core.course c WHERE c.status = 'published') AS total
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
