import { searchKey, searchKeyOrNull } from '../../sdk/search-key.js';
import type { QuestionContent } from './question-content.js';

/** A question as its table's columns hold it, with the keys it is looked up by. */
export const questionRecord = (content: QuestionContent) => ({
  type: content.type,
  use: content.use,
  question: content.question,
  questionKey: searchKey(content.question),
  options: [...content.options],
  correctAnswer: content.correct_answer,
  acceptedAnswers: [...content.accepted_answers],
  tolerance: content.tolerance,
  explanation: content.explanation,
  subject: content.subject,
  subjectKey: searchKeyOrNull(content.subject),
  topic: content.topic,
  topicKey: searchKeyOrNull(content.topic),
  gradeLevel: content.grade_level,
  difficulty: content.difficulty,
  skills: [...content.skills],
  skillKeys: content.skills.map(searchKey),
});
