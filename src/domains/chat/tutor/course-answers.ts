import { Injectable } from '@nestjs/common';
import type { Citation, TutorReply } from '../tutor.js';
import { type Asked, replyOf } from './draft-reply.js';
import { threadIn, type Thread } from './earlier.js';
import { excerptOf } from './excerpt.js';
import { fits, type Fitting, nearly } from './fits.js';
import { asksForDefinition, goesOn, refersBack, wantsExample } from './intent.js';
import { PassageSearch } from './passage-search.js';
import { type Passage, rankPassages } from './rank-passages.js';
import { type AskedWord, askedWords, atLeastOneTells, withEarlier } from './words.js';

/** A second source is named when it is almost as good as the first. */
const ALSO = 0.85;
const MOST_SUGGESTIONS = 3;
/** A question of so few words that tell something may point at what was said before. */
const FEW_WORDS = 2;

/** A message of so few words names something, and asks nothing about it. */
const NAMES_ONLY = 3;

interface Ranked extends Fitting {
  readonly passages: readonly Passage[];
}

/** Answers from what the courses say. */
@Injectable()
export class CourseAnswers {
  constructor(private readonly search: PassageSearch) {}

  /** The passage that answers; undefined when none does. */
  async answer(asked: Asked, closing?: string): Promise<TutorReply | undefined> {
    const { question, language } = asked;
    const words = askedWords(question.content, language);
    const thread = threadIn(question);
    if (thread && goesBack(question.content, words)) {
      const reply = await this.goOn(asked, words, thread, closing);
      if (reply) return reply;
    }
    const ranked = await this.rank(asked, thread ? words : withTopic(words, asked));
    const best = bestThatFits(ranked);
    return best && this.quote(asked, { ...ranked, passages: [best, ...ranked.passages.filter((one) => one !== best)] }, closing);
  }

  /** Asks back, and names what comes nearest if something comes near. */
  async askBack(asked: Asked): Promise<TutorReply> {
    const words = askedWords(asked.question.content, asked.language);
    if (words.length === 0) return replyOf('question', [asked.phrases.asksForMore]);
    const ranked = await this.rank(asked, words);
    const suggestions = distinct(ranked.passages.filter((passage) => nearly(passage, ranked)))
      .slice(0, MOST_SUGGESTIONS)
      .map(citationOf);
    const perhaps = suggestions.length > 0 ? asked.phrases.perhaps(suggestions) : undefined;
    return replyOf('question', [asked.phrases.asksBack, perhaps], suggestions.length > 0 ? { suggestions } : {});
  }

  /** The passage that was suggested, if it is still to be read. */
  async suggested(asked: Asked, { asked: earlier, chapterId, heading }: Thread): Promise<TutorReply | undefined> {
    const words = earlier.slice(-1).flatMap((text) => askedWords(text, asked.language));
    const ranked = await this.rank(asked, words, chapterId);
    const meant = ranked.passages.filter(({ chapter }) => chapter.chapter_id === chapterId);
    const best = meant.find((one) => citationOf(one).heading === heading) ?? meant[0];
    return best && this.quote(asked, { ...ranked, passages: [best] });
  }

  /** What the words of a question that is no sentence lead to, such as the topic of an exercise. */
  async about(asked: Asked, text: string): Promise<Citation | undefined> {
    const ranked = { ...(await this.rank(asked, askedWords(text, asked.language))), named: true };
    const best = bestThatFits(ranked);
    return best && citationOf(best);
  }

  /** A question that goes on from the last answer: its words and those of before, in the chapter that was quoted. */
  private async goOn(asked: Asked, words: readonly AskedWord[], thread: Thread, closing?: string): Promise<TutorReply | undefined> {
    const { content } = asked.question;
    const earlier = meantBefore(thread.asked.map((text) => askedWords(text, asked.language)));
    const ranked = await this.rank(asked, withEarlier(words, earlier), thread.chapterId);
    const { passages } = ranked;
    // `why?` says nothing that could fit
    const best = words.some(tells) ? passages[0] : passages.find(({ chapter }) => chapter.chapter_id === thread.chapterId);
    if (!best || (words.some(tells) && !fits(best, ranked))) return undefined;
    const example = wantsExample(content);
    const sameChapter = passages.filter(({ chapter }) => chapter.chapter_id === best.chapter.chapter_id);
    const isNew = (one: Passage) => one.chapter.chapter_id !== thread.chapterId || citationOf(one).heading !== thread.heading;
    const next = example ? sameChapter.find(({ blocks }) => blocks.some(({ kind }) => kind === 'code')) : sameChapter.find(isNew);
    return this.quote(asked, { ...ranked, passages: [next ?? best, ...passages] }, closing, example);
  }

  private async rank({ question, language, foreign }: Asked, words: readonly AskedWord[], quoted?: string): Promise<Ranked> {
    const { studentId, about, content } = question;
    const definition = asksForDefinition(content);
    const { terms, chapters } = await this.search.find(atLeastOneTells(words), {
      studentId,
      ...about,
      quoted,
      foreign: foreign ? language : undefined,
    });
    return {
      terms,
      passages: rankPassages(terms, chapters, { language, definition }),
      named: definition || content.trim().split(/\s+/).length <= NAMES_ONLY,
      onlyVague: !words.some(tells),
      onlyCommon: terms.every(({ vague, common }) => vague || common),
    };
  }

  private quote({ question, phrases }: Asked, ranked: Ranked, closing?: string, example = false): TutorReply | undefined {
    const [best, ...rest] = ranked.passages;
    if (!best) return undefined;
    const also = rest.find((one) => one.chapter.chapter_id !== best.chapter.chapter_id);
    const second = also && also.score >= ALSO * best.score && fits(also, ranked) ? citationOf(also) : undefined;
    const { before, after } = phrases.manner[question.agentType];
    const first = citationOf(best);
    const sources = [phrases.source(first), ...(second ? [phrases.seeAlso(second)] : [])].join(' ');
    return replyOf('answer', [example ? phrases.example : before, excerptOf(best, example), sources, closing ?? after], {
      citations: second ? [first, second] : [first],
    });
  }
}

/** What points at nothing that was said points at what the conversation was begun for. */
const withTopic = (words: readonly AskedWord[], { question, language }: Asked): readonly AskedWord[] =>
  question.topic !== null && goesBack(question.content, words) ? withEarlier(words, askedWords(question.topic, language)) : words;

const tells = ({ vague }: AskedWord): boolean => !vague;

/** The last question, and those before it as far as it went on from them itself. */
const meantBefore = (questions: readonly (readonly AskedWord[])[]): AskedWord[] => {
  const begins = questions.findLastIndex((words) => words.some(tells));
  return questions.slice(Math.max(begins, 0)).flat();
};

const goesBack = (content: string, words: readonly AskedWord[]): boolean => {
  const telling = words.filter(tells).length;
  return telling === 0 || (telling <= FEW_WORDS && (goesOn(content) || refersBack(content)));
};

/** The best one, or one that is hardly worse and says more of what was asked. */
const bestThatFits = (ranked: Ranked): Passage | undefined =>
  ranked.passages.find((one) => one.score >= ALSO * (ranked.passages[0]?.score ?? 0) && fits(one, ranked));

/** The best of each chapter. */
const distinct = (passages: readonly Passage[]): Passage[] =>
  [...new Map(passages.toReversed().map((one) => [one.chapter.chapter_id, one])).values()].sort((a, b) => b.score - a.score);

const citationOf = ({ chapter, section }: Passage): Citation => ({
  course_id: chapter.course_id,
  course_title: chapter.course_title,
  chapter_id: chapter.chapter_id,
  chapter_title: chapter.chapter_title,
  heading: section.heading ?? chapter.chapter_title,
});
