import { toMqttMessage } from '../../../handlers/lib/iot-message';

const selected = {
  payload: 'e30=',
  topic: 'home/rfiddata',
  clientId: 'raspberry',
  receivedAt: Date.parse('2026-11-22T09:15:03.007Z'),
};

describe('an invocation by a topic rule', () => {
  it('is the MQTT message that it selected', () => {
    expect(toMqttMessage(selected)).toEqual({
      topic: 'home/rfiddata',
      clientId: 'raspberry',
      receivedAt: '2026-11-22T09:15:03.007Z',
      payload: Buffer.from('{}'),
    });
  });

  it('may carry nothing, or as much as a message may be', () => {
    const bytes = Buffer.alloc(128 * 1024, 0xff);
    expect(toMqttMessage({ ...selected, payload: '' }).payload).toEqual(Buffer.alloc(0));
    expect(toMqttMessage({ ...selected, payload: bytes.toString('base64') }).payload).toEqual(bytes);
  });

  it('has no client where IoT Core knew none', () => {
    expect(toMqttMessage({ ...selected, clientId: undefined }).clientId).toBe('n/a');
  });

  it.each([
    [{ ...selected, payload: '{"scanId":1}' }],
    [{ ...selected, receivedAt: 'now' }],
    [{ ...selected, topic: undefined }],
    [{}],
    [null],
  ])('that selects anything else is refused: %j', (event) => {
    expect(() => toMqttMessage(event)).toThrow();
  });
});
