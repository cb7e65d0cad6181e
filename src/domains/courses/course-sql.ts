/** Prerequisites that are drafts do not exist for those who may not see drafts (`$1` false). */
export const COURSE_COLUMNS = `c.id, c.title, c.description, c.subject, c.grade_level, c.difficulty_level, c.status, c.chapter_count,
  c.created_at, c.updated_at,
  ARRAY(SELECT p.required_id FROM core.course_prerequisite p
    JOIN core.course r ON r.tenant_id = p.tenant_id AND r.id = p.required_id AND ($1 OR r.status = 'published')
    WHERE p.tenant_id = c.tenant_id AND p.course_id = c.id ORDER BY p.position) AS prerequisites`;

/** Learners and strangers see what is published; those who write courses (`$1` true) see all. */
export const VISIBLE = `($1 OR c.status = 'published')`;

export const CHAPTER_COLUMNS = 'h.id, h.course_id, h.title, h.content, h.position, h.created_at, h.updated_at';

const neighbour = (step: '+ 1' | '- 1') =>
  `(SELECT n.id FROM core.chapter n WHERE n.tenant_id = h.tenant_id AND n.course_id = h.course_id AND n.position = h.position ${step})`;

/** Positions have no gaps, so neighbours are found by number. */
export const NEIGHBOURS = `${neighbour('+ 1')} AS next_chapter_id, ${neighbour('- 1')} AS prev_chapter_id`;
