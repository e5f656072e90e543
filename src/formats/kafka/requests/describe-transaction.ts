import { TRANSACTIONAL_ID_NOT_FOUND } from '../protocol-error.ts';
import type { KafkaRequest } from './request.ts';

/** `state` is the coordinator's own word: Empty, Ongoing, PrepareCommit, CompleteAbort … */
export interface TransactionState { readonly error: number; readonly state: string }

/** DescribeTransactions v0 of one transactional id. It is "flexible", as Metadata v12. */
export function describeTransactionRequest(transactionalId: string): KafkaRequest<TransactionState> {
  return {
    apiKey: 65, apiVersion: 0, apiName: 'DescribeTransactions',
    write: (writer) => {
      writer.int8(0).unsigned(2).compactString(transactionalId).int8(0);
    },
    read: (reader) => {
      reader.skipTags();
      reader.int32(); // throttle
      const [answer] = reader.compactArray(() => {
        const error = reader.int16();
        reader.compactString(); // the id
        const state = reader.compactString() ?? '';
        reader.skip(22); // timeout, start, producer id and epoch
        reader.compactArray(() => {
          reader.compactString();
          reader.compactArray(() => reader.int32());
          reader.skipTags();
        });
        reader.skipTags();
        return { error, state };
      });
      return answer ?? { error: TRANSACTIONAL_ID_NOT_FOUND, state: '' };
    },
  };
}
