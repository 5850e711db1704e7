import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** Ways to name a TLS session, so that a proof of a password is good for this one only. RFC 5056. */
export type ChannelBindingType = 'tls-exporter' | 'tls-server-end-point';

const EXPORTER_LABEL = 'EXPORTER-Channel-Binding';
const EXPORTER_BYTES = 32;

/** The binding data of an established session, server side; null where it has none of this type. */
export function channelBindingOf(socket: TLSSocket, type: ChannelBindingType): Buffer | null {
  return type === 'tls-exporter' ? exporterOf(socket) : endPointOf(socket);
}

/** RFC 9266 §2. Before TLS 1.3 it needs the extended master secret (§4.1), of which the socket does not tell. */
function exporterOf(socket: TLSSocket): Buffer | null {
  if (socket.getProtocol() !== 'TLSv1.3') return null;
  return socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0));
}

/** The hash of our certificate. RFC 5929 §4.1. */
function endPointOf(socket: TLSSocket): Buffer | null {
  const certificate = socket.getX509Certificate();
  const hash = certificate && hashOfSignature(certificate.signatureAlgorithm ?? '');
  return certificate && hash ? createHash(hash).update(certificate.raw).digest() : null;
}

/** MD5 and SHA-1 are raised to SHA-256; a signature without one known hash has no binding. RFC 5929 §4.1. */
function hashOfSignature(algorithm: string): string | null {
  const [, name = ''] = /(md5|sha1|sha224|sha256|sha384|sha512)/.exec(normalised(algorithm)) ?? [];
  if (name === 'md5' || name === 'sha1') return 'sha256';
  return name || null;
}

/** "ecdsa-with-SHA384", "RSA-SHA256", "sha256WithRSAEncryption". */
function normalised(algorithm: string): string {
  return algorithm.toLowerCase().replaceAll('-', '');
}
