import { io, type Socket } from 'socket.io-client';

const AT_ONCE = 20;
const GIVE_UP_MS = 5000;
const CONNECT_MS = 20_000;

interface Heard {
  readonly activity: { readonly message: number };
}

interface Acknowledgement {
  readonly ok: boolean;
  readonly error_code?: string;
}

/** A place in the room: which server, and as whom. */
export interface Place {
  readonly url: string;
  readonly token: string;
}

/** Many sockets in one room, of which one speaks. */
export class Crowd {
  private readonly sockets: Socket[] = [];
  private message = 0;

  private constructor(private readonly room: string) {}

  /** Connects them a few at a time, and has each join. */
  static async gather(places: readonly Place[], room: string): Promise<Crowd> {
    const crowd = new Crowd(room);
    for (let at = 0; at < places.length; at += AT_ONCE) {
      await Promise.all(places.slice(at, at + AT_ONCE).map((place) => crowd.add(place)));
    }
    return crowd;
  }

  /** Milliseconds from the sending of a message to its arrival at each of the others; Infinity for one where it did not arrive. */
  async fanOut(): Promise<number[]> {
    const [speaker, ...others] = this.sockets;
    if (!speaker) throw new Error('There is nobody');
    this.message += 1;
    const { message } = this;
    const startedAt = performance.now();
    const heard = others.map(
      (socket) =>
        new Promise<number>((resolve) => {
          const done = (ms: number): void => {
            clearTimeout(late);
            socket.off('peer_activity', listen);
            resolve(ms);
          };
          const listen = ({ activity }: Heard): void => {
            if (activity.message === message) done(performance.now() - startedAt);
          };
          const late = setTimeout(() => done(Number.POSITIVE_INFINITY), GIVE_UP_MS);
          socket.on('peer_activity', listen);
        }),
    );
    const answer = (await speaker.timeout(GIVE_UP_MS).emitWithAck('colearning_sync', {
      session_id: this.room,
      activity: { message },
    })) as Acknowledgement;
    if (!answer.ok) throw new Error(`It was refused: ${answer.error_code}`);
    return Promise.all(heard);
  }

  leave(): void {
    for (const socket of this.sockets) socket.disconnect();
  }

  private async add({ url, token }: Place): Promise<void> {
    const socket = io(url, { transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('It did not connect in time')), CONNECT_MS);
      socket.once('connect', () => (clearTimeout(late), resolve()));
      socket.once('connect_error', (error) => (clearTimeout(late), reject(error)));
    });
    const answer = (await socket.timeout(CONNECT_MS).emitWithAck('join_colearning', { session_id: this.room })) as Acknowledgement;
    if (!answer.ok) throw new Error(`Joining was refused: ${answer.error_code}`);
    this.sockets.push(socket);
  }
}
