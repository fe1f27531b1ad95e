const APPLE_PHOTO = /\.(heic|heif|hif)$/i;
const QUALITY = 0.92;

/**
 * Returns a photo of an iPhone as JPEG, which every browser shows, if this browser can read it.
 *
 * Any other file, and a photo that this browser cannot read, is returned as it is.
 */
export async function asShowable(file: File): Promise<File> {
  if (!APPLE_PHOTO.test(file.name) && !/^image\/hei[cf]/.test(file.type)) return file;
  try {
    const photo = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    canvas.width = photo.width;
    canvas.height = photo.height;
    canvas.getContext('2d')?.drawImage(photo, 0, 0);
    photo.close();
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    const name = `${file.name.replace(APPLE_PHOTO, '')}.jpg`;
    return jpeg ? new File([jpeg], name, { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}
