/**
 * A pseudo-terminal: what is written at one end comes out at the other, and the other end has a path that any program
 * opens as a serial port. Node has no call for it, so this is `openpty` of the C library, called through koffi, whose
 * binaries come from the registry (docs/adr/0011).
 */
import { closeSync, lstatSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { ReadStream } from 'node:tty';
import { networkWords, type Started, type StartProblem } from '../listen.ts';

export interface Pty {
  /** Where others open it, such as `/dev/pts/4`. */
  readonly path: string;
  /** The near end. It stays open whoever opens and closes the path. */
  readonly stream: Duplex;
  close(): Promise<void>;
}

type Call = (...args: unknown[]) => number;

interface CLibrary {
  readonly openpty: Call;
  readonly tcgetattr: Call;
  readonly tcsetattr: Call;
  readonly cfmakeraw: Call;
}

/** More than `struct termios` takes on any system, and than any path of a terminal. */
const TERMIOS_BYTES = 256;
const PATH_BYTES = 1024;
const AT_ONCE = 0;

/**
 * Opens a pair that passes every byte on unchanged.
 *
 * @param link Where a symbolic link to its path is to stand, which is then the path; null: nowhere.
 */
export async function openPty(link: string | null): Promise<Started<Pty>> {
  const library = await loadLibrary();
  if (typeof library === 'string') return noPty(library);
  const [near, far] = [new Int32Array(1), new Int32Array(1)];
  const name = new Uint8Array(PATH_BYTES);
  if (library.openpty(near, far, name, null, null) !== 0)
    return noPty('the system gives out no more of them');
  const farEnd = far[0] ?? -1;
  makeRaw(library, farEnd);
  const stream = new ReadStream(near[0] ?? -1);
  // Only a far end that is closed makes an error here, and it is closed below, behind the last byte.
  stream.on('error', () => {});
  const target = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  const close = () =>
    new Promise<void>((closed) => {
      if (stream.closed) closed();
      else stream.once('close', () => closed());
      stream.destroy();
      closeSync(farEnd);
    });
  if (link === null) return { ok: true, value: { path: target, stream, close } };
  const problem = linkProblem(link, target);
  if (problem !== null) {
    await close();
    return { ok: false, problem };
  }
  const unlink = () => {
    rmSync(link, { force: true });
    return close();
  };
  return { ok: true, value: { path: link, stream, close: unlink } };
}

/** As it comes, a terminal echoes what it is sent, and makes other bytes of some. */
function makeRaw(library: CLibrary, terminal: number): void {
  const settings = new Uint8Array(TERMIOS_BYTES);
  library.tcgetattr(terminal, settings);
  library.cfmakeraw(settings);
  library.tcsetattr(terminal, AT_ONCE, settings);
}

/** A link of an earlier run may stand there; anything else is not ours to remove. */
function linkProblem(link: string, target: string): StartProblem | null {
  try {
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) unlinkSync(link);
    symlinkSync(target, link);
    return null;
  } catch (error) {
    return { what: networkWords(error), where: link, option: 'buhera,pty-link in the device tree' };
  }
}

let loaded: Promise<CLibrary | string> | null = null;

/** The calls, or why there are none. */
function loadLibrary(): Promise<CLibrary | string> {
  loaded ??= (async () => {
    try {
      const { default: koffi } = await import('koffi');
      // The library that this very program runs on, whatever its name and place on this system.
      const library = koffi.load(null);
      return {
        openpty: library.func(
          'int openpty(int32_t *near, int32_t *far, uint8_t *name, void *settings, void *size)',
        ),
        tcgetattr: library.func('int tcgetattr(int terminal, uint8_t *settings)'),
        tcsetattr: library.func('int tcsetattr(int terminal, int when, uint8_t *settings)'),
        cfmakeraw: library.func('void cfmakeraw(uint8_t *settings)'),
      };
    } catch (error) {
      return `koffi cannot call openpty on ${process.platform}-${process.arch} (${String((error as Error).message).split('\n')[0]})`;
    }
  })();
  return loaded;
}

function noPty(what: string): { readonly ok: false; readonly problem: StartProblem } {
  return { ok: false, problem: { what, where: 'a pseudo-terminal', option: '', remedy: WITHOUT_PTY } };
}

const WITHOUT_PTY =
  'Make the pairs with socat and name their ends as buhera,listen and buhera,connect of the bus, or use Modbus TCP with --wire real.';
