import { Injectable } from '@nestjs/common';
import { Tutor, type TutorQuestion, type TutorReply } from '../tutor.js';
import { PassageSearch } from './passage-search.js';
import { sectionsOf } from './sections.js';

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const ASKS_BACK = 'I found nothing about that in your courses. Can you say it in other words, or name the topic?';

/** Answers from the institution's own courses, by rules alone: the same question gets the same answer. */
@Injectable()
export class RulesTutor extends Tutor {
  constructor(private readonly search: PassageSearch) {
    super();
  }

  async *reply(question: TutorQuestion, signal: AbortSignal): AsyncGenerator<string, TutorReply, void> {
    const reply = await this.answer(question);
    for (const [piece] of reply.content.matchAll(/\S+\s*|\s+/g)) {
      signal.throwIfAborted();
      yield piece;
    }
    return reply;
  }

  private async answer({ content }: TutorQuestion): Promise<TutorReply> {
    const words = [...content.matchAll(WORD)].map(([word]) => word).slice(0, 16);
    const [chapter] = words.length === 0 ? [] : await this.search.chapters(words);
    const section = chapter && sectionsOf(chapter.content)[0];
    if (!chapter || !section) return { content: ASKS_BACK, metadata: { engine: 'rules', citations: [], kind: 'question' } };
    const { content: _whole, ...where } = chapter;
    const text = `${section.text.slice(0, 700)}\n\n(${where.course_title}, ${where.chapter_title})`;
    return { content: text, metadata: { engine: 'rules', kind: 'answer', citations: [{ ...where, heading: section.heading }] } };
  }
}
