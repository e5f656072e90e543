import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { RecordEncoder } from '../../src/formats/kafka/record-encoder.ts';
import type { KafkaTransport } from '../../src/formats/kafka/transport.ts';
import { stringType } from '../../src/types/data-type.ts';
import { TransactionSession } from '../../src/sinks/kafka/transaction.ts';

export interface TestRow { readonly key?: string | null; readonly value: string | null }

/** A transactional producer whose every step is taken by the test. */
export class TestProducer {
  readonly #transport: KafkaTransport;
  readonly #session: TransactionSession;
  readonly #encoder = new RecordEncoder(1_000_000, 0, undefined);

  constructor(transport: KafkaTransport, session: TransactionSession) {
    this.#transport = transport;
    this.#session = session;
  }

  static async open(transport: KafkaTransport, id: string, timeoutMs = 60_000): Promise<TestProducer> {
    return new TestProducer(transport, await TransactionSession.open(transport, id, timeoutMs, 30_000));
  }

  /** One batch of records in the open transaction. */
  async write(topic: string, rows: readonly TestRow[], partition = 0): Promise<void> {
    await this.#session.add([{ topic, partition }]);
    const arena = new Arena();
    const numbers = arena.uint32(rows.length);
    rows.forEach((_, index) => { numbers[index] = index; });
    const run = { key: columnOf(stringType, rows.map((row) => row.key ?? null), arena), value: columnOf(stringType, rows.map((row) => row.value), arena), headers: undefined, rows: numbers.byteOffset, rowCount: rows.length, at: 0 };
    const { batch } = this.#encoder.encode([run], { session: this.#session.session, sequence: this.#session.sequenceOf({ topic, partition }), transactional: true, timestampMs: Date.now() });
    await this.#session.send([{ topic, partition, batch }], [rows.length]);
    this.#encoder.reset();
    arena.release();
  }

  commit(): Promise<void> { return this.#session.end(true); }
  abort(): Promise<void> { return this.#session.end(false); }
  get transport(): KafkaTransport { return this.#transport; }
}
