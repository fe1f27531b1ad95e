import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import { usePages } from '../../src/api/pages';
import { watchRows } from '../../src/ui/row-link';
import { clearSearches, useSearch } from '../../src/ui/search';
import { SearchedList, Toolbar } from '../../src/ui/toolbar';

beforeAll(watchRows);
afterEach(() => {
  cleanup();
  clearCache();
  clearSearches();
});

interface Names {
  items: string[];
  next: string | null;
}

const PAGES: Record<string, Names> = {
  first: { items: ['Avery', 'Morgan'], next: '2' },
  2: { items: ['Riley'], next: '3' },
  3: { items: ['Robin'], next: null },
};
const load = vi.fn((cursor?: string): Promise<Names> => Promise.resolve(PAGES[cursor ?? 'first'] as Names));

function List() {
  const list = usePages('people', load);
  const search = useSearch('people', list);
  return (
    <>
      <input aria-label="Search" value={search.words} onInput={(event) => search.setWords(event.currentTarget.value)} />
      <ul>
        {list.data?.items
          .filter((name) => search.fits(name))
          .map((name) => (
            <li key={name}>{name}</li>
          ))}
      </ul>
      <button onClick={() => void list.more()}>More</button>
    </>
  );
}

const shown = (): (string | null)[] => screen.queryAllByRole('listitem').map((item) => item.textContent);

test('a search finds a row that was not loaded yet', async () => {
  render(<List />);
  await waitFor(() => expect(shown()).toEqual(['Avery', 'Morgan']));
  fireEvent.input(screen.getByLabelText('Search'), { target: { value: 'rob' } });
  await waitFor(() => expect(shown()).toEqual(['Robin']));
});

test('a search in a long list says that it has not read all of it, and goes on when asked', async () => {
  const pages = vi.fn((cursor = '0') =>
    Promise.resolve({ items: cursor === '14' ? ['Zoe'] : ['Avery'], next: cursor === '14' ? null : `${+cursor + 1}` }),
  );
  function Long() {
    const list = usePages('long', pages);
    const search = useSearch('long', list);
    const hits = (list.data?.items ?? []).filter((name) => search.fits(name));
    return (
      <>
        <Toolbar of="people" search={search} hits={hits.length} />
        <SearchedList search={search} hits={hits.length}>
          <p>{hits.join()}</p>
        </SearchedList>
      </>
    );
  }
  render(<Long />);
  await waitFor(() => expect(pages).toHaveBeenCalledOnce());
  fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'zoe' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Search further' }));
  await screen.findByText('Zoe');
});

test('a list that is shown again has as many pages and the same search as before', async () => {
  render(<List />);
  await waitFor(() => expect(shown()).toHaveLength(2));
  fireEvent.click(screen.getByText('More'));
  await waitFor(() => expect(shown()).toHaveLength(3));
  cleanup();
  load.mockClear();
  render(<List />);
  await waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  expect(shown()).toEqual(['Avery', 'Morgan', 'Riley']);
});

test('a click anywhere in a row follows its link, and a button in the row does not', () => {
  const followed = vi.fn((event: Event) => event.preventDefault());
  render(
    <table>
      <tbody>
        <tr>
          <td>Couples session</td>
          <td>
            <a class="row-link" href="/billing/invoices/1" onClick={followed}>
              $90.00
            </a>
            <button>Pay</button>
          </td>
        </tr>
      </tbody>
    </table>,
  );
  fireEvent.click(screen.getByText('Pay'));
  expect(followed).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText('Couples session'));
  expect(followed).toHaveBeenCalledOnce();
});
