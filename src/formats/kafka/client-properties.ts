/** A property of the Kafka clients, given as `kafka.<name>`. `effect: false` = accepted, and means nothing here. */
export interface ClientProperty { readonly name: string; readonly doc: string; readonly effect: boolean }

const honoured = (name: string, doc: string): ClientProperty => ({ name, doc, effect: true });
const accepted = (name: string): ClientProperty => ({ name, doc: 'accepted for compatibility, no effect: there is no consumer group and no background thread', effect: false });

export const clientProperties: readonly ClientProperty[] = [
  honoured('bootstrap.servers', 'host:port of some brokers, with commas between'),
  honoured('client.id', 'name in the logs of the brokers'),
  honoured('security.protocol', 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL'),
  honoured('sasl.mechanism', 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512'),
  honoured('sasl.jaas.config', 'user name and password of PlainLoginModule or ScramLoginModule'),
  honoured('sasl.username', 'user name, in place of sasl.jaas.config'),
  honoured('sasl.password', 'password, in place of sasl.jaas.config'),
  honoured('ssl.truststore.type', 'PEM'),
  honoured('ssl.truststore.location', 'PEM file with the certificates to trust'),
  honoured('ssl.truststore.certificates', 'the certificates to trust, as PEM text'),
  honoured('ssl.keystore.type', 'PEM'),
  honoured('ssl.keystore.location', 'PEM file with our certificate chain and key'),
  honoured('ssl.keystore.certificate.chain', 'our certificate chain, as PEM text'),
  honoured('ssl.keystore.key', 'our key, as PEM text'),
  honoured('ssl.key.password', 'password of our key'),
  honoured('ssl.endpoint.identification.algorithm', 'empty = the name in the certificate is not compared'),
  honoured('isolation.level', 'read_uncommitted (default) or read_committed'),
  honoured('socket.connection.setup.timeout.ms', 'longest wait for a connection'),
  honoured('request.timeout.ms', 'longest wait for one answer'),
  honoured('default.api.timeout.ms', 'how long a call is retried before the query learns of the problem'),
  honoured('retry.backoff.ms', 'first pause between two attempts; doubles'),
  honoured('retry.backoff.max.ms', 'longest pause between two attempts'),
  honoured('fetch.max.bytes', 'bytes asked for in one fetch'),
  honoured('max.partition.fetch.bytes', 'bytes asked for of one partition in one fetch'),
  honoured('fetch.max.wait.ms', 'longest wait of a broker for data'),
  honoured('group.id', 'only named in messages: offsets are kept in the checkpoint, no group is joined'),
  honoured('acks', 'all (default), 1 or 0; exactly-once needs all'),
  honoured('compression.type', 'none (default), gzip, snappy, lz4 or zstd'),
  honoured('max.request.size', 'bytes of the largest record batch, 1,000,000 by default'),
  honoured('transaction.timeout.ms', 'the broker ends a transaction that stays open longer'),
  honoured('transactional.id', 'prefix of the transactional id; the default is tidemark-<query id>'),
  accepted('enable.idempotence'), accepted('batch.size'), accepted('linger.ms'), accepted('buffer.memory'), accepted('max.block.ms'), accepted('retries'),
  accepted('delivery.timeout.ms'), accepted('max.in.flight.requests.per.connection'), accepted('metadata.max.age.ms'), accepted('send.buffer.bytes'), accepted('receive.buffer.bytes'),
  accepted('connections.max.idle.ms'), accepted('reconnect.backoff.ms'), accepted('reconnect.backoff.max.ms'), accepted('session.timeout.ms'), accepted('heartbeat.interval.ms'),
  accepted('max.poll.records'), accepted('max.poll.interval.ms'), accepted('fetch.min.bytes'), accepted('check.crcs'), accepted('allow.auto.create.topics'), accepted('client.rack'),
  accepted('auto.commit.interval.ms'), accepted('socket.connection.setup.timeout.max.ms'),
];

/** Spark refuses these; the reasons are ours. */
export const forbiddenProperties: Readonly<Record<'source' | 'sink', Readonly<Record<string, string>>>> = {
  source: {
    'auto.offset.reset': 'use startingOffsets; an offset is never reset silently',
    'key.deserializer': 'keys are bytes; convert them in the query',
    'value.deserializer': 'values are bytes; convert them in the query',
    'enable.auto.commit': 'offsets are kept in the checkpoint',
    'interceptor.classes': 'there are no interceptors',
  },
  sink: {
    'key.serializer': 'keys are strings or bytes; convert them in the query',
    'value.serializer': 'values are strings or bytes; convert them in the query',
    'interceptor.classes': 'there are no interceptors',
  },
};
