const HEADER = 5;
/** Ready; a test report; a value. Others are not kept: all letters together would be far more than a run may cost us. */
const LETTERS = /[RTV]/;
/** Of one payload; a longer one is not read. */
const LONGEST = 2 << 20;

/**
 * Reads what a sandbox says on descriptor 4: a letter, the length as four bytes, the payload. Whoever runs inside may write
 * anything there, so nothing is taken for granted: what is malformed, too long or said twice makes all of it void.
 */
export class Frames {
  private readonly payloads = new Map<string, Buffer>();
  private pending: Buffer[] = [];
  private held = 0;
  private void = false;

  constructor(private readonly onFrame: (letter: string) => unknown) {}

  take(chunk: Buffer): void {
    if (this.void) return;
    this.pending.push(chunk);
    this.held += chunk.length;
    while (!this.void && this.held >= HEADER) if (!this.takeFrame()) break;
  }

  private takeFrame(): boolean {
    const first = this.pending[0];
    const head = first !== undefined && first.length >= HEADER ? first : this.joined();
    const length = head.readUInt32BE(1);
    const letter = String.fromCharCode(head.readUInt8(0));
    if (length > LONGEST || this.payloads.has(letter) || !LETTERS.test(letter)) {
      this.invalidate();
      return false;
    }
    if (this.held < HEADER + length) return false;
    const all = this.joined();
    this.payloads.set(letter, Buffer.from(all.subarray(HEADER, HEADER + length)));
    this.pending = [all.subarray(HEADER + length)];
    this.held -= HEADER + length;
    this.onFrame(letter);
    return true;
  }

  private joined(): Buffer {
    const all = Buffer.concat(this.pending);
    this.pending = [all];
    return all;
  }

  private invalidate(): void {
    this.void = true;
    this.payloads.clear();
    this.pending = [];
    this.held = 0;
  }

  /** The payload of the one frame with this letter; undefined when there was none, or when anything that was said is void. */
  payload(letter: string): Buffer | undefined {
    return this.held > 0 ? undefined : this.payloads.get(letter);
  }
}
