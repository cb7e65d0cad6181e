import type { Citation } from '../tutor.js';
import type { Phrases } from './phrases.js';

const place = ({ course_title, chapter_title, heading }: Citation): string =>
  `*${course_title}*, chapter “${chapter_title}”${heading === chapter_title ? '' : `, section “${heading}”`}`;

const many = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

const furtherHint = (cost: number | null): string => {
  if (cost === null) return 'That was the last one: you have everything you need.';
  return cost === 0
    ? 'Try that first. If it is not enough, ask me for another hint.'
    : `Try that first. The next hint would cost ${many(cost, 'point')}.`;
};

export const ENGLISH: Phrases = {
  greeting: 'Hello! Ask me anything about your courses: what something means, how it is done, or where it is explained.',
  thanks: 'You are welcome. Go on like that, and ask whenever something is unclear.',
  asksBack: 'I found nothing in your courses that answers this. Can you say it in other words, or name the topic or chapter it belongs to?',
  perhaps: (nearest) => `Perhaps you mean one of these?\n\n${nearest.map((one) => `- ${place(one)}`).join('\n')}`,
  asksForMore: 'What would you like to know? Name the topic, the word or the line that is unclear.',
  source: (citation) => `Source: ${place(citation)}.`,
  seeAlso: (citation) => `See also: ${place(citation)}.`,
  manner: {
    tutor: {},
    mentor: { after: 'Read the whole section, and then decide on one small thing to try with it.' },
    debugger: { before: 'What did you expect, and what happened instead? Compare it with this:' },
    examiner: { after: 'Now you: how would you explain this in one sentence, without looking?' },
    motivator: { before: 'Good that you ask!' },
  },
  example: 'Here is how it is written:',
  noSolution: 'I do not hand out solutions: working it out is what makes it yours. But I can help you on.',
  noKeys:
    'I cannot tell you the answers of a quiz: it is there to show what you know already. Ask me about what it is about, and I will show you where that is explained.',
  whichExercise:
    'Which exercise are you working on? Open it and ask me there, then I can give you its next hint. Or tell me which idea is unclear.',
  hint: (title, { number, count, text, nextCost }) => `Hint ${number} of ${count} for “${title}”:\n\n${text}\n\n${furtherHint(nextCost)}`,
  offer: (title, cost) =>
    `The next hint for “${title}” costs ${many(cost, 'point')} of what you can still reach. Say “yes” if you want it; or try a little longer first.`,
  offerChanged: 'That hint is not to be had in this way any more: the exercise was changed. Ask me for a hint again.',
  offerDeclined: 'Fine, keep at it. The hint waits for you.',
  noFurtherHint: (title, last) =>
    last === undefined
      ? `“${title}” has no hints. Tell me which part of it is unclear, and I will look for the place that explains it.`
      : `You have all hints for “${title}” already. The last one was:\n\n${last}\n\nWhich part of it is unclear?`,
  hintToBeHad: (title) => `If you are stuck with “${title}”, ask me for a hint.`,
  achieved: ({ chapters, exercises, streak }) => {
    const done = [
      ...(chapters > 0 ? [`finished ${many(chapters, 'chapter')}`] : []),
      ...(exercises > 0 ? [`solved ${many(exercises, 'exercise')}`] : []),
    ];
    const days = streak > 1 ? ` You have been at it for ${streak} days in a row.` : '';
    return done.length > 0 ? `You have ${done.join(' and ')} already.${days}` : `Everybody begins with the first chapter.${days}`;
  },
  courage: 'Hard is what learning feels like while it happens. Take one small step: what exactly is the first thing that is unclear?',
};
