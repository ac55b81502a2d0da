/** What of the picture can be switched off, with the key that does it. */

export const LAYERS = [
  'signals',
  'vehicles',
  'rsus',
  'ranges',
  'arcs',
  'warnings',
  'labels',
  'markings',
  'trees',
  'colors',
] as const;
export type LayerName = (typeof LAYERS)[number];
export type LayerSwitches = Readonly<Record<LayerName, boolean>>;

/** One key each; none of them moves the eye. */
export const LAYER_KEYS: Readonly<Record<LayerName, string>> = {
  signals: '1',
  vehicles: '2',
  rsus: '3',
  ranges: '4',
  arcs: '5',
  warnings: '6',
  labels: '7',
  markings: '8',
  trees: '9',
  colors: '0',
};

export const FIRST_LAYERS: LayerSwitches = {
  signals: true,
  vehicles: true,
  rsus: true,
  ranges: false,
  arcs: true,
  warnings: true,
  labels: true,
  markings: true,
  trees: true,
  colors: false,
};
