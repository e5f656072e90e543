import type { Environment } from '../../environment/environment.ts';
import { StreamError } from '../../errors/stream-error.ts';
import type { ClientOptions } from './client-options.ts';
import { type BrokerConnection, type BrokerFactory, isConnectionError, openKafkajs } from './kafkajs.ts';
import { check, KafkaProtocolError, OFFSET_OUT_OF_RANGE, TOPIC_ALREADY_EXISTS, TRANSACTIONAL_ID_NOT_FOUND, UNKNOWN_TOPIC_OR_PARTITION } from './protocol-error.ts';
import { fetchRequest, type FetchedPartition, type FetchLimits, type FetchPosition } from './requests/fetch.ts';
import { listOffsetsRequest, type OffsetAnswer, type OffsetQuery } from './requests/list-offsets.ts';
import { type ClusterMetadata, metadataRequest, type TopicMetadata } from './requests/metadata.ts';
import { describeTransactionRequest } from './requests/describe-transaction.ts';
import { type ProduceAnswer, type ProducedBatch, produceRequest } from './requests/produce.ts';
import type { KafkaRequest } from './requests/request.ts';
import { createPartitionsRequest, createTopicRequest, deleteTopicRequest, type NewTopic } from './requests/topics.ts';
import { addPartitionsRequest, endTransactionRequest, findCoordinatorRequest, initProducerIdRequest, type ProducerSession } from './requests/transaction.ts';
import { partitionName } from './topic-partition.ts';
import type { KafkaTransport, ProduceOptions, TopicPartition } from './transport.ts';

/** Node id of the connection that is used before any broker is known. */
const SEED = -1;

/**
 * KafkaTransport over the connections of kafkajs. It keeps one connection per broker and the leaders that metadata named last;
 * an error that may come from stale knowledge throws that knowledge away, waits, and asks again.
 */
export class KafkajsTransport implements KafkaTransport {
  readonly #options: ClientOptions;
  readonly #environment: Environment;
  readonly #signal: AbortSignal;
  #factory: Promise<BrokerFactory> | undefined;
  readonly #connections = new Map<number, BrokerConnection>();
  #addresses = new Map<number, { host: string; port: number }>();
  readonly #leaders = new Map<string, number>();
  readonly #coordinators = new Map<string, number>();
  #controller = SEED;
  #nextSeed = 0;

  constructor(options: ClientOptions, environment: Environment, signal: AbortSignal) {
    this.#options = options;
    this.#environment = environment;
    this.#signal = signal;
  }

  metadata(topics: readonly string[] | undefined): Promise<readonly TopicMetadata[]> {
    return this.#retrying('Metadata', async () => (await this.#refresh(topics)).topics);
  }

  listOffsets(queries: readonly OffsetQuery[], committedOnly: boolean): Promise<readonly OffsetAnswer[]> {
    return this.#retrying('ListOffsets', async () => {
      const missing: OffsetAnswer[] = [];
      const byLeader = new Map<number, OffsetQuery[]>();
      for (const query of queries) {
        const leader = await this.#findLeader(query);
        if (leader === undefined) missing.push({ ...query, error: UNKNOWN_TOPIC_OR_PARTITION, offset: -1 });
        else byLeader.set(leader, [...(byLeader.get(leader) ?? []), query]);
      }
      const answers = await Promise.all([...byLeader].map(([leader, rows]) => this.#send(leader, listOffsetsRequest(rows, committedOnly))));
      for (const answer of answers.flat()) if (answer.error !== UNKNOWN_TOPIC_OR_PARTITION) this.#checkPartition(answer, answer.error);
      return [...answers.flat(), ...missing];
    });
  }

  leaderOf(partition: TopicPartition): Promise<number> {
    return this.#retrying('Metadata', async () => {
      const leader = await this.#findLeader(partition);
      if (leader === undefined) throw new KafkaProtocolError(UNKNOWN_TOPIC_OR_PARTITION, partitionName(partition));
      return leader;
    });
  }

  async fetch(leader: number, positions: readonly FetchPosition[], limits: FetchLimits): Promise<readonly FetchedPartition[]> {
    let target = leader;
    return await this.#retrying('Fetch', async () => {
      target = (await this.#findLeader(positions[0]!)) ?? target;
      const answers = await this.#send(target, fetchRequest(positions, limits));
      for (const answer of answers) {
        if (answer.error !== OFFSET_OUT_OF_RANGE && answer.error !== UNKNOWN_TOPIC_OR_PARTITION) this.#checkPartition(answer, answer.error);
      }
      return answers;
    });
  }

  async produce(batches: readonly ProducedBatch[], options: ProduceOptions): Promise<readonly ProduceAnswer[]> {
    const byLeader = new Map<number, ProducedBatch[]>();
    for (const batch of batches) {
      const leader = await this.leaderOf(batch);
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), batch]);
    }
    try {
      const answers = await Promise.all([...byLeader].map(([leader, rows]) =>
        this.#send(leader, produceRequest(rows, options.transactionalId, options.acknowledgement, options.timeoutMs))));
      for (const answer of answers.flat()) this.#checkPartition(answer, answer.error);
      return answers.flat();
    } catch (error) {
      this.#forget(error);
      throw error;
    }
  }

  async transactionState(transactionalId: string): Promise<string | undefined> {
    const known = (error: number): readonly number[] => error === TRANSACTIONAL_ID_NOT_FOUND ? [] : [error];
    const { error, state } = await this.#coordinated('DescribeTransactions', transactionalId, describeTransactionRequest(transactionalId), (answer) => known(answer.error));
    return error === 0 ? state : undefined;
  }

  initProducerId(transactionalId: string, transactionTimeoutMs: number): Promise<ProducerSession> {
    return this.#coordinated('InitProducerId', transactionalId, initProducerIdRequest(transactionalId, transactionTimeoutMs), (answer) => [answer.error]);
  }

  async addPartitions(transactionalId: string, session: ProducerSession, partitions: readonly TopicPartition[]): Promise<void> {
    await this.#coordinated('AddPartitionsToTxn', transactionalId, addPartitionsRequest(transactionalId, session, partitions), (errors) => errors);
  }

  /** Asked once: a lost answer leaves open whether the transaction was ended, which the caller has to find out. */
  async endTransaction(transactionalId: string, session: ProducerSession, commit: boolean): Promise<void> {
    const coordinator = await this.#retrying('FindCoordinator', () => this.#coordinatorOf(transactionalId));
    check(await this.#send(coordinator, endTransactionRequest(transactionalId, session, commit)), `EndTxn of ${transactionalId}`);
  }

  async createTopic(topic: NewTopic): Promise<void> {
    await this.#administer('CreateTopics', createTopicRequest(topic, this.#options.requestTimeoutMs), topic.name);
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#administer('DeleteTopics', deleteTopicRequest(name, this.#options.requestTimeoutMs), name);
  }

  async createPartitions(name: string, count: number): Promise<void> {
    await this.#administer('CreatePartitions', createPartitionsRequest(name, count, this.#options.requestTimeoutMs), name);
  }

  async close(): Promise<void> {
    for (const nodeId of [...this.#connections.keys()]) this.#drop(nodeId);
  }

  async #administer(api: string, request: KafkaRequest<number>, name: string): Promise<void> {
    await this.#retrying(api, async () => {
      if (this.#controller === SEED) await this.#refresh([]);
      const error = await this.#send(this.#controller, request);
      if (error !== TOPIC_ALREADY_EXISTS) check(error, name);
    });
  }

  #coordinated<Answer>(api: string, transactionalId: string, request: KafkaRequest<Answer>, errorsOf: (answer: Answer) => readonly number[]): Promise<Answer> {
    return this.#retrying(api, async () => {
      const answer = await this.#send(await this.#coordinatorOf(transactionalId), request);
      for (const error of errorsOf(answer)) check(error, `${api} of ${transactionalId}`);
      return answer;
    }, true);
  }

  async #coordinatorOf(transactionalId: string): Promise<number> {
    const known = this.#coordinators.get(transactionalId);
    if (known !== undefined) return known;
    const found = await this.#send(SEED, findCoordinatorRequest(transactionalId));
    check(found.error, `coordinator of ${transactionalId}`);
    this.#addresses.set(found.nodeId, { host: found.host, port: found.port });
    this.#coordinators.set(transactionalId, found.nodeId);
    return found.nodeId;
  }

  /** `undefined` when the topic or partition does not exist. */
  async #findLeader(partition: TopicPartition): Promise<number | undefined> {
    const known = this.#leaders.get(partitionName(partition));
    if (known !== undefined) return known;
    await this.#refresh([partition.topic]);
    return this.#leaders.get(partitionName(partition));
  }

  async #refresh(topics: readonly string[] | undefined): Promise<ClusterMetadata> {
    const metadata = await this.#send(SEED, metadataRequest(topics));
    this.#addresses = new Map(metadata.brokers.map((broker) => [broker.nodeId, { host: broker.host, port: broker.port }]));
    this.#controller = metadata.controller;
    for (const topic of metadata.topics) {
      if (topic.error !== 0 && topic.error !== UNKNOWN_TOPIC_OR_PARTITION) check(topic.error, topic.name);
      for (const row of topic.partitions) {
        if (row.leader < 0) throw new KafkaProtocolError(5, `${topic.name}-${row.partition}`);
        this.#leaders.set(`${topic.name}-${row.partition}`, row.leader);
      }
    }
    return metadata;
  }

  async #send<Answer>(nodeId: number, request: KafkaRequest<Answer>): Promise<Answer> {
    const connection = await this.#connect(nodeId);
    try {
      return await connection.send(request);
    } catch (error) {
      if (isConnectionError(error)) this.#drop(nodeId);
      throw error;
    }
  }

  async #connect(nodeId: number): Promise<BrokerConnection> {
    const address = this.#addresses.get(nodeId);
    const known = this.#connections.get(nodeId);
    if (known !== undefined && (address === undefined || (address.host === known.host && address.port === known.port))) return known;
    if (known !== undefined) this.#drop(nodeId);
    const servers = this.#options.servers;
    const { host, port } = address ?? servers[this.#nextSeed++ % servers.length]!;
    this.#factory ??= openKafkajs(this.#options, this.#environment);
    const connection = await (await this.#factory).broker(host, port, nodeId === SEED ? null : nodeId);
    this.#connections.set(nodeId, connection);
    return connection;
  }

  #drop(nodeId: number): void {
    this.#connections.get(nodeId)?.close();
    this.#connections.delete(nodeId);
  }

  #checkPartition(partition: TopicPartition, error: number): void {
    if (error !== 0) throw new KafkaProtocolError(error, partitionName(partition));
  }

  /** Runs it again after what may pass: a lost connection, stale metadata, a coordinator that is loading. `raw`: other answers go to the caller as they are. */
  async #retrying<T>(api: string, run: () => Promise<T>, raw = false): Promise<T> {
    const { clock, random } = this.#environment;
    const { callTimeoutMs, backoffMs, backoffMsMax } = this.#options;
    const startedMs = clock.monotonicMs();
    for (let attempt = 0; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        const passing = isConnectionError(error) || (error instanceof KafkaProtocolError && error.retriable);
        if (!passing) throw raw && error instanceof KafkaProtocolError ? error : this.#asStreamError(api, error);
        this.#forget(error);
        const fast = error instanceof KafkaProtocolError && error.codeName === 'CONCURRENT_TRANSACTIONS';
        const pauseMs = fast ? 2 : Math.min(backoffMsMax, backoffMs * 2 ** Math.min(attempt, 20)) * (0.8 + 0.4 * random.next());
        if (this.#signal.aborted || clock.monotonicMs() - startedMs + pauseMs > callTimeoutMs) throw this.#asStreamError(api, error);
        this.#environment.log('debug', `kafka: ${api} is tried again`, { attempt, problem: String(error) });
        await clock.sleep(pauseMs, this.#signal);
      }
    }
  }

  /** CONCURRENT_TRANSACTIONS says nothing about who leads what. */
  #forget(error: unknown): void {
    if (error instanceof KafkaProtocolError && (error.codeName === 'CONCURRENT_TRANSACTIONS' || error.codeName === 'COORDINATOR_LOAD_IN_PROGRESS')) return;
    this.#leaders.clear();
    this.#coordinators.clear();
    this.#controller = SEED;
  }

  #asStreamError(api: string, error: unknown): Error {
    return externalError(api, error, this.#options.servers.map(({ host, port }) => `${host}:${port}`).join(','));
  }
}

/** What a cluster did wrong, as the error a query ends with or waits on. Mistakes of ours stay what they are. */
export function externalError(api: string, error: unknown, servers: string): Error {
  if (error instanceof StreamError || error instanceof TypeError || error instanceof RangeError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  if (isConnectionError(error)) return new StreamError('TIDEMARK_KAFKA_UNREACHABLE', { servers, problem }, { cause: error, domain: 'external', retry: true });
  const retry = error instanceof KafkaProtocolError && error.retriable;
  return new StreamError('TIDEMARK_KAFKA_REQUEST_FAILED', { api, problem }, { cause: error, domain: 'external', retry });
}
