import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnosticAt, sortDiagnostics } from '../../src/config/diagnostic.ts';
import { renderJson } from '../../src/config/render-json.ts';
import { renderSarif } from '../../src/config/render-sarif.ts';
import { renderText } from '../../src/config/render-text.ts';

const FILE = '/home/me/site/etc/demo/plant.toml';
const SOURCES = new Map([[FILE, 'a = 1\n\tpower = "40 bar"  # watts\nlast = 3']]);
const STYLE = { cwd: '/home/me/site' };

const FOUND = diagnosticAt(
  { file: FILE, line: 2, column: 10, endColumn: 18 },
  { id: 'invalid-quantity', message: 'This is no power.', expected: 'a power', remedy: 'use W' },
  { key: 'heat_load[0].power', value: '"40 bar"' },
);

describe('diagnostics as text', () => {
  it('show place, source line, caret, expectation and help', () => {
    expect(renderText([FOUND], SOURCES, STYLE)).toBe(
      [
        'error[invalid-quantity]: This is no power.',
        ' --> etc/demo/plant.toml:2:10',
        '  |',
        '2 | \tpower = "40 bar"  # watts',
        '  | \t        ^^^^^^^^',
        '  = expected: a power',
        '  = help: use W',
        '',
        '1 error',
      ].join('\n'),
    );
  });

  it('are coloured only when asked', () => {
    const code = '\u001b[';
    expect(renderText([FOUND], SOURCES, STYLE)).not.toContain(code);
    expect(renderText([FOUND], SOURCES, { ...STYLE, colour: true })).toContain(code);
  });

  it('do without a source that could not be read', () => {
    expect(renderText([FOUND], new Map(), STYLE)).toContain('plant.toml:2:10\n  = expected');
  });

  it('cut a long line around the caret and let no control character through', () => {
    const line = `${'x'.repeat(5000)}\u001b[31mBAD${'y'.repeat(5000)}`;
    const at = { file: FILE, line: 1, column: 5001, endColumn: 5009 };
    const text = renderText(
      [diagnosticAt(at, { id: 'toml-syntax', message: 'm' })],
      new Map([[FILE, line]]),
      STYLE,
    );
    expect(text).not.toContain('\u001b');
    const [, , , shown = '', carets = ''] = text.split('\n');
    expect(shown.length).toBeLessThan(130);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('·[31mBAD');
  });

  it('count what there is', () => {
    const warning = diagnosticAt(FOUND, { id: 'unused-cycle', message: 'm' });
    expect(renderText([FOUND, FOUND, warning], SOURCES, STYLE).split('\n').at(-1)).toBe(
      '2 errors, 1 warning',
    );
    expect(renderText([], SOURCES, STYLE)).toBe('');
  });
});

describe('diagnostics for machines', () => {
  it('as JSON carry every field', () => {
    expect(JSON.parse(renderJson([FOUND], STYLE))).toEqual({
      diagnostics: [{ ...FOUND, file: 'etc/demo/plant.toml' }],
    });
  });

  it('as SARIF name rule, level and region, and a path relative to the root', () => {
    const log = JSON.parse(renderSarif([FOUND], { ...STYLE, version: '1.2.3' }));
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'buhera', version: '1.2.3' });
    expect(run.originalUriBaseIds.ROOT.uri).toBe('file:///home/me/site/');
    const [result] = run.results;
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe('invalid-quantity');
    expect(result).toMatchObject({
      level: 'error',
      message: { text: 'This is no power. Expected: a power. Help: use W.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'etc/demo/plant.toml', uriBaseId: 'ROOT' },
            region: { startLine: 2, startColumn: 10, endColumn: 18 },
          },
        },
      ],
    });
  });
});

it('diagnostics are sorted by file, line and column', () => {
  const at = (file: string, line: number, column: number): Diagnostic => ({ ...FOUND, file, line, column });
  const sorted = sortDiagnostics([at('b', 1, 1), at('a', 10, 1), at('a', 2, 5), at('a', 2, 1)]);
  expect(sorted.map(({ file, line, column }) => `${file}${line}:${column}`)).toEqual([
    'a2:1',
    'a2:5',
    'a10:1',
    'b1:1',
  ]);
});
