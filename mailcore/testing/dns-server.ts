import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a name answers. A name that is not in the zone does not exist. */
export interface ZoneRecords {
  readonly MX?: readonly (readonly [preference: number, host: string])[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly TXT?: readonly string[];
  readonly CNAME?: string;
  readonly ttlSeconds?: number;
  readonly failure?: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'SILENCE';
  /** Answers over UDP are cut to nothing, so the client must ask again over TCP. */
  readonly tcpOnly?: boolean;
}

/** Records by lower-case name without the final dot. May be changed while the server runs. */
export type Zone = Record<string, ZoneRecords>;

export interface DnsServer {
  /** "127.0.0.1:<port>", for Config.dns.servers. */
  readonly address: string;
  /** "MX example.org" for each question, in order. */
  readonly questions: string[];
  close(): Promise<void>;
}

const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const;
const RCODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const;
const FLAG_RESPONSE = 0x8400;
const FLAG_TRUNCATED = 0x0200;
const FLAG_RECURSION = 0x0180;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  /** The question section as received. */
  readonly bytes: Buffer;
}

/** Serves a zone over UDP and TCP on one free loopback port. RFC 1035 §4. */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const questions: string[] = [];
  const { tcp, udp, port } = await bindPair();
  const connections = new Set<Socket>();

  udp.on('message', (message, { address, port: peerPort }) => {
    const reply = respond(message, true);
    if (reply) udp.send(reply, peerPort, address);
  });
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
    serveTcp(socket, (message) => respond(message, false));
  });

  function respond(message: Buffer, isUdp: boolean): Buffer | null {
    const question = readQuestion(message);
    const type = typeName(question.type);
    questions.push(`${type} ${question.name}`);
    return answer(zone, question, isUdp);
  }

  return {
    address: `127.0.0.1:${port}`,
    questions,
    async close() {
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => tcp.close(() => resolve())),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}

/** The port must be free for both protocols; another program may hold the second one, so try a few. */
async function bindPair(): Promise<{ tcp: Server; udp: UdpSocket; port: number }> {
  for (let attempt = 0; ; attempt += 1) {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket('udp4');
    try {
      udp.bind(port, '127.0.0.1');
      await once(udp, 'listening');
      return { tcp, udp, port };
    } catch (error) {
      tcp.close();
      if (attempt >= 10) throw error;
    }
  }
}

/** Each message is preceded by its length in two bytes. RFC 1035 §4.2.2. */
function serveTcp(socket: Socket, respond: (message: Buffer) => Buffer | null): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE()) {
      const end = 2 + buffered.readUInt16BE();
      const reply = respond(buffered.subarray(2, end));
      if (reply) socket.write(Buffer.concat([uint16(reply.length), reply]));
      buffered = buffered.subarray(end);
    }
  });
}

function answer(zone: Zone, question: Question, isUdp: boolean): Buffer | null {
  const records = zone[question.name];
  if (records?.failure === 'SILENCE') return null;
  const failure = records?.failure ?? (records ? undefined : 'NXDOMAIN');
  if (failure) return reply(question, RCODES[failure], []);
  if (records?.tcpOnly && isUdp) return reply(question, FLAG_TRUNCATED, []);
  return reply(question, 0, records ? resourceRecords(zone, question, records) : []);
}

function reply(question: Question, flags: number, records: readonly Buffer[]): Buffer {
  const counts = [1, records.length, 0, 0].map(uint16);
  const header = [uint16(question.id), uint16(FLAG_RESPONSE | FLAG_RECURSION | flags), ...counts];
  return Buffer.concat([...header, question.bytes, ...records]);
}

function resourceRecords(zone: Zone, { name, type }: Question, records: ZoneRecords): Buffer[] {
  const { ttlSeconds = 300 } = records;
  if (records.CNAME !== undefined && type !== TYPES.CNAME) {
    const alias = resourceRecord(name, TYPES.CNAME, ttlSeconds, encodeName(records.CNAME));
    const target = zone[records.CNAME];
    const behind = target
      ? resourceRecords(zone, { name: records.CNAME, type, id: 0, bytes: alias }, target)
      : [];
    return [alias, ...behind];
  }
  return recordData(type, records).map((data) => resourceRecord(name, type, ttlSeconds, data));
}

function recordData(type: number, records: ZoneRecords): Buffer[] {
  switch (type) {
    case TYPES.A:
      return (records.A ?? []).map((address) => Buffer.from(address.split('.').map(Number)));
    case TYPES.AAAA:
      return (records.AAAA ?? []).map(encodeIpv6);
    case TYPES.MX:
      return (records.MX ?? []).map(([preference, host]) =>
        Buffer.concat([uint16(preference), encodeName(host)]),
      );
    case TYPES.TXT:
      return (records.TXT ?? []).map(encodeText);
    default:
      return [];
  }
}

function resourceRecord(name: string, type: number, ttlSeconds: number, data: Buffer): Buffer {
  const ttl = Buffer.alloc(4);
  ttl.writeUInt32BE(ttlSeconds);
  return Buffer.concat([encodeName(name), uint16(type), uint16(1), ttl, uint16(data.length), data]);
}

function readQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let offset = 12;
  for (let length = message[offset]!; length > 0; length = message[offset]!) {
    labels.push(message.toString('latin1', offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  const end = offset + 5;
  const name = labels.join('.').toLowerCase();
  return {
    id: message.readUInt16BE(0),
    name,
    type: message.readUInt16BE(offset + 1),
    bytes: message.subarray(12, end),
  };
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    Buffer.alloc(1),
  ]);
}

/** Character strings of at most 255 bytes. RFC 1035 §3.3.14. */
function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const strings: Buffer[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += 255) {
    const string = bytes.subarray(start, start + 255);
    strings.push(Buffer.from([string.length]), string);
  }
  return Buffer.concat(strings);
}

function encodeIpv6(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.concat(groups.map((group) => uint16(parseInt(group, 16))));
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function typeName(type: number): string {
  return Object.entries(TYPES).find(([, code]) => code === type)?.[0] ?? `TYPE${type}`;
}
