import { Page } from './page';

/** Shows that an address belongs to no page. */
export function NoSuchPage() {
  return (
    <Page title="Page not found" narrow>
      <p class="lead">
        The address may be old or mistyped. Go to <a href="/">your first page</a>.
      </p>
    </Page>
  );
}
