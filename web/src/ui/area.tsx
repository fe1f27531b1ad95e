import { Component, type ComponentChildren } from 'preact';
import { Icon } from './icon';
import * as icons from './sign-in-icons';

interface AreaProps {
  /** What is shown; another value than the one that failed is tried again. */
  of?: unknown;
  /** What is shown instead of content that fails; by default a line with a sentence. */
  instead?: ComponentChildren;
  children: ComponentChildren;
}

/** Limits an error to one part of a page, such as a card or a row, so that the rest stays usable. */
export class Area extends Component<AreaProps, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: AreaProps): void {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: false });
  }

  render({ children, instead = <Unshown /> }: AreaProps) {
    return this.state.failed ? instead : children;
  }
}

export function Unshown() {
  return (
    <p class="unshown hint">
      <Icon path={icons.alert} /> This entry cannot be shown here. Reload the page, or open it in another browser.
    </p>
  );
}

/** Limits an error to one row of a table. */
export function RowArea({ columns, children }: { columns: number; children: ComponentChildren }) {
  const instead = (
    <tr role="row">
      <td role="cell" colSpan={columns}>
        <Unshown />
      </td>
    </tr>
  );
  return <Area instead={instead}>{children}</Area>;
}
