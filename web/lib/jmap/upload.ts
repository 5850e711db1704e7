import type { UploadResponse } from '../../../mailcore/jmap/types.ts';
import { JmapError, type Failure } from './failure.ts';

export interface UploadOptions {
  /** 0 to 1; called as octets leave. */
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

/** POSTs one file to `url`. XMLHttpRequest, because fetch tells nothing of octets sent. RFC 8620 §6.1. */
export function uploadFile(
  url: string,
  file: Blob,
  { onProgress, signal }: UploadOptions,
): Promise<UploadResponse> {
  return new Promise((resolve, reject) => {
    const fail = (failure: Failure) => reject(new JmapError(failure));
    if (signal?.aborted) return fail({ kind: 'aborted' });
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress?.(event.total === 0 ? 1 : event.loaded / event.total);
    request.onerror = () => fail({ kind: 'offline' });
    request.onabort = () => fail({ kind: 'aborted' });
    request.onload = () => {
      const failure = refusal(request);
      if (failure) fail(failure);
      else resolve(request.response as UploadResponse);
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function refusal({ status, response }: XMLHttpRequest): Failure | null {
  if (status >= 200 && status < 300 && response) return null;
  return status === 401 ? { kind: 'signedOut' } : { kind: 'http', status };
}
