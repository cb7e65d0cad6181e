import type { RedisLink } from '../redis/redis-link.js';
import { RedisScript } from '../redis/redis-script.js';
import type { LimitCount } from './limit-subjects.js';
import type { CountedRequest, MinuteWindows } from './minute-windows.js';

/**
 * Adds one to every count of a request, at once. KEYS: a hash for each subject; ARGV: name and window in milliseconds, for each.
 * A window begins with its first request, by the clock of Redis; one that ends later than a whole window from now was begun
 * when the policy's was longer. Answers how many were counted in it, with this one, and how many milliseconds are left.
 */
const COUNT = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local answer = {}
  for i, key in ipairs(KEYS) do
    local name, window = ARGV[2 * i - 1], tonumber(ARGV[2 * i])
    local used, ends = string.match(redis.call('HGET', key, name) or '', '^(%d+):(%d+)$')
    used, ends = tonumber(used or 0), tonumber(ends or 0)
    if ends <= now or ends > now + window then used, ends = 0, now + window end
    used = used + 1
    redis.call('HSET', key, name, string.format('%.0f:%.0f', used, ends))
    if redis.call('PTTL', key) < ends - now then redis.call('PEXPIRE', key, ends - now) end
    answer[2 * i - 1], answer[2 * i] = used, ends - now
  end
  return answer`);

const keyOf = (tenantId: string, { subject }: LimitCount): string => `t:${tenantId}:rate_limit:${subject.replace(/^a:/, '')}`;

/**
 * Windows of a minute or less, counted by all processes together while Redis is there: of requests that come at once to any of
 * them, exactly as many pass as the policy says. Without it each process grants its share, less what it has let pass before.
 */
export class SharedWindows {
  constructor(
    private readonly link: RedisLink,
    private readonly own: MinuteWindows,
  ) {}

  async count(tenantId: string, counts: readonly LimitCount[]): Promise<readonly CountedRequest[]> {
    // Also while Redis counts: who used up the limit gets no second one for its outage.
    const own = await Promise.all(counts.map((count) => this.own.count(tenantId, count)));
    return (await this.together(tenantId, counts)) ?? own;
  }

  private async together(tenantId: string, counts: readonly LimitCount[]): Promise<readonly CountedRequest[] | undefined> {
    const keys = counts.map((count) => keyOf(tenantId, count));
    const values = counts.flatMap(({ name, windowSeconds }) => [name, windowSeconds * 1000]);
    const answer = await this.link.run((redis) => COUNT.run(redis, keys, values));
    if (!answer) return undefined;
    const numbers = answer.value as readonly number[];
    return counts.map((count, index) => {
      const [used = 0, left = 0] = numbers.slice(2 * index);
      return {
        count,
        allowed: used <= count.limit,
        remaining: Math.max(0, count.limit - used),
        resetSeconds: Math.max(1, Math.ceil(left / 1000)),
      };
    });
  }
}
