import type { Snapshot } from '../server/api.ts';
import { getJson } from './client.ts';
import { EXIT } from './exit.ts';
import { renderTop, TopHistory } from './top-screen.ts';

const REFRESH_MS = 250;
const ALTERNATE_SCREEN = '\x1b[?1049h\x1b[?25l';
const MAIN_SCREEN = '\x1b[?25h\x1b[?1049l';

/** Live view of a running site: refreshes four times a second until q or Ctrl-C. */
export async function top(options: { readonly url: string; readonly once?: true }): Promise<void> {
  const history = new TopHistory();
  const first = await getJson<Snapshot>(options.url, '/api/v1/snapshot');
  history.add(first);
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  if (options.once === true || process.stdout.isTTY !== true) {
    process.stdout.write(
      `${renderTop(first, history, { width: process.stdout.columns ?? 100, rows: null, colour })}\n`,
    );
    return;
  }
  process.stdout.write(ALTERNATE_SCREEN);
  try {
    await refreshUntilQuit(options.url, history, colour);
  } finally {
    process.stdout.write(MAIN_SCREEN);
  }
}

async function refreshUntilQuit(url: string, history: TopHistory, colour: boolean): Promise<void> {
  const quit = quitRequested();
  try {
    while (!quit.requested) {
      const snapshot = await getJson<Snapshot>(url, '/api/v1/snapshot').catch(() => null);
      if (snapshot !== null) history.add(snapshot);
      draw(history, snapshot !== null, colour);
      await quit.within(REFRESH_MS);
    }
  } finally {
    quit.release();
  }
}

function draw(history: TopHistory, connected: boolean, colour: boolean): void {
  const { columns = 100, rows = 40 } = process.stdout;
  const picture =
    history.last === null ? '' : renderTop(history.last, history, { width: columns, rows: rows - 1, colour });
  const lines = picture.split('\n');
  if (!connected)
    lines[0] = colour
      ? '\x1b[41;97m the site does not answer; waiting … \x1b[0m'
      : 'the site does not answer; waiting …';
  // Draw over the old picture and clear what is left of it: clearing first would flicker.
  process.stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J`);
}

interface Quit {
  readonly requested: boolean;
  within(ms: number): Promise<void>;
  release(): void;
}

function quitRequested(): Quit {
  let requested = false;
  let wake = (): void => {};
  const { stdin } = process;
  const onKey = (key: Buffer): void => {
    // 3 is Ctrl-C, which raw mode delivers as a byte.
    requested ||= key[0] === 3 || ['q', 'Q'].includes(key.toString());
    if (requested) wake();
  };
  stdin.setRawMode?.(true);
  stdin.resume();
  stdin.on('data', onKey);
  const onSignal = (): void => {
    requested = true;
    process.exitCode = EXIT.fine;
    wake();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return {
    get requested() {
      return requested;
    },
    within: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    release() {
      stdin.off('data', onKey);
      stdin.setRawMode?.(false);
      stdin.pause();
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
