import { describe, expect, it } from 'vitest';
import {
  countNotes,
  createImportReport,
  importLines,
  importNotes,
  importSummary,
  note,
} from '../../../server/scenario/sumo/import-report.ts';

describe('the import report', () => {
  it('keeps the first place and counts the rest', () => {
    const report = createImportReport();
    note(report, 'ignored', 'edge.shape', 'worked in', 'n.xml:9:1');
    note(report, 'unknown', '<ufo> in <net>', 'not understood', 'n.xml:3:1');
    note(report, 'unknown', '<ufo> in <net>', 'not understood', 'n.xml:7:1');
    expect(importNotes(report).map(({ subject, first, count }) => [subject, first, count])).toEqual([
      ['<ufo> in <net>', 'n.xml:3:1', 2],
      ['edge.shape', 'n.xml:9:1', 1],
    ]);
    expect(importLines(report)).toEqual([
      'n.xml:3:1: <ufo> in <net> unknown, 2 times: not understood',
      'n.xml:9:1: edge.shape ignored: worked in',
    ]);
    expect(countNotes(report, 'unknown')).toBe(2);
    expect(importSummary(report)).toBe('2 not understood, 1 ignored');
    expect(importSummary(createImportReport())).toBe('nothing');
  });

  it('is bounded and says when it overflows', () => {
    const report = createImportReport();
    for (let i = 0; i < 1500; i++) note(report, 'unknown', `attribute a${i}`, '', 'x:1:1');
    expect(report.notes.size).toBe(1000);
    expect(importLines(report).at(-1)).toBe('500 further occurrences of other kinds');
  });
});
