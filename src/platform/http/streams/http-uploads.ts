import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError, InvalidInput } from '../../../sdk/errors.js';
import { type Upload, Uploads } from '../../../sdk/streams.js';
import { Config } from '../../config/config.js';
import { requireContext, requireTenantId } from '../../context/request-context.js';
import { isUnitOpen } from '../../database/tenant-unit-of-work.js';
import { AnswerRecorder } from '../../idempotency/answer-recorder.js';
import { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import { AlreadyAnswered } from '../../idempotency/stored-answer.js';
import { currentExchange, type Exchange } from '../exchange.js';
import { SPOOL_LIMITS, Spooled } from './spool.js';
import { UploadSlots } from './upload-slots.js';

/** Receives the body of the running request into a file without a name, in the data folder or, where that is read-only, the system's. */
@Injectable()
export class HttpUploads extends Uploads {
  private readonly slots = new UploadSlots();
  private readonly folders: readonly string[];

  constructor(
    private readonly idempotency: IdempotencyKeys,
    config: Config,
  ) {
    super();
    this.folders = [join(config.dataDir, 'uploads'), tmpdir()];
  }

  async receive<T>(work: (upload: Upload) => Promise<T>): Promise<T> {
    const exchange = currentExchange();
    if (!exchange) throw new Error('No request is running');
    if (isUnitOpen()) throw new Error('A body is received before a transaction, not in one');
    assertType(exchange);
    const free = this.slots.take(requireTenantId());
    try {
      const upload = await Spooled.receive(exchange.request, this.folders, SPOOL_LIMITS);
      try {
        await this.recall(exchange, upload);
        return await work(upload);
      } finally {
        await upload.close();
      }
    } finally {
      free();
    }
  }

  /** Only now is it known whether this body was sent before under the same key. */
  private async recall(exchange: Exchange, upload: Spooled): Promise<void> {
    if (!exchange.route) return;
    const recalled = await this.idempotency.recall(requireContext(), exchange, exchange.route, upload.digest);
    if (recalled && !(recalled instanceof AnswerRecorder)) throw new AlreadyAnswered(recalled, [recalled.request_hash]);
  }
}

const assertType = ({ request, route }: Exchange): void => {
  const types = [...(route?.consumes ?? [])];
  const type = request.is(types);
  if (type === null) throw new InvalidInput({ _: [`Send ${types.join(' or ')}`] }, 'The body is empty');
  if (type === false) throw new DomainError(415, 'UNSUPPORTED_MEDIA_TYPE', `Send the body as ${types.join(' or ')}`);
};
