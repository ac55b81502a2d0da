/** Names of the kinds of things that can be chosen. */
import type { ThingKind } from '../scene/places.ts';
import type { TextKey } from '../text/en.ts';

export const KIND_KEYS: Readonly<Record<ThingKind, TextKey>> = {
  vehicle: 'kind.vehicle',
  rsu: 'kind.rsu',
  signal: 'kind.signal',
  station: 'kind.station',
};
