import { WireError } from '../errors.ts';
import { decodeMessage } from './mechanism.ts';

/** The client's first message. `bare` is what both sides sign. RFC 5802 §7 client-first-message. */
export interface ClientFirst {
  /** As sent, with its closing comma: comes back base64-encoded in the client's final message. */
  readonly gs2Header: string;
  /** `n`: no channel binding; `y`: the client could, and believes that we do not offer it; `p`: bound, by `bindingType`. */
  readonly bindingFlag: 'n' | 'y' | 'p';
  readonly bindingType: string | null;
  readonly authorizationId: string;
  readonly bare: string;
  readonly login: string;
  readonly nonce: string;
}

/** The client's last message. `withoutProof` is what both sides sign. RFC 5802 §7 client-final-message. */
export interface ClientFinal {
  readonly channelBinding: string;
  readonly nonce: string;
  readonly withoutProof: string;
  readonly proof: Buffer;
}

const CLIENT_FIRST =
  /^((?:([ny])|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[a-zA-Z]=[^,]+)*)$/;
const CLIENT_FINAL =
  /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[a-zA-Z]=[^,]+)*),p=([A-Za-z0-9+/]{2,88}={0,2})$/;

/** Throws WireError for a malformed message or a mandatory extension: none is known. RFC 5802 §5.1. */
export function parseClientFirst(response: Buffer): ClientFirst {
  const match = CLIENT_FIRST.exec(decodeMessage(response));
  if (!match) throw new WireError('Malformed SCRAM message');
  const [, gs2Header = '', flag, bindingType = null, authorizationId = '', bare = '', name = '', nonce = ''] =
    match;
  return {
    gs2Header,
    bindingFlag: bindingType === null ? (flag as 'n' | 'y') : 'p',
    bindingType,
    authorizationId: unescapeName(authorizationId),
    bare,
    login: unescapeName(name),
    nonce,
  };
}

/** Throws WireError for a malformed message. */
export function parseClientFinal(response: Buffer): ClientFinal {
  const match = CLIENT_FINAL.exec(decodeMessage(response));
  if (!match) throw new WireError('Malformed SCRAM message');
  const [, withoutProof = '', channelBinding = '', nonce = '', proof = ''] = match;
  return { channelBinding, nonce, withoutProof, proof: Buffer.from(proof, 'base64') };
}

/** `=2C` is a comma, `=3D` an equals sign, any other `=` an error. RFC 5802 §5.1. */
function unescapeName(name: string): string {
  if (/=(?!2C|3D)/.test(name) || name.includes('\0')) throw new WireError('Malformed SCRAM user name');
  return name.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
