/** A trend of PV and output of any length in bounded memory: when it is full, every other sample goes. */
export class TrendRecord {
  static readonly #capacity = 1000;

  #timeS: number[] = [];
  #pv: number[] = [];
  #output: number[] = [];
  #every = 1;
  #skipped = 0;

  add(timeS: number, pv: number, output: number): void {
    this.#skipped++;
    if (this.#skipped < this.#every) return;
    this.#skipped = 0;
    this.#timeS.push(timeS);
    this.#pv.push(pv);
    this.#output.push(output);
    if (this.#timeS.length >= TrendRecord.#capacity) this.#thin();
  }

  columns(): {
    readonly timeS: readonly number[];
    readonly pv: readonly number[];
    readonly output: readonly number[];
  } {
    return { timeS: this.#timeS, pv: this.#pv, output: this.#output };
  }

  #thin(): void {
    const isKept = (_: number, i: number): boolean => i % 2 === 1;
    this.#timeS = this.#timeS.filter(isKept);
    this.#pv = this.#pv.filter(isKept);
    this.#output = this.#output.filter(isKept);
    this.#every *= 2;
  }
}
