import type { Environment } from '../../environment/environment.ts';
import type { ClientOptions } from './client-options.ts';
import type { KafkaRequest } from './requests/request.ts';
import { WireReader, WireWriter } from './wire.ts';

/**
 * The part of kafkajs 2.2.4 the engine stands on: configuration, TLS, SASL and framed connections. Requests and answers are our own
 * (requests/). All of it is private to kafkajs, hence the exact version pin; nothing outside of this file knows it.
 */
export interface BrokerFactory {
  broker(host: string, port: number, nodeId: number | null): Promise<BrokerConnection>;
}

export interface BrokerConnection {
  readonly host: string;
  readonly port: number;
  send<Answer>(request: KafkaRequest<Answer>, timeoutMs?: number): Promise<Answer>;
  close(): void;
}

interface PrivateBroker {
  readonly connectionPool: { send(exchange: object): Promise<unknown> };
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}
interface PrivateCluster {
  readonly connectionPoolBuilder: { build(address: { host: string; port: number }): Promise<object> };
  readonly brokerPool: { createBroker(options: object): PrivateBroker };
  readonly rootLogger: object;
}

/** Loads kafkajs, on first use only. */
export async function openKafkajs(options: ClientOptions, environment: Environment): Promise<BrokerFactory> {
  const { default: kafkajs } = await import('kafkajs');
  const client = new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: options.servers.map(({ host, port }) => `${host}:${port}`),
    connectionTimeout: options.connectionTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    retry: { retries: 0 },
    logCreator: () => (entry) => { environment.log('debug', `kafkajs: ${entry.log.message}`, { namespace: entry.namespace }); },
    ...(options.tls === undefined ? {} : { ssl: { ...options.tls } }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
  });
  const symbol = Object.getOwnPropertySymbols(client).find((one) => String(one).includes('createCluster'))!;
  const createCluster = (client as unknown as Record<symbol, (settings: object) => PrivateCluster>)[symbol]!;
  const cluster = createCluster({ allowAutoTopicCreation: false });
  return {
    broker: async (host, port, nodeId) => {
      const connectionPool = await cluster.connectionPoolBuilder.build({ host, port });
      return connectionOf(cluster.brokerPool.createBroker({ connectionPool, logger: cluster.rootLogger, nodeId }), host, port);
    },
  };
}

/** A connection that failed is never used again: kafkajs keeps half-read bytes of the old stream when it reconnects. */
function connectionOf(broker: PrivateBroker, host: string, port: number): BrokerConnection {
  return {
    host, port,
    send: async (request, timeoutMs) => {
      if (!broker.isConnected()) await broker.connect();
      return await broker.connectionPool.send(exchangeOf(request, timeoutMs)) as never;
    },
    close: () => { broker.disconnect().catch(() => {}); },
  };
}

function exchangeOf<Answer>(request: KafkaRequest<Answer>, timeoutMs: number | undefined): object {
  return {
    request: {
      apiKey: request.apiKey, apiVersion: request.apiVersion, apiName: request.apiName,
      encode: async () => {
        const writer = new WireWriter();
        request.write(writer);
        const body = writer.finish();
        return { buf: body, buffer: body };
      },
    },
    response: { decode: async (raw: Buffer) => raw, parse: async (raw: Buffer) => request.read(new WireReader(raw)) },
    logResponseError: false,
    ...(timeoutMs === undefined ? {} : { requestTimeout: timeoutMs }),
  };
}

/** The connection is gone, or never came; the same request may work on another one. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && ['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError', 'KafkaJSLockTimeout'].includes(error.name);
}
