export type CacheKind = 'profile' | 'progress' | 'content' | 'content_item';

/** What is kept, as the API names it; the tenant's prefix is added by the cache. */
export interface CacheKey {
  readonly kind: CacheKind;
  readonly name: string;
}

const key = (kind: CacheKind, ...parts: readonly (string | number)[]): CacheKey => ({ kind, name: parts.join(':') });

/** Parts stay apart: a subject may contain what separates them, or what stands for all of them. */
const part = (text: string): string => text.replaceAll(/[%:*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** At most this long is a profile, a summary or a piece of content kept. */
export const CACHE_SECONDS = 300;

/** The keys of the API. `subject` and `topic` are compared by them: give their normalised forms. */
export const cacheKeys = {
  profile: (userId: string): CacheKey => key('profile', 'user', userId, 'profile'),
  progress: (userId: string): CacheKey => key('progress', 'user', userId, 'progress'),
  /** A package. */
  content: (grade: number, subject: string): CacheKey => key('content', 'content', grade, part(subject)),
  contentItem: (grade: number, subject: string, topic: string): CacheKey =>
    key('content_item', 'content', grade, part(subject), part(topic)),
  /** To forget every package and item of the tenant, when more changed than can be named. */
  everyContent: (): CacheKey => key('content', 'content', '*'),
} as const;

/** Whether the full key stands for all that begin with what precedes its star. */
export const isPattern = (fullKey: string): boolean => fullKey.endsWith(':*');

/** Whether the pattern stands for this key. */
export const covers = (pattern: string, fullKey: string): boolean => fullKey.startsWith(pattern.slice(0, -1));

/** The one pattern that a full key may be forgotten by: tenant and first part, `t:<tenant>:content:*`. */
export const patternOf = (fullKey: string): string => `${fullKey.split(':', 3).join(':')}:*`;
