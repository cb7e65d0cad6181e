/** Records as `questionRecord` makes them, with their ids, as one JSON array. */
const RECORDS = `jsonb_to_recordset($1::jsonb) AS r (id uuid, type text, use text, question text, "questionKey" text, options text[],
  "correctAnswer" jsonb, "acceptedAnswers" text[], tolerance float8, explanation text, subject text, "subjectKey" text, topic text,
  "topicKey" text, "gradeLevel" int, difficulty int, skills text[], "skillKeys" text[])`;

export const ADD_ALL = `
  INSERT INTO core.question (id, type, use, question, question_key, options, correct_answer, accepted_answers, tolerance, explanation,
    subject, subject_key, topic, topic_key, grade_level, difficulty, skills, skill_keys)
  SELECT r.id, r.type, r.use, r.question, r."questionKey", r.options, r."correctAnswer", r."acceptedAnswers", r.tolerance, r.explanation,
    r.subject, r."subjectKey", r.topic, r."topicKey", r."gradeLevel", r.difficulty, r.skills, r."skillKeys"
  FROM ${RECORDS}`;

/** A graded question stays graded. */
export const CHANGE_ALL = `
  UPDATE core.question q SET type = r.type, use = CASE WHEN q.use = 'graded' THEN q.use ELSE r.use END, question = r.question,
    question_key = r."questionKey", options = r.options, correct_answer = r."correctAnswer", accepted_answers = r."acceptedAnswers",
    tolerance = r.tolerance, explanation = r.explanation, subject = r.subject, subject_key = r."subjectKey", topic = r.topic,
    topic_key = r."topicKey", grade_level = r."gradeLevel", difficulty = r.difficulty, skills = r.skills, skill_keys = r."skillKeys",
    updated_at = now()
  FROM ${RECORDS} WHERE q.id = r.id`;
