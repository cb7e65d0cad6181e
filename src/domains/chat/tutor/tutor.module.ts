import { Module } from '@nestjs/common';
import { Tutor } from '../tutor.js';
import { PassageSearch } from './passage-search.js';
import { RulesTutor } from './rules-tutor.js';

/** The engine `rules`: what stands behind the port `Tutor` unless something else is bound to it. */
@Module({ providers: [PassageSearch, { provide: Tutor, useClass: RulesTutor }], exports: [Tutor] })
export class TutorModule {}
