/**
 * Second half of the command `chelu`, in plain JavaScript: builds what is missing or stale (protobuf code, page),
 * makes Node understand TypeScript, and hands over to cli.ts.
 */
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Runs one command to its end and sets the exit code.
 * @param {readonly string[]} args what stands after `chelu` on the command line
 */
export async function launch(args) {
  let register;
  try {
    ({ register } = await import('tsx/esm/api'));
  } catch {
    console.error(`chelu: its packages are not installed; run "npm ci" in ${ROOT}`);
    process.exitCode = 2;
    return;
  }
  const { ensureGenerated } = await import('../protos/generate.js');
  await ensureGenerated();
  if (servesPage(args)) {
    const { ensurePage } = await import('./page-build.js');
    await ensurePage();
  }
  // The compiler settings are ours wherever the command is called from.
  register({ tsconfig: `${ROOT}tsconfig.json` });
  const { main } = await import('./cli.ts');
  await main(args);
}

/** @param {readonly string[]} args */
function servesPage(args) {
  if (args.includes('--help') || args.includes('-h')) return false;
  return args[0] === 'start' || (args[0] === 'run' && args.includes('--serve'));
}
