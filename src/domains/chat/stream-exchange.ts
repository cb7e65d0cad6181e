import { type ChatFrame, errorFrame, frameText } from './frames.js';
import type { Said } from './say.js';

export const EVENT_STREAM = 'text/event-stream';

const encoder = new TextEncoder();

/** A frame as a server-sent event (WHATWG HTML, 9.2): its type is the event's, its JSON the data. */
const eventOf = (frame: ChatFrame): Uint8Array => encoder.encode(`event: ${frame.type}\ndata: ${frameText(frame)}\n\n`);

/**
 * The message, the pieces of its reply as they come, the whole reply; or the message and an error. Whoever stops listening does
 * not keep the reply from being made.
 */
export async function* streamExchange(begin: () => Promise<Said>): AsyncGenerator<Uint8Array, void> {
  const { message, reply } = await begin();
  const pieces: string[] = [];
  let wake: () => void = () => undefined;
  let isDone = false;
  const off = reply.listen((piece) => {
    pieces.push(piece);
    wake();
  });
  const done = reply.done.then(
    (stored): ChatFrame => ({ type: 'reply', message: stored }),
    (error: unknown) => errorFrame(error),
  );
  void done.then(() => {
    isDone = true;
    wake();
  });
  try {
    yield eventOf({ type: 'message', message });
    while (!isDone || pieces.length > 0) {
      const content = pieces.splice(0).join('');
      if (content !== '') yield eventOf({ type: 'delta', content });
      else if (!isDone) await new Promise<void>((resolve) => (wake = resolve));
    }
    yield eventOf(await done);
  } finally {
    off();
  }
}
