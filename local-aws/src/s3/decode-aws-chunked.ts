import { Transform } from 'node:stream';

/** Takes the chunk frames of a streamed upload off its body, and the checksums that trail it: s3rver would
 *  store them as part of the object. Errors: the stream fails if the frames are broken. */
export function decodeAwsChunked(): Transform {
  let buffered: Buffer = Buffer.alloc(0);
  /** Bytes of the chunk still to come; undefined when a line with a chunk's size is next. */
  let left: number | undefined;
  let ended = false;

  const takeSizeLine = (): boolean => {
    const end = buffered.indexOf('\r\n');
    if (end < 0) return false;
    const size = Number.parseInt(buffered.subarray(0, end).toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error('The body is not aws-chunked: a chunk has no size.');
    buffered = buffered.subarray(end + 2);
    left = size;
    ended = size === 0;
    return true;
  };
  const takeData = (push: (data: Buffer) => void): boolean => {
    const data = buffered.subarray(0, left);
    if (data.length > 0) push(data);
    left = (left ?? 0) - data.length;
    buffered = buffered.subarray(data.length);
    if (left > 0 || buffered.length < 2) return false;
    buffered = buffered.subarray(2);
    left = undefined;
    return true;
  };

  const take = (chunk: Buffer, push: (data: Buffer) => void) => {
    if (ended) return;
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (!ended && (left === undefined ? takeSizeLine() : takeData(push))) {}
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        take(chunk, (data) => this.push(data));
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    flush(done) {
      done(ended ? null : new Error('The body is not aws-chunked: it ends before its last chunk.'));
    },
  });
}
