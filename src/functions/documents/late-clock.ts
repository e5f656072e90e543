import type { Kernel, KernelContext } from '../function.ts';

/** The clock of the query for what is read by options: they are made before there is a query, and asked while it runs. */
export class LateClock {
  #nowMicros: KernelContext['nowMicros'] = () => 0n;

  seconds(): number { return Number(this.#nowMicros() / 1_000_000n); }

  /** The kernel, with the clock of each of its runs. */
  setFor(kernel: Kernel): Kernel {
    return (args, rows, context) => {
      this.#nowMicros = context.nowMicros;
      return kernel(args, rows, context);
    };
  }
}
