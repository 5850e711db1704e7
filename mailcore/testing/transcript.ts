import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LineClient, type LineClientOptions } from './line-client.ts';
import { fillPlaceholders, matchLine, unescape, type TranscriptVariables } from './transcript-pattern.ts';
import { parseTranscript, type TranscriptStep } from './transcript-script.ts';

export interface TranscriptOptions extends LineClientOptions {
  /** Values of `${name}` from the start. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Plays a transcript against a server; README.md describes the format. Rejects at the first difference, with its line number. */
export async function runTranscript(text: string, options: TranscriptOptions): Promise<void> {
  const player = new TranscriptPlayer(options);
  try {
    for (const step of parseTranscript(text)) await player.play(step);
  } finally {
    player.close();
  }
}

/** The `.txt` files of a folder, for a test each. */
export function loadTranscripts(folder: URL): { name: string; text: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => ({ name: basename(file, '.txt'), text: readFileSync(new URL(file, folder), 'utf8') }));
}

const ANY_LINES = '${...}';

class TranscriptPlayer {
  readonly #options: TranscriptOptions;
  readonly #peers = new Map<string, LineClient>();
  readonly #variables: TranscriptVariables;
  /** Connections whose next expected line may come after any others. */
  readonly #skipping = new Set<string>();
  readonly #log: string[] = [];

  constructor(options: TranscriptOptions) {
    this.#options = options;
    this.#variables = new Map(Object.entries(options.variables ?? {}));
  }

  async play(step: TranscriptStep): Promise<void> {
    try {
      const peer = await this.#peer(step.peer);
      if (step.kind === 'send') await this.#send(peer, step);
      else if (step.kind === 'expect') await this.#expect(peer, step.peer, step.text);
      else if (step.kind === 'tls') await peer.startTls();
      else if (step.kind === 'deflate') peer.startDeflate();
      else if (step.kind === 'closed') await this.#expectClosed(peer);
      else peer[step.kind]();
    } catch (error) {
      const tail = this.#log.slice(-20).join('\n');
      throw new Error(`transcript line ${step.line}: ${(error as Error).message}\n${tail}`, { cause: error });
    }
  }

  close(): void {
    for (const peer of this.#peers.values()) peer.close();
  }

  async #peer(name: string): Promise<LineClient> {
    const known = this.#peers.get(name);
    if (known) return known;
    const peer = await LineClient.open(this.#options);
    this.#peers.set(name, peer);
    return peer;
  }

  async #send(peer: LineClient, step: TranscriptStep & { kind: 'send' }): Promise<void> {
    this.#log.push(`C${step.peer}: ${step.text}`);
    if (step.literal !== null) return this.#sendLiteral(peer, step.text, step.literal);
    const text = fillPlaceholders(step.text, this.#variables);
    peer.send(step.isRaw ? Buffer.from(unescape(text), isLatin1(text) ? 'latin1' : 'utf8') : `${text}\r\n`);
  }

  /** RFC 9051 §4.3: waits for the continuation request unless the literal is a non-synchronising one. */
  async #sendLiteral(peer: LineClient, text: string, literal: string): Promise<void> {
    const body = fillPlaceholders(literal, this.#variables);
    const isSync = text.includes('${literal}');
    const size = `{${Buffer.byteLength(body)}${isSync ? '' : '+'}}\r\n`;
    const [before = '', after = ''] = text.split(/\$\{literal\+?\}/);
    peer.send(fillPlaceholders(before, this.#variables) + size);
    if (isSync) {
      const answer = await peer.line();
      if (!answer.startsWith('+')) throw new Error(`expected a continuation request, got: ${answer}`);
    }
    peer.send(`${body}${fillPlaceholders(after, this.#variables)}\r\n`);
  }

  async #expect(peer: LineClient, name: string, expected: string): Promise<void> {
    if (expected === ANY_LINES) {
      this.#skipping.add(name);
      return;
    }
    for (;;) {
      const received = await peer.line();
      this.#log.push(`S${name}: ${received}`);
      const captured = matchLine(expected, received, this.#variables);
      if (captured) {
        for (const [key, value] of Object.entries(captured)) this.#variables.set(key, value);
        this.#skipping.delete(name);
        return;
      }
      if (!this.#skipping.has(name)) throw new Error(`\n expected: ${expected}\n received: ${received}`);
    }
  }

  async #expectClosed(peer: LineClient): Promise<void> {
    const line = await peer.lineOrEnd();
    if (line !== null) throw new Error(`expected the end of the connection, got: ${line}`);
  }
}

/** Raw lines name bytes (`\xff`); text beyond latin1 in them is UTF-8. */
function isLatin1(text: string): boolean {
  return !/[^\x00-\xff]/.test(text);
}
