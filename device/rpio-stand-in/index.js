// mfrc522-rpi 2.1.3 loads rpio for its reset and buzzer pins, which the reader does not use: RST is tied to
// 3V3, lights and sounds go through the kernel's LED class. A call would be a mistake, so it is one.
const notHere = (name) => () => {
  throw new Error(`rpio.${name}: this reader drives no pin of its own`);
};

module.exports = { OUTPUT: 1, LOW: 0, HIGH: 1, open: notHere('open'), write: notHere('write') };
