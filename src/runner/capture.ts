/** The beginning of a stream of bytes, and word when there is more of it than may be. */
export class Capture {
  private readonly chunks: Buffer[] = [];
  private taken = 0;
  private over = false;

  constructor(
    private readonly limit: number,
    private readonly onOver: () => void,
  ) {}

  get truncated(): boolean {
    return this.over;
  }

  take(chunk: Buffer): void {
    const room = this.limit - this.taken;
    if (room > 0) this.chunks.push(chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk);
    this.taken += Math.min(room, chunk.length);
    if (chunk.length <= room || this.over) return;
    this.over = true;
    this.onOver();
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** As text: what is no UTF-8 is replaced, and NUL too; a character cut in two at the limit is left out. */
  text(): string {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return decoder.decode(this.bytes(), { stream: this.over }).replaceAll('\0', '\uFFFD');
  }
}
