/**
 * Names of junctions on the air: NodeReferenceID {region, id}, 16 bits each.
 * Made from the junction's number in `server/network`; region 0 and the ids the standard keeps for tests are not used.
 */

/** A junction as the standard names it. */
export interface NodeReference {
  /** Road regulator, 0..65535; absent = the receiver's own region. */
  region?: number;
  /** 0..65535. */
  id: number;
}

/** Ids of one region that are used: 256..65535 (0..255 are kept for tests). */
const IDS_PER_REGION = 65280;

/** Junction number (>= 0) -> its reference. */
export function nodeReferenceOf(junction: number): NodeReference {
  const region = Math.floor(junction / IDS_PER_REGION);
  return { region: region + 1, id: 256 + junction - region * IDS_PER_REGION };
}

/** Reference -> junction number; -1 where it names none of ours. */
export function junctionOf(node: NodeReference): number {
  return junctionOfColumns(node.region ?? 1, node.id);
}

/** The same from a row's two columns. */
export function junctionOfColumns(region: number, id: number): number {
  return region < 1 || id < 256 ? -1 : (region - 1) * IDS_PER_REGION + id - 256;
}
