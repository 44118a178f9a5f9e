import { mqtt5 } from 'aws-iot-device-sdk-v2';

/** Sends a message over a reader's own connection past its spool, once: lost where there is no connection.
 *  Errors: rejects with the SDK's text. */
export async function sendAside(
  client: mqtt5.Mqtt5Client,
  topicName: string,
  payload: string,
): Promise<void> {
  await client.publish({ topicName, qos: mqtt5.QoS.AtLeastOnce, payload });
}
