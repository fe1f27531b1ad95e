import { useState } from 'preact/hooks';
import { LIMIT_WORDS } from '../api/file-upload';
import * as icons from '../ui/icons';
import { FilePicker, UploadList, useUploads, type UploadTarget } from './uploads';

/** Takes files by drag, by a picker or from the camera, and uploads several at once. */
export function UploadArea(props: UploadTarget) {
  const { uploads, add, dismiss, again } = useUploads(props);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    add([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dragging is one of three ways; the buttons work by key
    <div
      class="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <div class="drop-buttons">
        <FilePicker
          label="Choose files"
          icon={icons.file}
          several={!props.document}
          limits="upload-limits"
          onFiles={add}
        />
        <FilePicker label="Take a photo" icon={icons.camera} camera limits="upload-limits" onFiles={add} />
      </div>
      <p class="hint" id="upload-limits">
        <span class="can-drag">Or drag files here.</span> {LIMIT_WORDS}
      </p>
      <UploadList uploads={uploads} onDismiss={dismiss} onAgain={again} />
    </div>
  );
}
