import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { afterEach, expect, test } from 'vitest';
import { later, laterPage } from '../../src/ui/later';

afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/');
});

/** Returns what loads a part, and fails the first `failures` times. */
function loading(failures: number) {
  let attempts = 0;
  return () => {
    attempts += 1;
    if (attempts <= failures) return Promise.reject(new Error('no network'));
    return Promise.resolve({ default: ({ name = 'Avery' }: { name?: string }) => <p>Part of {name}</p> });
  };
}

test('a part that does not load says so, and loads when it is tried again', async () => {
  const Part = later<{ name: string }>(loading(1));
  render(<Part name="Avery" />);
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Part of Avery')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a part takes its place while it is loading, and what is beside it stays when it fails', async () => {
  const Part = later<{ name?: string }>(loading(1), {
    lines: 3,
    failed: (_, sentence) => (
      <>
        {sentence}
        <p>Beside it</p>
      </>
    ),
  });
  const { container } = render(<Part />);
  expect(container.querySelectorAll('.bone')).toHaveLength(3);
  expect(await screen.findByText('Beside it')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('did not load');
});

function Start() {
  const { route } = useLocation();
  return (
    <button type="button" onClick={() => route('/page')}>
      Open
    </button>
  );
}

function openPage(Page: ReturnType<typeof laterPage>): void {
  render(
    <LocationProvider>
      <Router>
        {[<Route key="page" path="/page" component={Page} />, <Route key="start" default component={Start} />]}
      </Router>
    </LocationProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Open' }));
}

test('the page before is shown until the next is loaded', async () => {
  openPage(laterPage(loading(0)));
  expect(screen.getByRole('button', { name: 'Open' })).toBeTruthy();
  expect(await screen.findByText('Part of Avery')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Open' })).toBeNull();
});

test('a page that does not load says so, and loads when it is tried again', async () => {
  openPage(laterPage(loading(2)));
  await screen.findByRole('alert');
  // It was tried once when the page opened, and again on each press.
  for (let press = 0; press < 2 && screen.queryByRole('alert'); press += 1) {
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(await screen.findByText('Part of Avery')).toBeTruthy();
});
