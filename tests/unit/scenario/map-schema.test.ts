import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mapJsonSchema } from '../../../server/scenario/map/schema.ts';

it('the JSON Schema beside the maps is the one of the code', () => {
  const written: unknown = JSON.parse(
    readFileSync(new URL('../../../scenarios/map.schema.json', import.meta.url), 'utf8'),
  );
  // A mismatch is mended by: npx chelu schema --map > scenarios/map.schema.json && npx oxfmt scenarios/map.schema.json
  expect(written).toEqual(JSON.parse(JSON.stringify(mapJsonSchema())));
});
