// Generated from chalicelib/platform/files/file_types.py by `make schema`. Do not edit.

export const MAX_FILE_BYTES = 25000000 as const;
export const TYPE_WORDS = 'PDF, PNG, JPEG, GIF, WebP, HEIC, plain text, Word (docx) and Excel (xlsx)' as const;
export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jfif: 'image/jpeg',
  jpe: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heic',
  hif: 'image/heic',
  txt: 'text/plain',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
