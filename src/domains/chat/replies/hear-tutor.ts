import type { TutorReply } from '../tutor.js';
import { beginningOf, MOST_REPLY } from './reply-length.js';

/** Text that comes in no time is put together to pieces of this many characters; what comes slowly is passed on as it comes. */
const PIECE_CHARACTERS = 48;
const PIECE_MS = 30;

/** Passes pieces on, neither too small nor too late, nor more of them than a reply may have: whoever hears them keeps them. */
class Pieces {
  private text = '';
  private left = MOST_REPLY;
  private passedAt = performance.now();

  constructor(private readonly say: (piece: string) => void) {}

  add(piece: string): void {
    const heard = beginningOf(piece, this.left);
    this.left = heard.length < piece.length ? 0 : this.left - heard.length;
    this.text += heard;
    if (this.text.length >= PIECE_CHARACTERS || performance.now() - this.passedAt >= PIECE_MS) this.flush();
  }

  flush(): void {
    if (this.text !== '') this.say(this.text);
    this.text = '';
    this.passedAt = performance.now();
  }
}

/** What the tutor says, to the end, or until the signal is aborted: then it throws the reason, even if the tutor goes on. */
export const hearTutor = async (
  words: AsyncGenerator<string, TutorReply, void>,
  signal: AbortSignal,
  say: (piece: string) => void,
): Promise<TutorReply> => {
  const pieces = new Pieces(say);
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(signal.reason as Error);
    signal.addEventListener('abort', interrupt, { once: true });
  });
  interrupted.catch(() => undefined);
  try {
    for (;;) {
      signal.throwIfAborted();
      const step = await Promise.race([words.next(), interrupted]);
      if (step.done) {
        pieces.flush();
        return step.value;
      }
      pieces.add(step.value);
    }
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
};
