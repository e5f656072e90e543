import type { WireReader, WireWriter } from '../wire.ts';

/** One exchange with a broker: what is asked, and how the answer is read. */
export interface KafkaRequest<Answer> {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  write(writer: WireWriter): void;
  /** The answer's body, behind the correlation id. May keep slices of the buffer. */
  read(reader: WireReader): Answer;
}
