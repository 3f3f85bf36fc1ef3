import { canWriteHardware } from '../config/mode-tags.ts';
import type { Site } from '../config/site.ts';
import { placeText } from '../field/field-runner.ts';
import { DEVICE_MODES, type DeviceMode } from '../field/wiring.ts';
import type { RunReport } from '../runtime/run-site.ts';
import type { SiteRuntime } from '../runtime/site-runtime.ts';
import type { DurationSummary } from '../signal/histogram.ts';
import { columns } from './display.ts';
import { excursionLines } from './excursions.ts';
import { busReportRows } from './link-text.ts';

/** What is printed when a site has started. */
export function runBanner({ site, plan, field, sparkplug }: SiteRuntime, httpPort: number | null): string {
  const places = plan.wire === 'memory' ? [] : field.endpoints();
  const rows = [
    ['site', `${site.title} (${site.folder})`],
    ...modeRows(site),
    ...places.map((place) => [place.busId, `${place.kind} at ${placeText(place)}`]),
    ...(sparkplug === null ? [] : [['sparkplug', sparkplug.place]]),
    [
      'control',
      plan.controller === 'external'
        ? 'left to a controller outside'
        : `${site.loops.length} loops, scan every ${ms(site.scan.periodS)}`,
    ],
    ['time', plan.speed === 'max' ? 'virtual, as fast as it goes' : `real, speed ${plan.speed}`],
    ...(httpPort === null ? [] : [['http', `http://${site.http.host}:${httpPort}`]]),
  ];
  const hint =
    httpPort === null ? '' : `\nwatch it with \`${watchCommand(httpPort)}\`; Ctrl-C stops it safely\n`;
  return `${columns(rows)}\n${hint}`;
}

/** What is not real, and who writes what is. */
function modeRows(site: Site): string[][] {
  const devices = site.wiring.buses.flatMap((bus) => bus.devices);
  const named = (mode: DeviceMode): string[] =>
    devices.filter((device) => device.mode === mode).map(({ id }) => id);
  const [emulated, shadow, real] = DEVICE_MODES.map(named) as [string[], string[], string[]];
  const rows = [['devices', `${emulated.length} EMULATED, ${shadow.length} in SHADOW, ${real.length} real`]];
  for (const [words, ids] of [
    ['in shadow', shadow],
    ['real', real],
  ] as const) {
    if (ids.length > 0) rows.push(['', `${words}: ${ids.join(', ')}`]);
  }
  if (canWriteHardware(site.wiring)) {
    rows.push(['armed', 'no: real outputs are read, and written only after `buhera arm --for 10m`']);
  }
  return rows;
}

function watchCommand(port: number): string {
  return port === 8080 ? 'npx buhera top' : `npx buhera top --url http://127.0.0.1:${port}`;
}

/** What is printed when a run is over: how it ended, what the scan measured, and whether the ledger closed. */
export function runReportText(report: RunReport, { plan, site, scan, plantHost }: SiteRuntime): string {
  const rows = [['ended', `${endText(report)} after ${report.siteTimeS.toFixed(2)} s of site time`]];
  if (plan.speed !== 'max') rows.push(...scanRows(report, plan.speed));
  if (report.ledger !== null) {
    const { massRelative, speciesRelative, energyRelative, entropyGeneratedJPerK, breach } = report.ledger;
    const residuals = `mass ${massRelative.toExponential(1)}, energy ${energyRelative.toExponential(1)} of the throughput`;
    rows.push([
      'ledger',
      `${breach === null ? 'closes' : 'DOES NOT CLOSE'}: ${residuals}; entropy generated ${entropyGeneratedJPerK.toFixed(3)} J/K; worst species ${speciesRelative.toExponential(1)}`,
    ]);
    if (breach !== null) rows.push(['', breach]);
  }
  for (const line of plantHost === null ? [] : excursionLines(plantHost.plant)) rows.push(['gas', line]);
  rows.push(...busReportRows(report.buses));
  if (report.plantLostS > 0)
    rows.push(['plant', `${report.plantLostS.toFixed(2)} s left out: the host was too slow`]);
  if (plan.controller === 'internal') rows.push(['trips', String(scan.guards.trips)]);
  if (plan.controller === 'internal' && site.interlocks.safeState.size > 0) {
    rows.push([
      'outputs',
      report.unsafeDevices.length === 0
        ? 'in their safe state, confirmed by every device'
        : `safe state NOT CONFIRMED by ${report.unsafeDevices.join(', ')}`,
    ]);
  }
  if (report.untouchedDevices.length > 0) {
    rows.push([
      '',
      `not armed: the real outputs of ${report.untouchedDevices.join(', ')} were left as they were`,
    ]);
  }
  rows.push(...recordingRows(report));
  return columns(rows);
}

function endText({ end }: RunReport): string {
  switch (end.kind) {
    case 'duration':
      return 'as asked';
    case 'stopped':
      return 'stopped';
    case 'overrun':
      return 'because the scan overran and the site says stop';
    case 'plant-fault':
      return `because the plant could not go on (${end.message})`;
    case 'ledger-breach':
      return 'because the ledger does not close and --strict was asked for';
  }
}

function scanRows({ scan }: RunReport, speed: number): string[][] {
  const rows = [
    ['scan', `${scan.scans} made, ${scan.missed} missed, ${scan.overruns} overruns of ${ms(scan.periodS)}`],
    ['  late', quantiles(scan.jitter)],
    ['  work', quantiles(scan.work)],
  ];
  const due = scan.scans + scan.missed;
  if (scan.missed <= 0.1 * due) return rows;
  const held = ((100 * scan.scans) / due).toFixed(0);
  const advice = speed > 1 ? 'a lower --speed holds more' : 'a longer [scan] period would hold';
  return [...rows, ['', `this machine held only ${held} % of the scans; ${advice}`]];
}

function quantiles({ p50S, p99S, p999S, maxS }: DurationSummary): string {
  return `p50 ${ms(p50S)}   p99 ${ms(p99S)}   p99.9 ${ms(p999S)}   max ${ms(maxS)}`;
}

function recordingRows({ recording }: RunReport): string[][] {
  if (recording === null) return [];
  const state =
    recording.failure === null ? recording.folder : `${recording.folder} ended early: ${recording.failure}`;
  return [
    ['record', state],
    ...Object.entries(recording.sha256).map(([name, digest]) => ['', `${digest}  ${name}`]),
  ];
}

function ms(seconds: number): string {
  return `${Number((seconds * 1000).toPrecision(3))} ms`;
}
