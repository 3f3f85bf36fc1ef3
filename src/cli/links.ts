import { type BusBudget, busBudget } from '../field/bus-budget.ts';
import type { BusSnapshot } from '../runtime/link-view.ts';
import { getJson } from './client.ts';
import { columns, print, printJson } from './display.ts';
import { usageError } from './exit.ts';
import { budgetHeading, budgetRows, healthRows, type Measured } from './link-text.ts';
import { loadSiteOrExit } from './load-site.ts';

interface LinkOptions {
  readonly url: string;
  readonly format: string;
  /** Name of a site, or true for the running one. */
  readonly budget?: string | true;
}

/** What the links of the running site have measured; or what its buses are asked by their wiring, with both side by side. */
export async function links(only: string | undefined, options: LinkOptions): Promise<void> {
  if (typeof options.budget === 'string') {
    showBudgets(chosen(budgetsOf(options.budget), only), options.format);
    return;
  }
  const buses = chosen(await getJson<readonly BusSnapshot[]>(options.url, '/api/v1/links/buses'), only);
  if (options.format === 'json') printJson(buses);
  else if (options.budget === true) showMeasuredBudgets(buses);
  else print(buses.length === 0 ? 'no Modbus buses' : columns(healthRows(buses)));
}

function budgetsOf(site: string): readonly BusBudget[] {
  return loadSiteOrExit(site).wiring.buses.flatMap((bus) =>
    bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu' ? [busBudget(bus)] : [],
  );
}

function chosen<T extends { readonly bus: string }>(
  buses: readonly T[],
  only: string | undefined,
): readonly T[] {
  if (only === undefined) return buses;
  const found = buses.filter(({ bus }) => bus === only);
  if (found.length > 0) return found;
  throw usageError(`buhera: no Modbus bus "${only}"; there are ${buses.map(({ bus }) => bus).join(', ')}.`);
}

function showBudgets(budgets: readonly BusBudget[], format: string): void {
  if (format === 'json') {
    printJson(budgets);
    return;
  }
  print(budgets.map((budget) => `${budgetHeading(budget)}\n${columns(budgetRows(budget))}`).join('\n\n'));
}

function showMeasuredBudgets(buses: readonly BusSnapshot[]): void {
  const texts = buses.flatMap(({ budget, overall, links: all }) => {
    if (budget === null) return [];
    const measured = new Map(all.map((link): [string, Measured] => [link.device, link.overall]));
    const heading = `${budgetHeading(budget)}\nmeasured: ${overall.requestsPerS.toFixed(1)} requests/s, busy for ${(100 * overall.busyShare).toFixed(1)} % of ${overall.overS.toFixed(0)} s`;
    return [`${heading}\n${columns(budgetRows(budget, (device) => measured.get(device) ?? null))}`];
  });
  print(texts.join('\n\n'));
}
