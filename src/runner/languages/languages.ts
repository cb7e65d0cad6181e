import type { Language } from './language.js';
import { javascript } from './javascript/language.js';
import { python } from './python/language.js';

export const LANGUAGES: readonly Language[] = [python, javascript];
