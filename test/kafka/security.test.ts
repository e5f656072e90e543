import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBroker, type TestBroker } from '../../scripts/kafka.ts';
import { describeWithBroker } from './broker.ts';
import { chunkOf, keyValueSchema, makeTopic, openSink, openSource, readRows } from './rows.ts';

describeWithBroker('TLS and SASL', () => {
  it('a broker with a private authority and passwords', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-tls-'));
    let own: TestBroker | undefined;
    try {
      const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
      let securePort = 0;
      own = await startBroker((port) => settingsOf(port, securePort = port + 2, readFileSync(certificate, 'utf8'), readFileSync(key, 'utf8')));
      const topic = await makeTopic(own.servers, 'secure');
      const servers = `127.0.0.1:${securePort}`;
      const login = (password: string): string => `org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="${password}";`;
      const options = { 'kafka.security.protocol': 'SASL_SSL', 'kafka.sasl.mechanism': 'PLAIN', 'kafka.sasl.jaas.config': login('wonder land'), 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.location': certificate };
      const sink = await openSink(servers, { topic, ...options });
      await sink.write(0, [chunkOf(keyValueSchema, [['k', 'over TLS']])]);
      await sink.close();
      const source = await openSource(servers, { subscribe: topic, startingOffsets: 'earliest', ...options });
      const start = await source.initialOffset();
      expect(await readRows(source, start, (await source.latestOffset(start, 'all'))!)).toEqual(['0:0:k:over TLS']);
      await source.close();
      for (const [wrong, condition] of [[{ 'kafka.sasl.jaas.config': login('wrong') }, 'TIDEMARK_KAFKA_REQUEST_FAILED'], [{ 'kafka.ssl.truststore.location': '' }, 'TIDEMARK_KAFKA_UNREACHABLE']] as const) {
        const given: Record<string, string> = { subscribe: topic, ...options, 'kafka.default.api.timeout.ms': '500', ...wrong };
        if (given['kafka.ssl.truststore.location'] === '') delete given['kafka.ssl.truststore.location'];
        const refused = await openSource(servers, given);
        await expect(refused.initialOffset()).rejects.toMatchObject({ condition, domain: 'external' });
        await refused.close();
      }
    } finally {
      await own?.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

function settingsOf(port: number, securePort: number, certificate: string, key: string): string {
  const oneLine = (text: string): string => text.trim().replaceAll('\n', '\\n');
  return [
    `listeners=PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${securePort},CONTROLLER://127.0.0.1:${port + 1}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${securePort}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms=PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="wonder land";',
    'ssl.keystore.type=PEM',
    `ssl.keystore.key=${oneLine(key)}`,
    `ssl.keystore.certificate.chain=${oneLine(certificate)}`,
  ].join('\n');
}
