import * as invoices from '../api/invoices';
import type { InvoiceQuery } from '../api/invoices';
import { useSubmit } from '../ui/submit';
import { toast } from '../ui/toast';

/** The list as it is filtered, asked for part by part, saved as one file. */
export function ExportCsv({ asked }: { asked: InvoiceQuery }) {
  const submit = useSubmit();
  const save = async (): Promise<void> => {
    const parts: string[] = ['\uFEFF'];
    let cursor: string | undefined;
    do {
      const part = await invoices.csv({ ...asked, cursor });
      parts.push(part.csv);
      cursor = part.next ?? undefined;
    } while (cursor);
    download(new Blob(parts, { type: 'text/csv' }), `invoices-${new Date().toISOString().slice(0, 10)}.csv`);
    toast('Exported. The file holds client names: keep it where records belong.');
  };
  return (
    <button type="button" aria-busy={submit.busy} onClick={() => void submit.run(save)}>
      Export CSV
    </button>
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
