import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { treatmentTables } from '../../../server/scenario/sumo/treatment-table.ts';
import { TREATMENTS } from '../../../server/scenario/sumo/treatment.ts';

const README = fileURLToPath(new URL('../../../server/scenario/sumo/README.md', import.meta.url));

describe('the treatment of SUMO attributes', () => {
  it('stands in README.md as it stands in the code', async () => {
    const text = readFileSync(README, 'utf8');
    const wanted = text.replace(
      /<!-- table -->[\s\S]*<!-- \/table -->/,
      () => `<!-- table -->\n\n${treatmentTables()}\n\n<!-- /table -->`,
    );
    await expect(wanted).toMatchFileSnapshot(README);
  });

  it('gives each attribute one treatment', () => {
    for (const [name, table] of Object.entries(TREATMENTS)) {
      const all = [...table.honoured, ...Object.keys(table.approximated), ...Object.keys(table.ignored)];
      expect([name, all.length]).toEqual([name, new Set(all).size]);
    }
  });
});
