import { Icon } from './icon';
import * as icons from './icons';

/** Prints the page; `ui/styles/print.css` says what of it is printed. */
export function PrintButton() {
  return (
    <button type="button" class="no-print" onClick={() => print()}>
      <Icon path={icons.print} />
      Print or save as PDF
    </button>
  );
}
