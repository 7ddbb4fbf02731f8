/** Reads the data types of the SSH protocol (RFC 4251 section 5). Throws a RangeError past the end. */
export interface SshReader {
  uint32(): number;
  /** A length and as many bytes: `string`, and `mpint` as it stands. */
  bytes(): Buffer;
  text(): string;
  /** What is left. */
  rest(): Buffer;
}

export function createSshReader(buffer: Buffer): SshReader {
  let offset = 0;
  function uint32(): number {
    const value = buffer.readUInt32BE(offset);
    offset += 4;
    return value;
  }
  function bytes(): Buffer {
    const length = uint32();
    if (length > buffer.length - offset) throw new RangeError("The data ends early.");
    offset += length;
    return buffer.subarray(offset - length, offset);
  }
  return {
    uint32,
    bytes,
    text: () => bytes().toString("latin1"),
    rest: () => buffer.subarray(offset),
  };
}

/** Writes a `string`: a length and the bytes. */
export function sshString(value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Writes an unsigned number as `mpint`: no leading zero, except one in front of a set top bit. */
export function sshNumber(magnitude: Buffer): Buffer {
  const bytes = withoutLeadingZeros(magnitude);
  return sshString((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

/** The bytes of an unsigned number from its first one that is not zero. */
export function withoutLeadingZeros(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
}
