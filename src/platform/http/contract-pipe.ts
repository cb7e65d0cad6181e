import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { fieldErrors } from './field-errors.js';

/** Validates every body, query and parameter against the schema of its decorator. One without a schema is a defect. */
@Injectable()
export class ContractPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type, data } = metadata;
    if (!schema) {
      if (type === 'custom') return value;
      throw new Error(`No schema on @${type}(${data ?? ''})`);
    }
    const validated = schema['~standard'].validate(value);
    const result = validated instanceof Promise ? await validated : validated;
    if (result.issues) throw new InvalidInput(fieldErrors(result.issues, data === undefined ? [] : [data]));
    return result.value;
  }
}
