/** A small SUMO net and scenario as files in a folder of their own, for the tests of the importer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createImportReport, importNotes } from '../../../server/scenario/sumo/import-report.ts';
import type { ImportNote, ImportReport, NoteKind } from '../../../server/scenario/sumo/import-report.ts';
import { loadSumo } from '../../../server/scenario/sumo/load-sumo.ts';
import type { SumoOptions, SumoScenario } from '../../../server/scenario/sumo/load-sumo.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

/** Writes files into a new folder, which goes with the test; returns its path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'chelu-sumo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of Object.keys(files)) writeFileSync(join(folder, name), files[name]);
  return folder;
}

interface NetParts {
  readonly root?: string;
  readonly location?: string;
  readonly edges?: string;
  readonly programs?: string;
  readonly junction?: string;
  readonly connections?: string;
  readonly more?: string;
}

const LOCATION =
  '<location netOffset="-562751.27,-5932801.54" convBoundary="0,0,1,1" origBoundary="0,0,1,1" projParameter="+proj=utm +zone=32 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"/>';

const EDGES = `
  <edge id=":J_0" function="internal"><lane id=":J_0_0" index="0" speed="10" length="8" shape="96,0 104,0"/></edge>
  <edge id=":J_1" function="internal"><lane id=":J_1_0" index="0" speed="8" length="4" shape="96,0 100,0"/></edge>
  <edge id=":J_2" function="internal"><lane id=":J_2_0" index="0" speed="8" length="6" shape="100,-4 104,0"/></edge>
  <edge id=":J_3" function="internal"><lane id=":J_3_0" index="0" speed="8" length="5" shape="100,0 100,4"/></edge>
  <edge id="a" from="A" to="J" priority="3" name="First Street">
    <lane id="a_0" index="0" speed="13.89" length="96" shape="0,0 96,0"/>
    <lane id="a_1" index="1" speed="13.89" length="96" width="2.5" allow="bus taxi" shape="0,3,1 50,3,2 96,3,1"/>
  </edge>
  <edge id="b" from="B" to="J"><lane id="b_0" index="0" speed="13.89" length="96" disallow="truck" shape="100,-100 100,-4"/></edge>
  <edge id="c" from="J" to="C"><lane id="c_0" index="0" speed="13.89" length="96" shape="104,0 200,0"/></edge>
  <edge id="d" from="J" to="D"><lane id="d_0" index="0" speed="13.89" length="96" shape="100,4 100,100"/></edge>`;

const JUNCTION = `
  <junction id="J" type="traffic_light" x="100" y="0" incLanes="a_0 a_1 b_0" intLanes=":J_0_0 :J_3_0 :J_2_0" shape="96,-4 104,-4 104,4 96,4">
    <request index="0" response="000" foes="100" cont="0"/>
    <request index="1" response="100" foes="000" cont="1"/>
    <request index="2" response="001" foes="011" cont="0"/>
  </junction>`;

const CONNECTIONS = `
  <connection from="a" to="c" fromLane="0" toLane="0" via=":J_0_0" tl="T" linkIndex="0" dir="s" state="O"/>
  <connection from="a" to="d" fromLane="0" toLane="0" via=":J_1_0" tl="T" linkIndex="1" dir="l" state="o"/>
  <connection from="b" to="c" fromLane="0" toLane="0" via=":J_2_0" tl="T" linkIndex="2" dir="r" state="o" pass="1" keepClear="0"/>
  <connection from=":J_0" to="c" fromLane="0" toLane="0" dir="s" state="M"/>
  <connection from=":J_1" to="d" fromLane="0" toLane="0" via=":J_3_0" dir="l" state="m"/>
  <connection from=":J_3" to="d" fromLane="0" toLane="0" dir="l" state="M"/>
  <connection from=":J_2" to="c" fromLane="0" toLane="0" dir="r" state="M"/>`;

const PROGRAMS = `
  <tlLogic id="T" type="static" programID="0" offset="5">
    <phase duration="30" state="GGr"/><phase duration="3" state="yyr"/><phase duration="20" state="rrG"/>
  </tlLogic>`;

/** A net: a and b meet at J, c and d leave it; a turns left into d over a waiting place. Parts may be replaced. */
export function netOf(parts: NetParts = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
${parts.root ?? '<net version="1.20">'}
  ${parts.location ?? LOCATION}
  ${parts.edges ?? EDGES}
  ${parts.programs ?? PROGRAMS}
  <junction id="A" type="dead_end" x="0" y="0" incLanes="" intLanes="" shape="0,0 0,3"/>
  <junction id="B" type="dead_end" x="100" y="-100" incLanes="" intLanes="" shape="100,-100"/>
  <junction id="C" type="dead_end" x="200" y="0" z="4" incLanes="c_0" intLanes="" shape=""/>
  <junction id="D" type="dead_end" x="100" y="100" incLanes="d_0" intLanes=""/>
  ${parts.junction ?? JUNCTION}
  <junction id=":J_3_0" type="internal" x="100" y="0" incLanes=":J_1_0 b_0" intLanes=":J_2_0"/>
  ${parts.connections ?? CONNECTIONS}
  ${parts.more ?? ''}
</net>
`;
}

/** A configuration over files by their usual names, with further options. */
export function configOf(options = ''): string {
  return `<configuration>
  <input>
    <net-file value="m.net.xml"/>
    <route-files value="m.rou.xml"/>
  </input>
  ${options}
</configuration>
`;
}

export interface Loaded extends SumoScenario {
  readonly report: ImportReport;
  /** Notes of one kind as "subject: detail (count)". */
  notes(kind: NoteKind): string[];
  find(subject: string): ImportNote | undefined;
}

/** Loads one file of a folder. */
export async function load(path: string, options: SumoOptions = {}): Promise<Loaded> {
  const report = createImportReport();
  const scenario = await loadSumo(path, report, options);
  return {
    ...scenario,
    report,
    notes: (kind) =>
      importNotes(report)
        .filter((entry) => entry.kind === kind)
        .map((entry) => `${entry.subject}: ${entry.detail} (${entry.count})`),
    find: (subject) => importNotes(report).find((entry) => entry.subject === subject),
  };
}

/** Loads a net given as text. */
export function loadNet(parts: NetParts = {}): Promise<Loaded> {
  return load(join(folderOf({ 'm.net.xml': netOf(parts) }), 'm.net.xml'));
}

/** Loads the small net with a demand: the content of a route file, without its root. */
export function loadDemand(routes: string, config = '', options: SumoOptions = {}): Promise<Loaded> {
  const folder = folderOf({
    'm.net.xml': netOf(),
    'm.rou.xml': `<routes>\n${routes}\n</routes>\n`,
    'm.sumocfg': configOf(config),
  });
  return load(join(folder, 'm.sumocfg'), options);
}

/** The line of the UserError that a promise fails with. */
export async function errorLine(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return error.line();
    throw error;
  }
  throw new Error('no error came');
}
