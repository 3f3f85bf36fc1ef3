import { type Diagnostic, hasErrors } from '../config/diagnostic.ts';
import { loadPath } from '../config/load-path.ts';
import { renderText } from '../config/render-text.ts';
import { print } from './display.ts';
import { EXIT } from './exit.ts';
import { INSTALL_ROOT, version } from './install-root.ts';

interface ValidateOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly strict?: true;
}

/** Checks each path for what it is, and prints all that is wrong, in one run. Exit 1 when something is. */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<void> {
  const results = paths.flatMap((path) => loadPath(path, { cwd: process.cwd(), installRoot: INSTALL_ROOT }));
  const diagnostics = distinct(results.flatMap((result) => result.diagnostics));
  const sources = new Map(results.flatMap((result) => [...result.sources]));
  await printDiagnostics(diagnostics, sources, options);
  const fails =
    options.strict === true
      ? diagnostics.some(({ severity }) => severity !== 'note')
      : hasErrors(diagnostics);
  if (fails) process.exitCode = EXIT.doesNotHold;
}

/** Two paths may lead to one site. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { format }: ValidateOptions,
): Promise<void> {
  const cwd = process.cwd();
  switch (format) {
    case 'json':
      return print((await import('../config/render-json.ts')).renderJson(diagnostics, { cwd }));
    case 'sarif':
      return print(
        (await import('../config/render-sarif.ts')).renderSarif(diagnostics, { cwd, version: version() }),
      );
    case 'text': {
      const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
      const text = renderText(diagnostics, sources, { cwd, colour });
      return print(text === '' ? 'no problems found' : text);
    }
  }
}
