import type { LiveConnection } from '../../platform/realtime/live-connection.js';
import type { NotificationView } from './notifications.schemas.js';

/** What a stream needs to read: at most so many of its person's after an offset, in order. */
export type ReadAfter = (offset: number, limit: number) => Promise<readonly NotificationView[]>;

const PAGE = 100;

/**
 * The notifications of one connection: each once, in the order of their offsets, however often it is woken and by whom. Reads
 * go on as fast as the client takes them.
 */
export class NotificationStream {
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private wokenAgain = false;

  constructor(
    readonly connection: LiveConnection,
    private sent: number,
    private readonly read: ReadAfter,
    private readonly push: (connection: LiveConnection, notification: NotificationView) => void,
  ) {}

  /** Whether there may be something after what was sent, when the person's last offset is this. */
  isBehind(last: number): boolean {
    return last > this.sent;
  }

  /** There may be something new. Rejects when it cannot be read now: wake it again later. */
  wake(): Promise<void> {
    this.wokenAgain = true;
    if (!this.isRunning) this.running = this.run();
    return this.running;
  }

  /** Nothing up to here is left to read: what is missing was never kept, or is past its retention. */
  skipTo(offset: number): void {
    this.sent = Math.max(this.sent, offset);
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (this.wokenAgain && this.connection.isOpen) {
        this.wokenAgain = false;
        await this.sendAll();
      }
    } finally {
      // in the same step as the last look: a wake-up between the two would be lost
      this.isRunning = false;
    }
  }

  private async sendAll(): Promise<void> {
    for (let size = PAGE; size === PAGE && this.connection.isOpen;) {
      const page = await this.read(this.sent, PAGE);
      for (const notification of page) {
        this.push(this.connection, notification);
        this.sent = notification.offset;
      }
      size = page.length;
      await this.connection.drained();
    }
  }
}
