import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { Environment } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import { clientProperties, forbiddenProperties } from './client-properties.ts';

/** As Node's TLS takes them. */
type TlsOptions = Exclude<KafkaConfig['ssl'], boolean | undefined>;

/** What `kafka.*` options say, checked and with defaults. */
export interface ClientOptions {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly clientId: string;
  readonly tls: TlsOptions | undefined;
  readonly sasl: SASLOptions | undefined;
  readonly committedOnly: boolean;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a call is retried before the query is told. */
  readonly callTimeoutMs: number;
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  readonly fetchBytesMax: number;
  readonly partitionFetchBytesMax: number;
  readonly fetchWaitMs: number;
  /** The properties as given, without `kafka.`. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Reads the `kafka.*` options of a source or sink; fails by name on a forbidden, unknown or malformed one. */
export function readClientOptions(options: Readonly<Record<string, string>>, role: 'source' | 'sink', environment: Environment): ClientOptions {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (name.startsWith('kafka.')) properties[checkProperty(name.slice('kafka.'.length), role)] = value;
  }
  const servers = properties['bootstrap.servers'];
  if (servers === undefined || servers.trim() === '') return fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'kafka.bootstrap.servers' });
  const protocol = (properties['security.protocol'] ?? 'PLAINTEXT').toUpperCase();
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol)) refuse('security.protocol', protocol, 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL');
  const isolation = properties['isolation.level'] ?? 'read_uncommitted';
  if (!['read_uncommitted', 'read_committed'].includes(isolation)) refuse('isolation.level', isolation, 'read_uncommitted or read_committed');
  const number = (name: string, otherwise: number): number => readNumber(properties, name, otherwise);
  return {
    servers: servers.split(',').map((text) => readServer(text.trim())),
    clientId: properties['client.id'] ?? 'tidemark',
    tls: protocol.endsWith('SSL') ? readTls(properties, environment) : undefined,
    sasl: protocol.startsWith('SASL') ? readSasl(properties) : undefined,
    committedOnly: isolation === 'read_committed',
    connectionTimeoutMs: number('socket.connection.setup.timeout.ms', 10_000),
    requestTimeoutMs: number('request.timeout.ms', 30_000),
    callTimeoutMs: number('default.api.timeout.ms', 8_000),
    backoffMs: number('retry.backoff.ms', 50),
    backoffMsMax: number('retry.backoff.max.ms', 1_000),
    fetchBytesMax: number('fetch.max.bytes', 8 << 20),
    partitionFetchBytesMax: number('max.partition.fetch.bytes', 8 << 20),
    fetchWaitMs: number('fetch.max.wait.ms', 500),
    properties,
  };
}

export function readNumber(properties: Readonly<Record<string, string>>, name: string, otherwise: number): number {
  const text = properties[name];
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text.trim())) refuse(name, text, 'a whole number');
  return Number(text);
}

function checkProperty(name: string, role: 'source' | 'sink'): string {
  const reason = forbiddenProperties[role][name];
  if (reason !== undefined) fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option: `kafka.${name}`, reason });
  if (!clientProperties.some((row) => row.name === name)) fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option: `kafka.${name}`, reason: 'tidemark does not know it' });
  return name;
}

function refuse(name: string, value: string, expected: string): never {
  return fail('TIDEMARK_INVALID_OPTION', { option: `kafka.${name}`, value, expected });
}

function readServer(text: string): { host: string; port: number } {
  const match = /^(?:[A-Za-z_]+:\/\/)?(?:\[([0-9A-Fa-f:.]+)\]|([^:/@\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) return refuse('bootstrap.servers', text, 'host:port, several with commas between');
  return { host: (match[1] ?? match[2])!, port };
}

/** PEM only: in the options themselves, or in files. */
function readTls(properties: Readonly<Record<string, string>>, environment: Environment): TlsOptions {
  for (const store of ['ssl.truststore', 'ssl.keystore']) {
    const type = properties[`${store}.type`] ?? 'PEM';
    if (type !== 'PEM') refuse(`${store}.type`, type, 'PEM');
  }
  const read = (inline: string, location: string): string | undefined => {
    const path = properties[location];
    return properties[inline] ?? (path === undefined ? undefined : Buffer.from(environment.files.readFile(path)).toString('utf8'));
  };
  const authorities = read('ssl.truststore.certificates', 'ssl.truststore.location');
  const chain = read('ssl.keystore.certificate.chain', 'ssl.keystore.location');
  const key = properties['ssl.keystore.key'] ?? chain;
  const passphrase = properties['ssl.key.password'];
  const identification = properties['ssl.endpoint.identification.algorithm'] ?? 'https';
  return {
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(chain === undefined ? {} : { cert: chain, key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(identification === '' ? { checkServerIdentity: () => undefined } : {}),
  };
}

function readSasl(properties: Readonly<Record<string, string>>): SASLOptions {
  const name = properties['sasl.mechanism'] ?? 'PLAIN';
  const mechanism = ({ 'PLAIN': 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512' } as const)[name];
  if (mechanism === undefined) return refuse('sasl.mechanism', name, 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512');
  const jaas = properties['sasl.jaas.config'];
  if (jaas !== undefined && !/^\s*org\.apache\.kafka\.common\.security\.(plain\.Plain|scram\.Scram)LoginModule\s/.test(jaas)) {
    fail('TIDEMARK_KAFKA_OPTION_NOT_ALLOWED', { option: 'kafka.sasl.jaas.config', reason: 'only PlainLoginModule and ScramLoginModule are known' });
  }
  const quoted = (field: string): string | undefined => new RegExp(`\\b${field}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(jaas ?? '')?.[1]?.replace(/\\(.)/g, '$1');
  const username = properties['sasl.username'] ?? quoted('username');
  const password = properties['sasl.password'] ?? quoted('password');
  if (username === undefined || password === undefined) return fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'kafka.sasl.jaas.config' });
  return { mechanism, username, password } as SASLOptions;
}
