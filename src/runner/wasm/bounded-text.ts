/** The first bytes of a stream, as text the database can keep: what is no UTF-8, and NUL, is replaced. */
export class BoundedText {
  private readonly parts: Buffer[] = [];
  private size = 0;

  constructor(private readonly most: number) {}

  /** Whether all of it still fitted. */
  add(chunk: Buffer): boolean {
    const room = this.most - this.size;
    if (room > 0) this.parts.push(chunk.subarray(0, room));
    this.size += chunk.length;
    return this.size <= this.most;
  }

  text(): string {
    return Buffer.concat(this.parts).toString('utf8').replaceAll('\0', '\uFFFD');
  }
}
