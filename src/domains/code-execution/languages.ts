import { Injectable } from '@nestjs/common';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import type { RunnerStatus } from '../../runner/protocol.js';
import { InvalidInput } from '../../sdk/errors.js';
import { caseKindsOf } from './run-kinds.js';
import type { LanguageView } from './languages.schemas.js';

type Language = RunnerStatus['languages'][number];

/** The languages that code may be run in, as the runner tells. Throws `Unavailable('sandbox')` when there is none. */
@Injectable()
export class Languages {
  constructor(private readonly sandbox: Sandbox) {}

  async list(): Promise<LanguageView[]> {
    const { languages, weak } = await this.sandbox.status();
    return languages.map((language) => ({
      ...language,
      kinds: caseKindsOf(language.kinds),
      isolation: weak ? 'weak' : 'strong',
    }));
  }

  /** Throws `InvalidInput` with `errors.language` for one that is unknown. */
  async require(id: string): Promise<Language> {
    const { languages } = await this.sandbox.status();
    const language = languages.find((one) => one.id === id);
    if (!language) throw new InvalidInput({ language: [`Use one of ${languages.map((one) => one.id).join(', ')}`] });
    return language;
  }
}
