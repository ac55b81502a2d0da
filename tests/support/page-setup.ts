/** Runs once before the browser tests: builds the page when it is missing or older than its sources. */
import { ensurePage } from '../../server/page-build.js';

export async function setup(): Promise<void> {
  await ensurePage();
}
