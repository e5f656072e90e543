import type { KafkaTransport } from '../../src/formats/kafka/transport.ts';

/** What a connection that is cut looks like to the adapter. */
export class CutConnection extends Error {
  override readonly name = 'KafkaJSConnectionClosedError';
}

export type FaultPoint = 'initProducerId' | 'addPartitions' | 'produce' | 'endTransaction';

/** `before`: the request never arrives. `after`: it does its work, and the answer is lost. `fatal`: and nothing works from then on, as when the process dies there. */
export interface Fault { readonly point: FaultPoint; readonly when: 'before' | 'after'; readonly call: number; readonly fatal?: boolean }

class Died extends Error {
  override readonly name = 'Died';
}

/** The real transport, with one fault. */
export function faultyTransport(transport: KafkaTransport, fault: Fault): KafkaTransport {
  let calls = 0;
  let dead = false;
  const alive = async <T>(run: () => Promise<T>): Promise<T> => {
    if (dead) throw new Died('dead');
    return await run();
  };
  const strike = <T>(point: FaultPoint, run: () => Promise<T>): Promise<T> => alive(async () => {
    if (point !== fault.point || ++calls !== fault.call) return await run();
    if (fault.when === 'after') await run();
    dead = fault.fatal === true;
    throw dead ? new Died(point) : new CutConnection(`${fault.when} ${point} ${fault.call}`);
  });
  return {
    metadata: (topics) => alive(() => transport.metadata(topics)),
    listOffsets: (queries, committedOnly) => alive(() => transport.listOffsets(queries, committedOnly)),
    leaderOf: (partition) => alive(() => transport.leaderOf(partition)),
    fetch: (leader, positions, limits) => alive(() => transport.fetch(leader, positions, limits)),
    createTopic: (topic) => transport.createTopic(topic),
    deleteTopic: (name) => transport.deleteTopic(name),
    createPartitions: (name, count) => transport.createPartitions(name, count),
    close: () => transport.close(),
    transactionState: (id) => alive(() => transport.transactionState(id)),
    initProducerId: (id, timeoutMs) => strike('initProducerId', () => transport.initProducerId(id, timeoutMs)),
    addPartitions: (id, session, partitions) => strike('addPartitions', () => transport.addPartitions(id, session, partitions)),
    produce: (batches, options) => strike('produce', () => transport.produce(batches, options)),
    endTransaction: (id, session, commit) => strike('endTransaction', () => transport.endTransaction(id, session, commit)),
  };
}
