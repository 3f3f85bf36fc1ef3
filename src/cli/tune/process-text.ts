/** Processes as words on the command line: `k=2 delay=1s lags=4s,1s leads=-0.3s integrating`. */
import type { Process } from '../../control/tuning/process.ts';
import { processProblem } from '../../control/tuning/process.ts';
import { parseQuantity } from '../../units/quantity.ts';
import { usageError } from '../exit.ts';

const EXAMPLE = 'expected such as "k=2 delay=1s lags=4s,1s", with leads=… and integrating as needed';

export function parseProcess(text: string): Process {
  const words = text.trim().split(/\s+/u);
  const process: { -readonly [K in keyof Process]: Process[K] } = {
    gain: Number.NaN,
    delayS: 0,
    lagsS: [],
    leadsS: [],
    integrating: false,
  };
  for (const word of words) {
    const [key = '', value] = word.split('=', 2);
    if (word === 'integrating') process.integrating = true;
    else if (value === undefined)
      throw usageError(`buhera: --process ${text}: "${word}" is no part of a process; ${EXAMPLE}.`);
    else if (key === 'k') process.gain = Number(value);
    else if (key === 'delay') process.delayS = seconds(value, text);
    else if (key === 'lags') process.lagsS = value.split(',').map((part) => seconds(part, text));
    else if (key === 'leads') process.leadsS = value.split(',').map((part) => seconds(part, text));
    else throw usageError(`buhera: --process ${text}: "${key}" is no part of a process; ${EXAMPLE}.`);
  }
  const problem = processProblem(process);
  if (problem !== null) throw usageError(`buhera: --process ${text}: ${problem}; ${EXAMPLE}.`);
  return process;
}

function seconds(part: string, text: string): number {
  const bare = Number(part);
  if (part !== '' && Number.isFinite(bare)) return bare;
  const sign = part.startsWith('-') ? -1 : 1;
  const parsed = parseQuantity(sign < 0 ? part.slice(1) : part, 'time');
  if (!parsed.ok) throw usageError(`buhera: --process ${text}: ${part}: ${parsed.problem}; ${parsed.hint}.`);
  return sign * parsed.value;
}
