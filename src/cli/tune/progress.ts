/** Follows a test to its end, with its curve on a terminal. */
import type { TuneSnapshot } from '../../runtime/tuning-order.ts';
import { getJson, sendJson } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { digits } from './comparison-text.ts';
import { curveText } from './curve.ts';

const LOOK_MS = 500;
const ROWS = 8;
const CLEAR_TO_END = '\u001b[J';

/** The last picture of the test. Ctrl-C calls the test off. */
export async function followTest(url: string, loop: string): Promise<TuneSnapshot> {
  const path = `/api/v1/loops/${encodeURIComponent(loop)}/tuning`;
  let isCalledOff = false;
  const callOff = (): void => {
    isCalledOff = true;
  };
  process.once('SIGINT', callOff);
  const screen = new Screen();
  try {
    for (;;) {
      if (isCalledOff) {
        await sendJson(url, 'POST', `${path}/stop`, {});
        throw new CliError(EXIT.doesNotHold, `buhera: ${loop}: called off; output and mode are back.`);
      }
      const snapshot = await getJson<TuneSnapshot>(url, path);
      screen.show(snapshot);
      if (snapshot.phase === 'done' || snapshot.phase === 'aborted') return snapshot;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    process.off('SIGINT', callOff);
  }
}

/** Redraws in place on a terminal; elsewhere it says each phase once. */
class Screen {
  #lines = 0;
  #said = '';

  show(snapshot: TuneSnapshot): void {
    const { stderr } = process;
    if (stderr.isTTY !== true) {
      if (snapshot.phase !== this.#said) stderr.write(`${snapshot.loop}: ${snapshot.phase}\n`);
      this.#said = snapshot.phase;
      return;
    }
    const picture = pictureOf(snapshot, Math.max(20, Math.min(100, stderr.columns - 14)));
    const up = this.#lines === 0 ? '' : `\u001b[${this.#lines}A\r${CLEAR_TO_END}`;
    stderr.write(`${up}${picture}\n`);
    this.#lines = picture.split('\n').length;
  }
}

function pictureOf({ loop, method, phase, elapsedS, trend }: TuneSnapshot, columns: number): string {
  const size = { columns, rows: ROWS };
  const pv = curveText('process value', trend.timeS, trend.pv, size, (value) => digits(value));
  const output = curveText('output', trend.timeS, trend.output, { ...size, rows: 3 }, (value) =>
    digits(value, 3),
  );
  const head = `${loop}: ${method} test, ${phase}, ${elapsedS.toFixed(1)} s`;
  return [head, pv, output].filter((text) => text !== '').join('\n');
}
