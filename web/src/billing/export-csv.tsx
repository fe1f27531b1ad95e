import * as invoices from '../api/invoices';
import type { InvoiceQuery } from '../api/invoices';
import { today } from '../kernel/dates';
import { me } from '../session/session';
import { saveFile as saveAs } from '../ui/save-file';
import { FormProblem, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';

/** Saves the filtered list as one CSV file, loaded page by page. */
export function ExportCsv({ filters }: { filters: InvoiceQuery }) {
  const submit = useSubmit();
  const save = async (): Promise<void> => {
    const parts: string[] = ['\uFEFF'];
    let cursor: string | undefined;
    do {
      const part = await invoices.csv({ ...filters, cursor });
      parts.push(part.csv);
      cursor = part.next ?? undefined;
    } while (cursor);
    saveAs(new Blob(parts, { type: 'text/csv' }), `invoices-${today(me.value?.practice.zone ?? 'UTC')}.csv`);
    toast('Exported. The file holds client names: keep it where records belong.');
  };
  return (
    <>
      <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(save)}>
        Export CSV
      </button>
      <FormProblem refusal={submit.refusal} />
    </>
  );
}
