import { newId } from '../../sdk/ids.js';
import type { DomainError } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import type { WebSocket } from 'ws';
import type { Connection } from './connection.js';
import type { DocumentedSocket } from './documented-socket.js';
import { MessageBucket } from './message-bucket.js';
import { errorFields } from './told-error.js';
import type { OpeningRequest, SocketIdentity } from './socket-authentication.js';

/** What a domain does with plain WebSockets at a path of its own. Each call has tenant and caller as context, and no transaction. */
export interface RawSocketHandler {
  /** For the AsyncAPI document. */
  readonly documentation: DocumentedSocket;
  /** Somebody is connected and signed in. What it throws closes the connection: 4401, 4403, 4404, else 1011. */
  opened(connection: RawConnection): Promise<void>;
  /** A text frame. The next one comes when this one is done. What it throws is told in an `error` frame. */
  received(connection: RawConnection, text: string): Promise<void>;
  /** The connection is gone, after `opened` had returned. */
  closed?(connection: RawConnection): Promise<void> | void;
}

/** Private close codes: what HTTP would have said, and 4000. */
const CLOSE_CODES: Readonly<Record<number, number>> = { 401: 4401, 403: 4403, 404: 4404, 409: 4409, 429: 4429, 503: 1013 };
const INTERNAL_ERROR = 1011;
/** How long whoever is sent away may take to hang up. */
const GOODBYE_MS = 2000;
/** Bytes of the reason in a close frame, less those of a letter that is cut in two. */
const MOST_REASON_BYTES = 117;

/** A plain WebSocket of somebody who is signed in. */
export class RawConnection implements Connection {
  readonly id = newId();
  readonly bucket = new MessageBucket();

  constructor(
    readonly socket: WebSocket,
    readonly request: OpeningRequest,
    /** What the placeholders of the path stand for. */
    readonly parameters: Readonly<Record<string, string>>,
    /** The plugin whose alias was used. */
    readonly aliasOf: string | undefined,
    public identity: SocketIdentity,
  ) {}

  get caller(): Principal {
    return this.identity.principal;
  }

  get backlog(): number {
    return this.socket.bufferedAmount;
  }

  /** A frame of JSON; nothing when the connection is closing. */
  send(frame: Readonly<Record<string, unknown>>): void {
    sendFrame(this.socket, frame);
  }

  /** Tells of something that went wrong, and stays. */
  tell(error: DomainError): void {
    sendFrame(this.socket, errorFrame(error));
  }

  end(error: DomainError): void {
    endSocket(this.socket, error);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, shortened(reason));
  }

  cut(): void {
    this.socket.terminate();
  }
}

const shortened = (reason: string): string => Buffer.from(reason).subarray(0, MOST_REASON_BYTES).toString('utf8');

const sendFrame = (socket: WebSocket, frame: Readonly<Record<string, unknown>>): void => {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
};

const errorFrame = (error: DomainError) => ({ type: 'error', ...errorFields(error) });

/** Says why, and closes. */
export const endSocket = (socket: WebSocket, error: DomainError): void => {
  if (socket.readyState !== socket.OPEN) return;
  sendFrame(socket, errorFrame(error));
  // whoever does not answer goes on talking, for the half minute that ws would wait
  const cut = setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  socket.once('close', () => clearTimeout(cut));
  socket.close(CLOSE_CODES[error.status] ?? INTERNAL_ERROR, shortened(error.message));
};
