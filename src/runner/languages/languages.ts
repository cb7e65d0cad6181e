import type { Language } from './language.js';
import { c } from './c/language.js';
import { javascript } from './javascript/language.js';
import { python } from './python/language.js';

export const LANGUAGES: readonly Language[] = [python, javascript, c];
