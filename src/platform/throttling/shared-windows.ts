import type { RedisLink } from '../redis/redis-link.js';
import { RedisScript } from '../redis/redis-script.js';
import { waitLeft } from '../redis/waiting-time.js';
import type { LimitCount } from './limit-subjects.js';
import type { CountedRequest, MinuteWindows } from './minute-windows.js';
import { type WindowNote, WindowNotes } from './window-notes.js';

/**
 * Adds to every count of a request, at once. KEYS: a hash for each subject; ARGV for each: name, window in milliseconds, how many, and how
 * many the caller knows of in the window that ends at a moment. A window begins with its first request, by the clock of Redis; one that
 * ends later than a whole window from now was begun when the policy's was longer. What the caller knows of the running window is missing
 * in a Redis that came back empty. Answers how many were counted in it, with these, how many milliseconds are left, and when it ends.
 */
const COUNT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local answer = {}
  for i, key in ipairs(KEYS) do
    local name, window, more = ARGV[5 * i - 4], tonumber(ARGV[5 * i - 3]), tonumber(ARGV[5 * i - 2])
    local known, its = tonumber(ARGV[5 * i - 1]), tonumber(ARGV[5 * i])
    local used, ends = string.match(redis.call('HGET', key, name) or '', '^(%d+):(%d+)$')
    used, ends = tonumber(used or 0), tonumber(ends or 0)
    local isKnown = its > now and its <= now + window
    if ends <= now or ends > now + window then used, ends = 0, isKnown and its or now + window end
    if isKnown then used = math.max(used, known) end
    used = used + more
    redis.call('HSET', key, name, string.format('%.0f:%.0f', used, ends))
    if redis.call('PTTL', key) < ends - now then redis.call('PEXPIRE', key, ends - now) end
    answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = used, ends - now, ends
  end
  return answer`);

const keyOf = (tenantId: string, { subject }: LimitCount): string => `t:${tenantId}:rate_limit:${subject.replace(/^a:/, '')}`;

interface Noted {
  readonly key: string;
  readonly count: LimitCount;
  readonly note: WindowNote;
}

/**
 * Windows of a minute or less, counted by all processes together while Redis is there: of requests that come at once to any of
 * them, exactly as many pass as the policy says. Without it each process grants its share of what is not known to be used up, and
 * tells Redis afterwards what it let pass.
 */
export class SharedWindows {
  private readonly notes = new WindowNotes();

  constructor(
    private readonly link: RedisLink,
    private readonly own: MinuteWindows,
  ) {}

  async count(tenantId: string, counts: readonly LimitCount[]): Promise<readonly CountedRequest[]> {
    // Also while Redis counts: who used up the limit gets no second one for its outage.
    const own = await Promise.all(counts.map((count) => this.own.count(tenantId, count)));
    if (!this.link.isConfigured) return own;
    const noted = counts.map((count): Noted => {
      const key = keyOf(tenantId, count);
      return { key, count, note: this.notes.of(key, count) };
    });
    if (!this.link.isUp || waitLeft() === 0) for (const { note } of noted) note.unsaid += 1;
    else {
      const together = await this.together(noted);
      if (together) return together;
    }
    return own.map((state, index) => withinKnown(state, noted[index]?.note));
  }

  /** What was sent and not answered counts as said: mostly it arrives. */
  private async together(noted: readonly Noted[]): Promise<readonly CountedRequest[] | undefined> {
    const values = noted.flatMap(({ count: { name, windowSeconds }, note }) => [
      ...[name, windowSeconds * 1000, 1 + note.unsaid],
      ...[note.used, note.endsThere],
    ]);
    for (const { note } of noted) note.unsaid = 0;
    const keys = noted.map(({ key }) => key);
    const answer = await this.link.run((redis) => COUNT.run(redis, keys, values));
    if (!answer) return undefined;
    const numbers = answer.value as readonly number[];
    return noted.map(({ count, note }, index) => {
      const [used = 0, left = 0, ends = 0] = numbers.slice(3 * index);
      note.used = used;
      note.endsThere = ends;
      note.endsAt = performance.now() + left;
      return {
        count,
        allowed: used <= count.limit,
        remaining: Math.max(0, count.limit - used),
        resetSeconds: Math.max(1, Math.ceil(left / 1000)),
      };
    });
  }
}

const withinKnown = (own: CountedRequest, note: WindowNote | undefined): CountedRequest => {
  const left = own.count.limit - (note ? note.used + note.unsaid : 0);
  return left >= 0 ? own : { ...own, allowed: false, remaining: 0 };
};
