import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLossless, type Scenario, type ScenarioAnswer } from '../spark/scenario.ts';

const recorder = join(dirname(fileURLToPath(import.meta.url)), '..', 'spark', 'stream', 'recorder');
const classes = resolve('.cache', 'spark-recorder');

/** The jars of the installed pyspark 4.3.0, or a sentence about what is missing. */
export function findSparkJars(): { readonly jars: string } | { readonly missing: string } {
  const given = process.env['SPARK_JARS'];
  if (given !== undefined) return existsSync(given) ? { jars: given } : { missing: `SPARK_JARS names ${given}, which does not exist` };
  const python = process.env['PYSPARK_PYTHON'] ?? 'python3';
  const found = spawnSync(python, ['-c', 'import os, pyspark; print(os.path.join(os.path.dirname(pyspark.__file__), "jars"))'], { encoding: 'utf8' });
  return found.status === 0 ? { jars: found.stdout.trim() } : { missing: `${python} cannot import pyspark: set PYSPARK_PYTHON, or SPARK_JARS to the jars folder of pyspark 4.3.0` };
}

interface Judged { readonly scenario: Scenario; readonly answer: ScenarioAnswer }

/** Answers of Spark itself, given one by one as they come. One Java process serves them all. */
export async function* askSpark(jars: string, scenarios: readonly Scenario[]): AsyncGenerator<Judged> {
  compileRecorder(jars);
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const [input, output] = [join(folder, 'scenarios.jsonl'), join(folder, 'answers.jsonl')];
  writeFileSync(input, scenarios.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(output, '');
  const child = spawn(join(recorder, 'run.sh'), [input, output, String(scenarios.length * 120)], { stdio: 'ignore', env: { ...process.env, SPARK_JARS: jars, CLASSES: classes } });
  const ended = new Promise<void>((done) => { child.on('exit', () => { done(); }); child.on('error', () => { done(); }); });
  let running = true;
  void ended.then(() => { running = false; });
  try {
    let read = 0;
    for (;;) {
      const wasRunning = running;
      const lines = readFileSync(output, 'utf8').split('\n');
      for (; read < lines.length - 1; read++) {
        const { expect } = parseLossless(lines[read]!) as { expect: ScenarioAnswer & { readonly runnerFailure?: string } };
        if (expect.runnerFailure !== undefined) throw new Error(`the recorder failed at ${scenarios[read]!.name}: ${expect.runnerFailure}`);
        yield untilBroken(scenarios[read]!, expect);
      }
      if (!wasRunning) break;
      await Promise.race([ended, new Promise((done) => { setTimeout(done, 200); })]);
    }
  } finally {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Spark lost its own state: it plans each batch anew, and an operator that came or went finds another's files. */
const lostState = /^(CANNOT_LOAD_STATE_STORE|STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY|STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA)/;

/** Where the recorder cannot take away what was never written, or Spark breaks, the case ends. */
function untilBroken(scenario: Scenario, answer: ScenarioAnswer): Judged {
  const steps = answer.steps ?? [];
  const end = steps.findIndex(({ error }, index) => error !== undefined && ((error.condition === undefined && typeof scenario.steps[index]!.restart === 'object') || lostState.test(error.condition ?? '')));
  return end < 0 ? { scenario, answer } : { scenario: { ...scenario, steps: scenario.steps.slice(0, end) }, answer: { ...answer, steps: steps.slice(0, end) } };
}

/** The recorder is Scala, compiled once by the compiler among Spark's jars. */
function compileRecorder(jars: string): void {
  if (existsSync(join(classes, 'org'))) return;
  mkdirSync(classes, { recursive: true });
  const { status, stderr } = spawnSync(join(recorder, 'build.sh'), { env: { ...process.env, SPARK_JARS: jars, OUT: classes }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the recorder does not compile: ${stderr}`);
}
