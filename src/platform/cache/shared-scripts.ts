import { RedisScript } from '../redis/redis-script.js';

/**
 * The next moment of a clock that never goes back nor stands still: microseconds by the clock of Redis, or one more than before.
 * Numbers of this size are exact in Lua; what is no such moment somebody else has written.
 */
const TICK = `
  local function tick(clock)
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local last = tonumber(redis.call('GET', clock) or 0) or 0
    if last > now + 86400000000 then last = 0 end
    if now <= last then now = last + 1 end
    redis.call('SET', clock, string.format('%.0f', now))
    return now
  end`;

/** KEYS: clock. Answers the moment, as text. */
export const NOW = new RedisScript(`${TICK}
  return string.format('%.0f', tick(KEYS[1]))`);

/**
 * KEYS: value, lease, group, clock; ARGV: the moment before which nothing is believed, a new name, how many milliseconds leases and
 * groups last. Answers {1, text, milliseconds left} or {0, lease, group}: those who fill a key at once share its lease, unless it is
 * from before that moment.
 */
export const READ = new RedisScript(`${TICK}
  local group = redis.call('GET', KEYS[3])
  if not group then
    group = ARGV[2]
    redis.call('SET', KEYS[3], group, 'PX', ARGV[4])
  end
  local kept = redis.call('GET', KEYS[1])
  if kept then
    local began, of, from = string.match(kept, '^(%d+):[^ ]* ([^ ]*) ()')
    if of == group and tonumber(began) >= tonumber(ARGV[1]) then
      return {1, string.sub(kept, from), redis.call('PTTL', KEYS[1])}
    end
  end
  local lease = redis.call('GET', KEYS[2])
  if not lease or tonumber(string.match(lease, '^%d+') or 0) < tonumber(ARGV[1]) then
    lease = string.format('%.0f:%s', tick(KEYS[4]), ARGV[2])
    redis.call('SET', KEYS[2], lease, 'PX', ARGV[3])
  end
  return {0, lease, group}`);

/**
 * KEYS: value, lease, group; ARGV: lease and group of the fill, text, milliseconds to keep it. Keeps it only while both stand, and so
 * long from the moment its lease was given, however late this comes.
 */
export const KEEP = new RedisScript(`
  if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('GET', KEYS[3]) ~= ARGV[2] then return 0 end
  redis.call('DEL', KEYS[2])
  local time = redis.call('TIME')
  local age = time[1] * 1000 + math.floor(time[2] / 1000) - math.floor(tonumber(string.match(ARGV[1], '^%d+')) / 1000)
  local left = tonumber(ARGV[4]) - age
  if left <= 0 then return 0 end
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3], 'PX', left)
  return 1`);
