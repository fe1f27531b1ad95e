import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { Area, RowArea } from '../../src/ui/area';
import { Loaded } from '../../src/ui/loaded';

afterEach(cleanup);

function Line({ words }: { words: string }) {
  if (words === 'bad') throw new RangeError('Invalid time zone specified');
  return <span>{words}</span>;
}

test('an entry that cannot be shown costs one entry', () => {
  render(
    <ul>
      {['first', 'bad', 'last'].map((words) => (
        <li key={words}>
          <Area>
            <Line words={words} />
          </Area>
        </li>
      ))}
    </ul>,
  );
  expect(screen.getByText('first')).toBeTruthy();
  expect(screen.getByText('last')).toBeTruthy();
  expect(screen.getAllByText(/This entry cannot be shown here/)).toHaveLength(1);
});

test('a row that cannot be shown stays a row', () => {
  render(
    <table>
      <tbody>
        <RowArea columns={4}>
          <Line words="bad" />
        </RowArea>
      </tbody>
    </table>,
  );
  expect(document.querySelector('tr td')?.getAttribute('colspan')).toBe('4');
});

test('data that cannot be shown leaves the page, and newer data is tried again', () => {
  const resource = (data: string) => ({ data, error: undefined, loading: false, reload: () => {}, put: () => {} });
  const page = (words: string) => <Loaded of={resource(words)}>{(data) => <Line words={data} />}</Loaded>;
  const { rerender } = render(page('bad'));
  expect(screen.getByText(/cannot be shown/)).toBeTruthy();
  rerender(page('good'));
  expect(screen.getByText('good')).toBeTruthy();
});
