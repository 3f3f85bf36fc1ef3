/**
 * A process of its own, so that no plant meets code that another one has warmed up: steps one plant on one kernel
 * and a number of threads, writes its readings to a file and its times to standard output. With a last argument it also writes a CPU profile
 * of the rounds, without the start, there.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createPlant, plantWork } from '../../../src/physics/plant.ts';
import { plantWorkers } from '../../../src/runtime/plant-workers.ts';
import { runTo } from '../../physics/plants.ts';
import { benchPlant, STEP_S, shapeNamed } from './networks.ts';
import { readingsOf } from './readings.ts';

const [shapeName, countText, kernelName, threadsText, roundsText, stepsText, readingsPath = '', profilePath] =
  process.argv.slice(2);
const shape = shapeNamed(shapeName);
const [count, rounds, stepsPerRound] = [Number(countText), Number(roundsText), Number(stepsText)];

const helpers = plantWorkers(Number(threadsText), (reason) => console.error(`a thread was lost: ${reason}`));
const kernel = kernelName === 'plain' ? 'plain' : 'fastest';
const plant = createPlant(benchPlant(shape, count), { kernel, helpers });
const session = new Session();
session.connect();
if (profilePath !== undefined) {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
}
const roundNs = Array.from({ length: rounds }, (_, round) => {
  const started = process.hrtime.bigint();
  runTo(plant, (round + 1) * stepsPerRound * STEP_S);
  return Number(process.hrtime.bigint() - started);
});
if (profilePath !== undefined) {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(profilePath, JSON.stringify(profile));
}
writeFileSync(readingsPath, readingsOf(plant, count));
await helpers?.end();
console.log(JSON.stringify({ roundNs, ...plantWork(plant) }));
