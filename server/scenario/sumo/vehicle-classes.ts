/**
 * Permissions: SUMO's lists of vehicle classes (`allow`, `disallow`) as bit masks.
 */
import { ALL_CLASSES, classBit, VEHICLE_CLASSES, type VehicleClass } from '../../simulation/network-spec.ts';
import { optional, splitWords } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

/** Names of nets older than 0.21 and the classes that took their place. */
const OLD_NAMES: Readonly<Record<string, VehicleClass>> = {
  public_emergency: 'emergency',
  public_authority: 'authority',
  public_army: 'army',
  public_transport: 'bus',
  transport: 'truck',
  lightrail: 'tram',
  cityrail: 'rail_urban',
  rail_slow: 'rail',
  unknown: 'passenger',
};

const KNOWN: ReadonlySet<string> = new Set(VEHICLE_CLASSES);

/** Mask of every class in the list; names that are not known are reported and left out. */
function maskOf(element: XmlElement, attribute: string, words: readonly string[], report: ImportReport): number {
  let mask = 0;
  for (const word of words) {
    const known = KNOWN.has(word) ? (word as VehicleClass) : OLD_NAMES[word];
    if (word === 'all') {
      mask = ALL_CLASSES;
    } else if (known !== undefined) {
      mask |= classBit(known);
    } else if (word !== 'none') {
      note(report, 'unknown', `vehicle class "${word}" in ${attribute}`, 'left out of the list', placeOf(element));
    }
  }
  return mask;
}

/**
 * Who may use a lane or connection: `allow` alone decides where it says something, else everybody but `disallow`.
 */
export function permissionOf(element: XmlElement, report: ImportReport): number {
  const allow = splitWords(optional(element, 'allow') ?? '');
  if (allow.length > 0) return maskOf(element, 'allow', allow, report);
  const disallow = splitWords(optional(element, 'disallow') ?? '');
  return ALL_CLASSES & ~maskOf(element, 'disallow', disallow, report);
}

/** Who may change lanes in one direction; everybody where the attribute is absent. */
export function changePermissionOf(element: XmlElement, attribute: string, report: ImportReport): number {
  const text = optional(element, attribute);
  return text === undefined ? ALL_CLASSES : maskOf(element, attribute, splitWords(text), report);
}

/** The class of a vehicle type; a class not known here is reported and drives as `passenger`. */
export function vehicleClassOf(element: XmlElement, report: ImportReport): VehicleClass {
  const text = optional(element, 'vClass')?.trim() ?? '';
  if (text === '') return 'passenger';
  if (KNOWN.has(text)) return text as VehicleClass;
  const old = OLD_NAMES[text];
  if (old !== undefined) return old;
  note(report, 'approximated', `vType.vClass "${text}"`, 'not known, drives as passenger', placeOf(element));
  return 'passenger';
}
