import { expect, test } from 'vitest';
import { bytesOf, MAX_BYTES, roomWords, TEMPLATES, withTemplate } from '../../src/notes/templates';

const [soap, dap] = TEMPLATES;

test('a template begins an empty note, and follows what was typed', () => {
  expect(withTemplate('', soap)).toBe('Subjective:\n\nObjective:\n\nAssessment:\n\nPlan:\n');
  expect(withTemplate('Sleeps.\n', dap)).toBe('Sleeps.\n\nData:\n\nAssessment:\n\nPlan:\n');
});

test('the room is counted in bytes, as the server counts it', () => {
  expect(bytesOf('a🙂é')).toBe(7);
  expect(roomWords('a'.repeat(1000))).toBeUndefined();
  expect(roomWords('a'.repeat(MAX_BYTES))).toBe('100 percent of the longest note.');
  expect(roomWords('🙂'.repeat(MAX_BYTES / 4 + 1))).toContain('longer than a note can be');
});
