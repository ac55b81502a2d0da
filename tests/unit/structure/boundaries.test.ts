import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A file that breaks one rule: where it is planted, what stands in it, the rule that must name it. */
interface Violation {
  readonly what: string;
  readonly path: string;
  readonly text: string;
  readonly rule: string;
}

const IMPORTS = 'eslint(no-restricted-imports)';
const GLOBALS = 'eslint(no-restricted-globals)';
const PROPERTIES = 'eslint(no-restricted-properties)';

/** An import of each kind of `from`, in a file of its own. */
function importing(what: string, path: string, from: string): Violation[] {
  const forms = [
    `import { a } from '${from}';\nexport const b = a;\n`,
    `import type { A } from '${from}';\nexport type B = A;\n`,
    `export { a } from '${from}';\n`,
    `export const later = import('${from}');\n`,
  ];
  return forms.map((text, index) => ({
    what: `${what} (${['import', 'import type', 'export from', 'import()'][index]})`,
    path: path.replace('.ts', `-${index}.ts`),
    text,
    rule: IMPORTS,
  }));
}

const VIOLATIONS: readonly Violation[] = [
  ...importing('the generated wire code in onboard', 'server/onboard/wire.ts', '../../protos/wire/codec.ts'),
  ...importing('the world in roadside', 'server/roadside/world.ts', '../simulation/world.ts'),
  ...importing('the world in cloud', 'server/cloud/world.ts', '../simulation/world.ts'),
  ...importing('the runner in simulation', 'server/simulation/back.ts', '../runner/run.ts'),
  ...importing('the server in client', 'client/panels/back.ts', '../../server/simulation/world.ts'),
  ...importing('the client in server', 'server/http/page.ts', '../../client/source/live.ts'),
  ...importing('the server in protos', 'protos/messages/back.ts', '../../server/simulation/maths.ts'),
  ...importing('the command line in runner', 'server/runner/back.ts', '../cli.ts'),
  ...importing('the runner in transport', 'server/transport/back.ts', '../runner/run.ts'),
  ...importing('the wire in scenario', 'server/scenario/wire.ts', '../../protos/wire/codec.ts'),
  ...importing('Node in cloud', 'server/cloud/files.ts', 'node:fs'),
  ...importing('MQTT in radio', 'server/radio/broker.ts', 'mqtt'),
  ...importing('a way round in cloud', 'server/cloud/round.ts', './../simulation/world.ts'),
  { what: 'Date in cloud', path: 'server/cloud/date.ts', text: 'export const now = Date.now();\n', rule: GLOBALS },
  {
    what: 'Date by globalThis in cloud',
    path: 'server/cloud/hidden.ts',
    text: 'export const now = globalThis.Date.now();\n',
    rule: GLOBALS,
  },
  {
    what: 'a timer in onboard',
    path: 'server/onboard/timer.ts',
    text: 'setTimeout(() => undefined, 1);\n',
    rule: GLOBALS,
  },
  {
    what: 'console in messages',
    path: 'protos/messages/log.ts',
    text: "console.log('a');\n",
    rule: GLOBALS,
  },
  {
    what: 'Math.sin in simulation',
    path: 'server/simulation/sine.ts',
    text: 'export const a = Math.sin(1);\n',
    rule: PROPERTIES,
  },
  {
    what: 'Math.sin taken apart in simulation',
    path: 'server/simulation/taken.ts',
    text: 'export const { sin } = Math;\n',
    rule: PROPERTIES,
  },
  {
    what: 'Math.random in radio',
    path: 'server/radio/dice.ts',
    text: 'export const a = Math.random();\n',
    rule: PROPERTIES,
  },
  {
    what: 'localeCompare in roadside',
    path: 'server/roadside/order.ts',
    text: "export const a = 'a'.localeCompare('b');\n",
    rule: PROPERTIES,
  },
  {
    what: 'a cycle',
    path: 'server/runner/cycle-a.ts',
    text: "import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n",
    rule: 'import(no-cycle)',
  },
  {
    what: 'a default export',
    path: 'server/runner/default.ts',
    text: 'const a = 1;\nexport default a;\n',
    rule: 'import(no-default-export)',
  },
  {
    what: 'any',
    path: 'server/runner/any.ts',
    text: 'export const a = (b: any): number => b;\n',
    rule: 'typescript(no-explicit-any)',
  },
  {
    what: 'a floating promise',
    path: 'server/runner/floating.ts',
    text: 'const a = async (): Promise<void> => {};\na();\n',
    rule: 'typescript(no-floating-promises)',
  },
];

/** Files that do what is allowed, so that the rules are not merely always on. */
const ALLOWED: Readonly<Record<string, string>> = {
  'server/runner/cycle-b.ts': "import { a } from './cycle-a.ts';\nexport const b = (): number => a();\n",
  'server/cloud/allowed.ts': [
    "import type { Network } from '../simulation/network.ts';",
    "import type { LaneSpec } from '../simulation/network-spec.ts';",
    "import { sin } from '../simulation/maths.ts';",
    "import { random } from '../simulation/random.ts';",
    "import { row } from '../../protos/messages/bsm.ts';",
    "import { decide } from './decide.ts';",
    'export const a = [Math.sqrt(2), Math.floor(1.5), sin, random, decide, row];',
    'export type A = [Network, LaneSpec];',
    '',
  ].join('\n'),
  'server/runner/allowed.ts': [
    "import { world } from '../simulation/world.ts';",
    "import { codec } from '../../protos/wire/codec.ts';",
    "import { UserError } from '../scenario/user-error.ts';",
    'export const a = [world, codec, UserError, Date.now(), Math.sin(1)];',
    '',
  ].join('\n'),
  'server/broker/allowed.ts':
    "import { UserError } from '../scenario/user-error.ts';\nexport const a = new UserError('a');\n",
  'client/scene/allowed.ts': "import { topics } from '../../protos/topics.ts';\nexport const a = topics;\n",
};

interface Diagnostic {
  readonly code?: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

interface LintResult {
  readonly code: number;
  readonly diagnostics: readonly Diagnostic[];
}

function lint(folder: string): Promise<LintResult> {
  const program = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [program, '--type-aware', '--deny-warnings', '--format=json'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, diagnostics: (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics });
    });
  });
}

describe('the linter', () => {
  let folder: string;
  let result: LintResult;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chelu-lint-'));
    for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const texts: [string, string][] = VIOLATIONS.map(({ path, text }) => [path, text]);
    for (const [path, text] of [...texts, ...Object.entries(ALLOWED)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    result = await lint(folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function rulesAt(path: string): (string | undefined)[] {
    return result.diagnostics
      .filter((diagnostic) => diagnostic.filename.replaceAll('\\', '/').endsWith(path))
      .map((diagnostic) => diagnostic.code);
  }

  it('fails on the planted files', () => {
    expect(result.code).toBe(1);
  });

  it.each(VIOLATIONS)('catches $what', ({ path, rule }) => {
    expect(rulesAt(path)).toContain(rule);
  });

  it.each(Object.keys(ALLOWED))('lets %s pass', (path) => {
    const rules = rulesAt(path).filter((rule) => rule !== 'import(no-cycle)');
    expect(rules).toEqual([]);
  });

  it('finds nothing in the project itself', async () => {
    const own = await lint(ROOT);
    const found = own.diagnostics.map(({ filename, code, labels }) => `${filename}:${labels[0]?.span.line} ${code}`);
    expect(found).toEqual([]);
    expect(own.code).toBe(0);
  });
});
